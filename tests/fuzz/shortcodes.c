#include <stdlib.h>

#include "base/matcher.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "markup/markdown.h"

static bool find(void *ctx, gk_view name, gk_shortcode_form *form)
{
    (void)ctx;
    *form = (gk_shortcode_form){.body = (gk_shortcode_body)(name.n % 3),
                                .body_optional = name.n == 4,
                                .in_text = name.n % 2};
    return name.n < 6;
}

static gk_view nearest(void *ctx, gk_view word)
{
    (void)ctx;
    return gk_view_nearest(word, &GK_V("box"), 1);
}

/* Makes what plugins make: its body, a link, Markdown; and what they should not. */
static bool expand(void *ctx, const gk_shortcode_call *call, gk_buf *html)
{
    gk_markdown *md = ctx;
    if (call->from > call->to || call->to > call->whole.n) abort();
    gk_buf_put(html, call->body);
    for (size_t i = 0; i < call->arg_count; i++) {
        const gk_shortcode_arg *arg = &call->args[i];
        if (arg->from > arg->to || arg->to > call->whole.n) abort();
        if (i % 3 == 1)
            gk_markdown_fragment(md, arg->value, call, gk_place_file(call->file), call->arena, html,
                                 call->diags);
        gk_buf_puts(html, "<img src=\"");
        gk_buf_put(html,
                   gk_shortcode_link(call, arg->value, i % 2, i % 4 == 0, arg->from, arg->to));
        gk_buf_puts(html, "\" alt=\"\">");
    }
    if (call->index % 7 == 3) gk_buf_put(html, GK_V("\x02U123456\x03"));
    return call->index % 5 != 4;
}

/* What is found has the bytes of the text, or stands for them. */
static void check_place(const gk_pieces *pieces, size_t i, size_t from, size_t to)
{
    gk_view text = gk_piece_text(pieces, i);
    const gk_piece *piece = &pieces->items[i];
    size_t begin, end;
    gk_place place = gk_pieces_place(pieces, i, from, to);
    if (place.endcol < place.col) abort();
    if (piece->form != GK_PIECE_OTHER ||
        !pieces->locate(pieces->ctx, piece, text, from, to, &begin, &end))
        return;
    if (begin > end || end > pieces->whole.n) abort();
    gk_view found = gk_view_n(pieces->whole.p + begin, end - begin);
    bool odd = found.n && (found.p[0] == '&' || found.p[0] == '\\' || found.p[0] == '{');
    bool word = (unsigned char)text.p[from] > ' ';
    if (word && !odd && !gk_view_eq(found, gk_view_n(text.p + from, to - from))) abort();
}

static void check_pieces(gk_markdown *md, gk_view whole)
{
    gk_pieces pieces = GK_PIECES_INIT;
    gk_hits hits = GK_HITS_INIT;
    gk_matcher *numbers =
        gk_matcher_numbers((gk_numbers_options){.min = 2, .max = 18, .grouped = true});
    gk_pieces_begin(&pieces, GK_V("a.md"), whole);
    gk_markdown_pieces(md, &pieces);
    size_t budget = 200;
    for (size_t i = 0; i < pieces.count; i++) {
        gk_view text = gk_piece_text(&pieces, i);
        for (size_t at = 0, next = 0; at < text.n && budget; at = next, budget--) {
            gk_utf8_next(text, &next);
            check_place(&pieces, i, at, next);
        }
    }
    gk_matcher_find(numbers, &pieces, &hits);
    for (size_t i = 0; i < hits.count; i++)
        if (hits.items[i].to > gk_piece_text(&pieces, hits.items[i].piece).n) abort();
    gk_matcher_free(numbers);
    gk_hits_free(&hits);
    gk_pieces_free(&pieces);
}

void gk_fuzz_one(const char *bytes, size_t len)
{
    gk_markdown *md = gk_markdown_new();
    gk_shortcodes shortcodes = {find, nearest, expand, md};
    gk_markdown_options options = {.shortcodes = &shortcodes};
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_markdown_result result = {.html = GK_BUF_INIT};
    gk_view text = {bytes, len};
    if (!gk_utf8_valid(text, NULL)) text = GK_V("{{< a >}}");
    bool fine = gk_markdown_render(md, GK_V("a.md"), text, 0, &options, &arena, &result, &diags);
    for (size_t i = 0; i < result.slot_count; i++) {
        if (result.slots[i].link >= result.link_count) abort();
        if (result.slots[i].offset > result.html.n) abort();
        if (i && result.slots[i].offset < result.slots[i - 1].offset) abort();
    }
    if (!fine && diags.errors == 0) abort();
    check_pieces(md, text);
    gk_buf_free(&result.html);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
    gk_markdown_free(md);
}
