#include "meta/yaml_fault.h"

#include "base/utf8.h"

#define WIDE_COLON "\xEF\xBC\x9A" /* ： */
enum { KEY_MAX = 60 };            /* bytes of what may be a key */

typedef struct line {
    size_t from, to; /* without the line break */
    size_t content;  /* behind the indentation; == to when blank */
} line;

/* A line taken apart as "key: value", after any "- ". */
typedef struct parts {
    size_t key, key_end, value; /* offsets; value == to when nothing follows */
    enum { NO_KEY, PROPER, WIDE, TIGHT } colon;
} parts;

typedef struct explaining {
    gk_view file, text;
    gk_span range;
    const gk_yaml_fault *fault;
    gk_arena *arena;
    gk_diags *diags;
    size_t found;
} explaining;

static bool starts(gk_view text, size_t at, size_t end, const char *what)
{
    size_t n = strlen(what);
    return end - at >= n && memcmp(text.p + at, what, n) == 0;
}

static void add(explaining *e, gk_message id, size_t from, size_t to, gk_view a, gk_view b)
{
    gk_diag_add(e->diags, id, gk_place_at(e->file, e->text, from, to), a, b);
    e->found++;
}

static gk_view cut(const explaining *e, size_t from, size_t to)
{
    return gk_view_n(e->text.p + from, to - from);
}

static line line_at(const explaining *e, size_t at)
{
    line l = {.from = at};
    while (l.from > e->range.from && e->text.p[l.from - 1] != '\n') l.from--;
    size_t end = gk_view_find_byte(gk_view_n(e->text.p, e->range.to), '\n', l.from);
    l.to = end == SIZE_MAX ? e->range.to : end;
    if (l.to > l.from && e->text.p[l.to - 1] == '\r') l.to--;
    l.content = l.from;
    while (l.content < l.to && e->text.p[l.content] == ' ') l.content++;
    return l;
}

/* The next line; false at the end of the range. */
static bool next_line(const explaining *e, line *l)
{
    size_t end = gk_view_find_byte(gk_view_n(e->text.p, e->range.to), '\n', l->to);
    if (end == SIZE_MAX || end + 1 >= e->range.to) return false;
    *l = line_at(e, end + 1);
    return true;
}

static bool is_comment(const explaining *e, const line *l)
{
    return l->content < l->to && e->text.p[l->content] == '#';
}

static bool is_blank(const explaining *e, const line *l)
{
    return l->content >= l->to || is_comment(e, l);
}

/* The nearest line above that says something; false when there is none. */
static bool line_above(const explaining *e, line l, line *above)
{
    while (l.from > e->range.from) {
        l = line_at(e, l.from - 1);
        if (is_blank(e, &l)) continue;
        *above = l;
        return true;
    }
    return false;
}

static bool is_word(unsigned char c)
{
    bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return c >= 0x80 || c == '_' || c == '-' || (c >= '0' && c <= '9') || letter;
}

static parts take_apart(gk_view text, size_t from, size_t to)
{
    parts p = {.key = from, .key_end = from, .value = to, .colon = NO_KEY};
    while (starts(text, p.key, to, "- ")) {
        p.key += 2;
        while (p.key < to && text.p[p.key] == ' ') p.key++;
    }
    for (size_t i = p.key; i < to && i < p.key + KEY_MAX; i++) {
        bool wide = starts(text, i, to, WIDE_COLON);
        if (!wide && text.p[i] != ':') {
            if (!is_word((unsigned char)text.p[i])) return p;
            continue;
        }
        if (i == p.key) return p;
        p.key_end = i;
        p.value = i + (wide ? strlen(WIDE_COLON) : 1);
        bool spaced = p.value >= to || text.p[p.value] == ' ' || text.p[p.value] == '\t';
        p.colon = wide ? WIDE : spaced ? PROPER : TIGHT;
        while (p.value < to && text.p[p.value] == ' ') p.value++;
        return p;
    }
    return p;
}

static bool ascii_key(gk_view text, const parts *p)
{
    for (size_t i = p->key; i < p->key_end; i++)
        if ((unsigned char)text.p[i] >= 0x80) return false;
    char first = text.p[p->key];
    return (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first == '_';
}

/* Whether `phone:123` means a key: not https://x, not 8:30. */
static bool tight_key(gk_view text, const parts *p, size_t to)
{
    return ascii_key(text, p) && !starts(text, p->value, to, "//");
}

/* Han keys only at the margin: deeper down a Chinese sentence may well have a colon. */
static bool wide_key(gk_view text, const parts *p, bool margin)
{
    return margin || ascii_key(text, p);
}

/* White space that is no indentation for YAML. */
static bool explain_indent(explaining *e, const line *l)
{
    size_t at = l->content;
    if (at < l->to && e->text.p[at] == '\t') {
        size_t end = at;
        while (end < l->to && e->text.p[end] == '\t') end++;
        if (end < l->to) add(e, GK_MSG_yaml_tab, at, end, (gk_view){NULL, 0}, (gk_view){NULL, 0});
        return end < l->to;
    }
    size_t n = starts(e->text, at, l->to, "\xE3\x80\x80") ? 3
               : starts(e->text, at, l->to, "\xC2\xA0")   ? 2
                                                          : 0;
    if (n) add(e, GK_MSG_yaml_wide_space, at, at + n, (gk_view){NULL, 0}, (gk_view){NULL, 0});
    return n != 0;
}

/* ASCII dash without its space, or another dash: － — – − • · */
static size_t odd_dash(gk_view text, size_t at, size_t to)
{
    static const char *const dashes[] = {"\xEF\xBC\x8D", "\xE2\x80\x94", "\xE2\x80\x93",
                                         "\xE2\x88\x92", "\xE2\x80\xA2", "\xC2\xB7"};
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
        if (starts(text, at, to, dashes[i])) return strlen(dashes[i]);
    return 0;
}

static bool explain_dash(explaining *e, const line *l)
{
    size_t n = odd_dash(e->text, l->content, l->to);
    if (n) {
        size_t end = l->content + n;
        add(e, GK_MSG_yaml_wide_dash, l->content, end, cut(e, l->content, end), (gk_view){NULL, 0});
        return true;
    }
    bool dash = starts(e->text, l->content, l->to, "-") && l->content + 1 < l->to;
    if (!dash || (unsigned char)e->text.p[l->content + 1] < 0x80) return false;
    add(e, GK_MSG_yaml_dash_space, l->content, l->content + 1, (gk_view){NULL, 0},
        (gk_view){NULL, 0});
    return true;
}

/* Line ends of other systems, which look like nothing and are line ends for libyaml. */
static bool explain_separator(explaining *e, const line *l)
{
    static const char *const separators[] = {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
    for (size_t at = l->content; at < l->to; at++)
        for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
            if (!starts(e->text, at, l->to, separators[i])) continue;
            add(e, GK_MSG_yaml_control, at, at + strlen(separators[i]), (gk_view){NULL, 0},
                (gk_view){NULL, 0});
            return true;
        }
    return false;
}

static gk_view without_wide_blanks(gk_view v)
{
    for (size_t n = 1; n;) {
        n = gk_view_starts(v, GK_V("\xE3\x80\x80")) ? 3
            : gk_view_starts(v, GK_V("\xC2\xA0"))   ? 2
                                                    : 0;
        v = gk_view_from(v, n);
    }
    return gk_view_trim(v);
}

static bool explain_colon(explaining *e, const line *l)
{
    parts p = take_apart(e->text, l->content, l->to);
    gk_view key = cut(e, p.key, p.key_end), value = without_wide_blanks(cut(e, p.value, l->to));
    if (p.colon == WIDE && wide_key(e->text, &p, l->content == l->from)) {
        add(e, GK_MSG_yaml_wide_colon, p.key_end, p.key_end + strlen(WIDE_COLON), key, value);
        return true;
    }
    if (p.colon == TIGHT && tight_key(e->text, &p, l->to)) {
        add(e, GK_MSG_yaml_colon_space, p.key_end, p.key_end + 1, key, value);
        return true;
    }
    return false;
}

/* Whether a block scalar begins on this line: its text is not looked at. */
static bool opens_block(const explaining *e, const line *l)
{
    parts p = take_apart(e->text, l->content, l->to);
    size_t value = p.colon == PROPER ? p.value : p.key;
    return value < l->to && (e->text.p[value] == '|' || e->text.p[value] == '>');
}

/* What is surely wrong on any line up to the one where libyaml gave up and one further: reported
 * for each. */
static void explain_lines(explaining *e)
{
    enum { MOST = 20 };
    line l = line_at(e, e->range.from);
    bool block = false;
    size_t block_indent = 0;
    do {
        size_t indent = l.content - l.from;
        if (block && (l.content >= l.to || indent > block_indent)) continue;
        block = false;
        if (is_blank(e, &l)) continue;
        if (explain_indent(e, &l) || explain_dash(e, &l) || explain_separator(e, &l) ||
            explain_colon(e, &l))
            continue;
        block = opens_block(e, &l);
        block_indent = indent;
    } while (e->found < MOST && next_line(e, &l));
}

/* The offset of ": " (or of ":" at the end) in a value, or SIZE_MAX. */
static size_t inner_colon(const explaining *e, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (e->text.p[i] == ':' && (i + 1 == to || e->text.p[i + 1] == ' ')) return i;
    return SIZE_MAX;
}

static bool explain_quoted(explaining *e, size_t from, size_t to)
{
    char quote = e->text.p[from];
    gk_view q = cut(e, from, from + 1);
    size_t i = from + 1;
    while (i < to && e->text.p[i] != quote) i += quote == '"' && e->text.p[i] == '\\' ? 2 : 1;
    if (i >= to) {
        add(e, GK_MSG_yaml_quote_open, from, from + 1, q, q);
        return true;
    }
    size_t rest = i + 1;
    while (rest < to && e->text.p[rest] == ' ') rest++;
    if (rest >= to || e->text.p[rest] == '#' || strchr(",]}:", e->text.p[rest])) return false;
    add(e, GK_MSG_yaml_after_quote, rest, to, q, cut(e, rest, to));
    return true;
}

/* The offset of a full-width comma behind a closing quote, or SIZE_MAX. */
static size_t wide_comma(const explaining *e, size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++) {
        bool closed = e->text.p[i - 1] == '"' || e->text.p[i - 1] == '\'';
        bool comma = starts(e->text, i, to, "，") || starts(e->text, i, to, "、") ||
                     starts(e->text, i, to, "；");
        if (closed && comma) return i;
    }
    return SIZE_MAX;
}

/* Brackets of one line; a flow list may go on below, so only libyaml knows that it never ends. */
static bool explain_flow(explaining *e, size_t from, size_t to)
{
    size_t depth = 0, comma = wide_comma(e, from, to);
    gk_view open = cut(e, from, from + 1);
    if (comma != SIZE_MAX) {
        add(e, GK_MSG_yaml_wide_comma, comma, comma + 3, cut(e, comma, comma + 3),
            (gk_view){NULL, 0});
        return true;
    }
    for (size_t i = from; i < to; i++) {
        char c = e->text.p[i];
        if (c == '[' || c == '{') depth++;
        if ((c == ']' || c == '}') && --depth == 0) {
            size_t rest = i + 1;
            while (rest < to && e->text.p[rest] == ' ') rest++;
            if (rest >= to || e->text.p[rest] == '#') return false;
            add(e, GK_MSG_yaml_after_flow, rest, to, open, cut(e, rest, to));
            return true;
        }
    }
    add(e, GK_MSG_yaml_flow_open, from, from + 1, open, gk_view_of(open.p[0] == '[' ? "]" : "}"));
    return true;
}

static bool explain_value(explaining *e, size_t from, size_t to)
{
    static const char *const curly[] = {"\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x98",
                                        "\xE2\x80\x99"};
    while (to > from && e->text.p[to - 1] == ' ') to--;
    if (from >= to) return false;
    char first = e->text.p[from];
    if (first == '"' || first == '\'') return explain_quoted(e, from, to);
    if (first == '[' || first == '{') return explain_flow(e, from, to);
    if (first == ':') {
        add(e, GK_MSG_yaml_key, from, from + 1, (gk_view){NULL, 0}, (gk_view){NULL, 0});
        return true;
    }
    if (strchr("@`%*&!,]}", first)) {
        add(e, GK_MSG_yaml_start_char, from, from + 1, cut(e, from, from + 1), cut(e, from, to));
        return true;
    }
    size_t colon = inner_colon(e, from, to);
    for (size_t i = 0; i < 4 && colon != SIZE_MAX; i++)
        if (starts(e->text, from, to, curly[i])) {
            add(e, GK_MSG_yaml_curly, from, from + 3, cut(e, from, from + 3), (gk_view){NULL, 0});
            return true;
        }
    if (colon != SIZE_MAX)
        add(e, GK_MSG_yaml_colon_inside, colon, colon + 1, cut(e, from, to), (gk_view){NULL, 0});
    return colon != SIZE_MAX;
}

static bool explain_line(explaining *e, const line *l)
{
    if (is_blank(e, l)) return false;
    parts p = take_apart(e->text, l->content, l->to);
    return explain_value(e, p.colon == PROPER ? p.value : p.key, l->to);
}

static bool problem_is(const explaining *e, const char *words)
{
    return gk_view_find(e->fault->problem, gk_view_of(words), 0) != SIZE_MAX;
}

/* A line that is neither "key: value" nor an item, or one that stands too far in. */
static bool explain_shape(explaining *e)
{
    line at = line_at(e, e->fault->context_at), above;
    if (problem_is(e, "could not find expected ':'")) {
        add(e, GK_MSG_yaml_no_colon, at.content, at.to, (gk_view){NULL, 0}, (gk_view){NULL, 0});
        return true;
    }
    if (!problem_is(e, "mapping values are not allowed")) return false;
    at = line_at(e, e->fault->problem_at);
    if (!line_above(e, at, &above)) return false;
    parts p = take_apart(e->text, above.content, above.to);
    size_t indent = at.content - at.from, over = above.content - above.from;
    if (p.colon == PROPER && indent > over)
        add(e, GK_MSG_yaml_indent, at.from, at.content, (gk_view){NULL, 0}, (gk_view){NULL, 0});
    else if (p.colon == NO_KEY && e->text.p[above.content] != '-')
        add(e, GK_MSG_yaml_no_colon, above.content, above.to, (gk_view){NULL, 0},
            (gk_view){NULL, 0});
    else
        return false;
    return true;
}

/* Whether the line above is "...", with which a document of YAML ends; then *at goes there. */
static bool behind_end_mark(const explaining *e, size_t *at)
{
    line above;
    if (!line_above(e, line_at(e, *at), &above) || !gk_view_is(cut(e, above.from, above.to), "..."))
        return false;
    *at = above.from;
    return true;
}

/* libyaml's words and ours. `at_context`: the fault lies where the construct began. */
static void translate(explaining *e)
{
    static const struct {
        const char *problem;
        gk_message id;
        bool at_context;
    } table[] = {
        {"control characters are not allowed", GK_MSG_yaml_control, false},
        {"found unknown escape character", GK_MSG_yaml_escape, false},
        {"did not find expected hexdecimal number", GK_MSG_yaml_escape, false},
        {"found unexpected end of stream", GK_MSG_yaml_quote_open, true},
        {"found unexpected document indicator", GK_MSG_yaml_quote_open, true},
        {"did not find expected ',' or ']'", GK_MSG_yaml_flow_open, true},
        {"did not find expected ',' or '}'", GK_MSG_yaml_flow_open, true},
        {"found character that cannot start any token", GK_MSG_yaml_start_char, false},
        {"did not find expected alphabetic or numeric character", GK_MSG_yaml_start_char, true},
        {"found a tab character", GK_MSG_yaml_tab, false},
        {"did not find expected key", GK_MSG_yaml_indent, false},
        {"did not find expected '-' indicator", GK_MSG_yaml_indent, false},
        {"block sequence entries are not allowed", GK_MSG_yaml_list_place, false},
        {"mapping values are not allowed", GK_MSG_yaml_colon_inside, false},
        {"could not find expected ':'", GK_MSG_yaml_no_colon, true},
        {"did not find expected comment or line break", GK_MSG_yaml_start_char, true},
        {"found an indentation indicator equal to 0", GK_MSG_yaml_start_char, true},
        {"mapping keys are not allowed", GK_MSG_yaml_start_char, false},
        {"did not find expected <document start>", GK_MSG_yaml_indent, false},
        {"did not find expected node content", GK_MSG_yaml_flow_empty, false},
        {"found invalid Unicode character escape code", GK_MSG_yaml_escape, false},
        {"found undefined tag handle", GK_MSG_yaml_tag, true},
        {"did not find expected tag URI", GK_MSG_yaml_tag, true},
        {"did not find expected '!'", GK_MSG_yaml_tag, true},
        {"did not find the expected '>'", GK_MSG_yaml_tag, true},
        {"URI", GK_MSG_yaml_tag, true},
        {"did not find expected whitespace or line break", GK_MSG_yaml_tag, true},
    };
    gk_message id = GK_MSG_yaml_syntax;
    size_t at = e->fault->problem_at;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (!problem_is(e, table[i].problem)) continue;
        id = table[i].id;
        if (table[i].at_context) at = e->fault->context_at;
        break;
    }
    if (id == GK_MSG_yaml_indent && starts(e->text, at, e->range.to, "- "))
        id = GK_MSG_yaml_list_place;
    if (id == GK_MSG_yaml_indent && behind_end_mark(e, &at)) id = GK_MSG_yaml_documents;
    size_t to = at;
    if (to < e->range.to) gk_utf8_next(gk_view_n(e->text.p, e->range.to), &to);
    line l = line_at(e, at);
    gk_view what = id == GK_MSG_yaml_syntax ? e->fault->problem : cut(e, at, to);
    gk_view more = cut(e, at, l.to > at ? l.to : at);
    if (id == GK_MSG_yaml_flow_open) more = gk_view_of(what.n && what.p[0] == '{' ? "}" : "]");
    if (id == GK_MSG_yaml_quote_open) more = what;
    if (id == GK_MSG_yaml_colon_inside) what = cut(e, l.content, l.to);
    add(e, id, at, to, what, more);
}

void gk_yaml_explain(gk_view file, gk_view text, gk_span range, const gk_yaml_fault *fault,
                     gk_arena *arena, gk_diags *diags)
{
    explaining e = {file, text, range, fault, arena, diags, 0};
    if (!problem_is(&e, "control characters")) explain_lines(&e);
    if (e.found) return;
    line problem = line_at(&e, fault->problem_at), context = line_at(&e, fault->context_at), above;
    bool told = problem_is(&e, "control characters") || problem_is(&e, "escape")
                    ? false
                    : explain_line(&e, &problem) ||
                          (context.from != problem.from && explain_line(&e, &context)) ||
                          (line_above(&e, problem, &above) && above.from != context.from &&
                           explain_line(&e, &above)) ||
                          explain_shape(&e);
    if (!told) translate(&e);
}

bool gk_yaml_explain_scalar(gk_view file, gk_view text, const gk_node *node, gk_diags *diags)
{
    if (node->kind != GK_NODE_SCALAR || node->style != GK_STYLE_PLAIN ||
        node->span.from >= node->span.to)
        return false;
    explaining e = {.file = file, .text = text, .range = node->span, .diags = diags};
    line l = line_at(&e, node->span.from);
    parts p = take_apart(text, l.content, l.to);
    if (p.colon == WIDE && !wide_key(text, &p, false)) p.colon = NO_KEY;
    return explain_dash(&e, &l) || explain_colon(&e, &l);
}
