#include "meta/yaml_plain.h"

/* Lists and maps within one another; items and entries of one; bytes of a key. */
enum { DEPTH = 4, MOST = 32, KEY_MAX = 64 };

/* What a byte may be the begin of. */
typedef enum byte_class {
    FINE,    /* itself, anywhere in a value */
    FORBIDS, /* a control character, or a tab or line end other than LF */
    MARKS,   /* a byte with a meaning: in quotes it has none */
    WIDE     /* the lead of characters some of which libyaml refuses or takes for line ends */
} byte_class;

static byte_class class_of(char c)
{
    static const uint8_t classes[256] = {
        [0 ... 0x1F] = FORBIDS, [0x7F] = FORBIDS, [':'] = MARKS,  ['#'] = MARKS,
        ['"'] = MARKS,          ['\''] = MARKS,   ['\\'] = MARKS, [','] = MARKS,
        ['['] = MARKS,          [']'] = MARKS,    ['{'] = MARKS,  ['}'] = MARKS,
        ['?'] = MARKS,          [0xC2] = WIDE,    [0xE2] = WIDE,  [0xEF] = WIDE,
    };
    return (byte_class)classes[(unsigned char)c];
}

/* Where the reading is: lines are read one behind the other, and `at` stands at the first byte of a
 * line's text. */
typedef struct reading {
    gk_view text;     /* up to the end of what is read */
    const char *copy; /* the same bytes in the arena, for the tree */
    size_t from;
    gk_arena *arena;
    size_t at, end,
        indent; /* the line's text, and the columns before it; at == text.n: there is none */
    unsigned depth;
} reading;

static gk_view kept(const reading *r, size_t from, size_t to)
{
    return gk_view_n(r->copy + (from - r->from), to - from);
}

static gk_span span(size_t from, size_t to)
{
    return (gk_span){(uint32_t)from, (uint32_t)to};
}

static gk_node scalar(const reading *r, gk_node_style style, gk_span where, size_t from, size_t to)
{
    return (gk_node){.kind = GK_NODE_SCALAR,
                     .style = (uint8_t)style,
                     .span = where,
                     .u.text = kept(r, from, to)};
}

/* Goes to the text of the next line that is not empty, which begins at `i`; false for one of blanks
 * alone. */
static bool next_line(reading *r, size_t i)
{
    while (i < r->text.n && r->text.p[i] == '\n') i++;
    size_t begin = i;
    while (i < r->text.n && r->text.p[i] == ' ') i++;
    r->at = i;
    r->indent = i - begin;
    if (i == r->text.n) {
        r->end = i;
        return r->indent == 0;
    }
    const char *lf = memchr(r->text.p + i, '\n', r->text.n - i);
    r->end = lf ? (size_t)(lf - r->text.p) : r->text.n;
    return r->end > i;
}

/* C1 controls, line and paragraph separators, byte order marks and noncharacters. */
static bool is_wide_fine(const char *p)
{
    unsigned char lead = (unsigned char)p[0], second = (unsigned char)p[1];
    if (lead == 0xC2) return second >= 0xA0;
    unsigned char third = (unsigned char)p[2];
    if (lead == 0xE2) return second != 0x80 || (third != 0xA8 && third != 0xA9);
    return (second != 0xBB || third != 0xBF) && (second != 0xBF || third < 0xBE);
}

/* The end of the fine bytes that begin at i. */
static size_t skip_fine(const reading *r, size_t i)
{
    for (; i < r->end; i++) {
        byte_class c = class_of(r->text.p[i]);
        if (c != FINE && (c != WIDE || !is_wide_fine(r->text.p + i))) break;
    }
    return i;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whether a plain scalar may begin with the byte: no mark of YAML's, and not '-'. */
static bool begins_plain(char c)
{
    return is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80 || c == '/' || c == '.' ||
           c == '_' || c == '~';
}

static size_t without_blanks(const reading *r, size_t from, size_t to)
{
    while (to > from && r->text.p[to - 1] == ' ') to--;
    return to;
}

/* In block style a colon before a blank ends a key, and # behind a blank begins a comment; the
 * other marks mean nothing within a scalar. */
static bool is_text_mark(const reading *r, size_t i)
{
    const char *p = r->text.p;
    if (class_of(p[i]) != MARKS) return false;
    if (p[i] == ':') return i + 1 < r->end && p[i + 1] != ' ';
    return p[i] != '#' || p[i - 1] != ' ';
}

/* A plain scalar from i to the end of the line. */
static bool read_plain(const reading *r, size_t i, gk_node *out)
{
    if (!begins_plain(r->text.p[i])) return false;
    size_t to = i;
    while ((to = skip_fine(r, to)) < r->end)
        if (!is_text_mark(r, to++)) return false;
    to = without_blanks(r, i, to);
    *out = scalar(r, GK_STYLE_PLAIN, span(i, to), i, to);
    return true;
}

/* A scalar in quotes that begins at *i, without escapes; *i moves on behind it. */
static bool read_quoted(const reading *r, size_t *i, gk_node *out)
{
    char quote = r->text.p[*i];
    size_t from = *i + 1, to = from;
    for (; (to = skip_fine(r, to)) < r->end && r->text.p[to] != quote; to++)
        if (class_of(r->text.p[to]) != MARKS || r->text.p[to] == '\\') return false;
    if (to == r->end || (to + 1 < r->end && r->text.p[to + 1] == quote)) return false;
    *out = scalar(r, GK_STYLE_QUOTED, span(*i, to + 1), from, to);
    *i = to + 1;
    return true;
}

static size_t skip_blanks(const reading *r, size_t i)
{
    while (i < r->end && r->text.p[i] == ' ') i++;
    return i;
}

/* The end of a key of letters that begins at `at`, where its colon stands; 0 when there is none. */
static size_t key_end(const reading *r, size_t at)
{
    const char *p = r->text.p;
    size_t i = at;
    while (i < r->end && (is_letter(p[i]) || is_digit(p[i]) || p[i] == '_' || p[i] == '-')) i++;
    bool key = i > at && i < r->end && is_letter(p[at]) && p[i] == ':' && i - at <= KEY_MAX;
    return key && (i + 1 == r->end || p[i + 1] == ' ') ? i : 0;
}

/* Begins an entry at `at`, with a key that no entry before it has; the key's end, or 0. */
static size_t read_key(const reading *r, size_t at, gk_entry *entries, uint32_t count)
{
    size_t colon = key_end(r, at);
    if (!colon) return 0;
    gk_entry *entry = &entries[count];
    *entry = (gk_entry){.key = kept(r, at, colon), .key_span = span(at, colon)};
    for (uint32_t i = 0; i < count; i++)
        if (entries[i].key.n == entry->key.n && gk_view_eq(entries[i].key, entry->key)) return 0;
    return colon;
}

static const gk_entry *keep_entries(const reading *r, const gk_entry *entries, uint32_t count)
{
    return memcpy(gk_arena_alloc(r->arena, count * sizeof *entries), entries,
                  count * sizeof *entries);
}

/* Within brackets a colon is text when what follows can be nothing but text. */
static bool is_flow_colon(const reading *r, size_t i)
{
    if (i + 1 >= r->end || r->text.p[i] != ':') return false;
    char next = r->text.p[i + 1];
    return is_letter(next) || is_digit(next) || (unsigned char)next >= 0x80 || next == '/';
}

static bool read_flow(reading *r, size_t *i, gk_node *out);

/* What stands between the commas of brackets, from *i on. */
static bool read_item(reading *r, size_t *i, gk_node *out)
{
    if (*i == r->end) return false;
    char c = r->text.p[*i];
    if (c == '"' || c == '\'') return read_quoted(r, i, out);
    if (c == '[' || c == '{') return read_flow(r, i, out);
    if (!begins_plain(c)) return false;
    size_t from = *i;
    while (*i = skip_fine(r, *i), is_flow_colon(r, *i)) ++*i;
    size_t to = without_blanks(r, from, *i);
    *out = scalar(r, GK_STYLE_PLAIN, span(from, to), from, to);
    return true;
}

static bool read_member(reading *r, bool map, size_t *i, gk_entry *entries, uint32_t count)
{
    if (count == MOST) return false;
    entries[count] = (gk_entry){0};
    if (map) {
        size_t colon = read_key(r, *i, entries, count);
        if (!colon) return false;
        *i = skip_blanks(r, colon + 1);
    }
    if (!read_item(r, i, &entries[count].node)) return false;
    *i = skip_blanks(r, *i);
    return true;
}

/* A list or map in brackets that begins at *i; *i moves on behind it. */
static bool read_flow(reading *r, size_t *i, gk_node *out)
{
    gk_entry entries[MOST];
    uint32_t count = 0;
    size_t from = *i;
    bool map = r->text.p[from] == '{';
    char close = map ? '}' : ']';
    if (r->depth == DEPTH) return false;
    r->depth++;
    *i = skip_blanks(r, from + 1);
    while (*i < r->end && (count == 0 || r->text.p[*i] == ',') &&
           !(count == 0 && r->text.p[*i] == close)) {
        if (count) *i = skip_blanks(r, *i + 1);
        if (!read_member(r, map, i, entries, count++)) return false;
    }
    r->depth--;
    if (*i == r->end || r->text.p[*i] != close) return false;
    ++*i;
    *out = (gk_node){.kind = map ? GK_NODE_MAP : GK_NODE_LIST,
                     .style = GK_STYLE_FLOW,
                     .count = count,
                     .span = span(from, *i)};
    out->u.entries = keep_entries(r, entries, count);
    return true;
}

/* The value from i to the end of the line, which is not empty. */
static bool read_value(reading *r, size_t i, gk_node *out)
{
    char c = r->text.p[i];
    if (c == '"' || c == '\'' || c == '[' || c == '{') {
        bool good = c == '[' || c == '{' ? read_flow(r, &i, out) : read_quoted(r, &i, out);
        return good && skip_blanks(r, i) == r->end && next_line(r, r->end);
    }
    return read_plain(r, i, out) && next_line(r, r->end);
}

static bool is_dash(const reading *r, size_t i)
{
    return r->text.p[i] == '-' && (i + 1 == r->end || r->text.p[i + 1] == ' ');
}

static bool read_block(reading *r, gk_node *out);

/* What stands behind a key or a dash that ends at i: on the rest of its line, or on lines below
 * that are indented more than `indent` (or as much, for a list as the value of a key), or nothing.
 */
static bool read_below(reading *r, size_t i, size_t indent, bool key, gk_node *out)
{
    *out = scalar(r, GK_STYLE_PLAIN, span(i, i), i, i);
    if (!next_line(r, r->end)) return false;
    if (r->at == r->text.n || r->indent < indent) return true;
    if (r->indent == indent && !(key && is_dash(r, r->at))) return true;
    return read_block(r, out);
}

static bool read_entry(reading *r, gk_entry *entries, uint32_t count)
{
    size_t indent = r->indent, colon = read_key(r, r->at, entries, count);
    if (!colon) return false;
    gk_node *node = &entries[count].node;
    size_t value = skip_blanks(r, colon + 1);
    if (value < r->end) return read_value(r, value, node);
    return value == colon + 1 && read_below(r, value, indent, true, node);
}

/* An item that begins with a dash. A map may begin on its line. */
static bool read_dash(reading *r, gk_entry *entries, uint32_t count)
{
    gk_entry *entry = &entries[count];
    size_t indent = r->indent, value = skip_blanks(r, r->at + 1);
    *entry = (gk_entry){0};
    if (value == r->end)
        return value == r->at + 1 && read_below(r, value, indent, false, &entry->node);
    r->indent += value - r->at;
    r->at = value;
    return key_end(r, r->at) ? read_block(r, &entry->node) : read_value(r, value, &entry->node);
}

/* The list or map whose first line this is; ends at the first line that is indented less. */
static bool read_block(reading *r, gk_node *out)
{
    gk_entry entries[MOST];
    uint32_t count = 0;
    size_t indent = r->indent, from = r->at;
    bool list = is_dash(r, from);
    if (r->depth == DEPTH) return false;
    r->depth++;
    while (r->at < r->text.n && r->indent == indent && is_dash(r, r->at) == list) {
        bool good =
            count < MOST && (list ? read_dash(r, entries, count) : read_entry(r, entries, count));
        if (!good) return false;
        count++;
    }
    r->depth--;
    if (r->at < r->text.n && r->indent > indent) return false;
    size_t to = entries[count - 1].node.span.to;
    *out = (gk_node){
        .kind = list ? GK_NODE_LIST : GK_NODE_MAP, .count = count, .span = span(from, to)};
    out->u.entries = keep_entries(r, entries, count);
    return true;
}

const gk_node *gk_yaml_plain(gk_view text, size_t from, size_t to, gk_arena *arena)
{
    if (from == to) return NULL;
    gk_arena_mark mark = gk_arena_save(arena);
    reading r = {.text = gk_view_n(text.p, to), .from = from, .arena = arena};
    r.copy = gk_arena_view(arena, gk_view_n(text.p + from, to - from)).p;
    gk_node *root = gk_arena_alloc(arena, sizeof *root);
    bool good = next_line(&r, from) && r.at < r.text.n && r.indent == 0 && !is_dash(&r, r.at) &&
                read_block(&r, root);
    if (good && r.at == r.text.n) return root;
    gk_arena_rewind(arena, mark);
    return NULL;
}
