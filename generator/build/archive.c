#include "build/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/map.h"
#include "build/archive_parts.h"
#include "build/audit.h"
#include "model/page.h"
#include "store/state.h"

enum { RECORD_MAX = 1 << 30, FILE_MAX = 256 * 1024 * 1024, OFFSET_CHINA = 8 * 60 };

void gk_pack_file(gk_packing *p, const char *folder, gk_view name, gk_view bytes)
{
    gk_zip_add(p->zip, GK_JOIN(&p->arena, gk_view_of(folder), name), bytes);
    p->out->files++;
}

static bool refuse(gk_packing *p, gk_message id)
{
    gk_diag_add(p->diags, id, gk_place_file(p->options->document));
    return false;
}

/* The portal's record: the signed one, when pages were taken down since. */
static bool open_portal(gk_packing *p)
{
    struct stat st;
    size_t line;
    const char *portal = p->options->portal;
    p->top = open(portal, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (p->top >= 0 && fstatat(p->top, GK_STORE_OWN "/" GK_STORE_RECORD, &st, 0) != 0) {
        int current = openat(p->top, "current", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        close(p->top);
        p->top = current;
    }
    int error = p->top < 0 ? errno : 0;
    if (!error)
        error = gk_fs_read(p->top, GK_STORE_OWN "/" GK_STORE_RECORD, RECORD_MAX, &p->record);
    if (error || !gk_manifest_take(&p->manifest, gk_buf_view(&p->record), &line)) {
        gk_diag_add(p->diags, GK_MSG_sign_nothing, gk_place_file(gk_view_of(portal)));
        return false;
    }
    gk_fs_read(p->top, GK_STORE_OWN "/" GK_STORE_SIGNATURE, RECORD_MAX, &p->signature);
    gk_store_pair pair;
    for (size_t at = 0; gk_manifest_next_pair(&p->manifest, &at, &pair);) {
        if (gk_view_is(pair.key, "now")) p->now = pair.value;
        if (gk_view_is(pair.key, "commit")) p->commit = pair.value;
        if (gk_view_is(pair.key, "before")) p->before = pair.value;
        if (gk_view_is(pair.key, "inputs.receive_log")) p->log_until = pair.value;
        if (gk_view_is(pair.key, "site")) p->site = pair.value;
        if (gk_view_is(pair.key, "edition")) p->edition = pair.value;
        if (gk_view_is(pair.key, "base_url")) p->base_url = pair.value;
    }
    return p->commit.n > 0 || refuse(p, GK_MSG_rebuild_commit);
}

/* Finds the document in the site as it was built, by its file or by the address of its page. */
static void find_document(void *ctx, const gk_site *site)
{
    gk_packing *p = ctx;
    gk_view wanted = p->options->document, folder = GK_JOIN(&p->arena, p->site, GK_V("/"));
    if (gk_view_starts(wanted, p->base_url)) wanted = gk_view_from(wanted, p->base_url.n);
    while (gk_view_starts(wanted, GK_V("./"))) wanted = gk_view_from(wanted, 2);
    while (gk_view_starts(wanted, GK_V("/"))) wanted = gk_view_from(wanted, 1);
    gk_view inner = gk_view_starts(wanted, folder) ? gk_view_from(wanted, folder.n) : wanted;
    for (uint32_t d = 0; d < site->doc_count; d++) {
        const gk_card *card = site->docs[d].card;
        gk_view source = gk_source_at(site->source, card->source)->path;
        gk_view path = gk_card_view(card, card->path), bare = path;
        if (gk_view_ends(bare, GK_V("/"))) bare.n--;
        if (!gk_view_eq(wanted, source) && !gk_view_eq(inner, source) &&
            !gk_view_eq(wanted, path) && !gk_view_eq(wanted, bare))
            continue;
        p->source = gk_arena_view(&p->arena, source);
        p->page = gk_arena_view(&p->arena, path);
        p->title = gk_arena_view(&p->arena, gk_card_view(card, card->title));
        gk_audit_put_announcement(site, d, GK_LANG_ZH, &p->audit);
        gk_pack_note(p, site, d);
    }
}

static bool look_up(gk_packing *p)
{
    p->git = gk_git_open(p->options->repo, GK_GIT_UPWARD, p->diags);
    if (!p->git) return false;
    gk_diags found = GK_DIAGS_INIT;
    gk_build_options build = {.git = p->git,
                              .folder = p->site,
                              .share = p->options->share,
                              .signers = p->options->signers,
                              .survey_approval = true,
                              .log = p->log_until.n ? p->options->log : NULL,
                              .log_ref = p->options->ref,
                              .log_until = p->log_until,
                              .jobs = p->options->jobs,
                              .edition = p->edition,
                              .base_url = p->base_url,
                              .now = p->now};
    gk_build_status status = GK_BUILD_CONTENT;
    gk_git_id_parse(p->before, &build.before);
    if (gk_git_id_parse(p->commit, &build.commit))
        status = gk_build_look(&build, &found, find_document, p);
    if (status != GK_BUILD_DONE) gk_diags_append(p->diags, &found);
    gk_diags_free(&found);
    if (status != GK_BUILD_DONE) return false;
    return p->source.n > 0 || refuse(p, GK_MSG_archive_none);
}

/* A file of the portal, as it is; its row goes to `rows`. */
static bool pack_row(gk_packing *p, gk_view path, gk_buf *rows)
{
    gk_store_row row;
    gk_buf bytes = GK_BUF_INIT, name = GK_BUF_INIT;
    if (!gk_manifest_find(&p->manifest, path, &row)) return false;
    gk_buf_put(&name, path);
    int error = gk_fs_read(p->top, name.p, FILE_MAX, &bytes);
    if (error) {
        gk_fs_report(p->diags, GK_FS_READING, path, error);
    } else {
        gk_sha256 hash = gk_hash_sha256(gk_buf_view(&bytes));
        if (memcmp(&hash, &row.hash, sizeof hash) != 0)
            gk_diag_add(p->diags, GK_MSG_archive_changed, gk_place_file(path));
        gk_pack_file(p, "网页/", path, gk_buf_view(&bytes));
        gk_manifest_put_row(rows, &row, path);
        p->out->persons |= row.private;
    }
    gk_buf_free(&bytes);
    gk_buf_free(&name);
    return !error;
}

/* Everything of the portal that the page names in quotes: styles, scripts, pictures. */
static void pack_needed(gk_packing *p, gk_view html, gk_map *done, gk_buf *rows)
{
    size_t host = gk_view_find(p->base_url, GK_V("://"), 0);
    size_t slash = host == SIZE_MAX ? SIZE_MAX : gk_view_find_byte(p->base_url, '/', host + 3);
    gk_view base = slash == SIZE_MAX ? GK_V("/") : gk_view_from(p->base_url, slash);
    static const char *const quoted[] = {"src=\"", "href=\""};
    for (size_t k = 0; k < 2; k++)
        for (size_t at = 0; (at = gk_view_find(html, gk_view_of(quoted[k]), at)) != SIZE_MAX;) {
            bool fresh;
            at += strlen(quoted[k]);
            gk_view url = gk_view_sub(html, at, gk_view_find_byte(html, '"', at) - at);
            url = gk_view_sub(url, 0, gk_view_find_byte(url, '#', 0));
            if (!gk_view_starts(url, base) || gk_view_ends(url, GK_V("/"))) continue;
            gk_buf path = GK_BUF_INIT;
            gk_buf_put_unescaped(&path, gk_view_from(url, base.n));
            gk_view kept = gk_arena_view(&p->arena, gk_buf_view(&path));
            gk_buf_free(&path);
            gk_store_row row;
            if (!gk_manifest_find(&p->manifest, kept, &row)) continue;
            gk_map_put(done, kept, &fresh);
            if (fresh) pack_row(p, kept, rows);
        }
}

/* The page, what lies beside it, and what it needs to be seen as it was. */
static bool pack_page(gk_packing *p)
{
    gk_buf file = GK_BUF_INIT, html = GK_BUF_INIT, rows = GK_BUF_INIT;
    gk_map done = GK_MAP_INIT;
    gk_view path;
    gk_page_put_file(p->page, &file);
    gk_view index = gk_arena_view(&p->arena, gk_buf_view(&file));
    bool packed = pack_row(p, index, &rows);
    if (!packed && !p->diags->errors) refuse(p, GK_MSG_archive_none);
    gk_map_put(&done, index, NULL);
    bool folder = gk_view_ends(p->page, GK_V("/"));
    for (size_t at = p->manifest.body;
         packed && folder && gk_manifest_next(&p->manifest, &at, &path);) {
        bool fresh;
        if (!gk_view_starts(path, p->page)) continue;
        gk_map_put(&done, path, &fresh);
        if (fresh) pack_row(p, path, &rows);
    }
    if (packed && gk_fs_read(p->top, index.p, FILE_MAX, &html) == 0)
        pack_needed(p, gk_buf_view(&html), &done, &rows);
    gk_pack_file(p, "清单/", GK_V("manifest.tsv"), gk_buf_view(&p->record));
    if (p->signature.n)
        gk_pack_file(p, "清单/", GK_V("manifest.tsv.sig"), gk_buf_view(&p->signature));
    gk_pack_file(p, "清单/", GK_V("本页.tsv"), gk_buf_view(&rows));
    gk_map_free(&done);
    gk_buf_free(&file);
    gk_buf_free(&html);
    gk_buf_free(&rows);
    return packed;
}

static void pack_evidence(gk_packing *p)
{
    gk_pack_history(p);
    gk_pack_log(p);
    if (p->audit.n) gk_pack_file(p, "", GK_V("自查.csv"), gk_buf_view(&p->audit));
}

static void name_archive(gk_packing *p)
{
    gk_view page = p->page;
    while (gk_view_ends(page, GK_V("/"))) page.n--;
    size_t slash = gk_view_rfind_byte(page, '/');
    gk_buf_put(&p->out->name, slash == SIZE_MAX ? page : gk_view_from(page, slash + 1));
    gk_buf_puts(&p->out->name, ".zip");
}

static bool pack(gk_packing *p)
{
    gk_date when;
    if (!open_portal(p) || !look_up(p)) return false;
    if (!gk_date_parse(p->now, OFFSET_CHINA, &when)) return false;
    p->zip = gk_zip_new(when, p->diags);
    if (!p->zip) return false;
    bool done = pack_page(p);
    if (done) {
        pack_evidence(p);
        gk_pack_words(p);
        name_archive(p);
    }
    bool finished = gk_zip_finish(p->zip, done ? &p->out->zip : NULL);
    if (done && !finished) refuse(p, GK_MSG_archive_failed);
    return done && finished;
}

bool gk_archive_make(const gk_archive_options *options, gk_archived *out, gk_diags *diags)
{
    *out = (gk_archived){.files = 0};
    gk_packing p = {.options = options, .out = out, .diags = diags, .top = -1};
    size_t errors = diags->errors;
    bool done = pack(&p);
    gk_git_close(p.git);
    gk_manifest_close(&p.manifest);
    gk_buf_free(&p.record);
    gk_buf_free(&p.signature);
    gk_buf_free(&p.audit);
    gk_buf_free(&p.approvals);
    gk_arena_free(&p.arena);
    if (p.top >= 0) close(p.top);
    return done && diags->errors == errors;
}

void gk_archived_free(gk_archived *archived)
{
    gk_buf_free(&archived->zip);
    gk_buf_free(&archived->name);
}
