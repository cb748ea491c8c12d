#include "meta/data.h"

#include "base/utf8.h"
#include "fuzz.h"
#include "meta/pieces.h"
#include "meta/value.h"

#include <stdlib.h>

/* Every character of every piece has a place, and a piece that is as written is that. */
static void check_pieces(gk_data_kind kind, gk_view whole)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_pieces pieces = GK_PIECES_INIT;
    gk_pieces_begin(&pieces, GK_V("f"), whole);
    gk_pieces_add_data(&pieces, kind, &arena);
    for (size_t i = 0; i < pieces.count && i < 50; i++) {
        const gk_piece *piece = &pieces.items[i];
        gk_view text = gk_piece_text(&pieces, i);
        if (piece->from > piece->to || piece->to > whole.n) abort();
        if (piece->form == GK_PIECE_AS_IS &&
            !gk_view_eq(text, gk_view_sub(whole, piece->from, text.n)))
            abort();
        for (size_t at = 0, next = 0; at < text.n && at < 200; at = next) {
            gk_utf8_next(text, &next);
            gk_place place = gk_pieces_place(&pieces, i, at, next);
            if (!place.line || place.endcol < place.col) abort();
        }
    }
    gk_pieces_free(&pieces);
    gk_arena_free(&arena);
}

/* The same bytes as YAML, JSON and CSV. */
void gk_fuzz_one(const char *bytes, size_t len)
{
    static const gk_data_kind kinds[] = {GK_DATA_YAML, GK_DATA_JSON, GK_DATA_CSV};
    for (size_t i = 0; i < 3; i++) {
        gk_arena arena = GK_ARENA_INIT;
        gk_diags diags = GK_DIAGS_INIT;
        gk_buf out = GK_BUF_INIT;
        gk_value value;
        bool fine =
            gk_data_read(kinds[i], GK_V("f"), (gk_view){bytes, len}, 480, &arena, &diags, &value);
        if (fine != (diags.errors == 0)) abort();
        for (size_t k = 0; k < diags.count; k++)
            gk_diag_print_human(&diags.items[k], GK_LANG_ZH, false, &out);
        gk_value_put_json(value, &arena, &out);
        check_pieces(kinds[i], gk_view_n(bytes, len));
        gk_buf_free(&out);
        gk_diags_free(&diags);
        gk_arena_free(&arena);
    }
}
