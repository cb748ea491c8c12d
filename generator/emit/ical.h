/* Calendars (iCalendar, RFC 5545): windows of notices and announcements, and activities.
 *
 * An event holds what the list of a column shows, never a person: title, kind, time and address.
 * Times are in UTC, so that no VTIMEZONE is needed and the closing minute is exact. DTSTAMP is when
 * the document last changed (3.8.7.2: without METHOD it means that), so the file changes only with
 * what it is about. */
#ifndef GK_EMIT_ICAL_H
#define GK_EMIT_ICAL_H

#include "model/site.h"

enum { GK_ICAL_EVENTS = 500 /* the newest, by their beginning */ };

typedef struct gk_ical_event {
    gk_view path; /* of the page in the output; the UID is made of it */
    gk_view summary, description, category, location; /* all but summary may be empty */
    gk_date stamp, starts;
    gk_date ends; /* behind the last moment */
    bool has_end; /* else ends has no meaning */
    bool cancelled;
} gk_ical_event;

/* Appends one property, folded after 75 octets at a whole character (3.1). value is taken as it is;
 * text is escaped (3.3.11), and controls are left out. */
void gk_ical_put_property(const char *name, gk_view value, gk_buf *out);
void gk_ical_put_text(const char *name, gk_view text, gk_buf *out);

/* The frame of a calendar, and an event in it. Lines end with CRLF. */
void gk_ical_begin(gk_view name, gk_view description, gk_buf *out);
void gk_ical_put_event(const gk_site *site, const gk_ical_event *event, gk_buf *out);
void gk_ical_end(gk_buf *out);

/* Whether the site has anything to put into a calendar: one without events is none (3.6). */
bool gk_ical_has_events(const gk_site *site);

/* Appends the calendar of the whole site, by beginning and path. */
void gk_ical_put_site(const gk_site *site, gk_buf *out);

#endif
