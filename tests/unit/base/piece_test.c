#include "base/piece.h"

#include "base/matcher.h"
#include "harness.h"

static void check_scalar(gk_piece_form form, const char *source, const char *text, const char *part,
                         uint32_t line, uint32_t col, uint32_t endcol)
{
    gk_pieces pieces = GK_PIECES_INIT;
    gk_view whole = gk_view_of(source);
    gk_pieces_begin(&pieces, GK_V("a.yaml"), whole);
    GK_CHECK(gk_pieces_add(&pieces, GK_PIECE_DATA, form, gk_view_of(text), 0, whole.n) != NULL);
    size_t from = gk_view_find(gk_view_of(text), gk_view_of(part), 0);
    gk_place place = gk_pieces_place(&pieces, 0, from, from + strlen(part));
    GK_CHECK_INT(place.line, line);
    GK_CHECK_INT(place.col, col);
    GK_CHECK_INT(place.endcol, endcol);
    gk_pieces_free(&pieces);
}

GK_TEST(piece_places)
{
    check_scalar(GK_PIECE_AS_IS, "中文abc", "中文abc", "abc", 1, 3, 6);
    check_scalar(GK_PIECE_DOUBLE, "\"中\\t文\\u4e2dabc\"", "中\t文中abc", "abc", 1, 12, 15);
    check_scalar(GK_PIECE_DOUBLE, "\"中\\u4e2d文\"", "中中文", "文", 1, 9, 10);
    check_scalar(GK_PIECE_SINGLE, "'it''s it'", "it's it", "s", 1, 6, 7);
    check_scalar(GK_PIECE_CSV, "\"a \"\"b\"\" c\"", "a \"b\" c", "c", 1, 10, 11);
    check_scalar(GK_PIECE_FOLDED, "一二\n  三四\n\n  五", "一二 三四\n五", "三四", 2, 3, 5);
    check_scalar(GK_PIECE_FOLDED, "一二\n  三四\n\n  五", "一二 三四\n五", "五", 4, 3, 4);
}

GK_TEST(piece_hits)
{
    gk_pieces pieces = GK_PIECES_INIT;
    gk_view whole = GK_V("甲乙丙丁甲乙");
    gk_pieces_begin(&pieces, GK_V("a.md"), whole);
    gk_pieces_add(&pieces, GK_PIECE_TITLE, GK_PIECE_AS_IS, gk_view_sub(whole, 0, 9), 0, 9);
    gk_pieces_name(&pieces, GK_V("title"));
    GK_CHECK(!gk_pieces_add(&pieces, GK_PIECE_TEXT, GK_PIECE_AS_IS, GK_V(""), 9, 9));
    gk_pieces_add(&pieces, GK_PIECE_TEXT, GK_PIECE_AS_IS, gk_view_sub(whole, 9, 9), 9, 18);
    gk_view terms[] = {GK_V("丙丁"), GK_V("甲乙")};
    gk_matcher *m = gk_matcher_terms(terms, 2, (gk_terms_options){0});
    gk_hits hits = GK_HITS_INIT;
    gk_matcher_find(m, &pieces, &hits);
    GK_CHECK_INT(hits.count, 2);
    GK_CHECK_INT(hits.items[0].piece, 0);
    GK_CHECK_INT(hits.items[1].piece, 1);
    GK_CHECK_INT(hits.items[1].from, 3);
    GK_CHECK_INT(gk_pieces_place(&pieces, 1, 3, 9).col, 5);
    GK_CHECK_VIEW(gk_piece_field(&pieces, 0), "title");
    GK_CHECK_VIEW(gk_piece_field(&pieces, 1), "");
    gk_matcher_free(m);
    gk_hits_free(&hits);
    gk_pieces_free(&pieces);
}
