#include <math.h>
#include <stdio.h>

#include "template/filters.h"

static bool put(gk_use *use, const char *text, gk_value *out)
{
    *out = gk_value_string(gk_arena_view(use->run->arena, gk_view_of(text)));
    return true;
}

enum { DIGITS_MAX = 10 };

static bool digits_of(gk_use *use, int *digits)
{
    int64_t n = 0;
    if (use->given[0] && !gk_use_int(use, 0, 0, &n)) return false;
    if (n > DIGITS_MAX) return gk_use_bad(use, 0, GK_V("0 … 10"));
    *digits = (int)n;
    return true;
}

/* 1234567.5 → 1,234,567.5 */
bool gk_filter_number(gk_use *use, gk_value *out)
{
    int digits;
    char plain[360], grouped[480];
    if (!digits_of(use, &digits)) return false;
    if (use->subject.kind == GK_INT && !digits)
        snprintf(plain, sizeof plain, "%lld", (long long)use->subject.u.i);
    else
        snprintf(plain, sizeof plain, "%.*f", digits, gk_value_as_float(use->subject));
    size_t whole = strcspn(plain, "."), n = 0, sign = plain[0] == '-';
    for (size_t i = 0; plain[i]; i++) {
        if (i > sign && i < whole && (whole - i) % 3 == 0) grouped[n++] = ',';
        grouped[n++] = plain[i];
    }
    grouped[n] = '\0';
    return put(use, grouped, out);
}

bool gk_filter_filesize(gk_use *use, gk_value *out)
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
    double size = gk_value_as_float(use->subject);
    unsigned unit = 0;
    char text[64];
    if (!(size >= 0)) return gk_use_kind(use, use->subject, GK_V("0, 1, 2 …"));
    while (size >= 1023.5 && unit < 4) {
        size /= 1024;
        unit++;
    }
    /* One digit behind the point only where it says something. */
    snprintf(text, sizeof text, "%.*f %s", unit && size < 9.95 ? 1 : 0, size, units[unit]);
    return put(use, text, out);
}

bool gk_filter_round(gk_use *use, gk_value *out)
{
    int digits;
    if (!digits_of(use, &digits)) return false;
    *out = use->subject;
    if (use->subject.kind == GK_INT) return true;
    double scale = pow(10, digits), rounded = round(use->subject.u.f * scale) / scale;
    *out =
        !digits && fabs(rounded) < 9e15 ? gk_value_int((int64_t)rounded) : gk_value_float(rounded);
    return true;
}

bool gk_filter_abs(gk_use *use, gk_value *out)
{
    *out = use->subject;
    if (use->subject.kind == GK_INT && use->subject.u.i < 0) {
        if (use->subject.u.i == INT64_MIN)
            return GK_RUN_FAULT(use->run, use->expr->span, GK_MSG_template_overflow);
        *out = gk_value_int(-use->subject.u.i);
    } else if (use->subject.kind == GK_FLOAT) {
        *out = gk_value_float(fabs(use->subject.u.f));
    }
    return true;
}

bool gk_filter_int(gk_use *use, gk_value *out)
{
    int64_t i;
    gk_value v = use->subject;
    *out = v;
    if (v.kind == GK_INT || v.kind == GK_NULL) return true;
    if (v.kind == GK_FLOAT && fabs(v.u.f) < 9e15) {
        *out = gk_value_int((int64_t)v.u.f);
        return true;
    }
    if (v.kind != GK_STRING || !gk_view_to_int(gk_view_trim(gk_value_view(v)), &i))
        return gk_use_kind(use, v, GK_V("\"123\""));
    *out = gk_value_int(i);
    return true;
}

typedef enum date_form {
    FORM_LONG,
    FORM_SHORT,
    FORM_ISO,
    FORM_DOT,
    FORM_DATETIME,
    FORM_RFC3339,
    FORM_MONTH,
    FORM_WEEKDAY,
    FORM_YEAR,
    FORM_TIME,
    FORM_COUNT
} date_form;

static const char *const forms[FORM_COUNT] = {"long",    "short", "iso",     "dot",  "datetime",
                                              "rfc3339", "month", "weekday", "year", "time"};

/* Dates stand on every line of a list: printf would be a fifth of a page's cost. */
static void put_two(gk_buf *out, unsigned n)
{
    char digits[2] = {(char)('0' + n / 10 % 10), (char)('0' + n % 10)};
    gk_buf_put(out, gk_view_n(digits, 2));
}

static void put_unit(gk_buf *out, int64_t n, gk_view unit)
{
    gk_buf_put_int(out, n);
    gk_buf_put(out, unit);
}

static void put_year(gk_buf *out, int32_t year)
{
    if (year >= 1000 && year <= 9999) {
        put_two(out, (unsigned)year / 100);
        put_two(out, (unsigned)year % 100);
    } else {
        gk_buf_put_int(out, year);
    }
}

static void put_digits(gk_buf *out, const gk_civil *c, char separator)
{
    put_year(out, c->year);
    gk_buf_putc(out, separator);
    put_two(out, c->month);
    gk_buf_putc(out, separator);
    put_two(out, c->day);
}

static void put_clock(gk_buf *out, const gk_civil *c)
{
    put_two(out, c->hour);
    gk_buf_putc(out, ':');
    put_two(out, c->minute);
}

static void put_date(gk_buf *out, gk_date date, date_form form)
{
    static const gk_view weekdays[] = {{"星期日", 9}, {"星期一", 9}, {"星期二", 9}, {"星期三", 9},
                                       {"星期四", 9}, {"星期五", 9}, {"星期六", 9}};
    gk_civil c = gk_date_civil(date);
    bool clock = form == FORM_TIME || (form == FORM_DATETIME && !date.day_only);
    switch (form) {
    case FORM_ISO: put_digits(out, &c, '-'); break;
    case FORM_DOT: put_digits(out, &c, '.'); break;
    case FORM_RFC3339: gk_date_put_rfc3339(out, date); break;
    case FORM_WEEKDAY: gk_buf_put(out, weekdays[c.weekday % 7]); break;
    case FORM_YEAR: put_year(out, c.year); break;
    case FORM_TIME: break;
    default:
        if (form != FORM_SHORT) put_unit(out, c.year, GK_V("年"));
        put_unit(out, c.month, GK_V("月"));
        if (form != FORM_MONTH) put_unit(out, c.day, GK_V("日"));
        if (clock) gk_buf_putc(out, ' ');
    }
    if (clock) put_clock(out, &c);
}

bool gk_filter_date(gk_use *use, gk_value *out)
{
    gk_view name = GK_V("long");
    gk_value v = use->subject;
    gk_date date = gk_value_as_date(v);
    *out = v;
    if (v.kind == GK_NULL) return true;
    if (use->given[0] && !gk_use_string(use, 0, &name)) return false;
    bool reads = v.kind == GK_STRING &&
                 gk_date_parse(gk_value_view(v), use->run->set->options.offset, &date);
    if (v.kind != GK_DATE && !reads) return gk_use_kind(use, v, GK_V("date, \"2026-11-20\""));
    unsigned form = 0;
    while (form < FORM_COUNT &&
           (!name.n || name.p[0] != forms[form][0] || !gk_view_is(name, forms[form])))
        form++;
    if (form == FORM_COUNT)
        return gk_use_bad(use, 0,
                          GK_V("long short iso dot datetime rfc3339 month weekday year time"));
    gk_buf *scratch = &use->run->scratch;
    scratch->n = 0;
    put_date(scratch, date, (date_form)form);
    return gk_run_string(use->run, use->expr->span, out);
}
