#include "markup/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "markup/cjk.h"
#include "markup/expand.h"
#include "markup/feed.h"
#include "markup/memory.h"
#include "markup/plain.h"
#include "markup/preflight.h"
#include "markup/render.h"
#include "markup/url.h"

struct gk_markdown {
    cmark_syntax_extension *table, *strikethrough, *tasklist, *cjk, *plain;
    gk_preflight check;
    gk_tags tags;
    gk_render render; /* its growing parts are kept between documents */
    cmark_node *root; /* of the document that was rendered last, or NULL */
};

gk_markdown *gk_markdown_new(void)
{
    gk_markdown *md = gk_mem_calloc(1, sizeof *md);
    cmark_gfm_core_extensions_ensure_registered();
    md->table = cmark_find_syntax_extension("table");
    md->strikethrough = cmark_find_syntax_extension("strikethrough");
    md->tasklist = cmark_find_syntax_extension("tasklist");
    md->cjk = gk_cjk_extension();
    md->plain = gk_plain_extension();
    return md;
}

static void free_render(gk_render *r)
{
    free(r->slots);
    free(r->links);
    free(r->headings);
    free(r->anchors);
    gk_map_free(&r->ids);
    gk_buf_free(&r->plain);
    gk_buf_free(&r->lead);
    free(r->open);
}

void gk_markdown_free(gk_markdown *md)
{
    if (!md) return;
    free_render(&md->render);
    gk_preflight_free(&md->check);
    gk_tags_free(&md->tags);
    cmark_syntax_extension_free(cmark_get_default_mem_allocator(), md->cjk);
    cmark_syntax_extension_free(cmark_get_default_mem_allocator(), md->plain);
    gk_memory_release();
    free(md);
}

/* Only what the document may need is attached: each extension looks at every line, or at every run
 * of text. */
static cmark_node *parse(gk_markdown *md, gk_view text, bool valid)
{
    const gk_preflight *check = &md->check;
    int options = CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE | CMARK_OPT_UNSAFE;
    if (check->footnotes && !check->odd_caret) options |= CMARK_OPT_FOOTNOTES;
    if (!valid) options |= CMARK_OPT_VALIDATE_UTF8;
    cmark_parser *parser = cmark_parser_new_with_mem(options, gk_memory_cmark());
    if (check->tables) cmark_parser_attach_syntax_extension(parser, md->table);
    if (check->tildes) cmark_parser_attach_syntax_extension(parser, md->strikethrough);
    if (check->tasks) cmark_parser_attach_syntax_extension(parser, md->tasklist);
    gk_cjk_look_ahead(md->cjk, check->look_ahead);
    if (check->emphasis) cmark_parser_attach_syntax_extension(parser, md->cjk);
    gk_feed(parser, text, check->lines, check->line_count, md->plain);
    cmark_node *hidden = gk_plain_mark(parser, md->plain);
    cmark_node *root = cmark_parser_finish(parser);
    gk_plain_show(hidden);
    return root;
}

/* A document begins with what the last one left of growing parts, emptied. */
static void begin(gk_markdown *md, const gk_markdown_options *options, gk_arena *arena,
                  gk_markdown_result *result, gk_diags *diags)
{
    gk_render old = md->render;
    gk_map_free(&old.ids);
    gk_buf_truncate(&old.plain, 0);
    gk_buf_truncate(&old.lead, 0);
    md->render = (gk_render){
        .options = options,
        .check = &md->check,
        .mark = md->plain,
        .arena = arena,
        .diags = diags,
        .out = &result->html,
        .bare = options->bare,
        .unsafe = options->unsafe,
        .zh = !gk_view_starts(options->lang, GK_V("en")),
        .slots = old.slots,
        .slot_cap = old.slot_cap,
        .links = old.links,
        .link_cap = old.link_cap,
        .headings = old.headings,
        .heading_cap = old.heading_cap,
        .anchors = old.anchors,
        .anchor_cap = old.anchor_cap,
        .plain = old.plain,
        .lead = old.lead,
        .open = old.open,
    };
}

static void *kept(gk_arena *arena, const void *items, size_t count, size_t size)
{
    if (!count) return NULL;
    return memcpy(gk_arena_alloc(arena, count * size), items, count * size);
}

static void finish(gk_render *r, gk_markdown_result *result)
{
    result->slots = kept(r->arena, r->slots, r->slot_count, sizeof *r->slots);
    result->slot_count = r->slot_count;
    result->links = kept(r->arena, r->links, r->link_count, sizeof *r->links);
    result->link_count = r->link_count;
    result->headings = kept(r->arena, r->headings, r->heading_count, sizeof *r->headings);
    result->heading_count = r->heading_count;
    result->anchors = kept(r->arena, r->anchors, r->anchor_count, sizeof *r->anchors);
    result->anchor_count = r->anchor_count;
    result->words = r->words;
    if (r->bare) return;
    result->excerpt = gk_render_excerpt(r);
}

static void put_number(gk_arena *arena, uint64_t number, gk_view *out)
{
    *out = gk_arena_printf(arena, "%llu", (unsigned long long)number);
}

static void report_refusal(const gk_preflight *check, const gk_positions *at, gk_arena *arena,
                           gk_diags *diags)
{
    gk_place place = check->refusal == GK_MSG_markdown_bytes
                         ? gk_place_file(at->file)
                         : gk_position_place(at, check->from, check->to);
    if (check->from == check->to) place.endcol = 0;
    gk_view found, allowed;
    put_number(arena, check->found, &found);
    put_number(arena, check->allowed, &allowed);
    gk_diag_add(diags, check->refusal, place, found, allowed);
}

/* Reads and renders the body of whole_text into the result. */
static bool render_body(gk_markdown *md, gk_view file, gk_view whole_text, size_t body_offset,
                        gk_markdown_result *result)
{
    gk_render *r = &md->render;
    const gk_markdown_options *options = r->options;
    gk_view body = gk_view_from(whole_text, body_offset), covered = body;
    if (options->shortcodes && gk_tags_read(&md->tags, body, options->shortcodes)) {
        covered = gk_buf_view(&md->tags.covered);
        r->tags = &md->tags;
    }
    bool accepted = gk_preflight_run(&md->check, covered);
    gk_positions_begin(&r->at, file, whole_text, body_offset, options->first_line, md->check.lines,
                       md->check.line_count);
    if (!accepted) {
        report_refusal(&md->check, &r->at, r->arena, r->diags);
        return false;
    }
    if (!body.n) return true;
    if (r->fragment) md->check.footnotes = false;
    md->root = parse(md, covered, !options->bare || gk_utf8_valid(body, NULL));
    gk_buf_reserve(&result->html, body.n + body.n / 4);
    gk_render_document(r, md->root);
    if (r->tags && md->tags.too_many)
        gk_diag_add(r->diags, GK_MSG_shortcode_many, gk_place_file(file),
                    gk_arena_printf(r->arena, "%d", GK_SHORTCODES));
    if (md->check.odd_caret && md->check.footnotes)
        gk_render_complain(r, GK_MSG_markdown_caret, md->root, (gk_view){NULL, 0},
                           (gk_view){NULL, 0});
    finish(r, result);
    return true;
}

bool gk_markdown_render(gk_markdown *md, gk_view file, gk_view whole_text, size_t body_offset,
                        const gk_markdown_options *options, gk_arena *arena,
                        gk_markdown_result *result, gk_diags *diags)
{
    gk_buf html = result->html;
    gk_buf_truncate(&html, 0);
    *result = (gk_markdown_result){.html = html};
    begin(md, options, arena, result, diags);
    gk_memory_reset(GK_MARKDOWN_MEMORY);
    md->root = NULL;
    return render_body(md, file, whole_text, body_offset, result);
}

/* The fragment's links as those of the document whose shortcode it stands in, at the shortcode. */
static void adopt_links(gk_markdown_result *result, const gk_shortcode_call *call)
{
    gk_render *r = call->links;
    gk_place place = gk_shortcode_place(call, call->from, call->to);
    for (size_t i = 0; i < result->slot_count; i++)
        result->slots[i].link += (uint32_t)r->link_count;
    for (size_t i = 0; i < result->link_count; i++) gk_render_add_link(r, result->links[i], place);
}

/* Without a document there is nothing that an address could be relative to. */
static void put_addresses(const gk_markdown_result *result, gk_buf *out)
{
    gk_view html = gk_buf_view(&result->html);
    size_t from = 0;
    for (size_t i = 0; i < result->slot_count; i++) {
        const gk_markdown_slot *slot = &result->slots[i];
        const gk_markdown_link *link = &result->links[slot->link];
        gk_buf_put(out, gk_view_n(html.p + from, slot->offset - from));
        from = slot->offset;
        if (slot->kind != GK_SLOT_URL) continue;
        gk_url_put(out, link->path);
        if (link->query.n) gk_buf_putc(out, '?');
        gk_url_put(out, link->query);
        if (link->fragment.n) gk_buf_putc(out, '#');
        gk_url_put(out, link->fragment);
    }
    gk_buf_put(out, gk_view_from(html, from));
}

/* Faults of a fragment have no place in its text that anybody could look up. */
static void take_faults(gk_diags *from, gk_place place, gk_diags *to)
{
    for (size_t i = 0; i < from->count; i++)
        gk_diag_addv(to, from->items[i].id, place, GK_DIAG_ARGS, from->items[i].args);
    gk_diags_free(from);
}

static bool render_fragment(gk_markdown *md, gk_view text, gk_arena *arena,
                            gk_markdown_result *result, gk_diags *diags)
{
    gk_render outer = md->render;
    gk_preflight check = md->check;
    cmark_node *root = md->root;
    gk_markdown_options options = {.lang = outer.zh || !root ? GK_V("zh-CN") : GK_V("en")};
    if (!root) gk_memory_reset(GK_MARKDOWN_MEMORY);
    gk_memory_mark mark = gk_memory_save();
    md->render = (gk_render){.bare = false};
    md->check = (gk_preflight){.found = 0};
    begin(md, &options, arena, result, diags);
    md->render.fragment = true;
    bool good = render_body(md, GK_V(""), text, 0, result);
    free_render(&md->render);
    gk_preflight_free(&md->check);
    gk_memory_rewind(mark);
    md->render = outer;
    md->check = check;
    md->root = root;
    return good;
}

bool gk_markdown_fragment(gk_markdown *md, gk_view text, const gk_shortcode_call *call,
                          gk_place place, gk_arena *arena, gk_buf *html, gk_diags *diags)
{
    gk_markdown_result result = {.html = GK_BUF_INIT};
    gk_diags faults = GK_DIAGS_INIT;
    bool good = render_fragment(md, text, arena, &result, &faults);
    if (good && call) {
        adopt_links(&result, call);
        gk_expand_put_tokens(result.slots, result.slot_count, gk_buf_view(&result.html), 0, html);
    } else if (good) {
        put_addresses(&result, html);
    }
    good = good && !faults.errors;
    take_faults(&faults, place, diags);
    gk_buf_free(&result.html);
    return good;
}

void gk_markdown_pieces(gk_markdown *md, gk_pieces *pieces)
{
    if (md->root) gk_render_pieces(&md->render, md->root, pieces);
}
