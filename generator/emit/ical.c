#include "emit/ical.h"

enum { FOLD = 75 /* octets of a line, without its end */ };

/* The number of bytes of the character at p that fit into `room`; 0 when it does not. */
static size_t character(gk_view rest, size_t room)
{
    size_t n = 1;
    while (n < rest.n && ((unsigned char)rest.p[n] & 0xC0) == 0x80) n++;
    return n <= room ? n : 0;
}

static void put_folded(gk_view line, gk_buf *out)
{
    size_t used = 0;
    while (line.n) {
        size_t n = character(line, FOLD - used);
        if (!n) {
            gk_buf_puts(out, "\r\n ");
            used = 1;
            continue;
        }
        gk_buf_put(out, gk_view_n(line.p, n));
        line = gk_view_from(line, n);
        used += n;
    }
    gk_buf_puts(out, "\r\n");
}

void gk_ical_put_property(const char *name, gk_view value, gk_buf *out)
{
    gk_buf line = GK_BUF_INIT;
    gk_buf_puts(&line, name);
    gk_buf_putc(&line, ':');
    gk_buf_put(&line, value);
    put_folded(gk_buf_view(&line), out);
    gk_buf_free(&line);
}

static void escape(gk_view text, gk_buf *out)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\\' || c == ';' || c == ',')
            gk_buf_putc(out, '\\'), gk_buf_putc(out, c);
        else if (c == '\n')
            gk_buf_puts(out, "\\n");
        else if ((unsigned char)c >= ' ' && c != 0x7F)
            gk_buf_putc(out, c);
    }
}

void gk_ical_put_text(const char *name, gk_view text, gk_buf *out)
{
    gk_buf escaped = GK_BUF_INIT;
    escape(text, &escaped);
    gk_ical_put_property(name, gk_buf_view(&escaped), out);
    gk_buf_free(&escaped);
}

static void put_time(const char *name, gk_date date, gk_buf *out)
{
    date.offset = 0;
    gk_civil c = gk_date_civil(date);
    gk_buf_printf(out, "%s:%04d%02u%02uT%02u%02u%02uZ\r\n", name, c.year, c.month, c.day, c.hour,
                  c.minute, c.second);
}

void gk_ical_begin(gk_view name, gk_view description, gk_buf *out)
{
    gk_buf_puts(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//gongkai//" GK_VERSION
                     "//ZH\r\nCALSCALE:GREGORIAN\r\n");
    gk_ical_put_text("NAME", name, out);
    gk_ical_put_text("X-WR-CALNAME", name, out);
    if (description.n) gk_ical_put_text("DESCRIPTION", description, out);
    gk_buf_puts(out, "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n");
}

void gk_ical_end(gk_buf *out)
{
    gk_buf_puts(out, "END:VCALENDAR\r\n");
}

/* The page's address and the portal's host: the same as long as the page keeps its address. */
static void put_uid(const gk_site *site, gk_view path, gk_buf *out)
{
    gk_buf uid = GK_BUF_INIT;
    size_t host = gk_view_find(site->base_url, GK_V("://"), 0);
    gk_view rest = gk_view_from(site->base_url, host == SIZE_MAX ? 0 : host + 3), name;
    gk_view_split(&rest, '/', &name);
    while (gk_view_ends(path, GK_V("/"))) path.n--;
    gk_buf_put_path(&uid, path);
    gk_buf_putc(&uid, '@');
    gk_buf_put(&uid, name);
    gk_ical_put_text("UID", gk_buf_view(&uid), out);
    gk_buf_free(&uid);
}

void gk_ical_put_event(const gk_site *site, const gk_ical_event *event, gk_buf *out)
{
    gk_buf url = GK_BUF_INIT;
    gk_site_put_permalink(site, event->path, &url);
    gk_buf_puts(out, "BEGIN:VEVENT\r\n");
    put_uid(site, event->path, out);
    put_time("DTSTAMP", event->stamp, out);
    put_time("DTSTART", event->starts, out);
    if (event->has_end) put_time("DTEND", event->ends, out);
    gk_ical_put_text("SUMMARY", event->summary, out);
    if (event->description.n) gk_ical_put_text("DESCRIPTION", event->description, out);
    if (event->location.n) gk_ical_put_text("LOCATION", event->location, out);
    if (event->category.n) gk_ical_put_text("CATEGORIES", event->category, out);
    if (event->cancelled) gk_buf_puts(out, "STATUS:CANCELLED\r\n");
    gk_buf_puts(out, "TRANSP:TRANSPARENT\r\n");
    gk_ical_put_property("URL", gk_buf_view(&url), out);
    gk_buf_puts(out, "END:VEVENT\r\n");
    gk_buf_free(&url);
}
