#include "markup/tags.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "markup/tags_context.h"

enum {
    TAG_MAX = 8 * 1024, /* bytes of one tag */
    BEGIN = '\x02',
    END = '\x03',
    FILL = '\x04',
    NIBBLE = '\x10', /* and the fifteen behind it */
    BARREN = 8,
    NUMBER = 3,    /* nibbles of a tag's number */
    BLOCK_HEAD = 3 /* "<!A" */
};

typedef struct reader {
    gk_tags *tags;
    const gk_shortcodes *shortcodes;
    gk_view body;
    gk_tags_context context;
    size_t shown_to;        /* before it no tag is shown */
    gk_view barren[BARREN]; /* names whose closing tag doesn't follow any more */
    size_t barren_count;
} reader;

static size_t skip_space(gk_view v, size_t i)
{
    while (i < v.n && (v.p[i] == ' ' || v.p[i] == '\t' || v.p[i] == '\n' || v.p[i] == '\r')) i++;
    return i;
}

static size_t skip_blanks(gk_view v, size_t i)
{
    while (i < v.n && (v.p[i] == ' ' || v.p[i] == '\t')) i++;
    return i;
}

static size_t word_end(gk_view v, size_t i)
{
    while (i < v.n) {
        size_t next = i;
        uint32_t c = gk_utf8_next(v, &next);
        if (c != '-' && c != '_' && !gk_utf8_is_alnum(c)) break;
        i = next;
    }
    return i;
}

/* Behind ">}}" of the tag whose arguments begin at i, or SIZE_MAX; in quotes it means nothing
 * unless they are not closed in their line. */
static size_t tag_end(gk_view v, size_t i, bool quotes)
{
    size_t most = v.n - i > TAG_MAX ? i + TAG_MAX : v.n;
    for (char quote = 0; i < most; i++) {
        char c = v.p[i];
        bool empty_line = c == '\n' && i + 1 < v.n && (v.p[i + 1] == '\n' || v.p[i + 1] == '\r');
        if (empty_line || (quote && c == '\n')) break;
        if (quote) {
            if (c == '\\' && quote == '"')
                i++;
            else if (c == quote)
                quote = 0;
        } else if (quotes && (c == '"' || c == '\'')) {
            quote = c;
        } else if (c == '>' && v.n - i >= 3 && v.p[i + 1] == '}' && v.p[i + 2] == '}') {
            return i + 3;
        } else if (c == '{' && v.n - i >= 3 && v.p[i + 1] == '{' && v.p[i + 2] == '<') {
            break;
        }
    }
    return SIZE_MAX;
}

static gk_view view_of(const reader *r, size_t from, size_t to)
{
    return gk_view_n(r->body.p + from, to - from);
}

static bool has_break(gk_view v)
{
    return v.n && (memchr(v.p, '\n', v.n) || memchr(v.p, '\r', v.n));
}

/* The tag at `at` that is shown: behind its "{{<" stand a slash and a star. */
static bool read_shown(reader *r, size_t at, gk_tag *tag)
{
    size_t i = at + 3;
    if (i < r->body.n && r->body.p[i] == '/') i++;
    if (i >= r->body.n || r->body.p[i] != '*') return false;
    size_t from = r->shown_to > i ? r->shown_to : i + 1;
    size_t end = gk_view_find(gk_view_sub(r->body, 0, i + TAG_MAX), GK_V("*/>}}"), from);
    r->shown_to = end == SIZE_MAX ? i + TAG_MAX - 5 : end;
    if (end == SIZE_MAX || has_break(view_of(r, at, end))) return false;
    *tag = (gk_tag){.kind = GK_TAG_SHOWN,
                    .from = (uint32_t)at,
                    .args = (uint32_t)i + 1,
                    .args_to = (uint32_t)end,
                    .to = (uint32_t)end + 5};
    return true;
}

/* The tag whose "{{<" stands at `at`; false when it is none. */
static bool read_tag(reader *r, size_t at, gk_tag *tag)
{
    if (read_shown(r, at, tag)) return true;
    size_t i = skip_blanks(r->body, at + 3);
    bool closing = i < r->body.n && r->body.p[i] == '/';
    if (closing) i = skip_blanks(r->body, i + 1);
    size_t end = word_end(r->body, i);
    if (end == i || r->body.p[i] == '-' || r->body.p[i] == '_') return false;
    *tag = (gk_tag){.kind = closing ? GK_TAG_CLOSE : GK_TAG_OPEN,
                    .from = (uint32_t)at,
                    .name = (uint32_t)i,
                    .name_to = (uint32_t)end,
                    .args = (uint32_t)end};
    size_t to = tag_end(r->body, end, true);
    if (to == SIZE_MAX) to = tag_end(r->body, end, false);
    bool broken = to == SIZE_MAX;
    if (broken) to = end;
    if (broken) tag->kind = GK_TAG_BROKEN;
    tag->to = tag->tag_to = (uint32_t)to;
    tag->args_to = broken ? tag->args : (uint32_t)to - 3;
    tag->declared =
        r->shortcodes->find(r->shortcodes->ctx, view_of(r, i, end), &tag->form) && !broken;
    return true;
}

/* The closing tag of a raw body that begins at `from`, or false. *again: the same name is opened
 * once more before. */
static bool find_close(reader *r, gk_view name, size_t from, gk_tag *close, bool *again)
{
    for (size_t at = from; (at = gk_view_find(r->body, GK_V("{{<"), at)) != SIZE_MAX; at += 3) {
        size_t i = skip_space(r->body, at + 3);
        *again = *again || gk_view_eq(view_of(r, i, word_end(r->body, i)), name);
        if (i >= r->body.n || r->body.p[i] != '/') continue;
        i = skip_space(r->body, i + 1);
        if (!gk_view_starts(gk_view_from(r->body, i), name)) continue;
        i = skip_space(r->body, i + name.n);
        if (!gk_view_starts(gk_view_from(r->body, i), GK_V(">}}"))) continue;
        *close = (gk_tag){.from = (uint32_t)at, .to = (uint32_t)i + 3};
        return true;
    }
    return false;
}

/* A raw body belongs to its opening tag. */
static void take_body(reader *r, gk_tag *tag)
{
    gk_tag close;
    bool again = false;
    gk_view name = view_of(r, tag->name, tag->name_to);
    for (size_t i = 0; i < r->barren_count; i++)
        if (gk_view_eq(name, r->barren[i])) return;
    if (!find_close(r, name, tag->to, &close, &again)) {
        if (r->barren_count < BARREN) r->barren[r->barren_count++] = name;
        return;
    }
    if (again && tag->form.body_optional) return;
    tag->body = tag->to;
    tag->body_to = close.from;
    tag->to = close.to;
    tag->partner = 0;
}

/* Whether nothing else stands in the lines of [from, to) but what lists and quotes begin with. */
static bool is_alone(const reader *r, const gk_tag *tag)
{
    size_t end = tag->to, first = gk_view_find_byte(r->body, '\n', tag->from);
    if (first < end && first - tag->from < BLOCK_HEAD + NUMBER) return false;
    while (end < r->body.n && (r->body.p[end] == ' ' || r->body.p[end] == '\t')) end++;
    if (end < r->body.n && r->body.p[end] != '\n' && r->body.p[end] != '\r') return false;
    return gk_tags_context_begins_block(&r->context, tag->from);
}

static void put_number(char *p, size_t number)
{
    for (int i = NUMBER - 1; i >= 0; i--, number >>= 4) p[i] = (char)(NIBBLE + (number & 15));
}

/* Covers a tag. In further lines the marks of quotes stay, as many as the first one has. */
static void cover(gk_tags *tags, size_t number)
{
    const gk_tag *tag = &tags->items[number];
    char *p = tags->covered.p;
    size_t quotes = 0;
    for (size_t i = tag->from; i > 0 && p[i - 1] != '\n'; i--) quotes += p[i - 1] == '>';
    size_t left = SIZE_MAX; /* quotes that may still stand in this line */
    for (size_t i = tag->from; i < tag->to; i++) {
        char c = p[i];
        if (c == '\n' || c == '\r') {
            left = quotes;
            continue;
        }
        bool prefix = left != SIZE_MAX && (c == ' ' || c == '\t' || (c == '>' && left));
        if (prefix && c == '>') left--;
        if (prefix) continue;
        if (left != SIZE_MAX) left = SIZE_MAX;
        p[i] = FILL;
    }
    p[tag->to - 1] = tag->block ? '>' : END;
    if (tag->block) memcpy(p + tag->from, "<!A", BLOCK_HEAD);
    if (!tag->block) p[tag->from] = BEGIN;
    put_number(p + tag->from + (tag->block ? BLOCK_HEAD : 1), number);
}

static void add_tag(reader *r, gk_tag *tag)
{
    gk_tags *tags = r->tags;
    if (tags->count == tags->cap)
        tags->items = gk_mem_grow(tags->items, &tags->cap, tags->count + 1, sizeof *tags->items);
    tags->items[tags->count++] = *tag;
    cover(tags, tags->count - 1);
}

/* What becomes of a tag by where it stands. */
static void place_tag(reader *r, gk_tag *tag)
{
    tag->partner = UINT32_MAX;
    bool code = gk_tags_context_is_code(&r->context, tag->from);
    bool raw = tag->kind == GK_TAG_OPEN && tag->declared && tag->form.body == GK_SHORTCODE_RAW;
    if (raw && !code) take_body(r, tag);
    tag->block = !code && tag->kind <= GK_TAG_CLOSE && is_alone(r, tag);
    if (!tag->block && has_break(view_of(r, tag->from, tag->to))) {
        tag->kind = GK_TAG_SPREAD;
        tag->to = tag->name_to;
        tag->declared = false;
    }
}

/* Whether the bytes that cover are in the text already. */
static bool has_controls(gk_view v)
{
    for (size_t i = 0; i < v.n; i++) {
        unsigned char c = (unsigned char)v.p[i];
        if (c < 0x20 && ((c >= BEGIN && c <= FILL) || c >= NIBBLE)) return true;
    }
    return false;
}

static gk_view name_of(const gk_tags *tags, const gk_tag *tag)
{
    return gk_view_sub(tags->body, tag->name, tag->name_to - tag->name);
}

/* The opening and closing tags that belong together by their order alone; those between that may do
 * without a body have none. */
static void pair(gk_tags *tags)
{
    uint32_t *open = gk_mem_calloc(tags->count, sizeof *open);
    size_t depth = 0;
    for (uint32_t i = 0; i < tags->count; i++) {
        gk_tag *tag = &tags->items[i];
        if (tag->kind == GK_TAG_OPEN && tag->form.body == GK_SHORTCODE_MARKDOWN && tag->declared) {
            open[depth++] = i;
        } else if (tag->kind == GK_TAG_CLOSE) {
            size_t top = depth;
            while (top &&
                   !gk_view_eq(name_of(tags, tag), name_of(tags, &tags->items[open[top - 1]])) &&
                   tags->items[open[top - 1]].form.body_optional)
                top--;
            if (!top || !gk_view_eq(name_of(tags, tag), name_of(tags, &tags->items[open[top - 1]])))
                continue;
            depth = top - 1;
            tags->items[open[depth]].partner = i;
            tag->partner = open[depth];
        }
    }
    free(open);
}

static bool is_escaped(gk_view v, size_t at)
{
    size_t n = 0;
    while (n < at && v.p[at - n - 1] == '\\') n++;
    return n % 2;
}

bool gk_tags_read(gk_tags *tags, gk_view body, const gk_shortcodes *shortcodes)
{
    tags->count = 0;
    tags->too_many = false;
    tags->body = body;
    size_t at = gk_view_find(body, GK_V("{{<"), 0);
    if (at == SIZE_MAX || has_controls(body)) return false;
    gk_buf_truncate(&tags->covered, 0);
    gk_buf_put(&tags->covered, body);
    reader r = {.tags = tags, .shortcodes = shortcodes, .body = body};
    gk_tags_context_begin(&r.context, body);
    for (; at != SIZE_MAX; at = gk_view_find(body, GK_V("{{<"), at)) {
        gk_tag tag;
        if (!read_tag(&r, at, &tag)) {
            at += 3;
            continue;
        }
        if (tags->count == GK_SHORTCODES) {
            tags->too_many = true;
            break;
        }
        if (is_escaped(body, at) && tag.kind <= GK_TAG_CLOSE &&
            !has_break(view_of(&r, tag.from, tag.to))) {
            tag.kind = GK_TAG_SHOWN;
            tag.from--;
        }
        place_tag(&r, &tag);
        add_tag(&r, &tag);
        if (tag.body_to) gk_tags_context_skip(&r.context, tag.to);
        at = tag.to;
    }
    pair(tags);
    return tags->count > 0;
}

static size_t number_at(const char *p)
{
    size_t number = 0;
    for (int i = 0; i < NUMBER; i++) {
        if (p[i] < NIBBLE || p[i] >= NIBBLE + 16) return SIZE_MAX;
        number = number << 4 | (size_t)(p[i] - NIBBLE);
    }
    return number;
}

size_t gk_tags_next(const gk_tags *tags, gk_view text, size_t at, size_t *from, size_t *to)
{
    for (size_t i = at; i < text.n; i++) {
        bool block = text.p[i] >= NIBBLE && text.p[i] < NIBBLE + 16;
        size_t head = block ? BLOCK_HEAD : 0, digits = i + (block ? 0 : 1);
        if ((!block && text.p[i] != BEGIN) || digits + NUMBER > text.n || i < at + head) continue;
        size_t number = number_at(text.p + digits);
        if (number >= tags->count) continue;
        *from = i - head;
        size_t end = digits + NUMBER;
        while (end < text.n && text.p[end] == FILL) end++;
        if (end < text.n && text.p[end] == (block ? '>' : END)) end++;
        *to = end;
        return number;
    }
    return SIZE_MAX;
}

/* Appends without the filler of further lines of a tag. */
static void put_plain(gk_buf *out, gk_view text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != FILL) gk_buf_putc(out, text.p[i]);
}

/* The text with something in the place of each tag. */
static gk_view replace(const gk_tags *tags, gk_view text, gk_arena *arena, bool flow)
{
    size_t from, to, at = 0;
    size_t number = gk_tags_next(tags, text, 0, &from, &to);
    if (number == SIZE_MAX) return text;
    gk_buf out = GK_BUF_INIT;
    for (; number != SIZE_MAX; number = gk_tags_next(tags, text, at, &from, &to)) {
        const gk_tag *tag = &tags->items[number];
        gk_view written = gk_view_sub(tags->body, tag->from, tag->to - tag->from);
        if (flow) written = tag->kind == GK_TAG_SHOWN ? gk_tag_shown(tags, tag, arena) : GK_V("\n");
        put_plain(&out, gk_view_n(text.p + at, from - at));
        gk_buf_put(&out, written);
        at = to;
    }
    put_plain(&out, gk_view_from(text, at));
    gk_view replaced = gk_arena_view(arena, gk_buf_view(&out));
    gk_buf_free(&out);
    return replaced;
}

gk_view gk_tags_restore(const gk_tags *tags, gk_view text, gk_arena *arena)
{
    return replace(tags, text, arena, false);
}

gk_view gk_tags_flow(const gk_tags *tags, gk_view text, gk_arena *arena)
{
    return replace(tags, text, arena, true);
}

bool gk_tags_is_block(const gk_tags *tags, gk_view text)
{
    text = gk_view_trim(text);
    size_t from, to, number = gk_tags_next(tags, text, 0, &from, &to);
    return number != SIZE_MAX && !from && tags->items[number].block;
}

gk_view gk_tag_shown(const gk_tags *tags, const gk_tag *tag, gk_arena *arena)
{
    gk_view written = gk_view_sub(tags->body, tag->from, tag->to - tag->from);
    if (written.p[0] == '\\') return gk_view_from(written, 1);
    gk_view inner = gk_view_sub(tags->body, tag->args, tag->args_to - tag->args);
    return GK_JOIN(arena, GK_V("{{<"), inner, GK_V(">}}"));
}

void gk_tags_free(gk_tags *tags)
{
    gk_buf_free(&tags->covered);
    free(tags->items);
    *tags = (gk_tags){.count = 0};
}
