#include "base/date.h"

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
static char digit(unsigned n)
{
    return (char)('0' + n % 10);
}

static void put_two(gk_buf *out, unsigned n)
{
    char digits[2] = {digit(n / 10), digit(n)};
    gk_buf_put(out, gk_view_n(digits, 2));
}

static void put_unit(gk_buf *out, int64_t n, gk_view unit)
{
    gk_buf_put_int(out, n);
    gk_buf_put(out, unit);
}

static void put_year(gk_buf *out, int32_t year)
{
    unsigned n = (unsigned)year;
    char digits[4] = {digit(n / 1000), digit(n / 100), digit(n / 10), digit(n)};
    if (year >= 1000 && year <= 9999) {
        gk_buf_put(out, gk_view_n(digits, 4));
    } else {
        gk_buf_put_int(out, year);
    }
}

static void put_digits(gk_buf *out, const gk_civil *c, char separator)
{
    char rest[6] = {separator, digit(c->month / 10), digit(c->month),
                    separator, digit(c->day / 10),   digit(c->day)};
    put_year(out, c->year);
    gk_buf_put(out, gk_view_n(rest, sizeof rest));
}

static void put_clock(gk_buf *out, const gk_civil *c)
{
    put_two(out, c->hour);
    gk_buf_putc(out, ':');
    put_two(out, c->minute);
}

/* November 20, 2026; Nov 20; November 2026 */
static void put_english(gk_buf *out, const gk_civil *c, date_form form)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    const char *month = months[(c->month + 11) % 12];
    gk_buf_put(out, form == FORM_SHORT ? gk_view_n(month, 3) : gk_view_of(month));
    gk_buf_putc(out, ' ');
    if (form != FORM_MONTH) gk_buf_put_int(out, c->day);
    if (form != FORM_MONTH && form != FORM_SHORT) gk_buf_puts(out, ", ");
    if (form != FORM_SHORT) put_year(out, c->year);
}

static void put_chinese(gk_buf *out, const gk_civil *c, date_form form)
{
    if (form != FORM_SHORT) put_unit(out, c->year, GK_V("年"));
    put_unit(out, c->month, GK_V("月"));
    if (form != FORM_MONTH) put_unit(out, c->day, GK_V("日"));
}

static void put_date(gk_buf *out, gk_date date, date_form form, bool english)
{
    static const gk_view weekdays[][2] = {
        {{"星期日", 9}, {"Sunday", 6}},   {{"星期一", 9}, {"Monday", 6}},
        {{"星期二", 9}, {"Tuesday", 7}},  {{"星期三", 9}, {"Wednesday", 9}},
        {{"星期四", 9}, {"Thursday", 8}}, {{"星期五", 9}, {"Friday", 6}},
        {{"星期六", 9}, {"Saturday", 8}}};
    gk_civil c = gk_date_civil(date);
    bool clock = form == FORM_TIME || (form == FORM_DATETIME && !date.day_only);
    switch (form) {
    case FORM_ISO: put_digits(out, &c, '-'); break;
    case FORM_DOT: put_digits(out, &c, '.'); break;
    case FORM_RFC3339: gk_date_put_rfc3339(out, date); break;
    case FORM_WEEKDAY: gk_buf_put(out, weekdays[c.weekday % 7][english]); break;
    case FORM_YEAR: put_year(out, c.year); break;
    case FORM_TIME: break;
    default:
        english ? put_english(out, &c, form) : put_chinese(out, &c, form);
        if (clock) gk_buf_putc(out, ' ');
    }
    if (clock) put_clock(out, &c);
}

bool gk_date_put_form(gk_buf *out, gk_date date, gk_view name, bool english)
{
    unsigned form = 0;
    while (form < FORM_COUNT &&
           (!name.n || name.p[0] != forms[form][0] || !gk_view_is(name, forms[form])))
        form++;
    if (form == FORM_COUNT) return false;
    put_date(out, date, (date_form)form, english);
    return true;
}
