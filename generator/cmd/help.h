/* The forms in which the tables of commands and options are shown. */
#ifndef GK_CMD_HELP_H
#define GK_CMD_HELP_H

#include "cmd/options.h"

/* All commands, or one with its options. */
void gk_help_overview(gk_lang lang, gk_buf *out);
void gk_help_command(gk_command_id id, gk_lang lang, gk_buf *out);

/* The man page, in roff (man macros). */
void gk_help_man(gk_lang lang, gk_buf *out);

/* The script that completes command lines: "bash" or "zsh". */
void gk_help_completion(gk_view shell, gk_lang lang, gk_buf *out);

/* What the program is, in a few words. */
extern const gk_text gk_help_about;

#endif
