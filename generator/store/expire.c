#include "store/expire.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/mem.h"
#include "store/state.h"

enum { PAIRS_MAX = 64, SIGNATURE_MAX = 64 * 1024 };

/* Without style, script and links: nothing is known here of the portal's theme. */
static const char page_head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"zh-CN\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"robots\" content=\"noindex, noarchive\">\n"
    "<title>公示已经结束</title>\n"
    "</head>\n"
    "<body>\n"
    "<h1>公示已经结束</h1>\n"
    "<p>公示期已满，名单按规定撤下。公示的事项和结果随后在本页公布。</p>\n";
static const char page_end[] = "</body>\n</html>\n";

/* With the way to the home page, when the record knows it. */
static void put_page(const gk_store_pair *header, size_t pairs, gk_buf *out)
{
    gk_buf_puts(out, page_head);
    for (size_t i = 0; i < pairs; i++) {
        if (!gk_view_is(header[i].key, "base_url")) continue;
        gk_buf_puts(out, "<p><a href=\"");
        gk_buf_put_html(out, header[i].value);
        gk_buf_puts(out, "\">返回首页</a></p>\n");
    }
    gk_buf_puts(out, page_end);
}

static bool is_over(const gk_store_row *row, gk_date now)
{
    return row->until && row->until <= now.seconds;
}

void gk_store_put_expired(const gk_manifest *manifest, gk_buf *out)
{
    gk_store_pair header[PAIRS_MAX];
    size_t pairs = 0, at = 0;
    while (pairs < PAIRS_MAX && gk_manifest_next_pair(manifest, &at, &header[pairs])) pairs++;
    put_page(header, pairs, out);
}

/* A signed record stays beside the new one, which can not be signed here: by it everything else can
 * still be verified. */
static int keep_signed(gk_store *store)
{
    struct stat st;
    if (fstatat(store->own, GK_STORE_SIGNATURE, &st, AT_SYMLINK_NOFOLLOW) != 0) return 0;
    gk_buf signature = GK_BUF_INIT;
    int error = gk_fs_replace(store->own, GK_STORE_SIGNED, store->manifest.text);
    if (!error) error = gk_fs_read(store->own, GK_STORE_SIGNATURE, SIGNATURE_MAX, &signature);
    if (!error) error = gk_fs_replace(store->own, GK_STORE_SIGNED_BY, gk_buf_view(&signature));
    gk_buf_free(&signature);
    return error;
}

/* The rows of the last manifest, with those that are over put anew. */
static bool take_rows(gk_store *store, gk_date now, gk_view page, gk_store_file *files,
                      gk_expiry *out, gk_diags *diags)
{
    gk_view path;
    size_t at = store->manifest.body, n = 0;
    while (gk_manifest_next(&store->manifest, &at, &path)) {
        gk_store_file *file = &files[n++];
        file->path = path;
        gk_manifest_find(&store->manifest, path, &file->row);
        if (is_over(&file->row, now)) {
            if (!gk_store_put(store, path, page, &file->row, diags)) return false;
            out->replaced++;
        } else if (file->row.until && (!out->next || file->row.until < out->next)) {
            out->next = file->row.until;
        }
    }
    return true;
}

bool gk_store_expire(gk_store *store, gk_date now, gk_expiry *out, gk_diags *diags)
{
    *out = (gk_expiry){0, 0};
    size_t count = store->manifest.rows, pairs = 0, at = 0;
    gk_store_file *files = gk_mem_calloc(count + 1, sizeof *files);
    gk_store_pair header[PAIRS_MAX];
    gk_store_stats stats;
    while (pairs < PAIRS_MAX && gk_manifest_next_pair(&store->manifest, &at, &header[pairs]))
        pairs++;
    gk_buf page = GK_BUF_INIT;
    put_page(header, pairs, &page);
    bool done = take_rows(store, now, gk_buf_view(&page), files, out, diags);
    store->expiring = true;
    int error = done && out->replaced ? keep_signed(store) : 0;
    if (error) {
        gk_fs_report(diags, GK_FS_WRITING, gk_view_of(store->dir), error);
        done = false;
    }
    if (done && out->replaced)
        done = gk_store_commit(store, files, count, header, pairs, &stats, diags);
    gk_buf_free(&page);
    free(files);
    return done;
}
