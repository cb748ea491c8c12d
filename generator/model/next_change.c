#include "model/next_change.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"

static const struct {
    const char *name, *zh, *en;
} words[GK_CHANGES] = {
    [GK_CHANGE_APPEARS] = {"appears", "文稿到了发布日期", "a document appears"},
    [GK_CHANGE_EXPIRES] = {"expires", "文稿失效", "a document expires"},
    [GK_CHANGE_WITHDRAWN] = {"withdrawn", "文稿撤回", "a document is withdrawn"},
    [GK_CHANGE_WINDOW_OPENS] = {"window-opens", "期限开始", "a window opens"},
    [GK_CHANGE_WINDOW_CLOSES] = {"window-closes", "期限截止", "a window closes"},
    [GK_CHANGE_PUBLICITY_OPENS] = {"publicity-opens", "公示开始", "an announcement opens"},
    [GK_CHANGE_PUBLICITY_CLOSES] = {"publicity-closes", "公示截止", "an announcement closes"},
    [GK_CHANGE_OUTCOME_DUE] = {"outcome-due", "公示结果应当公布", "an outcome is due"},
    [GK_CHANGE_DATE] = {"date", "网页上用到当天的日期", "pages that use today's date"},
};

const char *gk_change_text(gk_change_why why, gk_lang lang)
{
    return lang == GK_LANG_ZH ? words[why].zh : words[why].en;
}

const char *gk_change_name(gk_change_why why)
{
    return words[why].name;
}

void gk_next_change_begin(gk_next_change *changes, gk_date now)
{
    gk_arena_free(&changes->arena);
    changes->now = now;
    changes->begun = true;
    changes->count = 0;
}

void gk_next_change_add(gk_next_change *changes, gk_date when, gk_change_why why, gk_view path)
{
    if (when.seconds <= changes->now.seconds) return;
    when.offset = changes->now.offset;
    when.day_only = false;
    changes->items =
        gk_mem_grow(changes->items, &changes->cap, changes->count + 1, sizeof *changes->items);
    changes->items[changes->count++] = (gk_change){when, why, gk_arena_view(&changes->arena, path)};
}

static int by_time(const void *a, const void *b)
{
    const gk_change *x = a, *y = b;
    if (x->when.seconds != y->when.seconds) return x->when.seconds < y->when.seconds ? -1 : 1;
    if (x->why != y->why) return x->why < y->why ? -1 : 1;
    return gk_view_cmp(x->path, y->path);
}

void gk_next_change_sort(gk_next_change *changes)
{
    if (changes->count) qsort(changes->items, changes->count, sizeof *changes->items, by_time);
}

size_t gk_next_change_first(const gk_next_change *changes)
{
    size_t n = 0;
    while (n < changes->count && changes->items[n].when.seconds == changes->items[0].when.seconds)
        n++;
    return n;
}

void gk_next_change_put_json(const gk_next_change *changes, gk_buf *out)
{
    size_t first = gk_next_change_first(changes);
    if (!first) {
        gk_buf_puts(out, "null");
        return;
    }
    gk_buf_puts(out, "{\"at\": \"");
    gk_date_put_rfc3339(out, changes->items[0].when);
    gk_buf_printf(out, "\", \"epoch\": %" PRId64 ", \"why\": [", changes->items[0].when.seconds);
    for (size_t i = 0; i < first; i++) {
        gk_buf_printf(out, "%s{\"why\": \"%s\", \"path\": ", i ? ", " : "",
                      gk_change_name(changes->items[i].why));
        gk_buf_put_json(out, changes->items[i].path);
        gk_buf_putc(out, '}');
    }
    gk_buf_puts(out, "]}");
}

void gk_next_change_free(gk_next_change *changes)
{
    gk_arena_free(&changes->arena);
    free(changes->items);
    *changes = (gk_next_change)GK_NEXT_CHANGE_INIT;
}
