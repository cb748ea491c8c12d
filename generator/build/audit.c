#include "build/audit.h"

#include "model/conduct.h"
#include "model/ledger.h"

#define SAY(zh_, en_) (lang == GK_LANG_ZH ? (zh_) : (en_))

/* Nothing is listed one by one beyond so many. */
enum { LISTED_MAX = 200 };

static gk_view branch_text(const gk_site *site, uint32_t branch, const char *key)
{
    return gk_value_view(gk_value_get(site->branches[branch].value, gk_view_of(key), NULL, NULL));
}

static gk_view branch_name(const gk_site *site, uint32_t branch)
{
    gk_view brief = branch_text(site, branch, "short");
    return brief.n ? brief : branch_text(site, branch, "name");
}

static void put_day(int64_t day, gk_buf *out)
{
    if (day != GK_NO_DATE) gk_date_put_day(out, (gk_date){day * 86400, 0, true});
}

static void put_row_text(const gk_ledger *ledger, const gk_ledger_row *row, gk_lang lang,
                         gk_buf *out)
{
    const gk_catalogue_item *item = &ledger->catalogue.items[row->item];
    gk_buf_printf(out, "  %-4s ", row->state == GK_LEDGER_LATE ? "✗" : "·");
    gk_buf_put(out, item->item);
    gk_buf_printf(out, SAY("（%s）：", " (%s): "), gk_frequency_label(item->frequency, lang));
    gk_ledger_put_reason(row, lang, out);
    gk_buf_putc(out, '\n');
}

static gk_view title_of(const gk_site *site, uint32_t doc)
{
    const gk_card *card = site->docs[doc].card;
    return gk_card_view(card, card->title);
}

/* 2026年5月11日（接收记录）, or nothing. */
static void put_publication(const gk_site *site, gk_publication published, gk_lang lang,
                            gk_buf *out)
{
    if (published.time == GK_NO_DATE) return;
    gk_date at = {published.time, site->now.offset, false};
    if (lang == GK_LANG_ZH)
        gk_wording_day(gk_calendar_day(at), lang, out);
    else
        gk_date_put_day(out, at);
    gk_buf_printf(out, SAY("（%s）", " (%s)"), gk_evidence_label(published.evidence, lang));
}

static void put_conducts_text(const gk_site *site, bool all, gk_lang lang, gk_arena *arena,
                              gk_buf *out)
{
    uint32_t count, faulty = 0;
    const gk_conduct *list = gk_conducts_make(site, arena, &count);
    if (!count) return;
    for (uint32_t i = 0; i < count; i++) faulty += gk_conduct_is_faulty(&list[i]);
    gk_buf_printf(out,
                  SAY("公示：%u 件，%u 件要核对\n", "Announcements: %u, %u to be looked into\n"),
                  count, faulty);
    for (uint32_t i = 0; i < count; i++) {
        bool bad = gk_conduct_is_faulty(&list[i]);
        if (!all && !bad) continue;
        gk_buf_printf(out, "  %-4s ", bad ? "✗" : "·");
        gk_buf_put(out, title_of(site, list[i].doc));
        gk_buf_puts(out, SAY("（", " ("));
        gk_wording_range(&list[i].publicity->window, lang, out);
        gk_buf_puts(out, SAY("）：", "): "));
        gk_conduct_put_reason(&list[i], lang, out);
        gk_buf_puts(out, SAY("；发布：", "; published "));
        put_publication(site, list[i].published, lang, out);
        gk_buf_putc(out, '\n');
    }
}

/* By what the days above were told. */
static void put_evidence_text(const gk_site *site, gk_lang lang, gk_buf *out)
{
    uint32_t counts[GK_EVIDENCES] = {0}, shown = 0;
    if (!site->doc_count) return;
    for (uint32_t d = 0; d < site->doc_count; d++) counts[gk_site_publication(site, d).evidence]++;
    gk_buf_puts(out, SAY("发布日期的依据：", "Days of publication are told by: "));
    for (gk_evidence e = GK_EVIDENCE_LOG; e > GK_EVIDENCE_NONE; e--) {
        if (!counts[e]) continue;
        if (shown++) gk_buf_puts(out, SAY("，", ", "));
        gk_buf_printf(out, SAY("%s %u 篇", "%s (%u documents)"), gk_evidence_label(e, lang),
                      counts[e]);
    }
    if (!shown) gk_buf_puts(out, SAY("没有", "nothing"));
    if (counts[GK_EVIDENCE_COMMIT] || counts[GK_EVIDENCE_DOCUMENT])
        gk_buf_puts(out, SAY("（只有接收记录是服务器自己记的）",
                             " (of these only the receive log is the server's own)"));
    gk_buf_putc(out, '\n');
}

void gk_audit_put_text(const gk_site *site, bool all, gk_lang lang, gk_buf *out)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_ledger ledger;
    gk_ledger_make(site, &arena, &ledger);
    if (!ledger.catalogue.item_count)
        gk_buf_puts(out, SAY("没有公开目录（data/catalogue.yaml）。\n",
                             "There is no catalogue (data/catalogue.yaml).\n"));
    for (uint32_t b = 0; b < ledger.branch_count; b++) {
        const gk_ledger_branch *branch = &ledger.branches[b];
        gk_buf_printf(out, SAY("【%s】", "[%s] "), gk_colour_label(branch->colour, lang));
        gk_buf_put(out, branch_name(site, branch->branch));
        gk_buf_puts(out, SAY("：", ": "));
        gk_ledger_put_summary(branch, lang, out);
        gk_buf_putc(out, '\n');
        for (uint32_t r = 0; r < branch->row_count; r++) {
            const gk_ledger_row *row = &ledger.rows[branch->first_row + r];
            if (all || row->state == GK_LEDGER_LATE) put_row_text(&ledger, row, lang, out);
        }
    }
    put_conducts_text(site, all, lang, &arena, out);
    put_evidence_text(site, lang, out);
    gk_arena_free(&arena);
}

static void put_json_text(const char *key, gk_view text, gk_buf *out)
{
    gk_buf_printf(out, "\"%s\": ", key);
    gk_value_put_json(gk_value_string(text), NULL, out);
}

static void put_json_day(const char *key, int64_t day, gk_buf *out)
{
    gk_buf text = GK_BUF_INIT;
    put_day(day, &text);
    if (text.n)
        put_json_text(key, gk_buf_view(&text), out);
    else
        gk_buf_printf(out, "\"%s\": null", key);
    gk_buf_free(&text);
}

/* "published": "2026-05-11", "evidence": "receive_log"; both null when nobody knows. */
static void put_publication_json(const gk_site *site, gk_publication published, gk_buf *out)
{
    bool known = published.time != GK_NO_DATE;
    gk_date at = {published.time, site->now.offset, false};
    put_json_day("published", known ? gk_calendar_day(at) : GK_NO_DATE, out);
    if (known)
        gk_buf_printf(out, ", \"evidence\": \"%s\"", gk_evidence_name(published.evidence));
    else
        gk_buf_puts(out, ", \"evidence\": null");
}

static void put_published(const gk_site *site, const gk_ledger_row *row, gk_buf *out)
{
    gk_buf_puts(out, ", \"published\": [");
    for (uint32_t i = 0; i < row->docs.n && i < LISTED_MAX; i++) {
        const gk_card *card = site->docs[row->docs.ids[i]].card;
        gk_buf day = GK_BUF_INIT;
        if (card->date != GK_NO_DATE)
            gk_date_put_day(&day, (gk_date){card->date, site->now.offset, true});
        gk_buf_puts(out, i ? ", {" : "{");
        put_json_text("date", gk_buf_view(&day), out);
        gk_buf_puts(out, ", ");
        put_publication_json(site, gk_site_publication(site, row->docs.ids[i]), out);
        gk_buf_puts(out, ", ");
        put_json_text("title", gk_card_view(card, card->title), out);
        gk_buf_puts(out, ", ");
        put_json_text("path", gk_site_doc_path(site, row->docs.ids[i]), out);
        gk_buf_putc(out, '}');
        gk_buf_free(&day);
    }
    gk_buf_putc(out, ']');
}

static void put_row_json(const gk_site *site, const gk_ledger *ledger, const gk_ledger_row *row,
                         gk_lang lang, gk_buf *out)
{
    const gk_catalogue_item *item = &ledger->catalogue.items[row->item];
    gk_buf reason = GK_BUF_INIT;
    gk_ledger_put_reason(row, lang, &reason);
    gk_buf_putc(out, '{');
    put_json_text("id", item->id, out);
    gk_buf_puts(out, ", ");
    put_json_text("heading", item->heading, out);
    gk_buf_puts(out, ", ");
    put_json_text("title", item->item, out);
    gk_buf_puts(out, ", ");
    put_json_text("frequency", gk_view_of(gk_frequency_label(item->frequency, lang)), out);
    gk_buf_printf(out, ", \"state\": \"%s\", \"expected\": %u, \"missing\": %u, ",
                  gk_ledger_state_name(row->state), row->expected, row->missing);
    put_json_day("last", row->last, out);
    gk_buf_puts(out, ", ");
    put_json_day("due", row->due, out);
    gk_buf_puts(out, ", ");
    put_json_text("reason", gk_buf_view(&reason), out);
    put_published(site, row, out);
    gk_buf_putc(out, '}');
    gk_buf_free(&reason);
}

static void put_branch_json(const gk_site *site, const gk_ledger *ledger,
                            const gk_ledger_branch *branch, gk_lang lang, gk_buf *out)
{
    gk_buf reason = GK_BUF_INIT;
    gk_ledger_put_summary(branch, lang, &reason);
    gk_buf_puts(out, "\n  {");
    put_json_text("id", site->branches[branch->branch].id, out);
    gk_buf_puts(out, ", ");
    put_json_text("name", branch_text(site, branch->branch, "name"), out);
    gk_buf_puts(out, ", ");
    put_json_text("kind", branch_text(site, branch->branch, "kind"), out);
    gk_buf_printf(out, ", \"colour\": \"%s\", \"unfinished\": %u, ", gk_colour_name(branch->colour),
                  branch->unfinished);
    put_json_text("reason", gk_buf_view(&reason), out);
    gk_buf_puts(out, ", \"items\": [");
    for (uint32_t r = 0; r < branch->row_count; r++) {
        gk_buf_puts(out, r ? ",\n    " : "\n    ");
        put_row_json(site, ledger, &ledger->rows[branch->first_row + r], lang, out);
    }
    gk_buf_puts(out, "]}");
    gk_buf_free(&reason);
}

static void put_conduct_json(const gk_site *site, const gk_conduct *c, gk_lang lang, gk_buf *out)
{
    gk_buf reason = GK_BUF_INIT;
    const gk_publicity *publicity = c->publicity;
    uint32_t branch = site->docs[c->doc].branch;
    gk_conduct_put_reason(c, lang, &reason);
    gk_buf_puts(out, "\n  {");
    put_json_text("title", title_of(site, c->doc), out);
    gk_buf_puts(out, ", ");
    put_json_text("path", gk_site_doc_path(site, c->doc), out);
    gk_buf_puts(out, ", ");
    put_json_text("kind", publicity->rule->kind, out);
    gk_buf_puts(out, ", ");
    put_json_text("stage", publicity->rule->stage, out);
    gk_buf_puts(out, ", ");
    put_json_text("branch", branch == GK_NONE ? GK_V("") : site->branches[branch].id, out);
    gk_buf_printf(out, ", \"state\": \"%s\", ", gk_publicity_state_name(publicity->state));
    put_json_day("opens", publicity->window.first, out);
    gk_buf_puts(out, ", ");
    put_json_day("closes", publicity->window.paused ? GK_NO_DATE : publicity->window.last, out);
    if (c->counted)
        gk_buf_printf(out, ", \"working_days\": %u", c->working);
    else
        gk_buf_puts(out, ", \"working_days\": null");
    gk_buf_printf(out, ", \"calendar_days\": %u, \"edits\": %u, ", c->calendar, c->edits);
    put_json_day("outcome", c->outcome_day, out);
    gk_buf_puts(out, ", ");
    put_json_day("outcome_due", c->outcome_due, out);
    gk_buf_printf(out, ", \"late\": %u, \"faulty\": %s, ", c->late,
                  gk_conduct_is_faulty(c) ? "true" : "false");
    put_publication_json(site, c->published, out);
    gk_buf_puts(out, ", ");
    put_json_text("reason", gk_buf_view(&reason), out);
    gk_buf_putc(out, '}');
    gk_buf_free(&reason);
}

static void put_conducts_json(const gk_site *site, gk_lang lang, gk_arena *arena, gk_buf *out)
{
    uint32_t count;
    const gk_conduct *list = gk_conducts_make(site, arena, &count);
    gk_buf_puts(out, "], \"announcements\": [");
    for (uint32_t i = 0; i < count; i++) {
        if (i) gk_buf_putc(out, ',');
        put_conduct_json(site, &list[i], lang, out);
    }
}

void gk_audit_put_json(const gk_site *site, gk_lang lang, gk_buf *out)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_ledger ledger;
    gk_ledger_make(site, &arena, &ledger);
    gk_buf_puts(out, "{\"now\": \"");
    gk_date_put_rfc3339(out, site->now);
    gk_buf_puts(out, "\", ");
    put_json_day("since", ledger.since, out);
    gk_buf_puts(out, ", \"branches\": [");
    for (uint32_t b = 0; b < ledger.branch_count; b++) {
        if (b) gk_buf_putc(out, ',');
        put_branch_json(site, &ledger, &ledger.branches[b], lang, out);
    }
    put_conducts_json(site, lang, &arena, out);
    gk_buf_puts(out, "]}\n");
    gk_arena_free(&arena);
}

/* A cell that a spreadsheet would take for a formula begins with an apostrophe. */
static void put_cell(gk_view text, bool last, gk_buf *out)
{
    gk_buf_putc(out, '"');
    if (text.n && strchr("=+-@\t\r", text.p[0])) gk_buf_putc(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"') gk_buf_putc(out, '"');
        gk_buf_putc(out, text.p[i]);
    }
    gk_buf_puts(out, last ? "\"\r\n" : "\",");
}

static void put_number(uint32_t number, gk_buf *out)
{
    gk_buf_printf(out, "%u,", number);
}

/* The last two: when it was published (of a row's documents the newest), and what shows it. */
static void put_evidence_cells(const gk_site *site, gk_publication published, gk_lang lang,
                               gk_buf *out)
{
    gk_date at = {published.time, site->now.offset, false};
    bool known = published.time != GK_NO_DATE;
    put_day(known ? gk_calendar_day(at) : GK_NO_DATE, out);
    gk_buf_putc(out, ',');
    put_cell(gk_view_of(known ? gk_evidence_label(published.evidence, lang) : ""), true, out);
}

static void put_row_csv(const gk_site *site, const gk_ledger *ledger, const gk_ledger_row *row,
                        gk_lang lang, gk_buf *out)
{
    const gk_catalogue_item *item = &ledger->catalogue.items[row->item];
    gk_buf text = GK_BUF_INIT;
    put_cell(branch_text(site, row->branch, "name"), false, out);
    put_cell(item->heading, false, out);
    put_cell(item->item, false, out);
    put_cell(gk_view_of(gk_frequency_label(item->frequency, lang)), false, out);
    put_cell(gk_view_of(gk_ledger_state_label(row->state, lang)), false, out);
    put_number(row->expected, out);
    put_number(row->missing, out);
    put_day(row->last, out);
    gk_buf_putc(out, ',');
    put_day(row->due, out);
    gk_buf_putc(out, ',');
    gk_ledger_put_reason(row, lang, &text);
    put_cell(gk_buf_view(&text), false, out);
    gk_publication none = {.time = GK_NO_DATE};
    put_evidence_cells(site, row->docs.n ? gk_site_publication(site, row->docs.ids[0]) : none, lang,
                       out);
    gk_buf_free(&text);
}

/* The same columns: the window stands for the frequency, the outcome for what came last. */
static void put_conduct_csv(const gk_site *site, const gk_conduct *c, gk_lang lang, gk_buf *out)
{
    gk_buf text = GK_BUF_INIT;
    uint32_t branch = site->docs[c->doc].branch;
    if (branch == GK_NONE) branch = site->branch_count ? site->first_branch : GK_NONE;
    put_cell(branch == GK_NONE ? GK_V("") : branch_text(site, branch, "name"), false, out);
    put_cell(gk_view_of(SAY("公示", "announcements")), false, out);
    put_cell(title_of(site, c->doc), false, out);
    gk_wording_range(&c->publicity->window, lang, &text);
    put_cell(gk_buf_view(&text), false, out);
    put_cell(gk_view_of(gk_conduct_is_faulty(c) ? SAY("要核对", "look into") : SAY("符合", "fine")),
             false, out);
    gk_buf_puts(out, ",,");
    put_day(c->outcome_day, out);
    gk_buf_putc(out, ',');
    put_day(c->outcome_due, out);
    gk_buf_putc(out, ',');
    gk_buf_truncate(&text, 0);
    gk_conduct_put_reason(c, lang, &text);
    put_cell(gk_buf_view(&text), false, out);
    put_evidence_cells(site, c->published, lang, out);
    gk_buf_free(&text);
}

static void put_csv_head(gk_lang lang, gk_buf *out)
{
    gk_buf_puts(out, "\xEF\xBB\xBF");
    gk_buf_puts(out, SAY("组织,类目,事项,频次,状态,应公开次数,缺,最近一次,期限,说明,发布,依据\r\n",
                         "branch,heading,item,frequency,state,expected,missing,last,due,reason,"
                         "published,evidence\r\n"));
}

void gk_audit_put_announcement(const gk_site *site, uint32_t doc, gk_lang lang, gk_buf *out)
{
    gk_arena arena = GK_ARENA_INIT;
    uint32_t count;
    const gk_conduct *list = gk_conducts_make(site, &arena, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (list[i].doc != doc) continue;
        put_csv_head(lang, out);
        put_conduct_csv(site, &list[i], lang, out);
    }
    gk_arena_free(&arena);
}

void gk_audit_put_csv(const gk_site *site, gk_lang lang, gk_buf *out)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_ledger ledger;
    gk_ledger_make(site, &arena, &ledger);
    put_csv_head(lang, out);
    for (uint32_t r = 0; r < ledger.row_count; r++)
        put_row_csv(site, &ledger, &ledger.rows[r], lang, out);
    uint32_t count;
    const gk_conduct *list = gk_conducts_make(site, &arena, &count);
    for (uint32_t i = 0; i < count; i++) put_conduct_csv(site, &list[i], lang, out);
    gk_arena_free(&arena);
}
