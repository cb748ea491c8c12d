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
    gk_buf *scratch = &use->run->scratch;
    scratch->n = 0;
    if (!gk_date_put_form(scratch, date, name, use->run->set->options.english))
        return gk_use_bad(use, 0, GK_V(GK_DATE_FORMS));
    return gk_run_string(use->run, use->expr->span, out);
}
