#include "meta/pattern.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { STEPS_MAX = 4000, DEPTH_MAX = 50, REPEAT_MAX = 1000 };

typedef struct range {
    uint32_t from, to;
} range;

typedef enum tree_kind { EMPTY, SET, FIRST, LAST, THEN, OR, REPEAT } tree_kind;

/* The pattern as a tree; THEN and OR have two children, REPEAT one. */
typedef struct tree {
    tree_kind kind;
    struct tree *left, *right;
    const range *ranges; /* SET */
    uint32_t count;
    bool negated;
    int min, max; /* REPEAT; max < 0 = without end */
} tree;

typedef enum step_kind {
    STEP_SET,
    STEP_SPLIT,
    STEP_JUMP,
    STEP_FIRST,
    STEP_LAST,
    STEP_FOUND
} step_kind;

typedef struct step {
    step_kind kind;
    uint32_t a, b; /* where to go on: SPLIT both, JUMP a */
    const range *ranges;
    uint32_t count;
    bool negated;
} step;

struct gk_pattern {
    const step *steps;
    uint32_t count;
};

typedef struct compiling {
    gk_view source;
    size_t at;
    gk_arena *arena;
    gk_pattern_fault fault;
    unsigned depth;
    step *steps;
    uint32_t count;
} compiling;

static tree *fail(compiling *c, gk_pattern_fault fault)
{
    if (c->fault == GK_PATTERN_OK) c->fault = fault;
    return NULL;
}

static tree *make(compiling *c, tree_kind kind, tree *left, tree *right)
{
    tree *t = gk_arena_calloc(c->arena, 1, sizeof *t);
    t->kind = kind;
    t->left = left;
    t->right = right;
    return t;
}

static tree *make_set(compiling *c, const range *ranges, uint32_t count, bool negated)
{
    tree *t = make(c, SET, NULL, NULL);
    range *copy = gk_arena_alloc(c->arena, count * sizeof *copy);
    memcpy(copy, ranges, count * sizeof *copy);
    t->ranges = copy;
    t->count = count;
    t->negated = negated;
    return t;
}

static bool more(const compiling *c)
{
    return c->at < c->source.n;
}

static char peek(const compiling *c)
{
    return more(c) ? c->source.p[c->at] : '\0';
}

/* \d \w \s; the number of ranges, 0 for other letters. */
static uint32_t known_class(char letter, range *out)
{
    static const range digits[] = {{'0', '9'}};
    static const range words[] = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
    static const range spaces[] = {{'\t', '\r'}, {' ', ' '}};
    const range *from = letter == 'd'   ? digits
                        : letter == 'w' ? words
                        : letter == 's' ? spaces
                                        : NULL;
    if (!from) return 0;
    uint32_t n = letter == 'd' ? 1 : letter == 'w' ? 4 : 2;
    memcpy(out, from, n * sizeof *from);
    return n;
}

/* The character behind a backslash that stands for itself; 0 after a fault. */
static uint32_t literal_escape(compiling *c)
{
    char letter = peek(c);
    bool digit = letter >= '0' && letter <= '9';
    bool alnum = digit || (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
    if (!more(c) || (alnum && letter != 'n' && letter != 't')) {
        fail(c, GK_PATTERN_ESCAPE);
        return 0;
    }
    uint32_t ch = gk_utf8_next(c->source, &c->at);
    return ch == 'n' ? '\n' : ch == 't' ? '\t' : ch;
}

static tree *read_escape(compiling *c)
{
    char letter = peek(c);
    range ranges[4];
    bool capital = letter == 'D' || letter == 'W' || letter == 'S';
    uint32_t n = known_class((char)(capital ? letter + ('a' - 'A') : letter), ranges);
    if (n) {
        c->at++;
        return make_set(c, ranges, n, capital);
    }
    uint32_t ch = literal_escape(c);
    return c->fault ? NULL : make_set(c, &(range){ch, ch}, 1, false);
}

/* One end of a range inside [ ]. */
static uint32_t class_char(compiling *c)
{
    uint32_t ch = gk_utf8_next(c->source, &c->at);
    return ch == '\\' ? literal_escape(c) : ch;
}

static tree *read_class(compiling *c)
{
    enum { MOST = 200 };
    range ranges[MOST];
    uint32_t n = 0;
    bool negated = peek(c) == '^', first = true;
    if (negated) c->at++;
    for (; more(c) && (first || peek(c) != ']'); first = false) {
        if (n + 4 > MOST) return fail(c, GK_PATTERN_SIZE);
        if (peek(c) == '\\' && c->at + 1 < c->source.n) {
            uint32_t known = known_class(c->source.p[c->at + 1], ranges + n);
            if (known) {
                n += known;
                c->at += 2;
                continue;
            }
        }
        if (gk_view_starts(gk_view_from(c->source, c->at), GK_V("[:")))
            return fail(c, GK_PATTERN_CLASS);
        uint32_t from = class_char(c), to = from;
        bool wide = peek(c) == '-' && c->at + 1 < c->source.n && c->source.p[c->at + 1] != ']';
        if (wide) {
            c->at++;
            to = class_char(c);
        }
        if (c->fault) return NULL;
        if (to < from) return fail(c, GK_PATTERN_CLASS);
        ranges[n++] = (range){from, to};
    }
    if (!more(c)) return fail(c, GK_PATTERN_CLASS);
    c->at++;
    return make_set(c, ranges, n, negated);
}

static tree *read_either(compiling *c);

static tree *read_atom(compiling *c)
{
    uint32_t ch = gk_utf8_next(c->source, &c->at);
    switch (ch) {
    case '(': {
        if (++c->depth > DEPTH_MAX) return fail(c, GK_PATTERN_SIZE);
        if (gk_view_starts(gk_view_from(c->source, c->at), GK_V("?:"))) c->at += 2;
        tree *inner = read_either(c);
        if (c->fault) return NULL;
        if (peek(c) != ')') return fail(c, GK_PATTERN_PAREN);
        c->at++;
        c->depth--;
        return inner;
    }
    case '*':
    case '+':
    case '?':
    case '{': c->at--; return fail(c, GK_PATTERN_REPEAT);
    case '[': return read_class(c);
    case '\\': return read_escape(c);
    case '.': return make_set(c, &(range){'\n', '\n'}, 1, true);
    case '^': return make(c, FIRST, NULL, NULL);
    case '$': return make(c, LAST, NULL, NULL);
    default: return make_set(c, &(range){ch, ch}, 1, false);
    }
}

static bool read_number(compiling *c, int *out)
{
    size_t from = c->at;
    *out = 0;
    for (; peek(c) >= '0' && peek(c) <= '9' && *out <= REPEAT_MAX; c->at++)
        *out = *out * 10 + (peek(c) - '0');
    return c->at > from && *out <= REPEAT_MAX;
}

/* {m} {m,} {m,n}, behind the opening brace. */
static bool read_counts(compiling *c, int *min, int *max)
{
    if (!read_number(c, min)) return false;
    *max = *min;
    if (peek(c) == ',') {
        c->at++;
        *max = -1;
        if (peek(c) != '}' && !read_number(c, max)) return false;
    }
    if (peek(c) != '}' || (*max >= 0 && *max < *min)) return false;
    c->at++;
    return true;
}

static tree *read_repeated(compiling *c)
{
    tree *t = read_atom(c);
    for (unsigned times = 0; !c->fault && more(c) && strchr("*+?{", peek(c)); times++) {
        char mark = c->source.p[c->at];
        if (times > 2) return fail(c, GK_PATTERN_REPEAT);
        c->at++;
        int min = mark == '+', max = mark == '?' ? 1 : -1;
        if (mark == '{' && !read_counts(c, &min, &max)) return fail(c, GK_PATTERN_REPEAT);
        t = make(c, REPEAT, t, NULL);
        t->min = min;
        t->max = max;
    }
    return t;
}

static tree *read_sequence(compiling *c)
{
    tree *all = make(c, EMPTY, NULL, NULL);
    while (!c->fault && more(c) && peek(c) != '|' && peek(c) != ')')
        all = make(c, THEN, all, read_repeated(c));
    return all;
}

static tree *read_either(compiling *c)
{
    tree *all = read_sequence(c);
    while (!c->fault && peek(c) == '|') {
        c->at++;
        all = make(c, OR, all, read_sequence(c));
    }
    return all;
}

static uint32_t emit(compiling *c, step s)
{
    if (c->count >= STEPS_MAX) {
        fail(c, GK_PATTERN_SIZE);
        return 0;
    }
    c->steps[c->count] = s;
    return c->count++;
}

static void write_tree(compiling *c, const tree *t);

static void write_repeat(compiling *c, const tree *t)
{
    for (int i = 0; i < t->min && !c->fault; i++) {
        uint32_t before = c->count;
        write_tree(c, t->left);
        if (c->count == before) return; /* a thousand times nothing, nested, would take for ever */
    }
    if (t->max < 0) {
        uint32_t split = emit(c, (step){.kind = STEP_SPLIT});
        write_tree(c, t->left);
        emit(c, (step){.kind = STEP_JUMP, .a = split});
        c->steps[split].a = split + 1;
        c->steps[split].b = c->count;
        return;
    }
    for (int i = t->min; i < t->max && !c->fault; i++) {
        uint32_t split = emit(c, (step){.kind = STEP_SPLIT});
        write_tree(c, t->left);
        c->steps[split].a = split + 1;
        c->steps[split].b = c->count;
    }
}

static void write_or(compiling *c, const tree *t)
{
    uint32_t split = emit(c, (step){.kind = STEP_SPLIT});
    write_tree(c, t->left);
    uint32_t jump = emit(c, (step){.kind = STEP_JUMP});
    c->steps[split].a = split + 1;
    c->steps[split].b = c->count;
    write_tree(c, t->right);
    c->steps[jump].a = c->count;
}

/* The left spine of THEN and OR is as long as the source: walked by a loop where it can be. */
static void write_tree(compiling *c, const tree *t)
{
    if (c->fault) return;
    switch (t->kind) {
    case EMPTY: return;
    case SET:
        emit(c,
             (step){
                 .kind = STEP_SET, .ranges = t->ranges, .count = t->count, .negated = t->negated});
        return;
    case FIRST: emit(c, (step){.kind = STEP_FIRST}); return;
    case LAST: emit(c, (step){.kind = STEP_LAST}); return;
    case THEN:
        write_tree(c, t->left);
        write_tree(c, t->right);
        return;
    case OR: write_or(c, t); return;
    case REPEAT: write_repeat(c, t); return;
    }
}

const gk_pattern *gk_pattern_compile(gk_view source, gk_arena *arena, gk_pattern_fault *fault,
                                     size_t *at)
{
    enum { SOURCE_MAX = 1000 };
    compiling c = {.source = source, .arena = arena};
    if (source.n > SOURCE_MAX) fail(&c, GK_PATTERN_SIZE);
    const tree *all = c.fault ? NULL : read_either(&c);
    if (!c.fault && more(&c)) fail(&c, GK_PATTERN_PAREN);
    gk_pattern *pattern = NULL;
    if (!c.fault) {
        c.steps = gk_mem_alloc(STEPS_MAX * sizeof *c.steps);
        write_tree(&c, all);
        emit(&c, (step){.kind = STEP_FOUND});
        step *steps = gk_arena_alloc(arena, c.count * sizeof *steps);
        memcpy(steps, c.steps, c.count * sizeof *steps);
        free(c.steps);
        pattern = gk_arena_alloc(arena, sizeof *pattern);
        *pattern = (gk_pattern){steps, c.count};
    }
    *fault = c.fault;
    *at = c.at;
    return c.fault ? NULL : pattern;
}

/* The steps that may come next, each once. */
typedef struct states {
    uint32_t *list;
    uint32_t count;
} states;

typedef struct running {
    const gk_pattern *pattern;
    gk_view text;
    uint32_t *seen; /* the position + 1 at which a step was last added */
    uint32_t *stack;
    bool found;
} running;

/* Follows splits, jumps and anchors from `start`. A step is pushed at most once for each way to it:
 * two a step. */
static void reach(running *r, states *into, uint32_t start, size_t at)
{
    uint32_t n = 0, now = (uint32_t)at + 1;
    r->stack[n++] = start;
    while (n) {
        uint32_t i = r->stack[--n];
        if (r->seen[i] == now) continue;
        r->seen[i] = now;
        const step *s = &r->pattern->steps[i];
        switch (s->kind) {
        case STEP_SPLIT:
            r->stack[n++] = s->b;
            r->stack[n++] = s->a;
            break;
        case STEP_JUMP: r->stack[n++] = s->a; break;
        case STEP_FIRST:
            if (at == 0) r->stack[n++] = i + 1;
            break;
        case STEP_LAST:
            if (at == r->text.n) r->stack[n++] = i + 1;
            break;
        case STEP_FOUND: r->found = true; break;
        case STEP_SET: into->list[into->count++] = i; break;
        }
    }
}

static bool in_set(const step *s, uint32_t c)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (c >= s->ranges[i].from && c <= s->ranges[i].to) return !s->negated;
    return s->negated;
}

bool gk_pattern_found(const gk_pattern *pattern, gk_view text, gk_arena *arena)
{
    gk_arena_mark mark = gk_arena_save(arena);
    uint32_t *room = gk_arena_calloc(arena, (size_t)pattern->count * 5 + 8, sizeof *room);
    running r = {.pattern = pattern, .text = text, .seen = room, .stack = room + pattern->count};
    states now = {room + 3 * (size_t)pattern->count + 4, 0},
           next = {room + 4 * (size_t)pattern->count + 4, 0};
    for (size_t at = 0; !r.found;) {
        reach(&r, &now, 0, at);
        if (r.found || at >= text.n) break;
        uint32_t c = gk_utf8_next(text, &at);
        next.count = 0;
        for (uint32_t i = 0; i < now.count; i++)
            if (in_set(&pattern->steps[now.list[i]], c)) reach(&r, &next, now.list[i] + 1, at);
        states swap = now;
        now = next;
        next = swap;
    }
    gk_arena_rewind(arena, mark);
    return r.found;
}

/* A character of a set: the first of the first range, or one of a few that a negated set leaves. */
static uint32_t member(const step *s)
{
    static const uint32_t usual[] = {'x', 0x4E2D, '0', ' ', '-', 'a', 0x2026};
    if (!s->negated) return s->count ? s->ranges[0].from : 'x';
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (in_set(s, usual[i])) return usual[i];
    return '?';
}

/* Breadth first over the steps: from[i] is the step that led to step i, + 1. Without a way (an
 * anchor in the wrong place is not looked at) it ends at the first step and the text is empty. */
gk_view gk_pattern_example(const gk_pattern *pattern, gk_arena *arena)
{
    uint32_t *from = gk_arena_calloc(arena, pattern->count, sizeof *from);
    uint32_t *queue = gk_arena_alloc(arena, pattern->count * sizeof *queue), head = 0, tail = 0,
             at = 0;
    from[0] = 1;
    for (queue[tail++] = 0; head < tail; head++) {
        at = queue[head];
        const step *s = &pattern->steps[at];
        if (s->kind == STEP_FOUND) break;
        bool jumps = s->kind == STEP_SPLIT || s->kind == STEP_JUMP;
        uint32_t next[2] = {jumps ? s->a : at + 1, s->kind == STEP_SPLIT ? s->b
                                                   : jumps               ? s->a
                                                                         : at + 1};
        for (size_t i = 0; i < 2; i++)
            if (!from[next[i]]) {
                from[next[i]] = at + 1;
                queue[tail++] = next[i];
            }
    }
    gk_view text = {NULL, 0};
    for (; at != 0; at = from[at] - 1) {
        const step *before = &pattern->steps[from[at] - 1];
        gk_buf one = GK_BUF_INIT;
        if (before->kind == STEP_SET) gk_utf8_put(&one, member(before));
        text = GK_JOIN(arena, gk_buf_view(&one), text);
        gk_buf_free(&one);
    }
    return text;
}
