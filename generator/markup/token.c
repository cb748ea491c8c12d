#include <stdio.h>

#include "base/mem.h"
#include "markup/expand.h"
#include "markup/url.h"

/* A token is \x02, a letter, the number of a link and \x03: the address of the link, or the size of
 * its picture. */
enum { BEGIN = '\x02', END = '\x03', ADDRESS = 'U', SIZE = 'S', DIGITS = 7 };

/* The bytes of the token at the begin of v, or 0. */
static size_t read_token(gk_view v, char *what, uint32_t *link)
{
    if (v.n < 4 || v.p[0] != BEGIN || (v.p[1] != ADDRESS && v.p[1] != SIZE)) return 0;
    size_t i = 2;
    *what = v.p[1];
    *link = 0;
    for (; i < v.n && i < 2 + DIGITS && v.p[i] >= '0' && v.p[i] <= '9'; i++)
        *link = *link * 10 + (uint32_t)(v.p[i] - '0');
    return i > 2 && i < v.n && v.p[i] == END ? i + 1 : 0;
}

static gk_view make_token(gk_arena *arena, char what, size_t link)
{
    return gk_arena_printf(arena, "%c%c%zu%c", BEGIN, what, link, END);
}

bool gk_shortcode_is_token(gk_view text)
{
    char what;
    uint32_t link;
    return read_token(text, &what, &link) == text.n && text.n && what == ADDRESS;
}

gk_place gk_shortcode_place(const gk_shortcode_call *call, uint32_t from, uint32_t to)
{
    return gk_place_at(call->file, call->whole, from, to);
}

gk_view gk_shortcode_link(const gk_shortcode_call *call, gk_view address, bool picture, bool path,
                          uint32_t from, uint32_t to)
{
    gk_render *r = call->links;
    size_t base = r->at.whole.n - r->at.body.n;
    gk_place place = gk_position_place(&r->at, from - base, to - base);
    gk_url read = {.kind = GK_URL_RELATIVE, .path = address};
    if (!path) read = gk_url_read(address, picture, r->arena);
    if (read.kind != GK_URL_EXTERNAL && read.kind != GK_URL_RELATIVE) {
        gk_diag_add(call->diags, gk_render_refusal(read.kind), place,
                    read.kind == GK_URL_SCHEME ? read.scheme : address);
        return (gk_view){NULL, 0};
    }
    gk_markdown_link link = {.kind = picture ? GK_LINK_IMAGE : GK_LINK_TEXT,
                             .external = read.kind == GK_URL_EXTERNAL,
                             .path = gk_arena_view(r->arena, read.path),
                             .query = gk_arena_view(r->arena, read.query),
                             .fragment = gk_arena_view(r->arena, read.fragment)};
    gk_render_add_link(r, link, place);
    return link.external ? address : make_token(r->arena, ADDRESS, r->link_count - 1);
}

void gk_expand_put_tokens(const gk_markdown_slot *slots, size_t count, gk_view html, size_t at,
                          gk_buf *out)
{
    size_t from = at;
    for (size_t i = 0; i < count; i++) {
        const gk_markdown_slot *slot = &slots[i];
        gk_buf_put(out, gk_view_n(html.p + (from - at), slot->offset - from));
        gk_buf_printf(out, "%c%c%u%c", BEGIN, slot->kind == GK_SLOT_URL ? ADDRESS : SIZE,
                      slot->link, END);
        from = slot->offset;
    }
    gk_buf_put(out, gk_view_from(html, from - at));
}

/* Whether the token that ends html[0, at) is the src of a picture that says nothing of its size. */
static bool wants_size(gk_view html, size_t at)
{
    if (at < 5 || memcmp(html.p + at - 5, "src=\"", 5) != 0) return false;
    size_t begin = gk_view_rfind_byte(gk_view_sub(html, 0, at), '<');
    if (begin == SIZE_MAX) return false;
    size_t end = gk_view_find_byte(html, '>', at);
    gk_view tag = gk_view_sub(html, begin, (end == SIZE_MAX ? html.n : end) - begin);
    return gk_view_starts(tag, GK_V("<img ")) &&
           gk_view_find(tag, GK_V(" width=\""), 0) == SIZE_MAX &&
           gk_view_find(tag, GK_V(" height=\""), 0) == SIZE_MAX &&
           gk_view_find(tag, GK_V("\x02S"), 0) == SIZE_MAX;
}

static void add_slot(gk_render *r, char what, uint32_t link)
{
    gk_render_add_slot(r, what == ADDRESS ? GK_SLOT_URL : GK_SLOT_SIZE, link);
}

bool gk_expand_take(gk_render *r, gk_view html)
{
    size_t from = 0;
    bool good = true;
    for (size_t i; (i = gk_view_find_byte(html, BEGIN, from)) != SIZE_MAX;) {
        char what;
        uint32_t link;
        size_t n = read_token(gk_view_from(html, i), &what, &link);
        good = good && n && link < r->link_count;
        if (!good) break;
        gk_buf_put(r->out, gk_view_n(html.p + from, i - from));
        add_slot(r, what, link);
        from = i + n;
        if (what == ADDRESS && from < html.n && html.p[from] == '"' && wants_size(html, i)) {
            gk_buf_putc(r->out, html.p[from++]);
            add_slot(r, SIZE, link);
        }
    }
    gk_buf_put(r->out, gk_view_from(html, from));
    return good;
}
