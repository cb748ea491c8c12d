#include "base/mem.h"
#include "markup/render.h"
#include "markup/url.h"

/* What one document may complain of; the rest is more of the same. */
enum { MOST_COMPLAINTS = 50 };

void gk_render_complain(gk_render *r, gk_message message, const cmark_node *node, gk_view words,
                        gk_view argument)
{
    if (r->bare || r->complaints > MOST_COMPLAINTS) return;
    /* One line of it is enough to find it. */
    words = gk_view_sub(words, 0, gk_view_find_byte(words, '\n', 0));
    argument = gk_view_sub(argument, 0, gk_view_find_byte(argument, '\n', 0));
    gk_place place = gk_position_of(&r->at, node, words);
    if (r->complaints++ == MOST_COMPLAINTS)
        gk_diag_add(r->diags, GK_MSG_markdown_more, place);
    else
        gk_diag_add(r->diags, message, place, gk_view_trim(argument));
}

static gk_view chunk_view(const gk_render *r, const cmark_chunk *chunk)
{
    return gk_render_restore(r, gk_view_n((const char *)chunk->data, (size_t)chunk->len));
}

void gk_render_add_slot(gk_render *r, gk_markdown_slot_kind kind, size_t link)
{
    r->slots = gk_mem_grow(r->slots, &r->slot_cap, r->slot_count + 1, sizeof *r->slots);
    r->slots[r->slot_count++] = (gk_markdown_slot){(uint32_t)r->out->n, kind, (uint32_t)link};
}

void gk_render_add_link(gk_render *r, gk_markdown_link link, gk_place place)
{
    link.line = place.line;
    link.col = place.col;
    link.endcol = place.endcol;
    r->links = gk_mem_grow(r->links, &r->link_cap, r->link_count + 1, sizeof *r->links);
    r->links[r->link_count++] = link;
}

gk_message gk_render_refusal(unsigned url_kind)
{
    switch ((gk_url_kind)url_kind) {
    case GK_URL_EMPTY: return GK_MSG_link_empty;
    case GK_URL_SCHEME: return GK_MSG_link_scheme;
    case GK_URL_LOCAL: return GK_MSG_link_local;
    case GK_URL_HOST: return GK_MSG_link_host;
    case GK_URL_WWW: return GK_MSG_link_www;
    case GK_URL_BACKSLASH: return GK_MSG_link_backslash;
    case GK_URL_FULLWIDTH: return GK_MSG_link_fullwidth;
    default: return GK_MSG_link_odd;
    }
}

/* How an address is written. */
typedef enum address { REFUSED, AS_IT_IS, SLOT } address;

/* Judges and records a link or picture. With `unsafe`, what would be refused goes out as it stands
 * and nobody resolves it; bare output has no slots at all. */
static address admit(gk_render *r, cmark_node *node, gk_markdown_link_kind kind)
{
    if (r->bare) return AS_IT_IS;
    gk_view url = chunk_view(r, &node->as.link.url);
    gk_url read = gk_url_read(url, kind == GK_LINK_IMAGE, r->arena);
    bool external = read.kind == GK_URL_EXTERNAL;
    if (!external && read.kind != GK_URL_RELATIVE) {
        if (r->unsafe) return AS_IT_IS;
        gk_render_complain(r, gk_render_refusal(read.kind), node, url,
                           read.kind == GK_URL_SCHEME ? read.scheme : url);
        return REFUSED;
    }
    /* Whoever opens the page would ask another host, without having chosen to. */
    if (external && kind == GK_LINK_IMAGE && !r->unsafe) {
        gk_render_complain(r, GK_MSG_image_elsewhere, node, url, url);
        return REFUSED;
    }
    gk_markdown_link link = {.kind = kind,
                             .external = external,
                             .path = gk_arena_view(r->arena, read.path),
                             .query = gk_arena_view(r->arena, read.query),
                             .fragment = gk_arena_view(r->arena, read.fragment)};
    bool mail = gk_view_starts(url, GK_V("mailto:"));
    gk_render_add_link(r, link, gk_position_of(&r->at, node, mail ? gk_view_from(url, 7) : url));
    return external ? AS_IT_IS : SLOT;
}

void gk_render_bare_link(gk_render *r, cmark_node *node, gk_view text, gk_view prefix)
{
    gk_markdown_link link = {
        .kind = GK_LINK_TEXT, .external = true, .path = GK_JOIN(r->arena, prefix, text)};
    gk_render_add_link(r, link, gk_position_of(&r->at, node, text));
}

static void put_url(gk_render *r, const cmark_node *node, address how)
{
    gk_view url = chunk_view(r, &node->as.link.url);
    if (how == SLOT)
        gk_render_add_slot(r, GK_SLOT_URL, r->link_count - 1);
    else if (r->unsafe || gk_url_allowed(url, node->type == CMARK_NODE_IMAGE))
        gk_url_put(r->out, url);
}

static void put_title(gk_render *r, const cmark_node *node)
{
    if (!node->as.link.title.len) return;
    gk_buf_put(r->out, GK_V("\" title=\""));
    gk_render_escape(r->out, chunk_view(r, &node->as.link.title));
}

bool gk_render_link(gk_render *r, cmark_node *node)
{
    address how = admit(r, node, GK_LINK_TEXT);
    if (how == REFUSED) return false;
    gk_buf_put(r->out, GK_V("<a href=\""));
    put_url(r, node, how);
    put_title(r, node);
    gk_buf_put(r->out, GK_V("\">"));
    return true;
}

/* The words of a picture: cmark makes white space of breaks and shows raw HTML. */
static void put_alternative(gk_render *r, cmark_node *image)
{
    cmark_node *node = image;
    for (;;) {
        if (node->type == CMARK_NODE_TEXT || node->type == CMARK_NODE_CODE ||
            node->type == CMARK_NODE_HTML_INLINE)
            gk_render_escape(r->out, gk_render_restore(r, gk_render_literal(node)));
        else if (node->type == CMARK_NODE_LINEBREAK || node->type == CMARK_NODE_SOFTBREAK)
            gk_buf_putc(r->out, ' ');
        if (node->first_child) {
            node = node->first_child;
            continue;
        }
        while (node != image && !node->next) node = node->parent;
        if (node == image) return;
        node = node->next;
    }
}

/* At the place of the link that was added last: looking for it again would find another. */
static void complain_of_link(gk_render *r, gk_message message)
{
    const gk_markdown_link *link = &r->links[r->link_count - 1];
    gk_place place = {r->at.file, r->at.whole, link->line, link->col, link->endcol};
    if (r->complaints >= MOST_COMPLAINTS) return;
    r->complaints++;
    gk_diag_add(r->diags, message, place);
}

bool gk_render_image(gk_render *r, cmark_node *node, bool figure)
{
    address how = admit(r, node, GK_LINK_IMAGE);
    if (how == REFUSED) {
        put_alternative(r, node);
        return false;
    }
    gk_buf_put(r->out, GK_V("<img src=\""));
    put_url(r, node, how);
    gk_buf_put(r->out, GK_V("\" alt=\""));
    size_t before = r->out->n;
    put_alternative(r, node);
    if (r->out->n == before && !r->bare && r->link_count)
        complain_of_link(r, GK_MSG_markdown_image_alt);
    if (!figure) put_title(r, node);
    gk_buf_putc(r->out, '"');
    if (how == SLOT) gk_render_add_slot(r, GK_SLOT_SIZE, r->link_count - 1);
    gk_buf_put(r->out, r->bare ? GK_V(" />") : GK_V(" loading=\"lazy\" decoding=\"async\">"));
    return true;
}
