#include "base/date.h"

int64_t gk_date_days(int32_t year, unsigned month, unsigned day)
{
    int64_t y = month <= 2 ? (int64_t)year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    unsigned yoe = (unsigned)(y - era * 400);
    unsigned doy = (153 * (month + (month > 2 ? -3u : 9u)) + 2) / 5 + day - 1;
    unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + (int64_t)doe - 719468;
}

unsigned gk_date_month_days(int32_t year, unsigned month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

gk_civil gk_date_civil(gk_date date)
{
    int64_t local = date.seconds + (int64_t)date.offset * 60;
    int64_t days = floor_div(local, 86400), clock = local - days * 86400;
    int64_t z = days + 719468, era = floor_div(z, 146097);
    unsigned doe = (unsigned)(z - era * 146097);
    unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    unsigned month = mp < 10 ? mp + 3 : mp - 9;
    int64_t year = (int64_t)yoe + era * 400 + (month <= 2);
    return (gk_civil){.year = (int32_t)year,
                      .month = (uint8_t)month,
                      .day = (uint8_t)(doy - (153 * mp + 2) / 5 + 1),
                      .hour = (uint8_t)(clock / 3600),
                      .minute = (uint8_t)(clock / 60 % 60),
                      .second = (uint8_t)(clock % 60),
                      .weekday = (uint8_t)(((days + 4) % 7 + 7) % 7)};
}

/* Takes exactly `digits` digits off *v. */
static bool take_number(gk_view *v, size_t digits, unsigned *out)
{
    if (v->n < digits) return false;
    *out = 0;
    for (size_t i = 0; i < digits; i++) {
        if (v->p[i] < '0' || v->p[i] > '9') return false;
        *out = *out * 10 + (unsigned)(v->p[i] - '0');
    }
    *v = gk_view_from(*v, digits);
    return true;
}

static bool take_byte(gk_view *v, char c)
{
    if (!v->n || v->p[0] != c) return false;
    *v = gk_view_from(*v, 1);
    return true;
}

static bool take_day(gk_view *v, int64_t *days)
{
    unsigned year, month, day;
    bool form = take_number(v, 4, &year) && take_byte(v, '-') && take_number(v, 2, &month) &&
                take_byte(v, '-') && take_number(v, 2, &day);
    if (!form || year < 1000 || month < 1 || month > 12 || day < 1) return false;
    if (day > gk_date_month_days((int32_t)year, month)) return false;
    *days = gk_date_days((int32_t)year, month, day);
    return true;
}

static bool take_clock(gk_view *v, int64_t *seconds)
{
    unsigned hour, minute, second = 0;
    if (!take_number(v, 2, &hour) || !take_byte(v, ':') || !take_number(v, 2, &minute))
        return false;
    if (take_byte(v, ':') && !take_number(v, 2, &second)) return false;
    if (take_byte(v, '.'))
        while (v->n && v->p[0] >= '0' && v->p[0] <= '9') *v = gk_view_from(*v, 1);
    if (hour > 23 || minute > 59 || second > 59) return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return true;
}

static bool take_offset(gk_view *v, int16_t *out)
{
    if (take_byte(v, 'Z') || take_byte(v, 'z')) {
        *out = 0;
        return true;
    }
    bool west = v->n && v->p[0] == '-';
    unsigned hour, minute;
    if (!take_byte(v, '+') && !take_byte(v, '-')) return false;
    if (!take_number(v, 2, &hour) || !take_byte(v, ':') || !take_number(v, 2, &minute))
        return false;
    if (hour > 14 || minute > 59) return false;
    int total = (int)(hour * 60 + minute);
    *out = (int16_t)(west ? -total : total);
    return true;
}

bool gk_date_parse_offset(gk_view v, int16_t *out)
{
    return take_offset(&v, out) && v.n == 0;
}

bool gk_date_parse_day(gk_view v, int16_t offset, gk_date *out)
{
    int64_t days;
    if (!take_day(&v, &days) || v.n) return false;
    *out = (gk_date){days * 86400 - (int64_t)offset * 60, offset, true};
    return true;
}

bool gk_date_parse(gk_view v, int16_t offset, gk_date *out)
{
    int64_t days, clock;
    if (gk_date_parse_day(v, offset, out)) return true;
    if (!take_day(&v, &days)) return false;
    if (!take_byte(&v, 'T') && !take_byte(&v, 't') && !take_byte(&v, ' ')) return false;
    if (!take_clock(&v, &clock)) return false;
    if (v.n && !take_offset(&v, &offset)) return false;
    if (v.n) return false;
    *out = (gk_date){days * 86400 + clock - (int64_t)offset * 60, offset, false};
    return true;
}

/* Writes `width` digits of n at p; returns what is behind them. */
static char *put_digits(char *p, unsigned n, unsigned width)
{
    for (unsigned i = width; i-- > 0; n /= 10) p[i] = (char)('0' + n % 10);
    return p + width;
}

static char *put_ymd(char *p, const gk_civil *c)
{
    p = put_digits(p, (unsigned)c->year, 4);
    *p++ = '-';
    p = put_digits(p, c->month, 2);
    *p++ = '-';
    return put_digits(p, c->day, 2);
}

static char *put_hms(char *p, const gk_civil *c)
{
    p = put_digits(p, c->hour, 2);
    *p++ = ':';
    p = put_digits(p, c->minute, 2);
    *p++ = ':';
    return put_digits(p, c->second, 2);
}

static char *put_offset(char *p, int16_t offset)
{
    unsigned minutes = (unsigned)(offset < 0 ? -offset : offset);
    if (minutes == 0) {
        *p++ = 'Z';
        return p;
    }
    *p++ = offset < 0 ? '-' : '+';
    p = put_digits(p, minutes / 60, 2);
    *p++ = ':';
    return put_digits(p, minutes % 60, 2);
}

void gk_date_put_day(gk_buf *out, gk_date date)
{
    char text[16];
    gk_civil c = gk_date_civil(date);
    gk_buf_put(out, gk_view_n(text, (size_t)(put_ymd(text, &c) - text)));
}

void gk_date_put_rfc3339(gk_buf *out, gk_date date)
{
    char text[32];
    gk_civil c = gk_date_civil(date);
    char *p = put_ymd(text, &c);
    *p++ = 'T';
    p = put_offset(put_hms(p, &c), date.offset);
    gk_buf_put(out, gk_view_n(text, (size_t)(p - text)));
}
