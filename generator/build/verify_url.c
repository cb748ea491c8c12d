/* A portal on its host: every file of the manifest is fetched. */
#include <stdlib.h>

#include "base/fetch.h"
#include "base/mem.h"
#include "build/verify_parts.h"

enum { RECORD_MAX = 1 << 28, SIGNATURE_MAX = 64 * 1024 };

/* The record: two fetches. */
typedef struct asking {
    gk_view base;
    gk_record *out;
    bool signed_one;
    gk_buf url;
    gk_diags *diags;
    bool answered;
} asking;

static gk_wish wish_record(void *ctx, size_t i)
{
    asking *a = ctx;
    static const char *const names[2][2] = {{GK_STORE_RECORD, GK_STORE_SIGNATURE},
                                            {GK_STORE_SIGNED, GK_STORE_SIGNED_BY}};
    gk_buf_truncate(&a->url, 0);
    gk_buf_put(&a->url, a->base);
    gk_buf_printf(&a->url, GK_STORE_OWN "/%s", names[a->signed_one][i]);
    return (gk_wish){
        .url = gk_buf_view(&a->url), .most = i ? SIGNATURE_MAX : RECORD_MAX, .keep = true};
}

static void take_record(void *ctx, size_t i, const gk_fetched *got)
{
    asking *a = ctx;
    if (!got->status) {
        gk_diag_add(a->diags, GK_MSG_io_fetch, gk_place_file(got->url), gk_view_of(got->error));
        a->answered = false;
        return;
    }
    if (got->status != 200 || got->longer) return;
    gk_buf_put(i ? &a->out->signature : &a->out->text, got->body);
    *(i ? &a->out->has_signature : &a->out->has_text) = true;
}

bool gk_verify_url_record(gk_fetch *fetch, gk_view base, bool signed_one, gk_record *out,
                          gk_diags *diags)
{
    asking a = {
        .base = base, .out = out, .signed_one = signed_one, .diags = diags, .answered = true};
    gk_fetch_work work = {2, wish_record, take_record, &a};
    gk_fetch_run(fetch, &work);
    gk_buf_free(&a.url);
    return a.answered;
}

/* A row, asked for by the address that readers use, then by the file's own. */
typedef struct row {
    gk_view path;
    gk_store_row row;
    bool settled;
} row;

typedef struct tour {
    gk_verify *v;
    gk_view base, host; /* the portal; scheme and host of it */
    row *rows;
    size_t *open; /* of this round */
    size_t open_count;
    bool by_file;
    gk_buf url;
} tour;

static bool is_index(gk_view path)
{
    return gk_view_is(path, "index.html") || gk_view_ends(path, GK_V("/index.html"));
}

static gk_wish wish_row(void *ctx, size_t i)
{
    tour *t = ctx;
    const row *r = &t->rows[t->open[i]];
    gk_view path = r->path;
    if (!t->by_file && is_index(path)) path.n -= strlen("index.html");
    gk_buf_truncate(&t->url, 0);
    gk_buf_put(&t->url, t->base);
    gk_buf_put_path(&t->url, path);
    uint64_t most = r->row.size > t->v->expired.size ? r->row.size : t->v->expired.size;
    return (gk_wish){.url = gk_buf_view(&t->url), .most = most};
}

/* Servers answer old addresses and codes with a redirect instead of the page that redirects. One
 * within the portal shows nothing that is not verified itself. */
static bool leads_within(const tour *t, const row *r, const gk_fetched *got)
{
    return r->row.redirect && got->status >= 301 && got->status <= 308 &&
           gk_view_starts(got->location, t->host);
}

static bool is_good(const tour *t, const row *r, const gk_fetched *got)
{
    const gk_store_row *wanted[] = {&r->row, &t->v->expired};
    for (int i = 0; i < (r->row.until ? 2 : 1); i++)
        if (got->status == 200 && !got->longer && got->size == wanted[i]->size &&
            memcmp(&got->hash, &wanted[i]->hash, sizeof got->hash) == 0)
            return true;
    return false;
}

static void take_row(void *ctx, size_t i, const gk_fetched *got)
{
    tour *t = ctx;
    row *r = &t->rows[t->open[i]];
    /* A redirect by the server is looked at once more by the file's own name. */
    if (!t->by_file && is_index(r->path) && !is_good(t, r, got)) return;
    r->settled = true;
    gk_sight sight = got->status == 404 || got->status == 410 ? GK_SEEN_NOTHING
                     : got->status == 200 && !got->longer     ? GK_SEEN_FILE
                                                              : GK_SEEN_OTHER;
    if (!got->status) {
        gk_diag_add(t->v->diags, GK_MSG_io_fetch, gk_place_file(got->url), gk_view_of(got->error));
    } else if (leads_within(t, r, got)) {
        t->v->out->files++;
        t->v->out->led++;
    } else if (got->location.n) {
        t->v->out->files++;
        t->v->out->changed++;
        gk_diag_add(t->v->diags, GK_MSG_verify_elsewhere, gk_place_file(r->path), got->location);
    } else {
        gk_verify_judge(t->v, r->path, &r->row, sight, got->size, &got->hash);
    }
}

static void run_round(tour *t, gk_fetch *fetch, size_t count)
{
    t->open_count = 0;
    for (size_t i = 0; i < count; i++)
        if (!t->rows[i].settled) t->open[t->open_count++] = i;
    gk_fetch_work work = {t->open_count, wish_row, take_row, t};
    gk_fetch_run(fetch, &work);
    t->by_file = true;
}

void gk_verify_url(gk_verify *v, gk_fetch *fetch, gk_view base)
{
    size_t count = 0, host = gk_view_find(base, GK_V("://"), 0);
    tour t = {.v = v, .base = base};
    size_t slash = gk_view_find_byte(base, '/', host + strlen("://"));
    t.host = gk_view_sub(base, 0, slash + 1);
    t.rows = gk_mem_calloc(v->manifest.rows + 1, sizeof *t.rows);
    t.open = gk_mem_calloc(v->manifest.rows + 1, sizeof *t.open);
    gk_view path;
    for (size_t at = v->manifest.body; gk_manifest_next(&v->manifest, &at, &path); count++) {
        t.rows[count].path = path;
        gk_manifest_find(&v->manifest, path, &t.rows[count].row);
    }
    run_round(&t, fetch, count);
    run_round(&t, fetch, count);
    free(t.rows);
    free(t.open);
    gk_buf_free(&t.url);
}
