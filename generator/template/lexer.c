#include "template/lexer.h"

#include <stdlib.h>

#include "base/utf8.h"

void gk_tpl_fault(gk_diags *diags, const gk_tpl *tpl, gk_span span, gk_message id, size_t count,
                  const gk_view *args)
{
    gk_diag_addv(diags, id, gk_place_at(tpl->path, tpl->text, span.from, span.to), count, args);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

void gk_lex_begin(gk_lexer *lexer, gk_tpl *tpl, gk_arena *arena, gk_diags *diags)
{
    *lexer = (gk_lexer){.tpl = tpl, .arena = arena, .diags = diags, .src = tpl->text};
    if (gk_view_starts(tpl->text, GK_V("\xEF\xBB\xBF"))) lexer->pos = 3;
}

static char at(const gk_lexer *lexer, size_t i)
{
    return i < lexer->src.n ? lexer->src.p[i] : '\0';
}

/* Takes from the left of a text what the tag before it asked for. */
static size_t trim_left(const gk_lexer *lexer, size_t from, size_t to)
{
    if (lexer->trim == GK_TRIM_ALL)
        while (from < to && is_space(lexer->src.p[from])) from++;
    if (lexer->trim == GK_TRIM_LINE) {
        if (from + 1 < to && lexer->src.p[from] == '\r' && lexer->src.p[from + 1] == '\n')
            from += 2;
        else if (from < to && lexer->src.p[from] == '\n')
            from++;
    }
    return from;
}

/* … and from its right what the tag behind it asks for; `brace` is its second character, `sign` the
 * third. */
static size_t trim_right(const gk_lexer *lexer, size_t from, size_t to, char brace, char sign)
{
    if (sign == '-') {
        while (to > from && is_space(lexer->src.p[to - 1])) to--;
        return to;
    }
    if (brace == '{' || sign == '+') return to;
    size_t start = to;
    while (start > from && (lexer->src.p[start - 1] == ' ' || lexer->src.p[start - 1] == '\t'))
        start--;
    return start == 0 || lexer->src.p[start - 1] == '\n' ? start : to;
}

static size_t find_brace(const gk_lexer *lexer, size_t from)
{
    for (;;) {
        size_t found = gk_view_find_byte(lexer->src, '{', from);
        if (found == SIZE_MAX) return lexer->src.n;
        char next = at(lexer, found + 1);
        if (next == '{' || next == '%' || next == '#') return found;
        from = found + 1;
    }
}

static bool skip_comment(gk_lexer *lexer, size_t brace)
{
    size_t end = gk_view_find(lexer->src, GK_V("#}"), brace + 2);
    if (end == SIZE_MAX) {
        GK_TPL_FAULT(lexer->diags, lexer->tpl, ((gk_span){(uint32_t)brace, (uint32_t)brace + 2}),
                     GK_MSG_template_unclosed_brace, GK_V("{#"), GK_V("#}"));
        lexer->pos = lexer->src.n;
        return false;
    }
    char sign = end > brace + 2 ? lexer->src.p[end - 1] : '\0';
    lexer->trim = sign == '-' ? GK_TRIM_ALL : sign == '+' ? GK_TRIM_NONE : GK_TRIM_LINE;
    lexer->pos = end + 2;
    return true;
}

bool gk_lex_piece(gk_lexer *lexer, gk_view *text, gk_piece *piece)
{
    size_t brace = find_brace(lexer, lexer->pos);
    char kind = at(lexer, brace + 1), sign = at(lexer, brace + 2);
    size_t from = trim_left(lexer, lexer->pos, brace);
    size_t to = brace < lexer->src.n ? trim_right(lexer, from, brace, kind, sign) : brace;
    *text = gk_view_n(lexer->src.p + from, to - from);
    lexer->trim = GK_TRIM_NONE;
    if (brace >= lexer->src.n) {
        *piece = GK_PIECE_END;
        lexer->pos = lexer->src.n;
        return true;
    }
    if (kind == '#') {
        *piece = GK_PIECE_COMMENT;
        return skip_comment(lexer, brace);
    }
    *piece = kind == '{' ? GK_PIECE_OUTPUT : GK_PIECE_TAG;
    lexer->output = kind == '{';
    lexer->open = (gk_span){(uint32_t)brace, (uint32_t)brace + 2};
    lexer->braces = 0;
    lexer->pos = brace + 2 + (sign == '-' || (sign == '+' && kind == '%'));
    return true;
}

/* The closing brace at pos, with its sign: its length, or 0. */
static size_t closing(const gk_lexer *lexer)
{
    size_t i = lexer->pos;
    char sign = at(lexer, i);
    if (sign == '-' || (sign == '+' && !lexer->output)) i++;
    char first = lexer->output ? '}' : '%';
    if (lexer->output && lexer->braces) return 0;
    return at(lexer, i) == first && at(lexer, i + 1) == '}' ? i + 2 - lexer->pos : 0;
}

static gk_token token(const gk_lexer *lexer, gk_token_kind kind, size_t from)
{
    return (gk_token){.kind = (uint8_t)kind, .span = {(uint32_t)from, (uint32_t)lexer->pos}};
}

static gk_token bad(gk_lexer *lexer, size_t from, gk_message id, gk_view arg, gk_view other)
{
    gk_token t = token(lexer, GK_T_BAD, from);
    GK_TPL_FAULT(lexer->diags, lexer->tpl, t.span, id, arg, other);
    return t;
}

static gk_token close_tag(gk_lexer *lexer, size_t length)
{
    size_t from = lexer->pos;
    char sign = at(lexer, from);
    lexer->trim = sign == '-'                    ? GK_TRIM_ALL
                  : sign == '+' || lexer->output ? GK_TRIM_NONE
                                                 : GK_TRIM_LINE;
    lexer->pos += length;
    return token(lexer, GK_T_END, from);
}

static char escaped(char c)
{
    switch (c) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    default: return c;
    }
}

static gk_token lex_string(gk_lexer *lexer)
{
    size_t from = lexer->pos;
    char quote = lexer->src.p[lexer->pos++];
    bool escapes = false;
    while (lexer->pos < lexer->src.n && lexer->src.p[lexer->pos] != quote) {
        bool back = lexer->src.p[lexer->pos] == '\\';
        escapes |= back;
        lexer->pos += back ? 2 : 1;
    }
    if (lexer->pos >= lexer->src.n) {
        lexer->pos = lexer->src.n;
        gk_span span = {(uint32_t)from, (uint32_t)from + 1};
        GK_TPL_FAULT(lexer->diags, lexer->tpl, span, GK_MSG_template_unclosed_string,
                     gk_view_n(&quote, 1));
        return token(lexer, GK_T_BAD, from);
    }
    gk_view raw = gk_view_n(lexer->src.p + from + 1, lexer->pos - from - 1);
    lexer->pos++;
    gk_token t = token(lexer, GK_T_STRING, from);
    t.text = raw;
    if (!escapes) return t;
    char *copy = gk_arena_alloc(lexer->arena, raw.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++)
        copy[n++] = raw.p[i] == '\\' ? escaped(raw.p[++i]) : raw.p[i];
    t.text = gk_view_n(copy, n);
    return t;
}

static gk_token lex_number(gk_lexer *lexer)
{
    size_t from = lexer->pos;
    while (is_digit(at(lexer, lexer->pos))) lexer->pos++;
    bool fraction = at(lexer, lexer->pos) == '.' && is_digit(at(lexer, lexer->pos + 1));
    if (fraction) {
        lexer->pos++;
        while (is_digit(at(lexer, lexer->pos))) lexer->pos++;
    }
    gk_view digits = gk_view_n(lexer->src.p + from, lexer->pos - from);
    gk_token t = token(lexer, fraction ? GK_T_FLOAT : GK_T_INT, from);
    char text[64];
    bool fits = fraction ? digits.n < sizeof text : gk_view_to_int(digits, &t.number.i);
    if (!fits) return bad(lexer, from, GK_MSG_template_number_range, digits, GK_V(""));
    if (!fraction) return t;
    memcpy(text, digits.p, digits.n);
    text[digits.n] = '\0';
    t.number.f = strtod(text, NULL);
    return t;
}

/* What people type with a Chinese keyboard, and what is meant. */
static gk_view ascii_of(uint32_t c)
{
    static const struct {
        uint32_t wide;
        const char *ascii;
    } rows[] = {{0xFF08, "("},  {0xFF09, ")"}, {0xFF0C, ","}, {0xFF1A, ":"}, {0x201C, "\""},
                {0x201D, "\""}, {0x2018, "'"}, {0x2019, "'"}, {0xFF5C, "|"}, {0x3002, "."},
                {0x3001, ","},  {0x3010, "["}, {0x3011, "]"}, {0xFF5B, "{"}, {0xFF5D, "}"},
                {0xFF1D, "="},  {0xFF05, "%"}, {0x3000, " "}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].wide == c) return gk_view_of(rows[i].ascii);
    return (gk_view){NULL, 0};
}

static gk_token lex_stray(gk_lexer *lexer)
{
    size_t from = lexer->pos;
    uint32_t c = gk_utf8_next(lexer->src, &lexer->pos);
    gk_view typed = gk_view_n(lexer->src.p + from, lexer->pos - from), meant = ascii_of(c);
    return bad(lexer, from, meant.n ? GK_MSG_template_fullwidth : GK_MSG_template_character, typed,
               meant);
}

static gk_token lex_operator(gk_lexer *lexer)
{
    static const char pairs[][2] = {{'=', '='}, {'!', '='}, {'<', '='}, {'>', '='}, {'/', '/'}};
    size_t from = lexer->pos;
    char c = at(lexer, from), next = at(lexer, from + 1);
    gk_token t = {.kind = GK_T_OP, .op = {c, '\0'}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (c == pairs[i][0] && next == pairs[i][1]) t.op[1] = next;
    if (!t.op[1] && !strchr("()[]{},:.|+-*/%~<>=", c)) return lex_stray(lexer);
    if (c == '{') lexer->braces++;
    if (c == '}' && lexer->braces) lexer->braces--;
    lexer->pos += t.op[1] ? 2 : 1;
    t.span = (gk_span){(uint32_t)from, (uint32_t)lexer->pos};
    return t;
}

gk_token gk_lex_token(gk_lexer *lexer)
{
    while (is_space(at(lexer, lexer->pos))) lexer->pos++;
    if (lexer->pos >= lexer->src.n) return token(lexer, GK_T_EOF, lexer->pos);
    size_t length = closing(lexer), from = lexer->pos;
    if (length) return close_tag(lexer, length);
    char c = lexer->src.p[from];
    if (is_name_start(c)) {
        while (is_name_start(at(lexer, lexer->pos)) || is_digit(at(lexer, lexer->pos)))
            lexer->pos++;
        gk_token t = token(lexer, GK_T_NAME, from);
        t.text = gk_view_n(lexer->src.p + from, lexer->pos - from);
        return t;
    }
    if (is_digit(c)) return lex_number(lexer);
    if (c == '"' || c == '\'') return lex_string(lexer);
    if ((unsigned char)c >= 0x80 || c == '\0') return lex_stray(lexer);
    return lex_operator(lexer);
}

bool gk_lex_raw(gk_lexer *lexer, gk_view *text)
{
    size_t from = lexer->pos;
    for (size_t brace = from; (brace = gk_view_find(lexer->src, GK_V("{%"), brace)) != SIZE_MAX;
         brace += 2) {
        size_t i = brace + 2;
        char sign = at(lexer, i);
        if (sign == '-' || sign == '+') i++;
        while (is_space(at(lexer, i))) i++;
        if (!gk_view_starts(gk_view_from(lexer->src, i), GK_V("endraw"))) continue;
        i += 6;
        while (is_space(at(lexer, i))) i++;
        lexer->output = false;
        size_t keep = lexer->pos;
        lexer->pos = i;
        size_t length = closing(lexer);
        lexer->pos = keep;
        if (!length) continue;
        size_t start = trim_left(lexer, from, brace);
        *text = gk_view_n(lexer->src.p + start, trim_right(lexer, start, brace, '%', sign) - start);
        lexer->pos = i;
        close_tag(lexer, length);
        return true;
    }
    return false;
}
