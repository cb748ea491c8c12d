#include "markup/expand.h"

#include "base/mem.h"

struct gk_open_tag {
    uint32_t tag, index;
    const cmark_node *parent;
    size_t out;   /* where its body begins in the HTML */
    size_t slots; /* those before it */
    bool bad;     /* an error has been told: it will not be expanded */
};

static gk_tag *tag_of(const gk_render *r, size_t number)
{
    return &r->tags->items[number];
}

static gk_view name_of(const gk_render *r, const gk_tag *tag)
{
    return gk_view_sub(r->tags->body, tag->name, tag->name_to - tag->name);
}

/* Where the body begins in the file. */
static size_t base_of(const gk_render *r)
{
    return r->at.whole.n - r->at.body.n;
}

static void complain(gk_render *r, gk_message id, const gk_tag *tag, gk_view word, gk_view more)
{
    size_t base = base_of(r), to = tag->tag_to ? tag->tag_to : tag->to;
    gk_diag_add(r->diags, id, gk_place_at(r->at.file, r->at.whole, base + tag->from, base + to),
                word, more);
}

static void complain_of_name(gk_render *r, gk_message id, const gk_tag *tag, gk_view more)
{
    size_t base = base_of(r);
    gk_diag_add(r->diags, id,
                gk_place_at(r->at.file, r->at.whole, base + tag->name, base + tag->name_to),
                name_of(r, tag), more);
}

static gk_view number_text(gk_render *r, int number)
{
    return gk_arena_printf(r->arena, "%d", number);
}

static void report_unknown(gk_render *r, const gk_tag *tag)
{
    const gk_shortcodes *s = r->options->shortcodes;
    gk_view near = s->nearest ? s->nearest(s->ctx, name_of(r, tag)) : (gk_view){NULL, 0};
    complain_of_name(r, near.n ? GK_MSG_shortcode_unknown_near : GK_MSG_shortcode_unknown, tag,
                     near);
}

/* Expands one call and takes what it makes. */
static void expand(gk_render *r, const gk_tag *tag, uint32_t index, bool is_inline, bool has_body,
                   gk_view body)
{
    const gk_shortcodes *s = r->options->shortcodes;
    size_t base = base_of(r);
    gk_shortcode_arg *args;
    gk_shortcode_call call = {.name = name_of(r, tag),
                              .form = tag->form,
                              .body = body,
                              .has_body = has_body,
                              .is_inline = is_inline,
                              .index = index,
                              .file = r->at.file,
                              .whole = r->at.whole,
                              .from = (uint32_t)(base + tag->from),
                              .to = (uint32_t)(base + tag->tag_to),
                              .arena = r->arena,
                              .diags = r->diags,
                              .links = r};
    if (!gk_tag_args(tag, r->at.file, r->at.whole, base, r->arena, r->diags, &args,
                     &call.arg_count))
        return;
    call.args = args;
    gk_buf html = GK_BUF_INIT;
    bool good = s->expand(s->ctx, &call, &html);
    r->outputs += html.n;
    if (good && (html.n > GK_SHORTCODE_OUTPUT || r->outputs > GK_SHORTCODE_OUTPUTS))
        complain_of_name(r, GK_MSG_shortcode_large, tag, (gk_view){NULL, 0});
    else if (good && !gk_expand_take(r, gk_buf_view(&html)))
        complain_of_name(r, GK_MSG_shortcode_token, tag, (gk_view){NULL, 0});
    gk_buf_free(&html);
}

static bool stands_alone(const gk_render *r, size_t number)
{
    const gk_tag *tag = tag_of(r, number);
    return tag->block || r->solo == number + 1 ||
           (tag->partner != UINT32_MAX && r->solo == tag->partner + 1);
}

static void open_tag(gk_render *r, size_t number, const cmark_node *parent, bool bad)
{
    if (r->open_count == GK_SHORTCODE_DEPTH) {
        complain(r, GK_MSG_shortcode_deep, tag_of(r, number), number_text(r, GK_SHORTCODE_DEPTH),
                 (gk_view){NULL, 0});
        return;
    }
    if (!r->open) r->open = gk_mem_calloc(GK_SHORTCODE_DEPTH, sizeof *r->open);
    r->open[r->open_count++] = (gk_open_tag){.tag = (uint32_t)number,
                                             .index = r->shortcodes,
                                             .parent = parent,
                                             .out = r->out->n,
                                             .slots = r->slot_count,
                                             .bad = bad};
}

static void begin_tag(gk_render *r, size_t number, const cmark_node *parent)
{
    gk_tag *tag = tag_of(r, number);
    if (!tag->declared) {
        report_unknown(r, tag);
        return;
    }
    tag->used = true;
    bool alone = stands_alone(r, number), bad = !alone && !tag->form.in_text;
    r->shortcodes++;
    if (bad) complain_of_name(r, GK_MSG_shortcode_alone, tag, (gk_view){NULL, 0});
    bool lone = tag->form.body_optional && tag->partner == UINT32_MAX;
    if (tag->form.body == GK_SHORTCODE_MARKDOWN && !lone) {
        open_tag(r, number, parent, bad);
    } else if (tag->form.body == GK_SHORTCODE_RAW && !tag->body_to && !lone) {
        complain_of_name(r, GK_MSG_shortcode_unclosed, tag, (gk_view){NULL, 0});
    } else if (!bad) {
        expand(r, tag, r->shortcodes, !alone, tag->body_to > 0,
               gk_view_sub(r->tags->body, tag->body, tag->body_to - tag->body));
    }
}

static bool is_opened(const gk_render *r, gk_view name)
{
    for (size_t i = 0; i < r->tags->count; i++)
        if (tag_of(r, i)->kind == GK_TAG_OPEN && gk_view_eq(name_of(r, tag_of(r, i)), name))
            return true;
    return false;
}

/* The body of the open tag is what has been rendered since. */
static void close_top(gk_render *r)
{
    gk_open_tag open = r->open[--r->open_count];
    const gk_tag *tag = tag_of(r, open.tag);
    if (open.bad) return;
    gk_buf body = GK_BUF_INIT;
    gk_expand_put_tokens(r->slots + open.slots, r->slot_count - open.slots,
                         gk_view_from(gk_buf_view(r->out), open.out), open.out, &body);
    gk_buf_truncate(r->out, open.out);
    r->slot_count = open.slots;
    expand(r, tag, open.index, !stands_alone(r, open.tag), true, gk_buf_view(&body));
    gk_buf_free(&body);
}

static void end_tag(gk_render *r, size_t number, const cmark_node *parent)
{
    const gk_tag *tag = tag_of(r, number);
    gk_view name = name_of(r, tag);
    if (!tag->declared) {
        if (!is_opened(r, name)) report_unknown(r, tag);
        return;
    }
    if (tag->form.body == GK_SHORTCODE_NONE) {
        complain_of_name(r, GK_MSG_shortcode_no_body, tag, (gk_view){NULL, 0});
        return;
    }
    const gk_open_tag *top = r->open_count ? &r->open[r->open_count - 1] : NULL;
    bool fits = top && top->parent == parent && gk_view_eq(name_of(r, tag_of(r, top->tag)), name);
    if (!fits)
        complain_of_name(r, GK_MSG_shortcode_stray, tag, (gk_view){NULL, 0});
    else if (gk_view_trim(gk_view_sub(r->tags->body, tag->args, tag->args_to - tag->args)).n)
        complain_of_name(r, GK_MSG_shortcode_arg, tag, (gk_view){NULL, 0});
    else
        close_top(r);
}

void gk_expand_tag(gk_render *r, size_t number, const cmark_node *parent)
{
    const gk_tag *tag = tag_of(r, number);
    gk_view name = name_of(r, tag);
    switch ((gk_tag_kind)tag->kind) {
    case GK_TAG_OPEN: begin_tag(r, number, parent); return;
    case GK_TAG_CLOSE: end_tag(r, number, parent); return;
    case GK_TAG_SHOWN: {
        gk_view shown = gk_tag_shown(r->tags, tag, r->arena);
        gk_render_escape(r->out, shown);
        gk_render_note(r, shown);
        return;
    }
    case GK_TAG_BROKEN: complain(r, GK_MSG_shortcode_open, tag, name, (gk_view){NULL, 0}); return;
    case GK_TAG_SPREAD: complain(r, GK_MSG_shortcode_spread, tag, name, (gk_view){NULL, 0}); return;
    }
}

void gk_expand_leave(gk_render *r, const cmark_node *node)
{
    while (r->open_count && r->open[r->open_count - 1].parent == node) {
        const gk_open_tag *top = &r->open[--r->open_count];
        complain_of_name(r, GK_MSG_shortcode_unclosed, tag_of(r, top->tag), (gk_view){NULL, 0});
    }
}

gk_expand_paragraph gk_expand_look(const gk_render *r, const cmark_node *paragraph, size_t *number)
{
    const cmark_node *first = paragraph->first_child, *last = paragraph->last_child;
    if (!first || first->type != CMARK_NODE_TEXT) return GK_EXPAND_TEXT;
    gk_view text = gk_render_literal(first);
    size_t from, to;
    *number = gk_tags_next(r->tags, text, 0, &from, &to);
    if (*number == SIZE_MAX || from) return GK_EXPAND_TEXT;
    const gk_tag *tag = tag_of(r, *number);
    if (tag->kind > GK_TAG_CLOSE) return GK_EXPAND_TEXT;
    if (first == last && to == text.n) return GK_EXPAND_TAG;
    if (tag->partner == UINT32_MAX || tag->kind != GK_TAG_OPEN || last->type != CMARK_NODE_TEXT)
        return GK_EXPAND_TEXT;
    text = gk_render_literal(last);
    for (size_t at = 0, found; (found = gk_tags_next(r->tags, text, at, &from, &to)) != SIZE_MAX;
         at = to)
        if (found == tag->partner && to == text.n) return GK_EXPAND_PAIR;
    return GK_EXPAND_TEXT;
}

static size_t count_lines(gk_view v)
{
    size_t n = 0;
    for (size_t i = 0; i < v.n; i++) n += v.p[i] == '\n';
    return n;
}

size_t gk_expand_block(gk_render *r, const cmark_node *html)
{
    gk_view text = gk_view_trim(gk_render_literal(html));
    if (!gk_tags_is_block(r->tags, text)) return SIZE_MAX;
    size_t from, to, number = gk_tags_next(r->tags, text, 0, &from, &to);
    const gk_tag *tag = tag_of(r, number);
    gk_view covered = gk_view_sub(r->tags->body, tag->from, tag->to - tag->from);
    if (count_lines(covered) == count_lines(text)) return number;
    complain(r, GK_MSG_shortcode_unclosed, tag, name_of(r, tag), (gk_view){NULL, 0});
    return SIZE_MAX;
}
