/* Windows: from a first day to a closing minute. Of announcements and of notices (征求意见, 报名).
 *
 * Everything that is said of a window is made from these values, never typed as prose. Times are at
 * the offset of `opens`, which is the site's. */
#ifndef GK_MODEL_WINDOW_H
#define GK_MODEL_WINDOW_H

#include "base/diag.h"
#include "model/policy.h"

typedef struct gk_window {
    gk_date opens;       /* the minute it opens (00:00 of a day alone) */
    gk_date ends;        /* the closing minute: from here on it is closed */
    int64_t first, last; /* days; the closing minute may be 24:00 of the last */
    uint32_t days;       /* its length as counted; 0: it was not given in days, or was cut short or
                            begun anew */
    gk_count count;
    bool paused; /* GK_EFFECT_PAUSE without an end: ends has no meaning until it is resumed */
} gk_window;

typedef enum gk_window_state {
    GK_WINDOW_SCHEDULED,
    GK_WINDOW_OPEN,
    GK_WINDOW_PAUSED,
    GK_WINDOW_CLOSED
} gk_window_state;

/* "scheduled", "open", "paused", "closed": for templates. */
const char *gk_window_state_name(gk_window_state state);

/* A window of so many days. False with *missing set when a year has no table of holidays. */
bool gk_window_make(const gk_calendar *calendar, gk_date opens, const gk_duration *length,
                    uint16_t closes, gk_window *out, int32_t *missing);

/* A window up to a last day that was given. */
void gk_window_until(gk_date opens, gk_date last_day, uint16_t closes, gk_window *out);

/* The state at a time. */
gk_window_state gk_window_state_at(const gk_window *window, gk_date now);

/* What an event of the day `at` does to the window (model/policy.h). `days` is the number that an
 * event with GK_EFFECT_ADD gives, counted like the window; `resumed` the day on which a paused
 * window goes on, GK_NO_DAY when it is not known. False with *missing set when a year has no table;
 * the window is then as it was. */
#define GK_NO_DAY INT64_MIN
bool gk_window_apply(const gk_calendar *calendar, const gk_rule *rule, gk_effect effect, gk_date at,
                     uint32_t days, int64_t resumed, gk_window *window, int32_t *missing);

/* The wording, after the official usage. All append to out. */

/* 2026年9月28日; September 28, 2026 */
void gk_wording_day(int64_t day, gk_lang lang, gk_buf *out);

/* 10月9日17:00, of the closing minute (24:00 belongs to the day that ends) */
void gk_wording_deadline(const gk_window *window, gk_lang lang, gk_buf *out);

/* 2026年9月28日至2026年10月9日, or one day alone */
void gk_wording_range(const gk_window *window, gk_lang lang, gk_buf *out);

/* 5个工作日, 7个自然日 */
void gk_wording_days(uint32_t days, gk_count count, gk_lang lang, gk_buf *out);

/* All: 2026年9月28日至2026年10月9日（5个工作日），截止时间为10月9日17:00. Without days when the
 * window was not given in days, without the deadline when it is the end of the last day. */
void gk_wording_window(const gk_window *window, gk_lang lang, gk_buf *out);

/* A window as a notice gives it in its field `window`. */
typedef enum gk_window_fault {
    GK_WINDOW_FINE,
    GK_WINDOW_NO_OPENS,  /* nothing to be said of it: the schema told already */
    GK_WINDOW_NO_LENGTH, /* neither closes nor days, and the policy has no days for its kind */
    GK_WINDOW_REVERSED,  /* closes before it opens */
    GK_WINDOW_NO_TABLE,  /* missing is the year */
    GK_WINDOW_MISMATCH,  /* closes and days disagree: `last` is the day that days lead to */
    GK_WINDOW_HOUR       /* the closing hour has not the form 17:00 */
} gk_window_fault;

typedef struct gk_window_read {
    gk_window window;
    int32_t missing;
    int64_t last;
} gk_window_read;

/* Reads the map {kind, opens, closes, days, count, start, hour} of a document's values; all but
 * opens may be null. The same values give the same window in every stage. */
gk_window_fault gk_window_of(const gk_policy *policy, const gk_calendar *calendar, gk_value map,
                             gk_window_read *out);

#endif
