#include "model/window.h"

#include <unistd.h>

#include "build/build.h"
#include "cmd/report.h"
#include "cmd/site_config.h"

/* The tables of the site that is named or that the working folder lies in; those that come with the
 * program when it has none. */
typedef struct tables {
    gk_site_config site;
    gk_buf folder;
    gk_rev rev;
    gk_calendar calendar;
    bool open;
} tables;

static bool is_site(const char *folder)
{
    gk_buf path = GK_BUF_INIT;
    gk_buf_printf(&path, "%s/site.yaml", folder);
    bool there = access(path.p, F_OK) == 0;
    gk_buf_free(&path);
    return there;
}

/* Outside of any site the folder that the program's tables lie in stands for one: the working
 * folder may hold anything, and a lot of it. */
static bool choose_folder(const gk_options *options, gk_buf *folder, gk_diags *diags)
{
    gk_report_site(options->arg_count ? options->args[0] : NULL, folder);
    if (is_site(folder->p)) return true;
    if (options->arg_count) {
        gk_diag_add(diags, GK_MSG_site_missing, gk_place_file(gk_buf_view(folder)));
        return false;
    }
    gk_buf_truncate(folder, 0);
    gk_build_share(folder);
    gk_buf_puts(folder, "/content");
    return true;
}

static bool read_tables(const gk_options *options, gk_diags *diags, tables *t)
{
    gk_buf shown = GK_BUF_INIT;
    *t = (tables){.folder = GK_BUF_INIT};
    if (!gk_rev_open(&t->rev, options, options->args[0], diags) ||
        (!t->rev.git && !choose_folder(options, &t->folder, diags)))
        return false;
    gk_report_shown(t->rev.git ? t->rev.folder.p : t->folder.p, &shown);
    t->open = true;
    bool read = gk_site_config_open_holidays(&t->site, t->folder.p, &t->rev, gk_buf_view(&shown));
    gk_report_diags(options, &t->site.diags);
    gk_buf_free(&shown);
    if (!read || t->site.diags.errors) return false;
    gk_calendar_from_data(gk_value_get(t->site.config.data, GK_V("holidays"), NULL, NULL),
                          &t->site.arena, &t->calendar);
    return true;
}

static void close_tables(tables *t)
{
    if (t->open) gk_site_config_free(&t->site);
    gk_rev_close(&t->rev);
    gk_buf_free(&t->folder);
}

static void put_day(const gk_options *options, int64_t day, gk_buf *out)
{
    static const gk_text weekdays[] = {{"星期日", "Sunday"},   {"星期一", "Monday"},
                                       {"星期二", "Tuesday"},  {"星期三", "Wednesday"},
                                       {"星期四", "Thursday"}, {"星期五", "Friday"},
                                       {"星期六", "Saturday"}};
    gk_wording_day(day, options->lang, out);
    gk_civil civil = gk_date_civil(gk_calendar_date(day, 0));
    gk_buf_printf(out, GK_SAY(options, "（%s）", " (%s)"),
                  gk_text_in(weekdays[civil.weekday], options->lang));
}

/* The holidays between, each once: why the window is longer than its days. */
static void put_holidays(const gk_options *options, const gk_calendar *calendar, int64_t first,
                         int64_t last, gk_buf *out)
{
    gk_view before = {NULL, 0};
    size_t n = 0;
    for (int64_t day = first; day <= last; day++) {
        gk_view name = gk_calendar_holiday(calendar, day);
        if (!name.n || gk_view_eq(name, before)) continue;
        gk_buf_puts(out, n++ ? GK_SAY(options, "、", ", ") : GK_SAY(options, "，其间有", "; "));
        gk_buf_put(out, name);
        before = name;
    }
    if (n) gk_buf_puts(out, GK_SAY(options, "放假", " in between"));
}

static void put_human(const gk_options *options, const gk_calendar *calendar,
                      const gk_duration *length, int64_t first, int64_t last, gk_buf *out)
{
    bool same = length->start == GK_START_SAME;
    put_day(options, last, out);
    gk_buf_puts(out, GK_SAY(options, "\n从", "\nfrom "));
    put_day(options, first, out);
    gk_buf_puts(out, GK_SAY(options, "开始，", ", "));
    gk_wording_days(length->days, length->count, options->lang, out);
    gk_buf_puts(out, same ? GK_SAY(options, "，当日算第一天", ", that day counted")
                          : GK_SAY(options, "，次日算第一天", ", counted from the next day"));
    put_holidays(options, calendar, first, last, out);
    gk_buf_puts(out, GK_SAY(options, "。\n", "\n"));
}

static void put_json(const gk_duration *length, int64_t first, int64_t last, gk_buf *out)
{
    gk_buf_puts(out, "{\"opens\": \"");
    gk_date_put_day(out, gk_calendar_date(first, 0));
    gk_buf_puts(out, "\", \"last\": \"");
    gk_date_put_day(out, gk_calendar_date(last, 0));
    gk_buf_printf(out, "\", \"days\": %u, \"count\": \"%s\", \"start\": \"%s\"}\n", length->days,
                  gk_policy_counts[length->count].value, gk_policy_starts[length->start].value);
}

/* What the command line asks for. */
static bool read_request(const gk_options *options, gk_diags *diags, gk_date *opens,
                         gk_duration *length)
{
    const char *const *values = options->values;
    gk_place nowhere = gk_place_file((gk_view){NULL, 0});
    int count = gk_policy_word_find(gk_policy_counts, gk_view_of(values[GK_OPT_COUNT_DAYS]));
    int start = gk_policy_word_find(gk_policy_starts, gk_view_of(values[GK_OPT_START]));
    *length = (gk_duration){.days = options->days,
                            .count = count > 0 ? GK_COUNT_CALENDAR : GK_COUNT_WORKING,
                            .start = start > 0 ? GK_START_NEXT : GK_START_SAME,
                            .move_last_day = values[GK_OPT_MOVE] != NULL};
    if (!values[GK_OPT_OPENS] || !values[GK_OPT_DAYS]) {
        gk_diag_add(diags, GK_MSG_usage_window, nowhere);
        return false;
    }
    if (gk_date_parse_day(gk_view_of(values[GK_OPT_OPENS]), 0, opens)) return true;
    gk_diag_add(diags, GK_MSG_usage_day, nowhere, gk_view_of(values[GK_OPT_OPENS]));
    return false;
}

static gk_exit print(const gk_options *options, const gk_calendar *calendar,
                     const gk_duration *length, gk_date opens, gk_diags *diags)
{
    gk_buf out = GK_BUF_INIT;
    int64_t first = gk_calendar_day(opens), last;
    int32_t missing;
    if (!gk_calendar_last_day(calendar, first, length, &last, &missing)) {
        gk_buf_put_int(&out, missing);
        gk_diag_add(diags, GK_MSG_window_table, gk_place_file((gk_view){NULL, 0}),
                    gk_buf_view(&out));
        gk_buf_free(&out);
        return GK_EXIT_CONTENT;
    }
    if (options->format == GK_FORMAT_JSON)
        put_json(length, first, last, &out);
    else
        put_human(options, calendar, length, first, last, &out);
    bool written = gk_report_out(gk_buf_view(&out));
    gk_buf_free(&out);
    return written ? GK_EXIT_FINE : GK_EXIT_SYSTEM;
}

gk_exit gk_cmd_window(const gk_options *options)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_duration length;
    gk_date opens;
    tables t = {.open = false};
    gk_exit result;
    if (!read_request(options, &diags, &opens, &length))
        result = GK_EXIT_USAGE;
    else if (read_tables(options, &diags, &t))
        result = print(options, &t.calendar, &length, opens, &diags);
    else
        result = diags.errors ? gk_report_exit(&diags) : GK_EXIT_CONTENT;
    gk_report_diags(options, &diags);
    close_tables(&t);
    gk_diags_free(&diags);
    return result;
}
