/* The words of the ledger. */
#include "model/ledger.h"

#define SAY(zh_, en_) (lang == GK_LANG_ZH ? (zh_) : (en_))

static const char *const months_en[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

const char *gk_ledger_state_name(gk_ledger_state state)
{
    static const char *const names[] = {"done", "due", "late", "free"};
    return names[state];
}

const char *gk_ledger_state_label(gk_ledger_state state, gk_lang lang)
{
    static const char *const zh[] = {"已完成", "待完成", "逾期", "及时公开"};
    static const char *const en[] = {"done", "due", "late", "as it happens"};
    return lang == GK_LANG_ZH ? zh[state] : en[state];
}

const char *gk_colour_name(gk_colour colour)
{
    static const char *const names[] = {"green", "yellow", "red"};
    return names[colour];
}

const char *gk_colour_label(gk_colour colour, gk_lang lang)
{
    static const char *const zh[] = {"绿", "黄", "红"};
    return lang == GK_LANG_ZH ? zh[colour] : gk_colour_name(colour);
}

static gk_civil civil_of(int64_t day)
{
    return gk_date_civil((gk_date){day * 86400, 0, true});
}

static void put_day(int64_t day, gk_lang lang, gk_buf *out)
{
    gk_civil c = civil_of(day);
    if (lang == GK_LANG_ZH)
        gk_buf_printf(out, "%d年%u月%u日", c.year, c.month, c.day);
    else
        gk_date_put_day(out, (gk_date){day * 86400, 0, true});
}

/* 2026年3月, 2026年第1季度, 2026年上半年, 2026年 */
static void put_period(int64_t day, uint32_t months, bool year, gk_lang lang, gk_buf *out)
{
    gk_civil c = civil_of(day);
    bool zh = lang == GK_LANG_ZH;
    if (zh && (year || months == 12)) gk_buf_printf(out, "%d年", c.year);
    if (months == 1)
        gk_buf_printf(out, zh ? "%u月" : "", c.month);
    else if (months == 3)
        gk_buf_printf(out, zh ? "第%u季度" : "Q%u", (c.month + 2u) / 3);
    else if (months == 6)
        gk_buf_puts(out, c.month == 1 ? SAY("上半年", "H1") : SAY("下半年", "H2"));
    if (zh) return;
    if (months == 1) gk_buf_puts(out, months_en[c.month - 1]);
    if (year || months == 12) gk_buf_printf(out, months == 12 ? "%d" : " %d", c.year);
}

static void put_missed(const gk_ledger_row *row, gk_lang lang, gk_buf *out)
{
    int32_t year = 0;
    gk_buf_printf(out, SAY("缺 %u 次：", "%u missing: "), row->missing);
    for (uint32_t i = 0; i < row->missing; i++) {
        int32_t own = civil_of(row->missed[i]).year;
        if (i) gk_buf_puts(out, SAY("、", ", "));
        put_period(row->missed[i], row->period, own != year, lang, out);
        year = own;
    }
}

static void put_last(const gk_ledger_row *row, gk_lang lang, gk_buf *out)
{
    if (row->last == GK_NO_DATE) return;
    gk_buf_puts(out, SAY("，最近一次是 ", "; the last on "));
    put_day(row->last, lang, out);
}

static void put_lasting(const gk_ledger_row *row, gk_lang lang, gk_buf *out)
{
    if (row->review) {
        gk_buf_printf(out, SAY("超过 %u 个月没有更新", "not renewed for more than %u months"),
                      row->review);
        put_last(row, lang, out);
    } else if (row->missing) {
        gk_buf_puts(out, SAY("还没有公开", "not published yet"));
    } else {
        gk_buf_puts(out, SAY("已公开", "published"));
        put_last(row, lang, out);
    }
}

void gk_ledger_put_reason(const gk_ledger_row *row, gk_lang lang, gk_buf *out)
{
    if (row->state == GK_LEDGER_FREE) {
        if (row->docs.n)
            gk_buf_printf(out, SAY("已公开 %u 件", "%u published"), row->docs.n);
        else
            gk_buf_puts(out, SAY("有事项时公开，目前没有", "nothing so far"));
        put_last(row, lang, out);
        return;
    }
    if (!row->period) {
        put_lasting(row, lang, out);
        return;
    }
    if (row->missing)
        put_missed(row, lang, out);
    else if (row->expected)
        gk_buf_printf(out, SAY("应公开 %u 次，都已完成", "all %u done"), row->expected);
    else
        gk_buf_puts(out, SAY("还没有到期的", "none was due yet"));
    if (row->due != GK_NO_DATE) {
        gk_buf_puts(out, SAY("；本期应在 ", "; the next by "));
        put_day(row->due, lang, out);
        gk_buf_puts(out, SAY("前完成", ""));
    }
    if (row->counted) gk_buf_puts(out, SAY("（次数来自报送的数据）", " (numbers as reported)"));
}

void gk_ledger_put_summary(const gk_ledger_branch *branch, gk_lang lang, gk_buf *out)
{
    if (branch->unfinished)
        gk_buf_printf(out, SAY("%u 项没有完成", "%u unfinished"), branch->unfinished);
    else
        gk_buf_puts(out, SAY("没有未完成的", "nothing unfinished"));
}
