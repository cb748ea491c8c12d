/* What gk_yaml_plain accepts it must read as libyaml does: kinds, styles, spans and texts. A
 * comment behind the text sends gk_yaml_parse the long way. */
#include "meta/yaml_plain.h"

#include <ftw.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "harness.h"

static gk_arena arena;
static size_t accepted, seen;

static bool same(const gk_node *a, const gk_node *b)
{
    bool head = a->kind == b->kind && a->style == b->style && a->span.from == b->span.from &&
                a->span.to == b->span.to;
    if (!head) return false;
    if (a->kind == GK_NODE_SCALAR) return gk_view_eq(a->u.text, b->u.text);
    if (a->count != b->count) return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const gk_entry *x = &a->u.entries[i], *y = &b->u.entries[i];
        bool key = gk_view_eq(x->key, y->key) && x->key_span.from == y->key_span.from &&
                   x->key_span.to == y->key_span.to;
        if (!key || !same(&x->node, &y->node)) return false;
    }
    return true;
}

/* Whether both ways agree on text[from, to); what is not accepted agrees. */
static bool agrees(gk_view text, size_t from, size_t to)
{
    gk_arena_reset(&arena);
    text.n = to;
    if (!gk_utf8_valid(text, NULL) || memchr(text.p, 0, text.n)) return true;
    seen++;
    const gk_node *plain = gk_yaml_plain(text, from, to, &arena);
    if (!plain) return true;
    accepted++;
    gk_diags diags = GK_DIAGS_INIT;
    gk_view longer = GK_JOIN(&arena, text, text.p[to - 1] == '\n' ? GK_V("#\n") : GK_V("\n#\n"));
    const gk_node *node =
        gk_yaml_parse(GK_V("a.md"), longer, from, longer.n, GK_YAML_FILE_MAX, &arena, &diags);
    gk_diags_free(&diags);
    bool fine = node && same(plain, node);
    if (!fine)
        fprintf(stderr, "gk_yaml_plain reads otherwise:\n%.*s\n", (int)(to - from), text.p + from);
    return fine;
}

static bool agrees_all(const char *text)
{
    return agrees(gk_view_of(text), 0, strlen(text));
}

static bool accepts(const char *text)
{
    size_t before = accepted;
    bool fine = agrees_all(text);
    return fine && accepted > before;
}

GK_TEST(yaml_plain_accepts_what_people_write)
{
    GK_CHECK(accepts("title: 通知\ndate: 2026-01-02\n"));
    GK_CHECK(accepts("title: a \"b\" c's [d] {e}, 10:30, a#b?\n\nother: 3.5  \n"));
    GK_CHECK(accepts("tags: [办事, 党费,a b , \"x, y\", 'z']\ntitle: '带: 冒号'\n"));
    GK_CHECK(accepts("tags:\n- a\n- b\nlist:\n  - \"c\"\n  -   d\n  -\n  - [e]\nempty:\nlast: x"));
    GK_CHECK(accepts(
        "contact:\n  phone: 010-1\n  office:\n  hours:\n    monday: 9:00\nfiles:\n  - file: a.pdf\n"
        "    title: 甲\n  - file: b.pdf\nz:\n"));
    GK_CHECK(accepts(
        "a: {b: c, d-e: [f, \"g\"], h: {i: 9:30}}\nj: []\nk: {}\nl: [https://x.example/, 中]\n"));
    GK_CHECK(accepts("a: \"\"\nb: ''\nc: ~\n"));
    GK_CHECK(accepts("a:\n    -  b: c\n       d: e\n    -  f\n"));
}

GK_TEST(yaml_plain_leaves_the_rest)
{
    static const char *const texts[] = {
        "",
        "\n",
        "- a\n",
        "a\n",
        "a: b: c\n",
        "a: b\n  c\n",
        "a: b #c\n",
        "#\na: b\n",
        "a: b\na: c\n",
        "a : b\n",
        "a:b\n",
        "a: &x b\n",
        "a: *x\n",
        "a: !x b\n",
        "a: |\n b\n",
        "a: >\n b\n",
        "a: {b: c, b: d}\n",
        "a: {b}\n",
        "a: {b: }\n",
        "a: {b: c, }\n",
        "a: {b: c\n",
        "a: [b: c]\n",
        "a: [b:]\n",
        "a: [b\n",
        "a: [b, ]\n",
        "a: \"b\\n\"\n",
        "a: 'b''c'\n",
        "a: 'b'c\n",
        "a: \"b\n  c\"\n",
        "a:\tb\n",
        "a: b\tc\n",
        "a: b\r\n",
        " a: b\n",
        "a:\n b: c\n  d: e\n",
        "a:\n  b: c\n d: e\n",
        "a: b\n- c\n",
        "a: - b\n",
        "- a: b\n",
        "---\na: b\n",
        "a: b\n...\n",
        "%a: b\n",
        "? a\n",
        "a: @b\n",
        "a: `b\n",
        "a: %b\n",
        "a: b\n  \nc: d\n",
        "a: \xC2\x85 b\n",
        "a: b\xE2\x80\xA8\n",
        "a: \xEF\xBB\xBF\x62\n",
        "a: \xEF\xBF\xBE\n",
        "a: [b: c]\n",
        "a:  \nb: c\n",
        "a: b:\n",
        "a:\n  - b\n - c\n",
        "a:\n- b\n - c\n",
        "a:\n- - b\n",
        "a:\n  b\n",
        "\"a\": b\n",
        "a: \x7F\n",
        "a: [b] c\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        GK_CHECK_STR(accepts(texts[i]) ? texts[i] : "left", "left");
    }
    gk_arena_free(&arena);
}

/* Every place of the texts is changed by every piece: put in, put over, and the byte taken out. */
static bool agrees_changed(const char *text)
{
    static const char *const pieces[] = {"\n",
                                         " ",
                                         "  ",
                                         ":",
                                         ": ",
                                         "-",
                                         "- ",
                                         "\n- ",
                                         "\n  ",
                                         "#",
                                         " #",
                                         "[",
                                         "]",
                                         ",",
                                         "{",
                                         "}",
                                         "\"",
                                         "'",
                                         "''",
                                         "\\",
                                         "\t",
                                         "\r\n",
                                         "?",
                                         "? ",
                                         "&",
                                         "*",
                                         "!",
                                         "|",
                                         ">",
                                         "%",
                                         "@",
                                         "`",
                                         "~",
                                         ".",
                                         "...",
                                         "\n...\n",
                                         "\n---\n",
                                         "中",
                                         "：",
                                         "\xC2\x85",
                                         "\xE2\x80\xA8",
                                         "a: b\n",
                                         "\na:"};
    size_t n = strlen(text);
    gk_buf changed = GK_BUF_INIT;
    bool fine = true;
    for (size_t at = 0; at <= n && fine; at++) {
        for (size_t k = 0; k < 3 * (sizeof pieces / sizeof *pieces) && fine; k++) {
            gk_buf_truncate(&changed, 0);
            gk_buf_put(&changed, gk_view_n(text, at));
            if (k % 3 < 2) gk_buf_puts(&changed, pieces[k / 3]);
            gk_buf_put(&changed, gk_view_from(gk_view_n(text, n), at + (k % 3 > 0)));
            fine = !changed.n || agrees(gk_buf_view(&changed), 0, changed.n);
        }
    }
    gk_buf_free(&changed);
    return fine;
}

GK_TEST(yaml_plain_reads_changed_texts_as_libyaml_does)
{
    static const char *const texts[] = {
        "title: 通知 二\ntags: [a, 乙 c]\nq: \"x y\"\ne:\nz: 'b'\n",
        "a:\n  - b\n  - c: d\n    e: f\n  -\ng:\n- h\n- 'i'\nj: k\n",
        "a: {b: c, d: [e, 9:30], f: \"g\"}\nh: [{i: j}, k]\nl: []\n",
        "m:\n  n: o\n  p:\n    q: r\n\n  s:\nt: 10:30\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) GK_CHECK(agrees_changed(texts[i]));
    gk_arena_free(&arena);
}

/* The front matter of a file, or all of it when there is none. */
static bool agrees_on_file(const char *path)
{
    static char bytes[1 << 20];
    FILE *file = fopen(path, "re");
    if (!file) return true;
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    gk_view text = gk_view_n(bytes, n);
    size_t from = gk_view_starts(text, GK_V("---\n")) ? 4 : 0;
    size_t end = from ? gk_view_find(text, GK_V("\n---"), 3) : SIZE_MAX;
    return agrees(text, from, end == SIZE_MAX ? n : end + 1);
}

static int see_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)ftw;
    if (type != FTW_F || st->st_size > 1 << 20) return 0;
    return agrees_on_file(path) ? 0 : 1;
}

GK_TEST(yaml_plain_reads_files_as_libyaml_does)
{
    static const char *const folders[] = {"content", "tests", "themes"};
    seen = accepted = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        GK_CHECK_INT(nftw(folders[i], see_file, 16, FTW_PHYS), 0);
    GK_CHECK(seen > 300 && accepted > 150);
    gk_arena_free(&arena);
}
