/* What git calls, and what sets it up. */
#ifndef GK_CMD_HOOK_H
#define GK_CMD_HOOK_H

#include "cmd/options.h"

/* `gongkai hook install REPO`: the hooks, the settings, the configuration; also --uninstall. */
gk_exit gk_hook_install(const gk_options *options);

/* `gongkai hook pre-receive`, in the repository: the check of a push that is not accepted yet. */
gk_exit gk_hook_pre_receive(const gk_options *options);

/* `gongkai hook post-receive`, in the repository: the receive log and word to the builder. */
gk_exit gk_hook_post_receive(const gk_options *options);

/* Appends what git writes to a hook: lines "OLD NEW REF". */
void gk_hook_read_input(gk_buf *out);

#endif
