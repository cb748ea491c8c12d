/* The ledger of disclosure (公开台账): for every branch and every item of the catalogue what was
 * published when, and what is due or late at `now`.
 *
 * A self-check: nothing is scored, nobody is ranked. Periodic items are counted by calendar periods
 * at the site's offset; a period is late when its last day and the days of grace are over and no
 * document falls in it. A document of the days of grace counts for the period before when that one
 * has none yet. Looked at are the periods that fall due from `since` of the catalogue on, or from
 * 1 January of the year of now.
 *
 * The dates are those of the documents, but not before they came into the repository where its
 * history is known, or to the server where its log is (model/evidence.h). Made from the frozen
 * site; only what the edition shows counts, and items of a narrower scope than it are left out. */
#ifndef GK_MODEL_LEDGER_H
#define GK_MODEL_LEDGER_H

#include "model/catalogue.h"
#include "model/evidence.h"

typedef enum gk_ledger_state {
    GK_LEDGER_DONE,
    GK_LEDGER_DUE,  /* nothing late; the period that runs has nothing yet */
    GK_LEDGER_LATE, /* missing says how many times */
    GK_LEDGER_FREE  /* whenever there is something to say */
} gk_ledger_state;

/* 0–2, 3–6, more than 6 things unfinished, unless the catalogue says otherwise. */
typedef enum gk_colour { GK_GREEN, GK_YELLOW, GK_RED } gk_colour;

/* A branch and an item. Days are days since 1970 (base/date.h). */
typedef struct gk_ledger_row {
    uint32_t branch, item;
    gk_ledger_state state;
    uint32_t expected, missing; /* periods that fell due, and those of them with nothing */
    bool counted;               /* some of what is there is a number of a data file */
    gk_docs docs;               /* that count, newest first */
    int64_t last;               /* day of the newest; GK_NO_DATE when there is none */
    int64_t due;                /* until when the next is due; GK_NO_DATE: no such day */
    const int64_t *missed;      /* first days of the missing periods, ascending */
    uint32_t period;            /* months of a period; 0: none */
    uint32_t review;            /* months, of a long-term item that is older than allowed */
} gk_ledger_row;

typedef struct gk_ledger_branch {
    uint32_t branch;
    uint32_t unfinished;
    gk_colour colour;
    uint32_t first_row, row_count;
} gk_ledger_branch;

typedef struct gk_ledger {
    gk_catalogue catalogue;
    int64_t since, today;
    int64_t next; /* the first day behind today on which it may say something else by itself */
    const gk_ledger_row *rows; /* by branch, then in the order of the catalogue */
    uint32_t row_count;
    const gk_ledger_branch *branches; /* that have to publish something, in the site's order */
    uint32_t branch_count;
} gk_ledger;

/* Makes the ledger; everything lives in the arena or is borrowed from the site. */
void gk_ledger_make(const gk_site *site, gk_arena *arena, gk_ledger *out);

/* "done", "due", "late", "free"; 已完成, 待完成, 逾期, 及时公开. */
const char *gk_ledger_state_name(gk_ledger_state state);
const char *gk_ledger_state_label(gk_ledger_state state, gk_lang lang);

/* "green", "yellow", "red"; 绿, 黄, 红. */
const char *gk_colour_name(gk_colour colour);
const char *gk_colour_label(gk_colour colour, gk_lang lang);

/* Appends why a row, or a branch, is as it is: 缺 2 次：1月、4月. */
void gk_ledger_put_reason(const gk_ledger_row *row, gk_lang lang, gk_buf *out);
void gk_ledger_put_summary(const gk_ledger_branch *branch, gk_lang lang, gk_buf *out);

#endif
