#include "base/utf8.h"
#include "meta/checking.h"
#include "meta/scalar.h"

static const gk_view nothing = {NULL, 0};

enum { PATTERN_TEXT_MAX = 8000 /* bytes; a pattern is for codes and numbers */ };

/* “…” around the whole of a plain scalar, and nowhere inside. */
static bool in_curly_quotes(gk_view text, gk_view *inner)
{
    static const char *const pairs[][2] = {{"“", "”"},   {"‘", "’"}, {"”", "“"},
                                           {"＂", "＂"}, {"“", "“"}, {"”", "”"}};
    /* Each of them begins with one of two bytes. */
    if (text.n < 6 || (text.p[0] != pairs[0][0][0] && text.p[0] != pairs[3][0][0])) return false;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        gk_view open = gk_view_of(pairs[i][0]), close = gk_view_of(pairs[i][1]);
        if (!gk_view_starts(text, open) || !gk_view_ends(text, close)) continue;
        *inner = gk_view_n(text.p + 3, text.n - 6);
        return gk_view_find(*inner, open, 0) == SIZE_MAX &&
               gk_view_find(*inner, close, 0) == SIZE_MAX;
    }
    return false;
}

static bool is_plain(const gk_node *node)
{
    return node->style == GK_STYLE_PLAIN;
}

void gk_checking_hash(gk_checking *c, const gk_trail *at, size_t behind)
{
    gk_view text = c->check->text;
    size_t i = behind;
    while (i < text.n && text.p[i] == ' ') i++;
    if (i == behind || i + 1 >= text.n || text.p[i] != '#') return;
    char next = text.p[i + 1];
    if (next == ' ' || next == '#' || next == '\n' || next == '\r' || next == '\t') return;
    size_t end = gk_view_find_byte(text, '\n', i);
    gk_span span = {(uint32_t)i, end == SIZE_MAX ? (uint32_t)text.n : (uint32_t)end};
    gk_checking_fault(c, at, GK_MSG_field_hash, span, nothing, nothing, nothing);
}

/* Hidden characters but for joiners and soft hyphens, which stand in names and emoji. */
static bool has_unwanted(gk_view v)
{
    if (!gk_scalar_has_hidden(v)) return false;
    for (size_t i = 0; i < v.n;) {
        uint32_t ch = gk_utf8_next(v, &i);
        bool fine =
            ch == 0x200C || ch == 0x200D || ch == 0xAD || ch == '\n' || ch == '\t' || ch == '\r';
        if (gk_utf8_is_hidden(ch) && !fine) return true;
    }
    return false;
}

static bool check_text(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    const gk_field *field = at->field;
    gk_view text = node->u.text, inner;
    if (node->style == GK_STYLE_BLOCK)
        while (text.n && text.p[text.n - 1] == '\n') text.n--;
    *out = gk_value_string(text);
    if (field->kind == GK_FIELD_STRING && gk_view_find_byte(text, '\n', 0) != SIZE_MAX) {
        gk_checking_fault(c, at, GK_MSG_field_lines, node->span, nothing, nothing, nothing);
        return false;
    }
    if (has_unwanted(text)) {
        gk_checking_fault(c, at, GK_MSG_field_control, node->span, nothing, nothing, nothing);
        return false;
    }
    if (is_plain(node)) {
        if (in_curly_quotes(text, &inner))
            gk_checking_fault(c, at, GK_MSG_field_curly, node->span, nothing, nothing, nothing);
        gk_checking_hash(c, at, node->span.to);
    }
    if (field->has_min || field->has_max) {
        double n = (double)gk_utf8_count(text);
        if (!gk_checking_range(c, at, node->span, n, GK_MSG_field_short, GK_MSG_field_long))
            return false;
    }
    if (field->compiled &&
        (text.n > PATTERN_TEXT_MAX || !gk_pattern_found(field->compiled, text, c->arena))) {
        gk_view what = field->pattern_message.n ? field->pattern_message : field->pattern;
        gk_checking_fault(c, at, GK_MSG_field_pattern, node->span, text, what, nothing);
        return false;
    }
    return true;
}

static bool check_integer(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    int64_t i;
    if (!gk_view_to_int(gk_view_trim(node->u.text), &i)) {
        gk_checking_fault(c, at, GK_MSG_field_integer, node->span, node->u.text, nothing, nothing);
        return false;
    }
    *out = gk_value_int(i);
    return gk_checking_range(c, at, node->span, (double)i, GK_MSG_field_small, GK_MSG_field_large);
}

static bool check_number(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    double f;
    int64_t i;
    gk_view text = gk_view_trim(node->u.text);
    if (!gk_scalar_float(text, &f)) {
        gk_checking_fault(c, at, GK_MSG_field_number, node->span, node->u.text, nothing, nothing);
        return false;
    }
    *out = gk_view_to_int(text, &i) ? gk_value_int(i) : gk_value_float(f);
    return gk_checking_range(c, at, node->span, f, GK_MSG_field_small, GK_MSG_field_large);
}

static bool check_boolean(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    gk_value value = gk_scalar_by_look(node->u.text, 0);
    if (value.kind != GK_BOOL) {
        gk_checking_fault(c, at, GK_MSG_field_boolean, node->span, node->u.text, nothing, nothing);
        return false;
    }
    *out = value;
    return true;
}

/* 2026-02-30: the form is right, the day is not. */
static bool is_day_form(gk_view v)
{
    if (v.n < 10 || v.p[4] != '-' || v.p[7] != '-') return false;
    for (size_t i = 0; i < 10; i++)
        if (i != 4 && i != 7 && (v.p[i] < '0' || v.p[i] > '9')) return false;
    return true;
}

static void explain_date(gk_checking *c, const gk_trail *at, const gk_node *node)
{
    gk_view text = node->u.text, inner, guess, day = gk_view_sub(text, 0, 10);
    gk_date date;
    bool timed = at->field->kind == GK_FIELD_DATETIME;
    if (in_curly_quotes(text, &inner)) text = inner;
    guess = gk_scalar_guess_day(text, c->arena);
    if (is_day_form(text) && !gk_date_parse_day(gk_view_sub(text, 0, 10), 0, &date))
        gk_checking_fault(c, at, GK_MSG_field_day, node->span, day, nothing, nothing);
    else if (timed)
        gk_checking_fault(c, at, GK_MSG_field_datetime, node->span, node->u.text, nothing, nothing);
    else if (guess.n)
        gk_checking_fault(c, at, GK_MSG_field_date_form, node->span, node->u.text, guess, nothing);
    else
        gk_checking_fault(c, at, GK_MSG_field_date, node->span, node->u.text, nothing, nothing);
}

static bool check_date(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    gk_date date;
    gk_view text = gk_view_trim(node->u.text);
    bool timed = at->field->kind == GK_FIELD_DATETIME;
    bool read = timed ? gk_date_parse(text, c->check->offset, &date) &&
                            (!date.day_only || at->field->day_too)
                      : gk_date_parse_day(text, c->check->offset, &date);
    if (!read) {
        explain_date(c, at, node);
        return false;
    }
    int32_t year = gk_date_civil(date).year;
    if (year < 1900 || year > 2199) {
        gk_checking_fault(c, at, GK_MSG_field_year, node->span, text, nothing, nothing);
        return false;
    }
    *out = gk_value_date(date);
    return true;
}

/* meeting（会议）、study（学习）… */
static gk_view choices_text(gk_checking *c, const gk_field *field)
{
    enum { MOST = 20 };
    gk_view all = nothing;
    for (uint32_t i = 0; i < field->choice_count && i < MOST; i++) {
        const gk_choice *choice = &field->choices[i];
        gk_view mark = i ? GK_V("、") : nothing;
        bool plain = choice->label.n == 0 || gk_view_eq(choice->label, choice->value);
        all = plain ? GK_JOIN(c->arena, all, mark, choice->value)
                    : GK_JOIN(c->arena, all, mark, choice->value, GK_V("（"), choice->label,
                              GK_V("）"));
    }
    return all;
}

/* What was meant: the value with that label, or one that is written alike. */
static gk_view choice_nearest(const gk_field *field, gk_view text)
{
    enum { MOST = 100, LONGEST = 60 };
    gk_view values[MOST];
    size_t n = 0;
    for (; n < field->choice_count && n < MOST; n++) {
        if (gk_view_eq(field->choices[n].label, text)) return field->choices[n].value;
        values[n] = field->choices[n].value;
    }
    return text.n <= LONGEST ? gk_view_nearest(text, values, n) : nothing;
}

static bool check_enum(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    const gk_field *field = at->field;
    gk_view text = node->u.text;
    for (uint32_t i = 0; i < field->choice_count; i++)
        if (gk_view_eq(field->choices[i].value, text)) {
            *out = gk_value_string(text);
            return true;
        }
    gk_view nearest = choice_nearest(field, text), all = choices_text(c, field);
    gk_checking_fault(c, at, nearest.n ? GK_MSG_field_enum_near : GK_MSG_field_enum, node->span,
                      text, all, nearest);
    return false;
}

static bool fits(gk_checking *c, const gk_trail *at, const gk_node *node, bool fine, gk_message id,
                 gk_value *out)
{
    *out = gk_value_string(node->u.text);
    if (!fine) gk_checking_fault(c, at, id, node->span, node->u.text, nothing, nothing);
    return fine;
}

static bool check_file(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    gk_path_fault fault = gk_scalar_check_path(node->u.text, c->check->path);
    return fits(c, at, node, fault == GK_PATH_OK,
                fault == GK_PATH_OUT ? GK_MSG_field_file_out : GK_MSG_field_file, out);
}

static bool check_reference(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    gk_view text = node->u.text;
    if (at->field->to == GK_TO_BRANCH)
        return fits(c, at, node, gk_scalar_is_id(text), GK_MSG_field_branch, out);
    return fits(c, at, node, gk_scalar_check_path(text, c->check->path) == GK_PATH_OK,
                GK_MSG_field_reference, out);
}

/* Whether the page may play what is at the address. */
static bool may_play(const gk_checking *c, gk_view url)
{
    gk_view host = gk_scalar_host_of(url);
    if (gk_view_starts(url, GK_V("/"))) return true;
    if (!gk_view_starts(url, GK_V("https://"))) return false;
    for (uint32_t i = 0; i < gk_value_count(c->check->media_hosts); i++) {
        gk_view known = gk_value_view(gk_value_at(c->check->media_hosts, i, c->arena));
        if (known.n == host.n && strncasecmp(known.p, host.p, host.n) == 0) return true;
    }
    return false;
}

static bool check_url(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    gk_view url = node->u.text, host = gk_scalar_host_of(url);
    if (!gk_scalar_is_url(url)) return fits(c, at, node, false, GK_MSG_field_url, out);
    if (!at->field->media || may_play(c, url))
        return fits(c, at, node, true, GK_MSG_field_url, out);
    bool secure = gk_view_starts(url, GK_V("https://"));
    gk_checking_fault(c, at, secure ? GK_MSG_field_media_host : GK_MSG_field_media_http, node->span,
                      secure ? host : url, nothing, nothing);
    return false;
}

static bool check_kind(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    gk_view text = node->u.text;
    switch (at->field->kind) {
    case GK_FIELD_INTEGER: return check_integer(c, at, node, out);
    case GK_FIELD_NUMBER: return check_number(c, at, node, out);
    case GK_FIELD_BOOLEAN: return check_boolean(c, at, node, out);
    case GK_FIELD_DATE:
    case GK_FIELD_DATETIME: return check_date(c, at, node, out);
    case GK_FIELD_ENUM: return check_enum(c, at, node, out);
    case GK_FIELD_REFERENCE: return check_reference(c, at, node, out);
    case GK_FIELD_FILE: return check_file(c, at, node, out);
    case GK_FIELD_URL: return check_url(c, at, node, out);
    case GK_FIELD_EMAIL:
        return fits(c, at, node, gk_scalar_is_email(text), GK_MSG_field_email, out);
    case GK_FIELD_PHONE:
        return fits(c, at, node, gk_scalar_is_phone(text), GK_MSG_field_phone, out);
    default: return check_text(c, at, node, out);
    }
}

static void mention(gk_checking *c, const gk_field *field, gk_mention_kind kind,
                    const gk_node *node)
{
    gk_mention *m = gk_arena_alloc(c->arena, sizeof *m);
    *m = (gk_mention){NULL, kind, field, node->u.text, node->span};
    *c->check->tail = m;
    c->check->tail = &m->next;
}

bool gk_checking_scalar(gk_checking *c, const gk_trail *at, const gk_node *node, gk_value *out)
{
    const gk_field *field = at->field;
    if (!check_kind(c, at, node, out)) {
        *out = gk_value_null();
        return false;
    }
    if (field->kind == GK_FIELD_REFERENCE)
        mention(c, field, field->to == GK_TO_BRANCH ? GK_MENTION_BRANCH : GK_MENTION_DOCUMENT,
                node);
    if (field->kind == GK_FIELD_FILE) mention(c, field, GK_MENTION_FILE, node);
    if (field->unique) mention(c, field, GK_MENTION_UNIQUE, node);
    return true;
}
