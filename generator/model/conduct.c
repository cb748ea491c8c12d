#include "model/conduct.h"

#include <stdlib.h>

#define SAY(zh_, en_) (lang == GK_LANG_ZH ? (zh_) : (en_))

static gk_value own(const gk_card *card, const char *key)
{
    return gk_value_get(gk_card_values(card), gk_view_of(key), NULL, NULL);
}

static int64_t day_at(const gk_site *site, int64_t seconds)
{
    return gk_calendar_day((gk_date){seconds, site->now.offset, false});
}

static void count_days(const gk_site *site, gk_conduct *c)
{
    const gk_window *window = &c->publicity->window;
    const gk_duration *asked = &c->publicity->rule->length;
    int32_t missing;
    if (window->paused) return;
    /* One that was withdrawn ends with the day's first moment. */
    int64_t last = day_at(site, window->ends.seconds - 1);
    if (last < window->first) last = window->first;
    c->counted = gk_calendar_between(site->calendar, window->first, last, GK_COUNT_WORKING,
                                     &c->working, &missing);
    gk_calendar_between(site->calendar, window->first, last, GK_COUNT_CALENDAR, &c->calendar,
                        &missing);
    /* A first day that does not count is one more day that it stands. */
    uint32_t stood = asked->count == GK_COUNT_WORKING ? c->working : c->calendar;
    uint32_t needed = asked->days + (asked->start == GK_START_NEXT);
    bool known = c->counted || asked->count == GK_COUNT_CALENDAR;
    c->too_short = known && stood < needed && c->publicity->state != GK_PUBLICITY_WITHDRAWN;
}

/* Changes of the text inside the window, by the history. */
static uint32_t count_edits(const gk_site *site, const gk_story *story, const gk_window *window)
{
    uint32_t edits = 0;
    for (uint32_t i = 0; i < story->count && !window->paused; i++) {
        int64_t time = gk_site_arrival(site, story->revisions[i].commit);
        if (time == GK_NO_DATE || story->revisions[i].kind != GK_REVISION_CHANGED) continue;
        int64_t day = day_at(site, time);
        edits += day > window->first && day <= window->last;
    }
    return edits;
}

/* One that came behind its end may have been taken over from elsewhere; not one of which the
 * server's log tells that the portal was there by then. */
static bool is_late(const gk_site *site, const gk_card *card, const gk_conduct *c)
{
    const gk_window *window = &c->publicity->window;
    if (card->date != GK_NO_DATE && day_at(site, card->date) > window->first) return true;
    if (c->published.evidence < GK_EVIDENCE_COMMIT || window->paused) return false;
    int64_t day = day_at(site, c->published.time);
    bool taken_over = c->published.evidence != GK_EVIDENCE_LOG || c->published.founding;
    return day > window->first && (day <= window->last || !taken_over);
}

static void find_edits(const gk_site *site, const gk_card *card, gk_conduct *c)
{
    const gk_window *window = &c->publicity->window;
    const gk_story *story = site->docs[c->doc].story;
    uint32_t edits = story ? count_edits(site, story, window) : 0;
    c->published = gk_site_publication(site, c->doc);
    c->published_late = is_late(site, card, c);
    c->edits = c->publicity->corrections > edits ? c->publicity->corrections : edits;
    if (card->updated == GK_NO_DATE || c->edits) return;
    int64_t day = day_at(site, card->updated);
    c->edits = day > window->first && day <= window->last && !window->paused;
}

static void find_due(const gk_site *site, gk_conduct *c)
{
    gk_duration within = {c->publicity->rule->outcome_within, GK_COUNT_WORKING, GK_START_NEXT,
                          false};
    int32_t missing;
    c->outcome_due = GK_NO_DATE;
    if (!within.days || c->publicity->window.paused) return;
    if (!gk_calendar_last_day(site->calendar, c->publicity->window.last, &within, &c->outcome_due,
                              &missing))
        c->outcome_due = GK_NO_DATE;
}

static void judge_outcome(const gk_site *site, const gk_card *card, gk_conduct *c)
{
    gk_value date = gk_value_get(own(card, "outcome"), GK_V("date"), NULL, NULL);
    int64_t today = gk_calendar_day(site->now);
    int32_t missing;
    c->outcome_day = GK_NO_DATE;
    if (c->publicity->state == GK_PUBLICITY_CONCLUDED && date.kind == GK_DATE) {
        c->outcome_day = gk_calendar_day(gk_value_as_date(date));
        bool late = c->outcome_due != GK_NO_DATE && c->outcome_day > c->outcome_due;
        c->outcome = late ? GK_OUTCOME_GIVEN_LATE : GK_OUTCOME_GIVEN;
        if (late)
            gk_calendar_between(site->calendar, c->outcome_due + 1, c->outcome_day,
                                GK_COUNT_WORKING, &c->late, &missing);
    } else if (c->publicity->state == GK_PUBLICITY_CLOSED) {
        bool over = c->outcome_due != GK_NO_DATE && today > c->outcome_due;
        c->outcome = over ? GK_OUTCOME_OVERDUE : GK_OUTCOME_AWAITED;
    }
}

static int by_opening(const void *left, const void *right)
{
    const gk_conduct *a = left, *b = right;
    int64_t x = a->publicity->window.opens.seconds, y = b->publicity->window.opens.seconds;
    if (x != y) return x > y ? -1 : 1;
    return (a->doc > b->doc) - (a->doc < b->doc);
}

const gk_conduct *gk_conducts_make(const gk_site *site, gk_arena *arena, uint32_t *count)
{
    uint32_t n = 0;
    for (uint32_t d = 0; d < site->doc_count; d++) n += site->docs[d].publicity != NULL;
    gk_conduct *list = gk_arena_calloc(arena, n, sizeof *list);
    n = 0;
    for (uint32_t d = 0; d < site->doc_count; d++) {
        if (!site->docs[d].publicity) continue;
        gk_conduct *c = &list[n++];
        *c = (gk_conduct){.doc = d, .publicity = site->docs[d].publicity};
        count_days(site, c);
        find_edits(site, site->docs[d].card, c);
        find_due(site, c);
        judge_outcome(site, site->docs[d].card, c);
    }
    if (n) qsort(list, n, sizeof *list, by_opening);
    *count = n;
    return list;
}

bool gk_conduct_is_faulty(const gk_conduct *c)
{
    return c->too_short || c->published_late || c->outcome == GK_OUTCOME_OVERDUE ||
           c->outcome == GK_OUTCOME_GIVEN_LATE;
}

static void put_length(const gk_conduct *c, gk_lang lang, gk_buf *out)
{
    if (c->publicity->window.paused) {
        gk_buf_puts(out, SAY("中止，没有恢复", "suspended"));
        return;
    }
    if (c->counted)
        gk_buf_printf(out, SAY("公示 %u 个工作日（%u 个自然日）", "%u working days (%u days)"),
                      c->working, c->calendar);
    else
        gk_buf_printf(
            out,
            SAY("公示 %u 个自然日（缺放假表，不能算工作日）", "%u days (no table of holidays)"),
            c->calendar);
    if (c->too_short) gk_buf_puts(out, SAY("，不足规定的时间", ", too short"));
    if (c->publicity->state == GK_PUBLICITY_WITHDRAWN)
        gk_buf_puts(out, SAY("，已撤回", ", withdrawn"));
}

static void put_outcome(const gk_conduct *c, gk_lang lang, gk_buf *out)
{
    bool limited = c->outcome_due != GK_NO_DATE;
    if (c->outcome == GK_OUTCOME_NONE) return;
    gk_buf_puts(out, SAY("；", "; "));
    if (c->outcome == GK_OUTCOME_GIVEN)
        gk_buf_puts(out, limited ? SAY("结果按时公布", "outcome in time")
                                 : SAY("结果已公布", "outcome published"));
    else if (c->outcome == GK_OUTCOME_GIVEN_LATE)
        gk_buf_printf(out, SAY("结果迟了 %u 个工作日", "outcome %u working days late"), c->late);
    else if (!limited)
        gk_buf_puts(out, SAY("结果还没有公布", "outcome awaited"));
    if (!limited || c->outcome == GK_OUTCOME_GIVEN || c->outcome == GK_OUTCOME_GIVEN_LATE) return;
    gk_buf_puts(out, SAY("结果应在", "outcome due by "));
    if (lang == GK_LANG_ZH)
        gk_wording_day(c->outcome_due, lang, out);
    else
        gk_date_put_day(out, (gk_date){c->outcome_due * 86400, 0, true});
    gk_buf_puts(out, SAY("前公布", ""));
    if (c->outcome == GK_OUTCOME_OVERDUE) gk_buf_puts(out, SAY("，还没有公布", ", overdue"));
}

void gk_conduct_put_reason(const gk_conduct *c, gk_lang lang, gk_buf *out)
{
    put_length(c, lang, out);
    if (c->published_late)
        gk_buf_puts(out, SAY("；发布晚于公示开始", "; published after it opened"));
    if (c->edits)
        gk_buf_printf(out, SAY("；公示期内改动 %u 次", "; changed %u times while open"), c->edits);
    put_outcome(c, lang, out);
}
