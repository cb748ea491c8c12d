/* The school's own rules about windows and announcements: data/policy.yaml (its schema and its
 * words: meta/policy_table.h), resolved.
 *
 * What a stage does not say is said by its kind, what a kind does not say by the defaults, what
 * those do not say by the values noted below. Made once in the parent from the flat value that the
 * worker of the configuration sent; afterwards only read. */
#ifndef GK_MODEL_POLICY_H
#define GK_MODEL_POLICY_H

#include "base/diag.h"
#include "meta/policy_table.h"
#include "model/calendar.h"

/* Parts of an announcement that stay after its end; bits 1u << part. In the order of
 * gk_policy_keeps. */
typedef enum gk_keep {
    GK_KEEP_WINDOW,
    GK_KEEP_BRANCH,
    GK_KEEP_COUNT,
    GK_KEEP_CONTACT,
    GK_KEEP_STEPS,
    GK_KEEP_EVENTS,
    GK_KEEP_OUTCOME,
    GK_KEEPS
} gk_keep;

/* What may happen to a window; in the order of gk_policy_events. */
typedef enum gk_event {
    GK_EVENT_CORRECT,
    GK_EVENT_EXTEND,
    GK_EVENT_SUSPEND,
    GK_EVENT_WITHDRAW,
    GK_EVENTS
} gk_event;

/* What that does to the end (gk_window_apply); in the order of gk_policy_effects. */
typedef enum gk_effect {
    GK_EFFECT_NONE,
    GK_EFFECT_RESTART,
    GK_EFFECT_ADD,
    GK_EFFECT_PAUSE,
    GK_EFFECT_END
} gk_effect;

/* Dates of a person's way; in the order of gk_policy_points. */
typedef enum gk_point {
    GK_POINT_BORN,
    GK_POINT_APPLIED,
    GK_POINT_ACTIVIST,
    GK_POINT_CANDIDATE,
    GK_POINT_PROBATIONARY,
    GK_POINT_FULL,
    GK_POINT_SUBMITTED,
    GK_POINT_APPROVED,
    GK_POINT_OPENS,
    GK_POINTS
} gk_point;

/* A length in months and days; neither: there is no such bound. */
typedef struct gk_gap {
    int32_t months, days;
} gk_gap;

typedef struct gk_timeline_rule {
    gk_view id, message;
    gk_point from, to;
    gk_gap at_least, at_most;
    gk_severity severity; /* GK_ERROR or GK_WARNING */
    const gk_view *stages;
    uint32_t stage_count; /* 0: all */
} gk_timeline_rule;

typedef struct gk_rule {
    gk_view kind, stage; /* stage is empty in the rule of the whole kind */
    gk_view label;       /* of the stage, or of the kind */
    gk_duration length;  /* 5 working days, the first one counted, moved on; of windows of notices:
                            0 days when none is given */
    uint16_t closes;     /* minutes after midnight of the last day: 17:00; of notices 24:00 */
    const gk_person_field *const *show; /* in this order; none with `never`: only the name */
    uint32_t show_count;
    uint32_t keep;                /* bits of gk_keep: all */
    uint32_t contact;             /* bits of words of gk_policy_contacts that must be given: none */
    gk_effect effects[GK_EVENTS]; /* restart, add, pause, end */
    uint32_t outcome_within;      /* working days behind the end; 0: no limit */
    const gk_timeline_rule *timeline; /* of the kind; see gk_rule_covers */
    uint32_t timeline_count;
} gk_rule;

typedef struct gk_policy {
    const gk_rule *rules; /* each kind, then its stages */
    uint32_t rule_count;
    const gk_rule *windows; /* of notices; kind is their name */
    uint32_t window_count;
    gk_rule window_default;        /* for a window whose kind has no row */
    uint32_t statistics_threshold; /* cells below it are withheld: 5 */
} gk_policy;

/* Reads the data value `policy` (null: built-in values only, no kinds). Texts borrow from it; the
 * rest lives in the arena. */
void gk_policy_from_data(gk_value policy, gk_arena *arena, gk_policy *out);

/* The rule of a stage, of the kind when `stage` is empty or the kind declares no stages; NULL when
 * there is no such kind or stage. */
const gk_rule *gk_policy_find(const gk_policy *policy, gk_view kind, gk_view stage);

/* Whether a kind has stages, and the one whose name is most like `stage` (for "did you mean"). */
bool gk_policy_has_stages(const gk_policy *policy, gk_view kind);
gk_view gk_policy_near(const gk_policy *policy, gk_view kind, gk_view stage);

/* The rule of a notice's window; never NULL. */
const gk_rule *gk_policy_window(const gk_policy *policy, gk_view kind);

/* Whether the rule's announcements may show a field of persons. */
bool gk_rule_shows(const gk_rule *rule, gk_view field);

/* Whether a requirement applies at a stage. */
bool gk_rule_covers(const gk_timeline_rule *requirement, gk_view stage);

/* Whether the two days satisfy a requirement. A person is so many years old from the birthday on.
 */
bool gk_rule_holds(const gk_timeline_rule *requirement, int64_t from, int64_t to);

#endif
