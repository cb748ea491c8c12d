#include "template/parser.h"

#include "base/utf8.h"

bool gk_parse_fault(gk_parser *p, gk_span span, gk_message id, gk_view a, gk_view b)
{
    if (p->tpl->faults.count < GK_FAULTS_MAX) GK_TPL_FAULT(&p->tpl->faults, p->tpl, span, id, a, b);
    return false;
}

void gk_parse_unknown(gk_parser *p, gk_span span, gk_message plain, gk_message near, gk_view word,
                      const gk_view *candidates, size_t count)
{
    gk_view nearest = gk_view_nearest(word, candidates, count);
    gk_parse_fault(p, span, nearest.n ? near : plain, word, nearest);
}

void gk_parse_next(gk_parser *p)
{
    p->last = p->token.span.to;
    if (p->token.kind != GK_T_END && p->token.kind != GK_T_EOF) p->token = gk_lex_token(&p->lexer);
}

bool gk_parse_is_op(const gk_parser *p, const char *op)
{
    return p->token.kind == GK_T_OP && p->token.op[0] == op[0] && p->token.op[1] == op[1];
}

bool gk_parse_is_word(const gk_parser *p, const char *word)
{
    return p->token.kind == GK_T_NAME && gk_view_is(p->token.text, word);
}

void gk_parse_expected(gk_parser *p, gk_view expected)
{
    gk_span span = p->token.span;
    gk_view found = gk_view_sub(p->tpl->text, span.from, span.to - span.from);
    if (p->token.kind == GK_T_BAD) return;
    if (p->token.kind != GK_T_EOF) {
        gk_parse_fault(p, span, GK_MSG_template_expected, expected, found);
        return;
    }
    p->confused = true;
    gk_parse_fault(p, p->lexer.open, GK_MSG_template_unclosed_brace,
                   p->lexer.output ? GK_V("{{") : GK_V("{%"),
                   p->lexer.output ? GK_V("}}") : GK_V("%}"));
}

bool gk_parse_op(gk_parser *p, const char *op)
{
    bool there = gk_parse_is_op(p, op);
    if (there)
        gk_parse_next(p);
    else
        gk_parse_expected(p, gk_view_of(op));
    return there;
}

bool gk_parse_word(gk_parser *p, const char *word)
{
    bool there = gk_parse_is_word(p, word);
    if (there)
        gk_parse_next(p);
    else
        gk_parse_expected(p, gk_view_of(word));
    return there;
}

bool gk_parse_close(gk_parser *p)
{
    bool there = p->token.kind == GK_T_END;
    if (!there) gk_parse_expected(p, p->lexer.output ? GK_V("}}") : GK_V("%}"));
    p->last = p->token.span.to;
    return there;
}

bool gk_parse_name(gk_parser *p, gk_view *name, uint32_t *id)
{
    static const char *const reserved[] = {"and",  "or",   "not",  "in",   "is",    "if",
                                           "else", "elif", "true", "True", "false", "False",
                                           "none", "None", "null", "loop", "super"};
    if (p->token.kind != GK_T_NAME) {
        gk_parse_expected(p, GK_V("name"));
        return false;
    }
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (gk_view_is(p->token.text, reserved[i]))
            return gk_parse_fault(p, p->token.span, GK_MSG_template_reserved, p->token.text,
                                  (gk_view){NULL, 0});
    *name = p->token.text;
    *id = gk_set_symbol(p->set, *name, true);
    gk_set_bind(p->set, *id);
    gk_parse_next(p);
    return true;
}

void gk_parse_recover(gk_parser *p)
{
    if (p->token.kind == GK_T_END || p->token.kind == GK_T_EOF) return;
    gk_view close = p->lexer.output ? GK_V("}}") : GK_V("%}");
    size_t end = gk_view_find(p->lexer.src, close, p->token.span.from);
    p->lexer.pos = end == SIZE_MAX ? p->lexer.src.n : end + 2;
    p->lexer.trim = p->lexer.output ? GK_TRIM_NONE : GK_TRIM_LINE;
    p->token.kind = end == SIZE_MAX ? GK_T_EOF : GK_T_END;
}

gk_stmt *gk_parse_stmt(gk_parser *p, gk_stmt_kind kind, gk_span open)
{
    gk_stmt *s = gk_arena_calloc(p->arena, 1, sizeof *s);
    s->kind = (uint8_t)kind;
    s->span = (gk_span){open.from, p->last > open.to ? p->last : open.to};
    return s;
}

static bool readable(gk_tpl *tpl)
{
    enum { TEXT_MAX = 2 * 1024 * 1024 };
    size_t bad;
    gk_span start = {0, 0};
    if (tpl->text.n > TEXT_MAX) {
        tpl->text.n = 0;
        GK_TPL_FAULT(&tpl->faults, tpl, start, GK_MSG_template_size, GK_V("2 MB"));
        return false;
    }
    if (!gk_utf8_valid(tpl->text, &bad)) {
        gk_span span = {(uint32_t)bad, (uint32_t)bad};
        gk_tpl shown = *tpl;
        shown.text.n = bad; /* the line can't be shown beyond it */
        GK_TPL_FAULT(&tpl->faults, &shown, span, GK_MSG_template_encoding);
        return false;
    }
    bad = gk_view_find_byte(tpl->text, '\0', 0);
    if (bad == SIZE_MAX) return true;
    gk_span span = {(uint32_t)bad, (uint32_t)bad + 1};
    GK_TPL_FAULT(&tpl->faults, tpl, span, GK_MSG_template_nul);
    return false;
}

void gk_template_parse(gk_template_set *set, gk_tpl *tpl)
{
    gk_parser p = {.set = set, .tpl = tpl, .arena = &set->arena};
    if (readable(tpl)) {
        int which;
        gk_lex_begin(&p.lexer, tpl, &set->arena, &tpl->faults);
        tpl->body = gk_parse_body(&p, (gk_span){0, 0}, NULL, &which);
        if (!tpl->faults.count && p.html.state != GK_HTML_TEXT) {
            char place[64];
            gk_html_describe(&p.html, place);
            uint32_t end = (uint32_t)tpl->text.n;
            gk_parse_fault(&p, (gk_span){end, end}, GK_MSG_template_end_place, gk_view_of(place),
                           (gk_view){NULL, 0});
        }
    }
    gk_map_free(&p.blocks);
    if (tpl->faults.count) tpl->broken = true;
}
