/* How announcements were carried out, for the self-check: how long they stood by both counts,
 * whether they were changed while they were open, and whether the outcome came in time.
 *
 * When it was published and changed it says itself (`date`, `updated`, events 更正); where the
 * history of its repository is known, what that tells counts too, by the server's log when there is
 * one (model/evidence.h). Nothing here knows of persons. */
#ifndef GK_MODEL_CONDUCT_H
#define GK_MODEL_CONDUCT_H

#include "model/evidence.h"

typedef enum gk_conduct_outcome {
    GK_OUTCOME_NONE,    /* none is asked for: open, suspended or withdrawn */
    GK_OUTCOME_AWAITED, /* not due yet, or never */
    GK_OUTCOME_OVERDUE, /* due, and not there */
    GK_OUTCOME_GIVEN,
    GK_OUTCOME_GIVEN_LATE
} gk_conduct_outcome;

typedef struct gk_conduct {
    uint32_t doc;
    const gk_publicity *publicity;
    bool counted; /* the tables of holidays reach: working, late and due can be told */
    uint32_t working, calendar; /* days that it stood, or will stand */
    bool too_short;             /* less than the policy asks for */
    gk_publication published;
    bool published_late; /* later than its first day */
    uint32_t edits;      /* inside the window, as far as the document or the history says */
    gk_conduct_outcome outcome;
    int64_t outcome_day, outcome_due; /* GK_NO_DATE: none */
    uint32_t late;                    /* working days behind the due day */
} gk_conduct;

/* All announcements of the site, those that opened last first; *count of them, in the arena. */
const gk_conduct *gk_conducts_make(const gk_site *site, gk_arena *arena, uint32_t *count);

/* Whether something is to be looked into. */
bool gk_conduct_is_faulty(const gk_conduct *conduct);

/* Appends it in words: 公示 5 个工作日（7 个自然日）；结果按时公布. */
void gk_conduct_put_reason(const gk_conduct *conduct, gk_lang lang, gk_buf *out);

#endif
