#include <stdlib.h>

#include "base/mem.h"
#include "template/parser.h"

static const gk_view none = {NULL, 0};

/* A body that begins and ends in text, whatever is around it. */
static gk_stmt *closed_body(gk_parser *p, gk_span open, const char *end, gk_view name)
{
    gk_html outside = p->html;
    if (outside.state != GK_HTML_RCDATA || !gk_view_is(gk_view_of(end), "endblock"))
        p->html = (gk_html){0};
    gk_html start = p->html;
    bool muted = p->muted;
    p->muted = false;
    gk_stmt *body = gk_parse_body_to(p, open, end, name);
    if (!gk_html_join(&start, &p->html)) {
        char place[64];
        gk_html_describe(&p->html, place);
        gk_parse_fault(p, open, GK_MSG_template_body_place, gk_view_of(place), none);
    }
    p->muted = muted;
    p->html = outside;
    return body;
}

/* Blocks and includes are pieces of text themselves. */
static void must_be_text(gk_parser *p, gk_span span)
{
    char place[64];
    if (gk_html_is_text(&p->html)) return;
    gk_html_describe(&p->html, place);
    gk_parse_fault(p, span, GK_MSG_template_not_text, gk_view_of(place), none);
}

static void add_block(gk_parser *p, gk_block *block)
{
    gk_tpl *tpl = p->tpl;
    bool fresh;
    gk_map_put(&p->blocks, block->name, &fresh);
    if (!fresh) {
        gk_parse_fault(p, block->span, GK_MSG_template_block_twice, block->name, none);
        return;
    }
    tpl->blocks =
        gk_mem_grow(tpl->blocks, &tpl->block_cap, tpl->block_count + 1, sizeof *tpl->blocks);
    tpl->blocks[tpl->block_count++] = block;
}

gk_stmt *gk_parse_block(gk_parser *p, gk_span open)
{
    gk_block *block = gk_arena_calloc(p->arena, 1, sizeof *block);
    bool named = gk_parse_name(p, &block->name, &block->id);
    if (!named || !gk_parse_close(p)) gk_parse_recover(p);
    gk_stmt *s = gk_parse_stmt(p, GK_S_BLOCK, open);
    block->span = s->span;
    block->tpl = p->tpl;
    block->fills = p->muted && !p->in_block;
    s->u.block = block;
    if (p->in_macro) gk_parse_fault(p, s->span, GK_MSG_template_block_place, block->name, none);
    must_be_text(p, s->span);
    if (named) add_block(p, block);
    p->seen = true;
    bool outer = p->in_block;
    p->in_block = true;
    block->body = closed_body(p, s->span, "endblock", block->name);
    p->in_block = outer;
    return s;
}

static bool parse_param(gk_parser *p, gk_param *params, uint32_t *count)
{
    if (*count == GK_PARAMS_MAX) {
        gk_parse_expected(p, GK_V(")"));
        return false;
    }
    gk_param *param = &params[(*count)++];
    *param = (gk_param){none, 0, NULL};
    gk_span span = p->token.span;
    if (!gk_parse_name(p, &param->name, &param->id)) return false;
    for (uint32_t i = 0; i + 1 < *count; i++)
        if (params[i].id == param->id)
            gk_parse_fault(p, span, GK_MSG_template_param_twice, param->name, none);
    if (!gk_parse_is_op(p, "=")) return true;
    gk_parse_next(p);
    param->standard = gk_parse_expr(p);
    return param->standard != NULL;
}

static bool parse_params(gk_parser *p, gk_macro *macro)
{
    gk_param params[GK_PARAMS_MAX];
    if (!gk_parse_op(p, "(")) return false;
    while (!gk_parse_is_op(p, ")")) {
        if (!parse_param(p, params, &macro->count)) return false;
        if (!gk_parse_is_op(p, ")") && !gk_parse_op(p, ",")) return false;
    }
    macro->params = gk_arena_alloc(p->arena, (macro->count + 1) * sizeof *params);
    memcpy(macro->params, params, macro->count * sizeof *params);
    return gk_parse_op(p, ")") && gk_parse_close(p);
}

gk_stmt *gk_parse_macro(gk_parser *p, gk_span open)
{
    gk_macro *macro = gk_arena_calloc(p->arena, 1, sizeof *macro);
    bool whole = gk_parse_name(p, &macro->name, &macro->id) && parse_params(p, macro);
    if (!whole) gk_parse_recover(p);
    gk_stmt *s = gk_parse_stmt(p, GK_S_MACRO, open);
    macro->tpl = p->tpl;
    s->u.macro = macro;
    bool outer = p->in_macro;
    p->in_macro = true;
    macro->body = closed_body(p, s->span, "endmacro", macro->name);
    p->in_macro = outer;
    return s;
}

gk_stmt *gk_parse_set(gk_parser *p, gk_span open)
{
    gk_view name;
    uint32_t id = 0;
    bool ok = gk_parse_name(p, &name, &id);
    if (ok && p->token.kind == GK_T_END) {
        gk_parse_close(p);
        gk_stmt *s = gk_parse_stmt(p, GK_S_CAPTURE, open);
        s->u.set.id = id;
        s->u.set.body = closed_body(p, s->span, "endset", none);
        return s;
    }
    gk_expr *value = ok && gk_parse_op(p, "=") ? gk_parse_expr(p) : NULL;
    if (!value || !gk_parse_close(p)) {
        gk_parse_recover(p);
        return NULL;
    }
    gk_stmt *s = gk_parse_stmt(p, GK_S_SET, open);
    s->u.set.id = id;
    s->u.set.value = value;
    return s;
}

/* The name of a template as a plain string. */
static bool parse_file(gk_parser *p, gk_view *file, gk_span *span)
{
    *span = p->token.span;
    if (p->token.kind != GK_T_STRING) {
        gk_parse_expected(p, GK_V("\"….html\""));
        return false;
    }
    *file = p->token.text;
    gk_parse_next(p);
    return true;
}

gk_stmt *gk_parse_extends(gk_parser *p, gk_span open)
{
    gk_view file;
    gk_span span;
    bool ok = parse_file(p, &file, &span) && gk_parse_close(p);
    if (!ok) {
        gk_parse_recover(p);
        return NULL;
    }
    if (p->tpl->parent.n || p->seen || p->tags > 1)
        gk_parse_refuse(p, (gk_span){open.from, p->last}, GK_MSG_template_extends_first);
    p->tpl->parent = file;
    p->tpl->parent_span = span;
    p->muted = true;
    return NULL;
}

/* Remembers a constant name, so that a check can follow it. */
static void add_load(gk_parser *p, gk_stmt *s)
{
    gk_tpl *tpl = p->tpl;
    if (s->u.load.name->kind != GK_X_CONST) return;
    tpl->loads = gk_mem_grow(tpl->loads, &tpl->load_cap, tpl->load_count + 1, sizeof *tpl->loads);
    tpl->loads[tpl->load_count++] = s;
}

static gk_expr *file_expr(gk_parser *p, gk_view file, gk_span span)
{
    gk_expr *e = gk_arena_calloc(p->arena, 1, sizeof *e);
    e->kind = GK_X_CONST;
    e->depth = 1;
    e->span = span;
    e->u.value = gk_value_string(file);
    return e;
}

gk_stmt *gk_parse_include(gk_parser *p, gk_span open)
{
    gk_stmt *s = gk_parse_stmt(p, GK_S_INCLUDE, open);
    s->u.load.name = gk_parse_expr(p);
    bool ok = s->u.load.name != NULL;
    if (ok && gk_parse_is_word(p, "ignore")) {
        gk_parse_next(p);
        ok = gk_parse_word(p, "missing");
        s->optional = true;
    }
    if (ok && gk_parse_is_word(p, "with")) {
        gk_parse_next(p);
        s->u.load.with = gk_parse_expr(p);
        ok = s->u.load.with != NULL;
    }
    if (!ok || !gk_parse_close(p)) {
        gk_parse_recover(p);
        return NULL;
    }
    s->span.to = p->last;
    must_be_text(p, s->span);
    if (p->muted) gk_parse_fault(p, s->span, GK_MSG_template_outside_block, p->tpl->parent, none);
    p->seen = true;
    add_load(p, s);
    return s;
}

gk_stmt *gk_parse_import(gk_parser *p, gk_span open)
{
    gk_view file, name;
    gk_span span;
    gk_stmt *s = gk_parse_stmt(p, GK_S_IMPORT, open);
    bool ok = parse_file(p, &file, &span) && gk_parse_word(p, "as") &&
              gk_parse_name(p, &name, &s->u.load.as);
    if (!ok || !gk_parse_close(p)) {
        gk_parse_recover(p);
        return NULL;
    }
    s->span.to = p->last;
    s->u.load.name = file_expr(p, file, span);
    add_load(p, s);
    return s;
}

typedef struct imports {
    gk_imported *items;
    size_t count, cap;
} imports;

static bool parse_imported(gk_parser *p, imports *list)
{
    gk_imported one = {.span = p->token.span};
    gk_view other;
    if (!gk_parse_name(p, &one.name, &one.id)) return false;
    one.as = one.id;
    if (gk_parse_is_word(p, "as")) {
        gk_parse_next(p);
        if (!gk_parse_name(p, &other, &one.as)) return false;
    }
    list->items = gk_mem_grow(list->items, &list->cap, list->count + 1, sizeof *list->items);
    list->items[list->count++] = one;
    return true;
}

gk_stmt *gk_parse_from(gk_parser *p, gk_span open)
{
    gk_view file;
    gk_span span;
    imports list = {NULL, 0, 0};
    gk_stmt *s = gk_parse_stmt(p, GK_S_FROM, open);
    bool ok = parse_file(p, &file, &span) && gk_parse_word(p, "import") && parse_imported(p, &list);
    while (ok && gk_parse_is_op(p, ",")) {
        gk_parse_next(p);
        ok = parse_imported(p, &list);
    }
    ok = ok && gk_parse_close(p);
    if (ok) {
        s->span.to = p->last;
        s->u.load.name = file_expr(p, file, span);
        s->count = (uint32_t)list.count;
        s->u.load.names = gk_arena_alloc(p->arena, list.count * sizeof *list.items);
        memcpy(s->u.load.names, list.items, list.count * sizeof *list.items);
        add_load(p, s);
    } else {
        gk_parse_recover(p);
    }
    free(list.items);
    return ok ? s : NULL;
}
