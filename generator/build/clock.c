#include "build/clock.h"

#include "model/ledger.h"

typedef struct asked {
    bool day, year, ledger;
} asked;

/* The name as a whole: "site.today", not "site.todays". */
static bool names(gk_view text, gk_view name)
{
    for (size_t at = 0; (at = gk_view_find(text, name, at)) != SIZE_MAX; at += name.n) {
        size_t end = at + name.n;
        char after = end < text.n ? text.p[end] : ' ';
        bool longer =
            (after >= 'a' && after <= 'z') || (after >= '0' && after <= '9') || after == '_';
        if (!longer) return true;
    }
    return false;
}

static void look(const gk_job *job, size_t file, asked *found)
{
    gk_buf bytes = GK_BUF_INIT;
    if (gk_source_read(job->theme, file, GK_TEMPLATE_MAX, &bytes)) {
        gk_view text = gk_buf_view(&bytes);
        found->day = found->day || names(text, GK_V("site.today")) || names(text, GK_V("site.now"));
        found->year = found->year || names(text, GK_V("site.year"));
        found->ledger = found->ledger || names(text, GK_V("site.ledger"));
    }
    gk_buf_free(&bytes);
}

void gk_clock_changes(const gk_job *job, gk_next_change *changes)
{
    asked found = {false, false, false};
    gk_civil civil = gk_date_civil(job->now);
    gk_date when = job->now;
    for (size_t i = gk_source_lower(job->theme, GK_V("templates/"));
         i < gk_source_count(job->theme) && !found.day; i++) {
        if (!gk_view_starts(gk_source_at(job->theme, i)->path, GK_V("templates/"))) break;
        look(job, i, &found);
    }
    for (uint32_t p = 0; p < job->plugin_count; p++)
        found.day = found.day || names(job->plugins[p].source, GK_V(".today")) ||
                    names(job->plugins[p].source, GK_V("site.now"));
    if (!found.day && !found.year && !found.ledger) return;
    int64_t day = found.day    ? gk_date_days(civil.year, civil.month, civil.day) + 1
                  : found.year ? gk_date_days(civil.year + 1, 1, 1)
                               : INT64_MAX;
    if (!found.day && found.ledger) {
        gk_arena arena = GK_ARENA_INIT;
        gk_ledger ledger;
        gk_ledger_make(job->site, &arena, &ledger);
        if (ledger.next < day) day = ledger.next;
        gk_arena_free(&arena);
    }
    when.seconds = day * 86400 - (int64_t)when.offset * 60;
    gk_next_change_add(changes, when, GK_CHANGE_DATE, (gk_view){NULL, 0});
}
