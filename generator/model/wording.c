#include "model/window.h"

enum { MINUTE = 60, HOUR = 60 };

static const char *const months[] = {"",        "January",  "February", "March",  "April",
                                     "May",     "June",     "July",     "August", "September",
                                     "October", "November", "December"};

static gk_civil civil_of(int64_t day)
{
    return gk_date_civil(gk_calendar_date(day, 0));
}

void gk_wording_day(int64_t day, gk_lang lang, gk_buf *out)
{
    gk_civil c = civil_of(day);
    if (lang == GK_LANG_ZH)
        gk_buf_printf(out, "%d年%u月%u日", c.year, c.month, c.day);
    else
        gk_buf_printf(out, "%s %u, %d", months[c.month], c.day, c.year);
}

static unsigned minutes_of(const gk_window *window)
{
    gk_date midnight = gk_calendar_date(window->last, window->opens.offset);
    return (unsigned)((window->ends.seconds - midnight.seconds) / MINUTE);
}

void gk_wording_deadline(const gk_window *window, gk_lang lang, gk_buf *out)
{
    gk_civil c = civil_of(window->last);
    unsigned minutes = minutes_of(window);
    if (lang == GK_LANG_ZH)
        gk_buf_printf(out, "%u月%u日%u:%02u", c.month, c.day, minutes / HOUR, minutes % HOUR);
    else
        gk_buf_printf(out, "%u:%02u on %s %u", minutes / HOUR, minutes % HOUR, months[c.month],
                      c.day);
}

void gk_wording_range(const gk_window *window, gk_lang lang, gk_buf *out)
{
    gk_wording_day(window->first, lang, out);
    if (window->last == window->first) return;
    gk_buf_puts(out, lang == GK_LANG_ZH ? "至" : " to ");
    gk_wording_day(window->last, lang, out);
}

void gk_wording_days(uint32_t days, gk_count count, gk_lang lang, gk_buf *out)
{
    bool working = count == GK_COUNT_WORKING;
    if (lang == GK_LANG_ZH)
        gk_buf_printf(out, "%u个%s", days, working ? "工作日" : "自然日");
    else
        gk_buf_printf(out, "%u %s day%s", days, working ? "working" : "calendar",
                      days == 1 ? "" : "s");
}

void gk_wording_window(const gk_window *window, gk_lang lang, gk_buf *out)
{
    enum { MIDNIGHT = 24 * HOUR };
    bool zh = lang == GK_LANG_ZH;
    gk_wording_range(window, lang, out);
    if (window->days) {
        gk_buf_puts(out, zh ? "（" : " (");
        gk_wording_days(window->days, window->count, lang, out);
        gk_buf_puts(out, zh ? "）" : ")");
    }
    if (window->paused || minutes_of(window) == MIDNIGHT) return;
    gk_buf_puts(out, zh ? "，截止时间为" : ", closing at ");
    gk_wording_deadline(window, lang, out);
}
