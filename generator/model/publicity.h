/* Announcements (公示): documents of a type with `publicity: true`.
 *
 * What an announcement says of itself is in its values: kind, stage, opens, days or closes, count,
 * contact, steps, outcome, events. What the rules of the school make of that (data/policy.yaml) is
 * worked out here, for a time: its window, its state, and whether persons may be shown. The persons
 * are not in the document but in a roster outside the site (meta/roster.h). */
#ifndef GK_MODEL_PUBLICITY_H
#define GK_MODEL_PUBLICITY_H

#include "meta/schema.h"
#include "model/next_change.h"
#include "model/window.h"

typedef enum gk_publicity_state {
    GK_PUBLICITY_SCHEDULED, /* not public at all */
    GK_PUBLICITY_OPEN,
    GK_PUBLICITY_SUSPENDED, /* 中止, not yet resumed: without persons */
    GK_PUBLICITY_CLOSED,    /* awaits its outcome */
    GK_PUBLICITY_CONCLUDED,
    GK_PUBLICITY_WITHDRAWN
} gk_publicity_state;

/* "scheduled", "open", "suspended", "closed", "concluded", "withdrawn": for templates. */
const char *gk_publicity_state_name(gk_publicity_state state);

typedef struct gk_publicity {
    const gk_rule *rule;
    gk_window planned; /* without events */
    gk_window window;  /* after the events up to the time */
    gk_date until; /* while it is open: when persons go at the latest, as far as is known now: at
                      its end, or with an event that is dated before it */
    gk_publicity_state state;
    uint32_t count;       /* persons it is about; 0: none, or not given */
    uint32_t corrections; /* 更正 up to the time: each may change the roster */
    int64_t changed; /* when an event, the end or the outcome last changed what is shown, up to the
                        time; GK_NO_DATE: none of them has come */
} gk_publicity;

typedef enum gk_publicity_fault {
    GK_PUBLICITY_FINE,
    GK_PUBLICITY_NO_OPENS, /* nothing to be said of it: the schema told already */
    GK_PUBLICITY_NO_RULE,  /* the policy knows no such kind or stage */
    GK_PUBLICITY_REVERSED, /* closes before it opens */
    GK_PUBLICITY_NO_TABLE  /* *missing is the year */
} gk_publicity_fault;

/* Works out an announcement from its values at a time. The same values, rules and time give the
 * same in every stage. *missing may be NULL. */
gk_publicity_fault gk_publicity_of(const gk_policy *policy, const gk_calendar *calendar,
                                   gk_value values, gk_date now, gk_publicity *out,
                                   int32_t *missing);

/* Adds the moments behind `now` at which the state, the window or what is shown may differ, and the
 * day on which an outcome is late. */
void gk_publicity_changes(const gk_policy *policy, const gk_calendar *calendar, gk_value values,
                          gk_date now, gk_view path, gk_next_change *changes);

/* Event i of the values, when it has happened by `now`. */
bool gk_publicity_event(gk_value values, uint32_t i, gk_date now, gk_value *event, gk_event *kind);

/* Whether the announcement needs a roster now: it is about persons, and they are or will be shown.
 */
bool gk_publicity_wants_roster(const gk_publicity *publicity);

/* Whether its outcome is told: never while persons may be shown. */
bool gk_publicity_tells_outcome(const gk_publicity *publicity);

/* Whether a part is shown: all while it is open or suspended, afterwards what the policy keeps. */
bool gk_publicity_keeps(const gk_publicity *publicity, gk_keep part);

/* The gate that every name passes: only for the announcement's own page, and only while it is open.
 * Built with GK_TEST_OPEN_GATE it lets everything through, so that the tests can show that they
 * would notice. */
bool gk_publicity_gate(const gk_publicity *publicity, bool own_page);

/* Whether texts are searched for what stands in rosters: always, but in that build. */
bool gk_publicity_gate_searches(void);

/* A document's front matter, for gk_publicity_check. */
typedef struct gk_publicity_document {
    gk_view file, text;   /* as diagnostics name it, and the whole text */
    const gk_node *front; /* may be NULL */
    gk_value values;
} gk_publicity_document;

/* Checks what a schema can not: kind and stage against the policy, the window, the steps and their
 * order, approval before opening, contact, events, outcome after the end. What is wrong only
 * because time has passed is a warning. False after an error. */
bool gk_publicity_check(const gk_policy *policy, const gk_calendar *calendar,
                        const gk_publicity_document *document, gk_date now, gk_arena *arena,
                        gk_diags *diags);

#endif
