#include "template/tags.h"

#include <stdlib.h>

#include "base/mem.h"
#include "template/filters.h"

static gk_stmt *parse_if(gk_parser *p, gk_span open);
static gk_stmt *parse_for(gk_parser *p, gk_span open);
static gk_stmt *parse_raw(gk_parser *p, gk_span open);

static const gk_tag table[] = {
    {"if", "{% if 条件 %}…{% elif 条件 %}…{% else %}…{% endif %}", "按条件选一段", parse_if},
    {"for", "{% for x in 列表 if 条件 %}…{% else %}…{% endfor %}",
     "逐项重复；没有一项时用 else 的一段", parse_for},
    {"set", "{% set x = 值 %}、{% set x %}…{% endset %}", "给名字一个值，或把一段内容存成 HTML",
     gk_parse_set},
    {"block", "{% block 名字 %}…{% endblock %}", "可以被子模板替换的一块", gk_parse_block},
    {"extends", "{% extends \"base.html\" %}", "以另一个模板为版式", gk_parse_extends},
    {"include", "{% include \"part.html\" with {x: 1} %}", "插入另一个模板，它看得见这里的名字",
     gk_parse_include},
    {"import", "{% import \"macros.html\" as m %}", "取用另一个模板的宏和变量", gk_parse_import},
    {"from", "{% from \"macros.html\" import a, b as c %}", "取用另一个模板的几个宏或变量",
     gk_parse_from},
    {"macro", "{% macro 名字(a, b=1) %}…{% endmacro %}", "定义可以反复使用的一段", gk_parse_macro},
    {"raw", "{% raw %}…{% endraw %}", "原样输出，不解释大括号", parse_raw},
};

static const char *const end_tags[] = {"else",     "elif",     "endif",  "endfor", "endset",
                                       "endblock", "endmacro", "endraw", NULL};

const gk_tag *gk_tag_at(size_t i)
{
    return i < sizeof table / sizeof *table ? &table[i] : NULL;
}

/* A list of statements under construction. */
typedef struct chain {
    gk_stmt *first, **last;
} chain;

static void add(chain *c, gk_stmt *s)
{
    if (!s) return;
    *c->last = s;
    c->last = &s->next;
}

static void muted_fault(gk_parser *p, gk_span span)
{
    gk_parse_fault(p, span, GK_MSG_template_outside_block, p->tpl->parent, (gk_view){NULL, 0});
}

static gk_stmt *text_stmt(gk_parser *p, gk_view text)
{
    if (!text.n) return NULL;
    uint32_t from = (uint32_t)(text.p - p->tpl->text.p);
    gk_view seen = gk_view_trim(text);
    if (seen.n) p->seen = true;
    if (p->muted) {
        uint32_t at = (uint32_t)(seen.p - p->tpl->text.p);
        if (seen.n) muted_fault(p, (gk_span){at, at + (uint32_t)seen.n});
        return NULL;
    }
    if (!gk_html_text(&p->html, text))
        gk_parse_refuse(p, (gk_span){from, from + 1}, GK_MSG_template_glued);
    gk_stmt *s = gk_parse_stmt(p, GK_S_TEXT, (gk_span){from, from + (uint32_t)text.n});
    s->span.to = from + (uint32_t)text.n;
    s->u.text = text;
    return s;
}

static gk_stmt *parse_output(gk_parser *p)
{
    gk_span open = p->lexer.open;
    gk_message why = GK_MSG_template_in_tag;
    p->token.kind = GK_T_NAME;
    gk_parse_next(p);
    gk_expr *e = gk_parse_expr(p);
    if (!e || !gk_parse_close(p)) {
        gk_parse_recover(p);
        gk_html_output(&p->html, &why);
        return NULL;
    }
    p->seen = true;
    gk_stmt *s = gk_parse_stmt(p, GK_S_OUTPUT, open);
    if (p->muted) {
        muted_fault(p, s->span);
        return NULL;
    }
    gk_escape escape = gk_html_output(&p->html, &why);
    if (escape == GK_ESC_NONE) gk_parse_refuse(p, s->span, why);
    /* In a data script every value is written as JSON: the filter would do it twice. */
    bool json = escape == GK_ESC_JSON && e->kind == GK_X_FILTER && e->u.call.filter;
    if (json && gk_view_is(gk_view_of(e->u.call.filter->name), "json")) e = e->a;
    s->escape = (uint8_t)escape;
    s->u.output = e;
    return s;
}

static int which_end(gk_view name, const char *const *ends)
{
    for (int i = 0; ends && ends[i]; i++)
        if (gk_view_is(name, ends[i])) return i;
    return -1;
}

/* An end tag that ends something else, or nothing. */
static void stray_end(gk_parser *p, gk_span span, gk_view name, const char *const *ends)
{
    if (p->confused) return;
    const char *wanted = NULL;
    for (int i = 0; ends && ends[i]; i++) wanted = ends[i];
    gk_parse_fault(p, span, wanted ? GK_MSG_template_mismatch : GK_MSG_template_stray_end, name,
                   gk_view_of(wanted));
    p->confused = true;
}

static gk_stmt *unknown_tag(gk_parser *p, gk_span span, gk_view name)
{
    gk_view names[32];
    size_t n = 0;
    for (; n < sizeof table / sizeof *table; n++) names[n] = gk_view_of(table[n].name);
    for (size_t i = 0; end_tags[i]; i++) names[n++] = gk_view_of(end_tags[i]);
    gk_parse_unknown(p, span, GK_MSG_template_unknown_tag, GK_MSG_template_unknown_tag_near, name,
                     names, n);
    p->confused = true;
    return NULL;
}

/* The name of the tag is the current token. */
static gk_stmt *parse_tag(gk_parser *p, gk_span open, const char *const *ends)
{
    gk_span span = p->token.span;
    gk_view name = p->token.text;
    const gk_tag *tag = NULL;
    for (size_t i = 0; i < sizeof table / sizeof *table && !tag; i++)
        if (gk_view_is(name, table[i].name)) tag = &table[i];
    gk_stmt *s = NULL;
    if (tag && p->tags == GK_NEST_MAX) {
        gk_parse_refuse(p, span, GK_MSG_template_nesting);
        p->confused = true;
    } else if (tag) {
        p->tags++;
        gk_parse_next(p);
        s = tag->parse(p, open);
        p->tags--;
    } else if (which_end(name, end_tags) >= 0) {
        stray_end(p, span, name, ends);
    } else {
        unknown_tag(p, span, name);
    }
    gk_parse_recover(p);
    return s;
}

static bool start_tag(gk_parser *p)
{
    p->token.kind = GK_T_NAME;
    p->token.span = p->lexer.open;
    gk_parse_next(p);
    if (p->token.kind == GK_T_NAME) return true;
    gk_parse_expected(p, GK_V("if, for, set, block …"));
    gk_parse_recover(p);
    return false;
}

static void unclosed(gk_parser *p, gk_span open, const char *const *ends)
{
    const char *wanted = NULL;
    for (int i = 0; ends && ends[i]; i++) wanted = ends[i];
    if (!wanted || p->confused) return;
    gk_parse_fault(p, open, GK_MSG_template_unclosed, gk_view_of(wanted), (gk_view){NULL, 0});
    p->confused = true;
}

gk_stmt *gk_parse_body(gk_parser *p, gk_span open, const char *const *ends, int *which)
{
    gk_stmt *first = NULL;
    chain body = {NULL, &first};
    gk_view text;
    gk_piece piece;
    *which = -1;
    for (;;) {
        bool whole = gk_lex_piece(&p->lexer, &text, &piece);
        add(&body, text_stmt(p, text));
        if (!whole || piece == GK_PIECE_END) break;
        if (piece == GK_PIECE_OUTPUT) add(&body, parse_output(p));
        if (piece != GK_PIECE_TAG || !start_tag(p)) continue;
        *which = which_end(p->token.text, ends);
        if (*which >= 0) {
            gk_parse_next(p);
            return first;
        }
        add(&body, parse_tag(p, p->lexer.open, ends));
    }
    unclosed(p, open, ends);
    p->token.kind = GK_T_EOF;
    return first;
}

gk_stmt *gk_parse_body_to(gk_parser *p, gk_span open, const char *end, gk_view name)
{
    const char *const ends[] = {end, NULL};
    int which;
    gk_stmt *body = gk_parse_body(p, open, ends, &which);
    if (which < 0) return body;
    if (name.n && p->token.kind == GK_T_NAME) {
        if (!gk_view_eq(p->token.text, name))
            gk_parse_fault(p, p->token.span, GK_MSG_template_expected, name, p->token.text);
        gk_parse_next(p);
    }
    if (!gk_parse_close(p)) gk_parse_recover(p);
    return body;
}

static void places_fault(gk_parser *p, gk_span span, const gk_html *a, const gk_html *b)
{
    char one[64], two[64];
    gk_html_describe(a, one);
    gk_html_describe(b, two);
    gk_parse_fault(p, span, GK_MSG_template_branches, gk_view_of(one), gk_view_of(two));
}

static void join(gk_parser *p, gk_span span, gk_html *joined, const gk_html *other)
{
    gk_html before = *joined;
    if (!gk_html_join(joined, other)) places_fault(p, span, &before, other);
}

typedef struct branches {
    gk_branch *items;
    size_t count, cap;
} branches;

/* A condition and its tag's closing brace; NULL after a fault (the parser goes on behind the tag).
 */
static gk_expr *parse_condition(gk_parser *p)
{
    gk_expr *e = gk_parse_expr(p);
    if (e && gk_parse_close(p)) return e;
    gk_parse_recover(p);
    return NULL;
}

static gk_stmt *parse_if(gk_parser *p, gk_span open)
{
    static const char *const ends[] = {"elif", "else", "endif", NULL}, *const last_ends[] = {
                                                                           "endif", NULL};
    branches list = {NULL, 0, 0};
    gk_html_fork(&p->html);
    gk_html start = p->html, joined = p->html;
    bool otherwise = false;
    int which = 0;
    gk_stmt *s = NULL;
    while (which == 0 || (which == 1 && !otherwise)) {
        gk_branch branch = {NULL, NULL};
        otherwise = which == 1;
        if (!otherwise)
            branch.condition = parse_condition(p);
        else if (!gk_parse_close(p))
            gk_parse_recover(p);
        if (!s) s = gk_parse_stmt(p, GK_S_IF, open);
        p->html = start;
        branch.body = gk_parse_body(p, s->span, otherwise ? last_ends : ends, &which);
        if (which >= 0 && otherwise) which = 2;
        if (list.count)
            join(p, s->span, &joined, &p->html);
        else
            joined = p->html;
        list.items = gk_mem_grow(list.items, &list.cap, list.count + 1, sizeof *list.items);
        list.items[list.count++] = branch;
    }
    if (which == 2 && !gk_parse_close(p)) gk_parse_recover(p);
    if (!otherwise) join(p, s->span, &joined, &start);
    p->html = joined;
    s->count = (uint32_t)list.count;
    s->u.branches = gk_arena_alloc(p->arena, list.count * sizeof *list.items);
    memcpy(s->u.branches, list.items, list.count * sizeof *list.items);
    free(list.items);
    return s;
}

/* `x in list if condition` or `k, v in map`. */
static bool parse_loop(gk_parser *p, gk_stmt *s)
{
    gk_view name;
    uint32_t first, second = 0;
    if (!gk_parse_name(p, &name, &first)) return false;
    if (gk_parse_is_op(p, ",")) {
        gk_parse_next(p);
        if (!gk_parse_name(p, &name, &second)) return false;
    }
    s->u.loop.key = second ? first : 0;
    s->u.loop.value = second ? second : first;
    if (!gk_parse_word(p, "in")) return false;
    s->u.loop.list = gk_parse_expr_or(p);
    if (!s->u.loop.list) return false;
    if (gk_parse_is_word(p, "if")) {
        gk_parse_next(p);
        p->in_condition = true;
        s->u.loop.condition = gk_parse_expr(p);
        p->in_condition = false;
        if (!s->u.loop.condition) return false;
    }
    return gk_parse_close(p);
}

static gk_stmt *parse_for(gk_parser *p, gk_span open)
{
    static const char *const ends[] = {"else", "endfor", NULL};
    gk_stmt *s = gk_parse_stmt(p, GK_S_FOR, open);
    if (!parse_loop(p, s)) gk_parse_recover(p);
    s->span.to = p->last;
    int which;
    gk_html_fork(&p->html);
    gk_html start = p->html, joined = start;
    s->u.loop.body = gk_parse_body(p, s->span, ends, &which);
    join(p, s->span, &joined, &p->html);
    if (which == 0) {
        if (!gk_parse_close(p)) gk_parse_recover(p);
        p->html = start;
        s->u.loop.otherwise = gk_parse_body_to(p, s->span, "endfor", (gk_view){NULL, 0});
        join(p, s->span, &joined, &p->html);
    } else if (which == 1 && !gk_parse_close(p)) {
        gk_parse_recover(p);
    }
    p->html = joined;
    return s;
}

static gk_stmt *parse_raw(gk_parser *p, gk_span open)
{
    gk_view text;
    if (!gk_parse_close(p)) {
        gk_parse_recover(p);
        return NULL;
    }
    if (gk_lex_raw(&p->lexer, &text)) {
        p->token.kind = GK_T_END;
        return text_stmt(p, text);
    }
    gk_parse_fault(p, (gk_span){open.from, p->last}, GK_MSG_template_unclosed, GK_V("endraw"),
                   (gk_view){NULL, 0});
    p->lexer.pos = p->lexer.src.n; /* nothing behind it can be told apart */
    p->confused = true;
    return NULL;
}
