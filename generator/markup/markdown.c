#include "markup/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "markup/cjk.h"
#include "markup/feed.h"
#include "markup/memory.h"
#include "markup/plain.h"
#include "markup/preflight.h"
#include "markup/render.h"
#include "markup/rows.h"

struct gk_markdown {
    cmark_syntax_extension *table, *strikethrough, *tasklist, *cjk, *plain;
    gk_preflight check;
    gk_tags tags;
    gk_render render; /* its growing parts are kept between documents */
};

gk_markdown *gk_markdown_new(void)
{
    gk_markdown *md = gk_mem_calloc(1, sizeof *md);
    cmark_gfm_core_extensions_ensure_registered();
    md->table = gk_rows_extension(cmark_find_syntax_extension("table"));
    md->strikethrough = cmark_find_syntax_extension("strikethrough");
    md->tasklist = cmark_find_syntax_extension("tasklist");
    md->cjk = gk_cjk_extension();
    md->plain = gk_plain_extension();
    return md;
}

void gk_markdown_free(gk_markdown *md)
{
    if (!md) return;
    gk_render *r = &md->render;
    free(r->slots);
    free(r->links);
    free(r->headings);
    free(r->anchors);
    gk_map_free(&r->ids);
    gk_buf_free(&r->plain);
    gk_buf_free(&r->lead);
    free(r->open);
    gk_preflight_free(&md->check);
    gk_tags_free(&md->tags);
    free(md->table);
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
    gk_feed(parser, text, check->lines, check->line_count);
    gk_plain_mark(parser, md->plain);
    return cmark_parser_finish(parser);
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
    if (r->options->search)
        result->text = gk_arena_view(r->arena, gk_view_trim(gk_buf_view(&r->plain)));
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

bool gk_markdown_render(gk_markdown *md, gk_view file, gk_view whole_text, size_t body_offset,
                        const gk_markdown_options *options, gk_arena *arena,
                        gk_markdown_result *result, gk_diags *diags)
{
    gk_buf html = result->html;
    gk_buf_truncate(&html, 0);
    *result = (gk_markdown_result){.html = html};
    gk_view body = gk_view_from(whole_text, body_offset);
    begin(md, options, arena, result, diags);
    bool tagged = options->shortcodes && gk_tags_read(&md->tags, body, options->shortcodes);
    gk_view covered = tagged ? gk_buf_view(&md->tags.covered) : body;
    if (tagged) md->render.tags = &md->tags;
    bool accepted = gk_preflight_run(&md->check, covered);
    gk_positions_begin(&md->render.at, file, whole_text, body_offset, options->first_line,
                       md->check.lines, md->check.line_count);
    if (!accepted) {
        report_refusal(&md->check, &md->render.at, arena, diags);
        return false;
    }
    if (!body.n) return true;
    gk_memory_reset(GK_MARKDOWN_MEMORY);
    cmark_node *root = parse(md, covered, !options->bare || gk_utf8_valid(body, NULL));
    gk_buf_reserve(&result->html, body.n + body.n / 4);
    gk_render_document(&md->render, root);
    if (tagged && md->tags.too_many)
        gk_diag_add(diags, GK_MSG_shortcode_many, gk_place_file(file),
                    gk_arena_printf(arena, "%d", GK_SHORTCODES));
    if (md->check.odd_caret && md->check.footnotes)
        gk_render_complain(&md->render, GK_MSG_markdown_caret, root, (gk_view){NULL, 0},
                           (gk_view){NULL, 0});
    finish(&md->render, result);
    return true;
}
