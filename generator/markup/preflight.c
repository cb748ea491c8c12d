#include "markup/preflight.h"

#include <stdlib.h>

#include "base/byteset.h"
#include "base/mem.h"
#include "markup/cjk.h"
#include "markup/markdown.h"

/* Steps of the library's loops that are not linear; each of these takes about a tenth of a second.
 */
enum {
    HTML_WORK = 64 * 1000 * 1000,      /* bytes looked through for the ends of <!…> and <?…?> */
    IMAGE_WORK = 20 * 1000 * 1000,     /* open images, looked through at each link */
    MARK_WORK = 1000 * 1000 * 1000,    /* pairs of emphasis marks */
    MARKS = 20 * 1000,                 /* emphasis marks of one paragraph */
    HEADER_WORK = 1000 * 1000,         /* bytes of paragraphs tried as the header of a table */
    REFERENCE_WORK = 16 * 1000 * 1000, /* bytes of the longest definition, copied for each link */
    NESTING_WORK = 10 * 1000 * 1000    /* open lists and quotes, visited at each line */
};

typedef struct scan {
    gk_preflight *check;
    const unsigned char *p;
    size_t n;
    /* the paragraph, or a run of lines that may be one */
    size_t start;
    uint64_t declarations, images, closers, marks;
    /* lines without an empty one between them */
    size_t block, block_lines;
    uint64_t pipes, columns, rows;
    bool in_table, in_ordered;
    gk_view previous; /* the line before this one, of the same block */
    /* a definition of a reference, perhaps with a title of several lines */
    size_t definition;
    bool in_definition, tangled;
    uint64_t double_quotes, single_quotes;
    uint64_t longest_definition, brackets;
    /* sums over the document */
    uint64_t html_work, image_work, mark_work, header_work, cells, nesting_work, notes;
    unsigned depth; /* the deepest nesting so far */
} scan;

/* One line: where it is, and what it begins with. */
typedef struct line {
    size_t from, to;  /* without the line's end */
    size_t text;      /* behind indentation */
    unsigned indent;  /* columns */
    unsigned markers; /* quotes, list markers and footnote labels that it begins with */
    size_t inner;     /* behind them */
} line;

static bool refuse(scan *s, gk_message message, size_t from, size_t to, uint64_t found,
                   uint64_t allowed)
{
    gk_preflight *check = s->check;
    if (check->refusal != GK_MSG_COUNT) return false;
    check->refusal = message;
    check->from = from;
    check->to = to;
    check->found = found;
    check->allowed = allowed;
    return false;
}

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t';
}

/* The end of the paragraph: adds up what it may cost. */
static bool end_paragraph(scan *s, size_t at)
{
    s->html_work += s->declarations * (at - s->start);
    s->image_work += s->images * s->closers;
    s->mark_work += s->marks * s->marks;
    size_t start = s->start;
    uint64_t marks = s->marks;
    s->start = at;
    s->declarations = s->images = s->closers = s->marks = 0;
    if (s->html_work > HTML_WORK)
        return refuse(s, GK_MSG_markdown_declarations, start, start, 0, 0);
    if (s->image_work > IMAGE_WORK) return refuse(s, GK_MSG_markdown_brackets, start, start, 0, 0);
    if (marks > MARKS || s->mark_work > MARK_WORK)
        return refuse(s, GK_MSG_markdown_marks, start, start, marks, MARKS);
    return true;
}

static void end_definition(scan *s, size_t at)
{
    if (s->in_definition && at - s->definition > s->longest_definition)
        s->longest_definition = at - s->definition;
    s->in_definition = false;
}

/* An empty line, or the end: no paragraph and no table goes on behind it. */
static bool end_block(scan *s, size_t at)
{
    if (!end_paragraph(s, at)) return false;
    end_definition(s, at);
    s->cells += s->columns * s->rows;
    size_t block = s->block;
    uint64_t columns = s->columns;
    s->pipes = s->columns = s->rows = 0;
    s->in_table = s->in_ordered = false;
    s->previous = (gk_view){NULL, 0};
    s->block_lines = 0;
    if (columns > GK_MARKDOWN_COLUMNS)
        return refuse(s, GK_MSG_markdown_table_wide, block, block, columns, GK_MARKDOWN_COLUMNS);
    if (s->cells > GK_MARKDOWN_CELLS)
        return refuse(s, GK_MSG_markdown_table_large, block, block, s->cells, GK_MARKDOWN_CELLS);
    return true;
}

/* Length of a list marker or footnote label at `at`, or 0. */
static size_t marker(const scan *s, size_t at, size_t to)
{
    const unsigned char *p = s->p;
    size_t i = at;
    if (p[i] == '>') return 1;
    if (p[i] == '[') {
        if (i + 1 >= to || p[i + 1] != '^') return 0;
        while (i < to && p[i] != ']') i++;
        return i + 1 < to && p[i + 1] == ':' ? i + 2 - at : 0;
    }
    if (p[i] == '-' || p[i] == '+' || p[i] == '*') {
        i++;
    } else {
        while (i < to && i - at < 9 && p[i] >= '0' && p[i] <= '9') i++;
        if (i == at || i == to || (p[i] != '.' && p[i] != ')')) return 0;
        i++;
    }
    return i == to || is_blank(p[i]) ? i - at : 0;
}

static size_t skip_blanks(const scan *s, size_t at, size_t to)
{
    while (at < to && is_blank(s->p[at])) at++;
    return at;
}

static void read_begin(const scan *s, line *l)
{
    size_t i = l->from;
    for (; i < l->to && is_blank(s->p[i]); i++)
        l->indent = s->p[i] == '\t' ? (l->indent + 4) / 4 * 4 : l->indent + 1;
    l->text = i;
    bool alike = true;
    while (i < l->to) {
        size_t n = marker(s, i, l->to);
        if (!n) break;
        alike = alike && s->p[i] == s->p[l->text] && (s->p[i] == '-' || s->p[i] == '*');
        l->markers++;
        i = skip_blanks(s, i + n, l->to);
    }
    l->inner = i;
    /* A line of stars or dashes is a rule, however long. */
    if (alike && i == l->to && l->markers > 2) l->markers = 1;
}

/* Whether the line could be the one below a table's header: | : - and white space only. Counts its
 * pipes. */
static bool is_delimiter_row(const scan *s, const line *l, uint64_t *pipes)
{
    size_t i = l->text;
    while (i < l->to && (s->p[i] == '>' || is_blank(s->p[i]))) i++;
    bool dash = false, mark = false;
    uint64_t count = 0;
    for (; i < l->to; i++) {
        unsigned char c = s->p[i];
        if (c == '-')
            dash = true;
        else if (c == '|' || c == ':')
            mark = true, count += c == '|';
        else if (!is_blank(c) && c != '\v' && c != '\f')
            return false;
    }
    *pipes = count;
    return dash && mark;
}

static uint64_t count_bytes(gk_view v, char c)
{
    uint64_t count = 0;
    for (size_t i = 0; i < v.n; i++) count += v.p[i] == c;
    return count;
}

static bool has_byte(gk_view v, char c)
{
    return v.n && memchr(v.p, c, v.n);
}

/* A row that begins and ends with a pipe, and where each pipe is a border. */
static bool is_plain_row(gk_view v)
{
    return v.n > 2 && v.p[0] == '|' && v.p[v.n - 1] == '|' && !has_byte(v, '\\') &&
           !has_byte(v, '>');
}

static gk_view trimmed(const scan *s, const line *l)
{
    size_t to = l->to;
    while (to > l->text && is_blank(s->p[to - 1])) to--;
    return gk_view_n((const char *)s->p + l->text, to - l->text);
}

/* A row of dashes begins with one of these, if not with a quote's mark. */
static bool may_be_row(const scan *s, const line *l)
{
    unsigned char c = s->p[l->text];
    return s->columns || c == '|' || c == '-' || c == ':' || c == '>';
}

/* Tables. The library reads the whole paragraph again for each row of dashes, and fills up short
 * rows with cells. */
static bool see_table(scan *s, const line *l)
{
    if (!may_be_row(s, l)) return true;
    uint64_t pipes = 0;
    gk_view row = trimmed(s, l);
    bool is_row = s->in_table && l->indent < 4 && row.p[0] == '|' && !has_byte(row, '>');
    if (!is_row && is_delimiter_row(s, l, &pipes)) {
        s->check->tables = true;
        s->header_work += l->to - s->block;
        if (s->header_work > HEADER_WORK)
            return refuse(s, GK_MSG_markdown_table_headers, l->from, l->to, 0, 0);
        if (pipes + 1 > s->columns) s->columns = pipes + 1;
        s->in_table = s->block_lines == 1 && l->indent < 4 && is_plain_row(row) &&
                      is_plain_row(s->previous) && count_bytes(s->previous, '|') == pipes;
        if (s->in_table) return end_paragraph(s, l->from);
    }
    if (s->columns) s->rows++;
    s->in_table = is_row;
    return is_row ? end_paragraph(s, l->from) : true;
}

/* Cuts where a line certainly begins a paragraph of its own. */
static bool see_items(scan *s, const line *l)
{
    if (l->indent >= 4 || l->text == l->to) return true;
    unsigned char c = s->p[l->text];
    size_t n = marker(s, l->text, l->to);
    bool content = n && skip_blanks(s, l->text + n, l->to) < l->to;
    if (c >= '0' && c <= '9') {
        bool first = n == 2 && c == '1' && content;
        if (!n || !(first || s->in_ordered || s->block_lines == 0)) return true;
        gk_view rest = gk_view_n((const char *)s->p + l->text, l->to - l->text);
        s->in_ordered = !has_byte(rest, '<') && !has_byte(rest, '>');
        return end_paragraph(s, l->from);
    }
    bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    if (c < 0x80 && !letter) s->in_ordered = false;
    if (n && content && c != '>' && c != '[') return end_paragraph(s, l->from);
    if (c != '#') return true;
    size_t hashes = l->text;
    while (hashes < l->to && s->p[hashes] == '#') hashes++;
    if (hashes - l->text > 6 || hashes == l->to || !is_blank(s->p[hashes])) return true;
    return end_paragraph(s, l->from);
}

static bool begins_definition(const scan *s, gk_view rest)
{
    if (!rest.n || rest.p[0] != '[') return false;
    return s->in_definition || !has_byte(rest, ']') ||
           gk_view_find(rest, GK_V("]:"), 0) != SIZE_MAX;
}

/* Definitions of references: their text is copied for every link that uses them. A line that looks
 * like one may stand in the title of another. */
static void see_definition(scan *s, const line *l)
{
    if (!s->in_definition && (l->inner == l->to || s->p[l->inner] != '[')) return;
    gk_view rest = gk_view_n((const char *)s->p + l->inner, l->to - l->inner);
    bool in_title =
        s->in_definition && (s->tangled || s->double_quotes % 2 || s->single_quotes % 2);
    if (!in_title && begins_definition(s, rest)) {
        end_definition(s, l->from);
        s->in_definition = true;
        s->definition = l->from;
        s->tangled = false;
        s->double_quotes = s->single_quotes = 0;
    }
    if (!s->in_definition) return;
    s->tangled = s->tangled || has_byte(rest, '\\') || has_byte(rest, '(');
    s->double_quotes += count_bytes(rest, '"');
    s->single_quotes += count_bytes(rest, '\'');
}

/* Bytes that see_text looks at. */
#define WANTED(row)                                                                                \
    (GK_IN(row, '*') | GK_IN(row, '_') | GK_IN(row, '~') | GK_IN(row, '!') | GK_IN(row, '<') |     \
     GK_IN(row, '[') | GK_IN(row, ']') | GK_IN(row, '|') | GK_IN(row, ':') | GK_IN(row, '@') |     \
     GK_IN(row, 'w'))

/* A caret by another name: escaped, or a character reference. */
static bool is_odd_caret(gk_view text)
{
    if (!text.n || (text.p[0] != '\\' && text.p[0] != '&')) return false;
    if (gk_view_starts(text, GK_V("\\^")) || gk_view_starts(text, GK_V("&Hat;"))) return true;
    if (!gk_view_starts(text, GK_V("&#"))) return false;
    bool hex = text.n > 2 && (text.p[2] | 0x20) == 'x';
    size_t i = hex ? 3 : 2;
    while (i < text.n && text.p[i] == '0') i++;
    if (i + 1 >= text.n) return false;
    return hex ? text.p[i] == '5' && (text.p[i + 1] | 0x20) == 'e'
               : text.p[i] == '9' && text.p[i + 1] == '4';
}

static void see_bracket(scan *s, gk_view rest)
{
    gk_preflight *check = s->check;
    if (rest.n < 2) return;
    if (rest.p[1] == '^') check->footnotes = true, s->notes++;
    if (is_odd_caret(gk_view_from(rest, 1))) check->odd_caret = true;
    if (rest.n > 2 && rest.p[2] == ']' &&
        (is_blank((unsigned char)rest.p[1]) || (rest.p[1] | 0x20) == 'x'))
        check->tasks = true;
}

/* A run of emphasis marks at i; returns its end. */
static size_t see_marks(scan *s, size_t i)
{
    unsigned char c = s->p[i];
    size_t end = i;
    while (end < s->n && s->p[end] == c) end++;
    s->marks++;
    if (c == '~') s->check->tildes = true;
    if (c == '_' || s->check->look_ahead) return end;
    gk_view text = gk_view_n((const char *)s->p, s->n);
    if (gk_cjk_differs(text, i, end)) {
        s->check->emphasis = true;
        s->check->look_ahead = !gk_cjk_amends(text, end);
    }
    return end;
}

/* One of the wanted bytes but a pipe, at i; returns the last byte that has been seen with it. */
static size_t see_byte(scan *s, size_t i, size_t to)
{
    gk_preflight *check = s->check;
    const unsigned char *p = s->p;
    unsigned char next = i + 1 < to ? p[i + 1] : 0;
    switch (p[i]) {
    case '*':
    case '_':
    case '~': return see_marks(s, i) - 1;
    case '!': s->images += next == '['; break;
    case '<': s->declarations += next == '?' || next == '!'; break;
    case '[': see_bracket(s, gk_view_n((const char *)p + i, to - i)); break;
    case ']': s->closers++, s->brackets++; break;
    case ':': check->addresses |= next == '/'; break;
    case '@': check->addresses = true; break;
    default:
        check->addresses |=
            next == 'w' && gk_view_starts(gk_view_n((const char *)p + i, to - i), GK_V("www."));
        break;
    }
    return i;
}

static void see_text(scan *s, size_t from, size_t to)
{
    static const gk_byteset wanted = GK_BYTESET(WANTED);
    uint64_t pipes = 0;
    size_t unseen = from;
    for (; from < to; from += GK_BYTESET_SPAN) {
        uint64_t mask = gk_byteset_mask(&wanted, (const char *)s->p + from, to - from);
        for (; mask; mask &= mask - 1) {
            size_t i = from + (size_t)__builtin_ctzll(mask);
            if (s->p[i] == '|')
                pipes++;
            else if (i >= unseen)
                unseen = see_byte(s, i, to) + 1;
        }
    }
    if (pipes > s->pipes) s->pipes = pipes;
}

static bool has_only_quotes(const scan *s, const line *l)
{
    for (size_t i = l->text; i < l->to; i++)
        if (s->p[i] != '>' && !is_blank(s->p[i])) return false;
    return true;
}

/* Each level of lists is two columns at least, and stays open for all that the scan can tell. */
static bool see_nesting(scan *s, const line *l)
{
    unsigned depth = l->markers ? l->indent / 2 + l->markers : 0;
    if (depth > s->depth) s->depth = depth;
    s->nesting_work += s->depth;
    if (s->nesting_work <= NESTING_WORK) return true;
    return refuse(s, GK_MSG_markdown_nesting, l->from, l->from, s->depth, 0);
}

static bool see_line(scan *s, line *l)
{
    if (l->to - l->from > GK_MARKDOWN_LINE)
        return refuse(s, GK_MSG_markdown_line, l->from, l->from, l->to - l->from, GK_MARKDOWN_LINE);
    read_begin(s, l);
    if (!see_nesting(s, l)) return false;
    if (l->text == l->to) return end_block(s, l->to);
    if (l->indent > GK_MARKDOWN_INDENT)
        return refuse(s, GK_MSG_markdown_indent, l->text, l->to, l->indent, GK_MARKDOWN_INDENT);
    if (l->markers > GK_MARKDOWN_DEPTH)
        return refuse(s, GK_MSG_markdown_depth, l->text, l->inner, l->markers, GK_MARKDOWN_DEPTH);
    if (s->block_lines == 0) s->block = l->from;
    if (!see_table(s, l) || !see_items(s, l)) return false;
    see_definition(s, l);
    see_text(s, l->from, l->to);
    /* Without a row of dashes any number of pipes is fine; the widest line counts once there is
     * one. */
    if (s->columns && s->pipes + 1 > s->columns) s->columns = s->pipes + 1;
    unsigned char first = s->p[l->text];
    s->previous = first == '|' ? trimmed(s, l) : (gk_view){NULL, 0};
    s->block_lines++;
    bool heading = first == '#' && s->start == l->from;
    bool only_quotes = first == '>' && l->inner == l->to && l->indent < 4 && has_only_quotes(s, l);
    return heading || only_quotes ? end_paragraph(s, l->to) : true;
}

#define ENDS(row) (GK_IN(row, '\n') | GK_IN(row, '\r'))

static void remember_line(gk_preflight *check, size_t at)
{
    if (check->line_count == check->line_cap)
        check->lines = gk_mem_grow(check->lines, &check->line_cap, check->line_count + 1,
                                   sizeof *check->lines);
    check->lines[check->line_count++] = (uint32_t)at;
}

/* Where lines begin. They end as the library sees it: by LF, CR, or both. */
static void find_lines(gk_preflight *check, gk_view text)
{
    static const gk_byteset ends = GK_BYTESET(ENDS);
    if (text.n) remember_line(check, 0);
    for (size_t from = 0; from < text.n; from += GK_BYTESET_SPAN) {
        uint64_t mask = gk_byteset_mask(&ends, text.p + from, text.n - from);
        for (; mask; mask &= mask - 1) {
            size_t next = from + (size_t)__builtin_ctzll(mask) + 1;
            bool both = next < text.n && text.p[next - 1] == '\r' && text.p[next] == '\n';
            if (next < text.n && !both) remember_line(check, next);
        }
    }
}

/* The line at number i, without its end. */
static line line_of(const gk_preflight *check, gk_view text, size_t i)
{
    bool last = i + 1 == check->line_count;
    line l = {.from = check->lines[i], .to = last ? text.n : check->lines[i + 1]};
    if (l.to > l.from && text.p[l.to - 1] == '\n') l.to--;
    if (l.to > l.from && text.p[l.to - 1] == '\r') l.to--;
    return l;
}

bool gk_preflight_run(gk_preflight *check, gk_view text)
{
    *check =
        (gk_preflight){.refusal = GK_MSG_COUNT, .lines = check->lines, .line_cap = check->line_cap};
    scan s = {.check = check, .p = (const unsigned char *)text.p, .n = text.n};
    if (text.n > GK_MARKDOWN_BYTES)
        return refuse(&s, GK_MSG_markdown_bytes, 0, 0, text.n, GK_MARKDOWN_BYTES);
    find_lines(check, text);
    for (size_t i = 0; i < check->line_count; i++) {
        line l = line_of(check, text, i);
        if (!see_line(&s, &l)) return false;
    }
    if (!end_block(&s, text.n)) return false;
    if (s.longest_definition * s.brackets > REFERENCE_WORK)
        return refuse(&s, GK_MSG_markdown_references, 0, 0, s.longest_definition, 0);
    if (s.notes > GK_MARKDOWN_NOTES)
        return refuse(&s, GK_MSG_markdown_notes, 0, 0, s.notes, GK_MARKDOWN_NOTES);
    return true;
}

void gk_preflight_free(gk_preflight *check)
{
    free(check->lines);
    *check = (gk_preflight){0};
}
