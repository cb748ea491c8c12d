#include "meta/yaml.h"

#include <stdlib.h>
#include <yaml.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "meta/yaml_fault.h"
#include "meta/yaml_plain.h"

/* A list or map that is being read: its children lie on the stack from `base`. */
typedef struct frame {
    gk_node node;
    size_t base;
    bool has_key; /* a map's key has been read, its value not yet */
} frame;

typedef struct reading {
    gk_view file, text;
    size_t from, to;
    gk_arena *arena;
    gk_diags *diags;
    size_t byte, index; /* the same place in bytes of text and in code points from `from` (libyaml's
                           marks) */
    gk_entry *stack;
    size_t count, cap;
    frame frames[GK_YAML_DEPTH];
    size_t depth;
    const gk_node *root;
    bool failed;
} reading;

/* Marks mostly run forward, so the way from the last one is short. */
static size_t byte_of(reading *r, size_t index)
{
    gk_view v = gk_view_n(r->text.p, r->to);
    while (r->index < index && r->byte < r->to) {
        unsigned char c = (unsigned char)v.p[r->byte];
        r->byte += c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        r->index++;
    }
    if (r->byte > r->to) r->byte = r->to;
    while (r->index > index && r->byte > r->from) {
        gk_utf8_prev(v, &r->byte);
        r->index--;
    }
    return r->byte;
}

static gk_span span_of(reading *r, const yaml_event_t *event)
{
    size_t from = byte_of(r, event->start_mark.index), to = byte_of(r, event->end_mark.index);
    return (gk_span){(uint32_t)from, (uint32_t)to};
}

static gk_place place(const reading *r, gk_span span)
{
    return gk_place_at(r->file, r->text, span.from, span.to);
}

static void fail(reading *r, gk_message id, gk_span span, gk_view arg)
{
    gk_diag_add(r->diags, id, place(r, span), arg);
    r->failed = true;
}

static void duplicate(reading *r, const gk_entry *first, const gk_entry *second)
{
    gk_view line = gk_arena_printf(r->arena, "%u", place(r, first->key_span).line);
    gk_diag_add(r->diags, GK_MSG_yaml_duplicate, place(r, second->key_span), second->key, line);
    r->failed = true;
}

static void check_few(reading *r, const gk_entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (gk_view_eq(entries[i].key, entries[k].key)) {
                duplicate(r, &entries[k], &entries[i]);
                break;
            }
}

static void check_duplicates(reading *r, const gk_entry *entries, size_t count)
{
    enum { FEW = 16, MOST = 20 };
    if (count <= FEW) {
        check_few(r, entries, count);
        return;
    }
    gk_map seen = GK_MAP_INIT;
    size_t before = r->diags->count;
    for (size_t i = 0; i < count && r->diags->count < before + MOST; i++) {
        bool fresh;
        uint64_t *first = gk_map_put(&seen, entries[i].key, &fresh);
        if (fresh)
            *first = i;
        else
            duplicate(r, &entries[*first], &entries[i]);
    }
    gk_map_free(&seen);
}

static gk_entry *push(reading *r)
{
    r->stack = gk_mem_grow(r->stack, &r->cap, r->count + 1, sizeof *r->stack);
    gk_entry *entry = &r->stack[r->count++];
    *entry = (gk_entry){0};
    return entry;
}

/* A finished node becomes the root, an item, or the value of the key that waits for it. */
static void place_node(reading *r, const gk_node *node)
{
    if (r->depth == 0) {
        gk_node *root = gk_arena_alloc(r->arena, sizeof *root);
        *root = *node;
        r->root = root;
        return;
    }
    frame *top = &r->frames[r->depth - 1];
    if (top->node.kind == GK_NODE_LIST) {
        push(r)->node = *node;
    } else {
        r->stack[r->count - 1].node = *node;
        top->has_key = false;
    }
}

static bool is_key(const reading *r)
{
    if (r->depth == 0) return false;
    const frame *top = &r->frames[r->depth - 1];
    return top->node.kind == GK_NODE_MAP && !top->has_key;
}

static gk_node_style scalar_style(yaml_scalar_style_t style)
{
    if (style == YAML_PLAIN_SCALAR_STYLE) return GK_STYLE_PLAIN;
    return style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE
               ? GK_STYLE_BLOCK
               : GK_STYLE_QUOTED;
}

static void on_scalar(reading *r, const yaml_event_t *event)
{
    gk_span span = span_of(r, event);
    if (event->data.scalar.anchor) {
        fail(r, GK_MSG_yaml_anchor, span, gk_view_of((const char *)event->data.scalar.anchor));
        return;
    }
    if (event->data.scalar.tag) {
        fail(r, GK_MSG_yaml_tag, span, gk_view_of((const char *)event->data.scalar.tag));
        return;
    }
    gk_view text = gk_view_n((const char *)event->data.scalar.value, event->data.scalar.length);
    text = gk_arena_view(r->arena, text);
    if (!is_key(r)) {
        gk_node node = {.kind = GK_NODE_SCALAR,
                        .style = (uint8_t)scalar_style(event->data.scalar.style),
                        .span = span,
                        .u.text = text};
        place_node(r, &node);
        return;
    }
    if (text.n == 0) {
        fail(r, GK_MSG_yaml_key, span, text);
        return;
    }
    gk_entry *entry = push(r);
    entry->key = text;
    entry->key_span = span;
    r->frames[r->depth - 1].has_key = true;
}

/* A list or map where a key is wanted: mostly `{{ … }}` that was meant as text. */
static void fail_key(reading *r, gk_span span)
{
    size_t from = span.from ? span.from - 1u : 0;
    if (!gk_view_starts(gk_view_from(r->text, from), GK_V("{{"))) {
        fail(r, GK_MSG_yaml_key, span, (gk_view){NULL, 0});
        return;
    }
    size_t end = gk_view_find_byte(r->text, '\n', from);
    gk_view rest = gk_view_sub(r->text, from, (end == SIZE_MAX ? r->text.n : end) - from);
    gk_span both = {(uint32_t)from, (uint32_t)from + 2};
    gk_diag_add(r->diags, GK_MSG_yaml_start_char, place(r, both), GK_V("{{"), gk_view_trim(rest));
    r->failed = true;
}

static void open_frame(reading *r, const yaml_event_t *event)
{
    bool map = event->type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *anchor =
        map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    const yaml_char_t *tag = map ? event->data.mapping_start.tag : event->data.sequence_start.tag;
    bool flow = map ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                    : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    gk_span span = span_of(r, event);
    if (anchor) {
        fail(r, GK_MSG_yaml_anchor, span, gk_view_of((const char *)anchor));
    } else if (tag) {
        fail(r, GK_MSG_yaml_tag, span, gk_view_of((const char *)tag));
    } else if (is_key(r)) {
        fail_key(r, span);
    } else if (r->depth == GK_YAML_DEPTH) {
        fail(r, GK_MSG_yaml_depth, span, gk_arena_printf(r->arena, "%d", GK_YAML_DEPTH));
    } else {
        r->frames[r->depth++] = (frame){.node = {.kind = map ? GK_NODE_MAP : GK_NODE_LIST,
                                                 .style = flow ? GK_STYLE_FLOW : GK_STYLE_PLAIN,
                                                 .span = span},
                                        .base = r->count};
    }
}

static void close_frame(reading *r, const yaml_event_t *event)
{
    frame *top = &r->frames[--r->depth];
    size_t n = r->count - top->base;
    gk_entry *entries = gk_arena_alloc(r->arena, n * sizeof *entries);
    if (n) memcpy(entries, r->stack + top->base, n * sizeof *entries);
    r->count = top->base;
    gk_node node = top->node;
    node.count = (uint32_t)n;
    node.u.entries = entries;
    /* in block style the end is where the next token begins: too far */
    node.span.to =
        node.style == GK_STYLE_FLOW || n == 0 ? span_of(r, event).to : entries[n - 1].node.span.to;
    if (node.kind == GK_NODE_MAP) check_duplicates(r, entries, n);
    place_node(r, &node);
}

/* False when the document has ended or a fault was found. */
static bool take_event(reading *r, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT: on_scalar(r, event); break;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT: open_frame(r, event); break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: close_frame(r, event); break;
    case YAML_ALIAS_EVENT:
        fail(r, GK_MSG_yaml_alias, span_of(r, event),
             gk_view_of((const char *)event->data.alias.anchor));
        break;
    case YAML_DOCUMENT_START_EVENT:
        if (r->root) fail(r, GK_MSG_yaml_documents, span_of(r, event), (gk_view){NULL, 0});
        break;
    case YAML_STREAM_END_EVENT: return false;
    default: break;
    }
    return !r->failed;
}

static void explain(reading *r, const yaml_parser_t *parser)
{
    gk_yaml_fault fault = {.problem = gk_view_of(parser->problem),
                           .context = gk_view_of(parser->context)};
    if (parser->error == YAML_READER_ERROR) {
        fault.problem_at = fault.context_at = r->from + parser->problem_offset;
    } else {
        fault.problem_at = byte_of(r, parser->problem_mark.index);
        fault.context_at =
            parser->context ? byte_of(r, parser->context_mark.index) : fault.problem_at;
    }
    gk_yaml_explain(r->file, r->text, (gk_span){(uint32_t)r->from, (uint32_t)r->to}, &fault,
                    r->arena, r->diags);
    r->failed = true;
}

static void parse(reading *r)
{
    yaml_parser_t parser;
    yaml_event_t event;
    if (!yaml_parser_initialize(&parser)) gk_mem_exhausted();
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)r->text.p + r->from,
                                 r->to - r->from);
    for (bool more = true; more;) {
        if (!yaml_parser_parse(&parser, &event)) {
            if (parser.error == YAML_MEMORY_ERROR) gk_mem_exhausted();
            explain(r, &parser);
            break;
        }
        more = take_event(r, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

/* libyaml takes a % at the beginning of any line for a directive, and is slow on thousands of them.
 */
static bool refuse_directives(reading *r)
{
    for (size_t i = r->from; i < r->to; i++) {
        if (r->text.p[i] == '%' && (i == r->from || r->text.p[i - 1] == '\n')) {
            fail(r, GK_MSG_yaml_directive, (gk_span){(uint32_t)i, (uint32_t)i + 1},
                 (gk_view){NULL, 0});
            return true;
        }
        const char *next = memchr(r->text.p + i, '\n', r->to - i);
        if (!next) return false;
        i = (size_t)(next - r->text.p);
    }
    return false;
}

const gk_node *gk_yaml_parse(gk_view file, gk_view text, size_t from, size_t to, size_t cap,
                             gk_arena *arena, gk_diags *diags)
{
    reading r = {.file = file,
                 .text = text,
                 .from = from,
                 .to = to,
                 .arena = arena,
                 .diags = diags,
                 .byte = from};
    if (to - from > cap) {
        gk_view size = gk_arena_printf(arena, "%zu", (to - from + 1023) / 1024);
        gk_view most = gk_arena_printf(arena, "%zu", cap / 1024);
        gk_diag_add(diags, GK_MSG_yaml_size, gk_place_at(file, text, from, from), size, most);
        return NULL;
    }
    const gk_node *plain = gk_yaml_plain(text, from, to, arena);
    if (plain) return plain;
    if (!refuse_directives(&r)) parse(&r);
    free(r.stack);
    if (r.failed) return NULL;
    if (r.root) return r.root;
    gk_node *empty = gk_arena_calloc(arena, 1, sizeof *empty);
    empty->span = (gk_span){(uint32_t)from, (uint32_t)from};
    return empty;
}

const gk_entry *gk_node_entry(const gk_node *map, gk_view key)
{
    if (!map || map->kind != GK_NODE_MAP) return NULL;
    for (uint32_t i = 0; i < map->count; i++)
        if (gk_view_eq(map->u.entries[i].key, key)) return &map->u.entries[i];
    return NULL;
}

const gk_node *gk_node_get(const gk_node *map, gk_view key)
{
    const gk_entry *entry = gk_node_entry(map, key);
    return entry ? &entry->node : NULL;
}

bool gk_node_is_null(const gk_node *node)
{
    if (node->kind != GK_NODE_SCALAR || node->style != GK_STYLE_PLAIN) return false;
    return node->u.text.n == 0 || gk_view_is(node->u.text, "~") || gk_view_is(node->u.text, "null");
}
