#include "store/expire.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "harness.h"
#include "store/manifest.h"

typedef struct output {
    gk_diags diags;
    gk_store *store;
} output;

static bool begin(output *o)
{
    gk_buf dir = GK_BUF_INIT;
    gk_buf_printf(&dir, "%s/public", gk_test_dir());
    *o = (output){.diags = GK_DIAGS_INIT};
    gk_store_options options = {.dir = dir.p, .site = gk_test_dir()};
    o->store = gk_store_open(&options, &o->diags);
    gk_buf_free(&dir);
    return o->store != NULL;
}

static void end(output *o)
{
    gk_store_close(o->store);
    gk_diags_free(&o->diags);
}

static void read_file(const char *path, gk_buf *out)
{
    gk_buf name = GK_BUF_INIT;
    gk_buf_printf(&name, "%s/public/%s", gk_test_dir(), path);
    gk_buf_truncate(out, 0);
    GK_CHECK_INT(gk_fs_read(AT_FDCWD, name.p, 1 << 20, out), 0);
    gk_buf_free(&name);
}

static bool holds(const char *path, const char *text)
{
    gk_buf bytes = GK_BUF_INIT;
    read_file(path, &bytes);
    bool found = gk_view_find(gk_buf_view(&bytes), gk_view_of(text), 0) != SIZE_MAX;
    gk_buf_free(&bytes);
    return found;
}

/* Three pages: one for ever, one until 1000, one until 2000. */
static void build(void)
{
    static const struct {
        const char *path, *text;
        int64_t until;
    } pages[] = {{"a/index.html", "for ever", 0},
                 {"b/index.html", "first name", 1000},
                 {"c/index.html", "second name", 2000}};
    output o;
    gk_store_file files[3];
    gk_store_stats stats;
    gk_store_pair header[] = {{GK_V("now"), GK_V("then")},
                              {GK_V("base_url"), GK_V("https://a=b/")}};
    GK_REQUIRE(begin(&o));
    for (size_t i = 0; i < 3; i++) {
        files[i].path = gk_view_of(pages[i].path);
        gk_store_put(o.store, files[i].path, gk_view_of(pages[i].text), &files[i].row, &o.diags);
        files[i].row.until = pages[i].until;
        files[i].row.private = pages[i].until != 0;
    }
    GK_CHECK(gk_store_commit(o.store, files, 3, header, 2, &stats, &o.diags));
    end(&o);
}

static gk_expiry expire(int64_t now)
{
    output o;
    gk_expiry expiry = {99, 99};
    GK_CHECK(begin(&o));
    GK_CHECK(gk_store_expire(o.store, (gk_date){now, 0, false}, &expiry, &o.diags));
    end(&o);
    return expiry;
}

GK_TEST(expire_leaves_what_is_not_over)
{
    build();
    gk_expiry expiry = expire(999);
    GK_CHECK_INT(expiry.replaced, 0);
    GK_CHECK_INT(expiry.next, 1000);
    GK_CHECK(holds("b/index.html", "first name"));
    GK_CHECK(holds(".gongkai/manifest.tsv", "until=1970-01-01T00:16:40Z\tprivate\n"));
}

GK_TEST(expire_replaces_at_the_second_and_for_good)
{
    build();
    gk_expiry expiry = expire(1000);
    GK_CHECK_INT(expiry.replaced, 1);
    GK_CHECK_INT(expiry.next, 2000);
    GK_CHECK(holds("a/index.html", "for ever"));
    GK_CHECK(!holds("b/index.html", "first name"));
    GK_CHECK(holds("b/index.html", "公示已经结束"));
    GK_CHECK(holds("c/index.html", "second name"));
    GK_CHECK(holds(".gongkai/manifest.tsv", "#base_url=https://a=b/\n"));
    GK_CHECK(!holds(".gongkai/manifest.tsv", "00:16:40"));
    expiry = expire(1000);
    GK_CHECK_INT(expiry.replaced, 0);
    expiry = expire(5000);
    GK_CHECK_INT(expiry.replaced, 1);
    GK_CHECK_INT(expiry.next, 0);
    GK_CHECK(!holds("c/index.html", "second name"));
}

GK_TEST(expire_keeps_the_marks_through_a_later_build)
{
    gk_store_row row;
    gk_view path;
    char line[200];
    gk_buf text = GK_BUF_INIT;
    gk_sha256 hash = gk_hash_sha256(GK_V("x"));
    row = (gk_store_row){.hash = hash, .size = 1, .until = 1764000000, .private = true};
    gk_manifest_put_row(&text, &row, GK_V("x/index.html"));
    gk_view v = gk_view_n(text.p, text.n - 1);
    row = (gk_store_row){.size = 0};
    GK_CHECK(gk_manifest_parse_row(v, &row, &path));
    GK_CHECK_VIEW(path, "x/index.html");
    GK_CHECK_INT(row.until, 1764000000);
    GK_CHECK(row.private);
    memcpy(line, v.p, v.n);
    line[v.n - 1] = 'x';
    GK_CHECK(!gk_manifest_parse_row(gk_view_n(line, v.n), &row, &path));
    gk_buf_free(&text);
}

static void put_own(const char *name, const char *text)
{
    gk_buf path = GK_BUF_INIT;
    gk_buf_printf(&path, "public/.gongkai/%s", name);
    gk_test_file(path.p, text, strlen(text));
    gk_buf_free(&path);
}

static bool is_there(const char *name)
{
    gk_buf path = GK_BUF_INIT;
    gk_buf_printf(&path, "%s/public/.gongkai/%s", gk_test_dir(), name);
    bool there = access(path.p, F_OK) == 0;
    gk_buf_free(&path);
    return there;
}

/* What was signed stays beside the new record until the next build. */
GK_TEST(expire_keeps_what_was_signed)
{
    output o;
    gk_expiry expiry;
    gk_buf before = GK_BUF_INIT, after = GK_BUF_INIT;
    build();
    put_own("manifest.tsv.sig", "signature");
    read_file(".gongkai/manifest.tsv", &before);
    GK_REQUIRE(begin(&o));
    GK_CHECK(gk_store_expire(o.store, (gk_date){500, 0, false}, &expiry, &o.diags));
    end(&o);
    GK_CHECK(is_there("manifest.tsv.sig") && !is_there("signed.tsv"));
    for (int64_t now = 1000; now <= 2000; now += 1000) {
        GK_REQUIRE(begin(&o));
        GK_CHECK(gk_store_expire(o.store, (gk_date){now, 0, false}, &expiry, &o.diags));
        GK_CHECK_INT(expiry.replaced, 1);
        end(&o);
        GK_CHECK(!is_there("manifest.tsv.sig"));
        GK_CHECK(holds(".gongkai/signed.tsv.sig", "signature"));
        read_file(".gongkai/signed.tsv", &after);
        GK_CHECK_VIEW(gk_buf_view(&after), before.p);
    }
    build();
    GK_CHECK(!is_there("signed.tsv") && !is_there("signed.tsv.sig"));
    gk_buf_free(&before);
    gk_buf_free(&after);
}
