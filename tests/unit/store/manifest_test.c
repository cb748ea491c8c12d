#include "store/manifest.h"

#include "harness.h"

#define HASH "3660315a9af3df255d8f19ab077e4797822b41488a0e2a04bc6af71213c23274"

static const char text[] =
    "#format=1\n#generator=9\n#now=2026-11-20T09:00:00+08:00\n#commit=ab=c\n" HASH
    "\t4\ta.html\n" HASH "\t5\tb.html\tuntil=2026-11-20T09:00:00Z\tprivate\n" HASH
    "\t6\tq/x/index.html\tredirect\n" HASH
    "\t7\tr/index.html\tlasting\tsource=r/一.md\n";

GK_TEST(manifest_from_memory)
{
    gk_manifest m;
    gk_store_row row;
    gk_store_pair pair;
    size_t line, at = 0;
    gk_view path;
    GK_REQUIRE(gk_manifest_take(&m, gk_view_of(text), &line));
    GK_CHECK_INT(m.rows, 4);
    GK_CHECK(gk_manifest_next_pair(&m, &at, &pair));
    GK_CHECK_VIEW(pair.key, "now");
    GK_CHECK(gk_manifest_next_pair(&m, &at, &pair));
    GK_CHECK_VIEW(pair.value, "ab=c");
    GK_CHECK(!gk_manifest_next_pair(&m, &at, &pair));
    GK_CHECK(gk_manifest_find(&m, GK_V("r/index.html"), &row));
    GK_CHECK(row.lasting);
    GK_CHECK_VIEW(row.source, "r/一.md");
    GK_CHECK(gk_manifest_find(&m, GK_V("b.html"), &row));
    GK_CHECK(row.private && row.until && !row.redirect);
    GK_CHECK_INT(row.size, 5);
    GK_CHECK(gk_manifest_find(&m, GK_V("q/x/index.html"), &row));
    GK_CHECK(!row.private && !row.until && row.redirect);
    GK_CHECK(!gk_manifest_find(&m, GK_V("c.html"), &row));
    at = m.body;
    GK_CHECK(gk_manifest_next(&m, &at, &path));
    GK_CHECK_VIEW(path, "a.html");
    gk_manifest_close(&m);
}

GK_TEST(manifest_rows_are_written_as_they_are_read)
{
    gk_manifest m;
    gk_view path;
    size_t line;
    gk_buf out = GK_BUF_INIT;
    GK_REQUIRE(gk_manifest_take(&m, gk_view_of(text), &line));
    for (size_t at = m.body; gk_manifest_next(&m, &at, &path);) {
        gk_store_row row;
        GK_CHECK(gk_manifest_find(&m, path, &row));
        gk_manifest_put_row(&out, &row, path);
    }
    GK_CHECK(gk_view_ends(gk_view_of(text), gk_buf_view(&out)) && out.n > 200);
    gk_manifest_close(&m);
    gk_buf_free(&out);
}

GK_TEST(manifest_damaged)
{
    static const struct {
        const char *text;
        size_t line;
    } cases[] = {{"", 1},
                 {"#format=2\n", 1},
                 {"#format=1", 1},
                 {"#format=1\n" HASH "\t4\ta\n" HASH "\t4\ta\n", 3},
                 {"#format=1\n" HASH "\t4\tb\n" HASH "\t4\ta\n", 3},
                 {"#format=1\n" HASH "\t4\t../a\n", 2},
                 {"#format=1\n" HASH "\t4\t.gongkai/a\n", 2},
                 {"#format=1\n" HASH "\t4\ta\tother\n", 2},
                 {"#format=1\n" HASH "\t4\ta\tlasting\tsource=\n", 2},
                 {"#format=1\n" HASH "\t-4\ta\n", 2},
                 {"#format=1\nxyz\t4\ta\n", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_manifest m;
        size_t line;
        GK_CHECK(!gk_manifest_take(&m, gk_view_of(cases[i].text), &line));
        GK_CHECK_INT(line, cases[i].line);
        gk_manifest_close(&m);
    }
}
