/* The reference page of the language: its examples give what it says, and it names every word of
 * the language.
 *
 * Blocks of content/manual/templates.md: `data` holds for all that follows; `template NAME` is
 * another file for the next example; `template` is the example, `output` or `fault` what comes of
 * it. */
#include <stdio.h>
#include <stdlib.h>

#include "fixture.h"

#define PAGE "content/manual/templates.md"

static gk_view read_page(void)
{
    enum { PAGE_MAX = 1 << 20 };
    FILE *file = fopen(PAGE, "rb");
    if (!file) return (gk_view){NULL, 0};
    char *text = malloc(PAGE_MAX);
    size_t n = fread(text, 1, PAGE_MAX, file);
    fclose(file);
    return gk_view_n(text, n);
}

/* Dates and HTML are written as plain strings in the data of the page. */
static gk_value typed(gk_value v, gk_arena *arena)
{
    gk_date date;
    gk_view text = gk_value_view(v);
    uint32_t n = gk_value_count(v);
    if (v.kind == GK_STRING && gk_date_parse_day(text, 480, &date)) return gk_value_date(date);
    if (v.kind == GK_STRING && gk_view_starts(text, GK_V("<"))) return gk_value_html(text);
    if (v.kind == GK_LIST) {
        gk_value *items = gk_arena_alloc(arena, n * sizeof *items);
        for (uint32_t i = 0; i < n; i++) items[i] = typed(gk_value_at(v, i, arena), arena);
        return gk_value_list(items, n);
    }
    if (v.kind != GK_MAP) return v;
    gk_pair *pairs = gk_arena_alloc(arena, n * sizeof *pairs);
    for (uint32_t i = 0; i < n; i++)
        pairs[i] = (gk_pair){gk_value_key(v, i), typed(gk_value_at(v, i, arena), arena)};
    return gk_value_map(pairs, n);
}

typedef struct page {
    gk_view data;
    gk_view names[8], texts[8]; /* other files of the next example */
    size_t files;
    gk_view example;
    unsigned line, played;
} page;

static const char *text_of(fixture *f, gk_view v)
{
    return gk_arena_view(&f->arena, v).p;
}

static void play(page *p, gk_view expected, bool fault)
{
    char *data = strndup(p->data.p, p->data.n);
    fixture *f = fixture_new(data);
    free(data);
    f->globals = typed(f->globals, &f->arena);
    for (size_t i = 0; i < p->files; i++) fixture_file(f, text_of(f, p->names[i]), p->texts[i]);
    fixture_file(f, "例.html", p->example);
    const char *made = fixture_render(f, "例.html");
    if (fault) made = fixture_fault(f);
    gk_view shown = gk_view_of(made);
    while (shown.n && shown.p[shown.n - 1] == '\n') shown.n--;
    if (!gk_view_eq(shown, expected))
        printf("%s:%u: the example is not what it says\n", PAGE, p->line);
    GK_CHECK_STR(text_of(f, shown), text_of(f, expected));
    p->files = 0;
    p->played++;
    fixture_free(f);
}

static void take_block(page *p, gk_view info, gk_view text, unsigned line)
{
    gk_view name = gk_view_trim(gk_view_from(info, 8));
    if (gk_view_is(info, "data")) {
        p->data = text;
    } else if (gk_view_is(info, "template")) {
        p->example = text;
        p->line = line;
    } else if (gk_view_starts(info, GK_V("template ")) && p->files < 8) {
        p->names[p->files] = name;
        p->texts[p->files++] = text;
    } else if (gk_view_is(info, "output") || gk_view_is(info, "fault")) {
        play(p, text, gk_view_is(info, "fault"));
    }
}

GK_TEST(template_manual_examples)
{
    gk_view text = read_page(), rest = text, line;
    page p = {.line = 0};
    unsigned number = 0, began = 0;
    gk_view info = {NULL, 0};
    const char *start = NULL;
    GK_REQUIRE(text.p != NULL);
    while (gk_view_split(&rest, '\n', &line)) {
        number++;
        if (!gk_view_starts(line, GK_V("```"))) continue;
        if (!start) {
            info = gk_view_from(line, 3);
            start = line.p + line.n + 1;
            began = number;
        } else {
            size_t n = (size_t)(line.p - start);
            take_block(&p, info, gk_view_n(start, n ? n - 1 : 0), began);
            start = NULL;
        }
    }
    GK_CHECK(p.played >= 18);
    free((char *)text.p);
}

/* `name` or `name( in the page. */
static bool told(gk_view text, const char *name)
{
    char plain[64], call[64];
    snprintf(plain, sizeof plain, "`%s`", name);
    snprintf(call, sizeof call, "`%s(", name);
    return gk_view_find(text, gk_view_of(plain), 0) != SIZE_MAX ||
           gk_view_find(text, gk_view_of(call), 0) != SIZE_MAX;
}

GK_TEST(template_manual_names_every_word)
{
    static const gk_template_table tables[] = {GK_TEMPLATE_TAGS, GK_TEMPLATE_FILTERS,
                                               GK_TEMPLATE_TESTS};
    gk_view text = read_page();
    gk_template_word word;
    GK_REQUIRE(text.p != NULL);
    for (size_t t = 0; t < 3; t++) {
        for (size_t i = 0; gk_template_word_at(tables[t], i, &word); i++) {
            if (!told(text, word.name)) printf("%s: nothing about %s\n", PAGE, word.name);
            GK_CHECK(told(text, word.name));
            GK_CHECK(word.usage[0] && word.zh[0]);
        }
    }
    free((char *)text.p);
}
