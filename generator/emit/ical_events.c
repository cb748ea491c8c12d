/* What of a site goes into its calendar. */
#include <stdlib.h>

#include "base/mem.h"
#include "emit/ical.h"
#include "model/window.h"

typedef struct listed {
    gk_ical_event *items;
    size_t count, cap;
    gk_arena arena;
} listed;

static gk_value own(const gk_card *card, const char *key)
{
    return gk_value_get(gk_card_values(card), gk_view_of(key), NULL, NULL);
}

static gk_lang language(const gk_site *site)
{
    gk_view name = gk_value_view(gk_value_get(site->config->site, GK_V("language"), NULL, NULL));
    return gk_view_is(name, "en") ? GK_LANG_EN : GK_LANG_ZH;
}

static gk_ical_event event_of(const gk_site *site, uint32_t doc, gk_date starts)
{
    const gk_card *card = site->docs[doc].card;
    int64_t changed = gk_site_page_changed(site, doc);
    gk_date stamp = {changed == GK_NO_DATE ? starts.seconds : changed, 0, false};
    return (gk_ical_event){.path = gk_card_view(card, card->path),
                           .summary = gk_card_view(card, card->title),
                           .category = site->config->types.items[card->type].label,
                           .stamp = stamp,
                           .starts = starts};
}

/* The words are those of the page: made from the window, never typed. */
static gk_view window_text(const gk_site *site, const gk_window *window, gk_arena *arena)
{
    gk_buf text = GK_BUF_INIT;
    gk_wording_window(window, language(site), &text);
    gk_view view = gk_arena_view(arena, gk_buf_view(&text));
    gk_buf_free(&text);
    return view;
}

static bool window_event(const gk_site *site, uint32_t doc, gk_arena *arena, gk_ical_event *event)
{
    gk_value map = own(site->docs[doc].card, "window");
    gk_window_read read;
    if (map.kind != GK_MAP ||
        gk_window_of(site->policy, site->calendar, map, &read) != GK_WINDOW_FINE)
        return false;
    *event = event_of(site, doc, read.window.opens);
    event->has_end = !read.window.paused && read.window.ends.seconds > read.window.opens.seconds;
    event->ends = read.window.ends;
    event->description = window_text(site, &read.window, arena);
    return true;
}

/* Persons are in no value of the document; the words are made from the window. */
static bool publicity_event(const gk_site *site, uint32_t doc, gk_arena *arena,
                            gk_ical_event *event)
{
    const gk_publicity *publicity = site->docs[doc].publicity;
    if (!publicity || !gk_publicity_keeps(publicity, GK_KEEP_WINDOW)) return false;
    const gk_window *window = &publicity->window;
    *event = event_of(site, doc, window->opens);
    event->has_end = !window->paused && window->ends.seconds > window->opens.seconds;
    event->ends = window->ends;
    event->cancelled = publicity->state == GK_PUBLICITY_WITHDRAWN;
    if (!event->cancelled) event->description = window_text(site, window, arena);
    return true;
}

/* A document that happens at a time: its fields start, end and place. */
static bool activity_event(const gk_site *site, uint32_t doc, gk_ical_event *event)
{
    const gk_card *card = site->docs[doc].card;
    gk_value start = own(card, "start"), end = own(card, "end");
    if (start.kind != GK_DATE) return false;
    *event = event_of(site, doc, gk_value_as_date(start));
    event->has_end = end.kind == GK_DATE && end.u.i > start.u.i;
    if (event->has_end) event->ends = gk_value_as_date(end);
    event->location = gk_value_view(own(card, "place"));
    return true;
}

static bool find_event(const gk_site *site, uint32_t doc, gk_arena *arena, gk_ical_event *event)
{
    return publicity_event(site, doc, arena, event) || window_event(site, doc, arena, event) ||
           activity_event(site, doc, event);
}

bool gk_ical_has_events(const gk_site *site)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_ical_event event;
    bool any = false;
    for (uint32_t d = 0; d < site->doc_count && !any; d++)
        any = find_event(site, d, &arena, &event);
    gk_arena_free(&arena);
    return any;
}

static int by_start(const void *left, const void *right)
{
    const gk_ical_event *a = left, *b = right;
    if (a->starts.seconds != b->starts.seconds)
        return a->starts.seconds < b->starts.seconds ? -1 : 1;
    return gk_view_cmp(a->path, b->path);
}

static void list_events(const gk_site *site, listed *list)
{
    for (uint32_t d = 0; d < site->doc_count; d++) {
        gk_ical_event event;
        if (!find_event(site, d, &list->arena, &event)) continue;
        list->items = gk_mem_grow(list->items, &list->cap, list->count + 1, sizeof *list->items);
        list->items[list->count++] = event;
    }
    if (list->count) qsort(list->items, list->count, sizeof *list->items, by_start);
}

void gk_ical_put_site(const gk_site *site, gk_buf *out)
{
    listed list = {NULL, 0, 0, GK_ARENA_INIT};
    gk_value config = site->config->site;
    list_events(site, &list);
    gk_ical_begin(gk_value_view(gk_value_get(config, GK_V("title"), NULL, NULL)),
                  gk_value_view(gk_value_get(config, GK_V("description"), NULL, NULL)), out);
    size_t first = list.count > GK_ICAL_EVENTS ? list.count - GK_ICAL_EVENTS : 0;
    for (size_t i = first; i < list.count; i++) gk_ical_put_event(site, &list.items[i], out);
    gk_ical_end(out);
    gk_arena_free(&list.arena);
    free(list.items);
}
