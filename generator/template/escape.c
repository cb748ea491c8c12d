#include "template/run.h"

static gk_view kind_name(gk_value v)
{
    return gk_view_of(gk_value_kind_name(v));
}

/* The scheme of an address as a browser reads it: leading controls and spaces don't count, tabs and
 * line breaks nowhere (URL standard, section 4.4). Whether it is one of http, https, mailto, tel,
 * or there is none and no host follows. */
static bool sound_url(gk_view v)
{
    static const char *const schemes[] = {"http", "https", "mailto", "tel"};
    char word[16];
    size_t n = 0, i = 0;
    while (i < v.n && (unsigned char)v.p[i] <= ' ') i++;
    for (bool first = true; i < v.n; i++) {
        char c = v.p[i];
        if (c == '\t' || c == '\n' || c == '\r') continue;
        bool slash = c == '/' || c == '\\';
        if (slash && first) {
            while (++i < v.n && (v.p[i] == '\t' || v.p[i] == '\n' || v.p[i] == '\r')) continue;
            return i >= v.n || (v.p[i] != '/' && v.p[i] != '\\');
        }
        if (slash || c == '?' || c == '#') return true;
        if (c == ':') {
            for (size_t k = 0; k < sizeof schemes / sizeof *schemes; k++)
                if (gk_view_is(gk_view_n(word, n), schemes[k])) return true;
            return false;
        }
        first = false;
        if (n < sizeof word) word[n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    return true;
}

static bool bad_url(gk_run *run, gk_view v, gk_span span)
{
    return GK_RUN_FAULT(run, span, GK_MSG_template_url, v);
}

static bool is_slash(char c)
{
    return c == '/' || c == '\\';
}

static bool is_break(char c)
{
    return c == '\t' || c == '\n' || c == '\r';
}

/* Behind `="/` (which came from the template or an earlier output) another slash would name a host.
 * A backslash counts as a slash, and blanks in front of the first do not count. */
static bool makes_host(const gk_run *run, gk_view v)
{
    const gk_buf *out = run->out;
    size_t i = 0, end = out->n;
    while (i < v.n && is_break(v.p[i])) i++;
    if (i == v.n || !is_slash(v.p[i])) return false;
    while (end && is_break(out->p[end - 1])) end--;
    if (!end || !is_slash(out->p[end - 1])) return false;
    end--;
    while (end && (unsigned char)out->p[end - 1] <= ' ') end--;
    return end && (out->p[end - 1] == '"' || out->p[end - 1] == '\'');
}

static bool put_url(gk_run *run, gk_escape escape, gk_view v, gk_span span)
{
    bool sound = sound_url(v);
    if (escape == GK_ESC_REST) {
        run->varies = true; /* what stands before counts */
        sound = sound && !makes_host(run, v);
    }
    if (!sound) return bad_url(run, v, span);
    gk_buf_put_html(run->out, v);
    return true;
}

/* "a.webp 1x, b.webp 2x": every word that can be an address is looked at. */
static bool put_srcset(gk_run *run, gk_view v, gk_span span)
{
    for (size_t i = 0; i < v.n;) {
        size_t from = i;
        while (i < v.n && v.p[i] != ',' && (unsigned char)v.p[i] > ' ') i++;
        if (i > from && !sound_url(gk_view_n(v.p + from, i - from))) return bad_url(run, v, span);
        if (i == from) i++;
    }
    gk_buf_put_html(run->out, v);
    return true;
}

/* Numbers, percentages, plain words and colours; nothing that could end a declaration or call
 * url(). */
static bool put_style(gk_run *run, gk_view v, gk_span span)
{
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i];
        bool plain = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') ||
                     (c && strchr(".%#- ", c));
        if (!plain) return GK_RUN_FAULT(run, span, GK_MSG_template_style, v);
    }
    gk_buf_put(run->out, v);
    return true;
}

static bool put_string(gk_run *run, gk_escape escape, gk_view v, gk_span span)
{
    switch (escape) {
    case GK_ESC_URL:
    case GK_ESC_REST: return put_url(run, escape, v, span);
    case GK_ESC_SRCSET: return put_srcset(run, v, span);
    case GK_ESC_STYLE: return put_style(run, v, span);
    default: gk_buf_put_html(run->out, v); return true;
    }
}

bool gk_escape_put(gk_run *run, gk_escape escape, gk_value v, gk_span span)
{
    if (escape == GK_ESC_JSON) return gk_run_json(run, span, v, run->out);
    switch ((gk_kind)v.kind) {
    case GK_STRING:
        if (v.n >= 256 && !gk_run_charge(run, v.n / 256, span)) return false;
        return put_string(run, escape, gk_value_view(v), span);
    case GK_HTML:
        if (escape != GK_ESC_TEXT) return GK_RUN_FAULT(run, span, GK_MSG_template_html_attribute);
        gk_buf_put(run->out, gk_value_view(v));
        return v.n < 256 || gk_run_charge(run, v.n / 256, span);
    case GK_LIST:
    case GK_MAP: return GK_RUN_FAULT(run, span, GK_MSG_template_print, kind_name(v));
    default: gk_value_put_text(v, run->out); return true; /* numbers, dates: nothing to escape */
    }
}
