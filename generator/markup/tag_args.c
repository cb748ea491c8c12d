#include "base/utf8.h"
#include "markup/tags.h"

typedef struct reader {
    gk_view file, full; /* the file's whole text */
    gk_view whole;      /* up to the end of the arguments */
    size_t at, end;     /* in the file */
    gk_arena *arena;
    gk_diags *diags;
    gk_shortcode_arg *args;
    size_t count;
    bool good;
} reader;

static void complain(reader *r, gk_message id, size_t from, size_t to, gk_view word)
{
    r->good = false;
    gk_diag_add(r->diags, id, gk_place_at(r->file, r->full, from, to), word);
}

static gk_view written(const reader *r, size_t from, size_t to)
{
    return gk_view_n(r->whole.p + from, to - from);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_space(reader *r)
{
    while (r->at < r->end && is_space(r->whole.p[r->at])) r->at++;
}

static size_t word_end(const reader *r, size_t i)
{
    while (i < r->end) {
        size_t next = i;
        uint32_t c = gk_utf8_next(r->whole, &next);
        if (c != '-' && c != '_' && !gk_utf8_is_alnum(c)) break;
        i = next;
    }
    return i < r->end ? i : r->end;
}

static size_t next_space(const reader *r, size_t i)
{
    while (i < r->end && !is_space(r->whole.p[i])) i++;
    return i;
}

/* Quotation marks and equals signs of Chinese input methods, and the space of theirs. */
static bool is_full_width(uint32_t c)
{
    return c == 0x201C || c == 0x201D || c == 0x2018 || c == 0x2019 || c == 0xFF1D || c == 0xFF02 ||
           c == 0xFF07 || c == 0x300C || c == 0x300D || c == 0x3000;
}

/* What is no argument, up to the next space. */
static void refuse(reader *r)
{
    size_t next = r->at;
    uint32_t c = gk_utf8_next(r->whole, &next);
    if (is_full_width(c))
        complain(r, GK_MSG_shortcode_full_width, r->at, next, written(r, r->at, next));
    else
        complain(r, GK_MSG_shortcode_arg, r->at, next_space(r, r->at),
                 written(r, r->at, next_space(r, r->at)));
    r->at = next_space(r, next);
}

/* The value in quotes at r->at. In double quotes \" and \\ stand for " and \. */
static void read_quoted(reader *r, gk_shortcode_arg *arg)
{
    char quote = r->whole.p[r->at];
    size_t from = r->at++, n = 0;
    char *p = gk_arena_alloc(r->arena, r->end - from + 1);
    for (; r->at < r->end && r->whole.p[r->at] != quote; r->at++) {
        char c = r->whole.p[r->at], next = r->at + 1 < r->end ? r->whole.p[r->at + 1] : '\0';
        if (c == '\n') break;
        if (c == '\\' && quote == '"' && (next == '"' || next == '\\')) c = r->whole.p[++r->at];
        p[n++] = c;
    }
    arg->quoted = true;
    arg->from = (uint32_t)from;
    arg->value = gk_view_n(p, n);
    if (r->at < r->end && r->whole.p[r->at] == quote) {
        arg->to = (uint32_t)++r->at;
        return;
    }
    complain(r, GK_MSG_shortcode_quote, from, from + 1, (gk_view){NULL, 0});
    arg->to = (uint32_t)r->end;
    r->at = r->end;
}

static void read_value(reader *r, gk_shortcode_arg *arg)
{
    skip_space(r);
    if (r->at < r->end && (r->whole.p[r->at] == '"' || r->whole.p[r->at] == '\'')) {
        read_quoted(r, arg);
        return;
    }
    size_t from = r->at, first = from;
    uint32_t c = from < r->end ? gk_utf8_next(r->whole, &first) : ' ';
    if (is_full_width(c) || from == r->end) {
        if (from == r->end)
            complain(r, GK_MSG_shortcode_arg, arg->name_from, from,
                     written(r, arg->name_from, from));
        else
            refuse(r);
    } else {
        r->at = next_space(r, from);
    }
    arg->from = (uint32_t)from;
    arg->to = (uint32_t)r->at;
    arg->value = written(r, from, r->at);
}

/* The argument at r->at. */
static void read_arg(reader *r, gk_shortcode_arg *arg)
{
    size_t end = word_end(r, r->at);
    *arg = (gk_shortcode_arg){.name = written(r, r->at, end),
                              .value = GK_V("true"),
                              .flag = true,
                              .name_from = (uint32_t)r->at,
                              .name_to = (uint32_t)end,
                              .from = (uint32_t)r->at,
                              .to = (uint32_t)end};
    if (end == r->at) {
        refuse(r);
        return;
    }
    r->at = end;
    skip_space(r);
    if (r->at < r->end && r->whole.p[r->at] == '=') {
        r->at++;
        arg->flag = false;
        read_value(r, arg);
        if (r->at < r->end && !is_space(r->whole.p[r->at])) refuse(r);
    } else if (r->at == end && r->at < r->end) {
        refuse(r);
    }
}

static bool is_twice(const reader *r, gk_view name)
{
    for (size_t i = 0; i < r->count; i++)
        if (gk_view_eq(r->args[i].name, name)) return true;
    return false;
}

bool gk_tag_args(const gk_tag *tag, gk_view file, gk_view whole, size_t base, gk_arena *arena,
                 gk_diags *diags, gk_shortcode_arg **args, size_t *count)
{
    reader r = {.file = file,
                .full = whole,
                .whole = gk_view_sub(whole, 0, base + tag->args_to),
                .at = base + tag->args,
                .end = base + tag->args_to,
                .arena = arena,
                .diags = diags,
                .good = true};
    r.args = gk_arena_alloc(arena, GK_SHORTCODE_ARGS * sizeof *r.args);
    for (skip_space(&r); r.at < r.end && r.good; skip_space(&r)) {
        gk_shortcode_arg arg;
        if (r.count == GK_SHORTCODE_ARGS) {
            complain(&r, GK_MSG_shortcode_args, r.at, r.end,
                     gk_arena_printf(arena, "%d", GK_SHORTCODE_ARGS));
            break;
        }
        read_arg(&r, &arg);
        if (r.good && is_twice(&r, arg.name))
            complain(&r, GK_MSG_shortcode_arg_twice, arg.name_from, arg.name_to, arg.name);
        if (r.good) r.args[r.count++] = arg;
    }
    *args = r.args;
    *count = r.count;
    return r.good;
}
