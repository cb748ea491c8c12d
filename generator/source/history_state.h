/* What stands at which path after each commit, for all commits at once: arrays that share what they
 * have in common. Only source/history.c uses it. */
#ifndef GK_SOURCE_HISTORY_STATE_H
#define GK_SOURCE_HISTORY_STATE_H

#include "base/view.h"

typedef struct gk_history_states gk_history_states;

/* For so many commits and paths. uses[c]: how often c is somebody's parent; borrowed for the call.
 */
gk_history_states *gk_history_states_new(uint32_t commits, size_t paths, const uint32_t *uses);
void gk_history_states_free(gk_history_states *states);

/* Commit c begins with what its parent has (UINT32_MAX: nothing). When c is the only one that
 * follows, the parent's state is gone then. */
void gk_history_state_follow(gk_history_states *states, uint32_t c, uint32_t parent);

/* What stands at a path; UINT32_MAX: nothing, also for a commit UINT32_MAX. */
uint32_t gk_history_state_get(const gk_history_states *states, uint32_t c, uint32_t path);
void gk_history_state_set(gk_history_states *states, uint32_t c, uint32_t path, uint32_t value);

#endif
