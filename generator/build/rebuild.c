#include "build/rebuild.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "store/expire.h"
#include "store/manifest.h"
#include "store/state.h"

/* What the manifest says of the build. */
typedef struct header {
    gk_view now, commit, before, site, edition, base_url, log, program, plugins;
    bool drafts;
} header;

typedef struct work {
    const gk_rebuild_options *options;
    gk_rebuilt *out;
    gk_diags *diags;
    gk_manifest then, now; /* as published; as built again */
    header said;
    bool without;   /* rosters */
    gk_sha256 down; /* of the page that stands for one that was taken down */
} work;

static header read_header(const gk_manifest *manifest)
{
    header h = {.drafts = false};
    gk_store_pair pair;
    const struct {
        const char *key;
        gk_view *value;
    } rows[] = {{"now", &h.now},
                {"commit", &h.commit},
                {"before", &h.before},
                {"site", &h.site},
                {"edition", &h.edition},
                {"base_url", &h.base_url},
                {"inputs.receive_log", &h.log},
                {"inputs.program", &h.program},
                {"inputs.plugins", &h.plugins}};
    for (size_t at = 0; gk_manifest_next_pair(manifest, &at, &pair);) {
        h.drafts |= gk_view_is(pair.key, "drafts");
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            if (gk_view_is(pair.key, rows[i].key)) *rows[i].value = pair.value;
    }
    return h;
}

/* One build into a folder; its warnings were told when it was published. */
static bool build(const work *w, const gk_git *git, const char *folder, gk_diags *diags)
{
    gk_build_options options = {.git = git,
                                .folder = w->said.site,
                                .out = folder,
                                .share = w->options->share,
                                .signers = w->options->signers,
                                .private_folder = w->without ? NULL : w->options->private_folder,
                                .private_optional = true,
                                .drafts = w->said.drafts,
                                .jobs = w->options->jobs,
                                .base_url = w->said.base_url,
                                .edition = w->said.edition,
                                .now = w->said.now};
    gk_date now;
    if (w->said.log.n) {
        options.log = w->options->log;
        options.log_ref = w->options->ref;
        options.log_until = w->said.log;
    }
    gk_git_id_parse(w->said.before, &options.before);
    gk_git_kind kind;
    uint64_t size;
    if (gk_git_id_parse(w->said.commit, &options.commit) &&
        !gk_git_header(git, &options.commit, &kind, &size)) {
        gk_diag_add(diags, GK_MSG_git_rev, gk_place_file(gk_git_common_dir(git)), w->said.commit);
        return false;
    }
    if (gk_date_parse(w->said.now, 0, &now)) options.system_time = now.seconds;
    return !gk_git_id_is_none(&options.commit) &&
           gk_build_run(&options, diags, NULL) == GK_BUILD_DONE;
}

/* Why pages may differ that tell when something was published. */
static void tell_of_log(work *w, const gk_diag *diag)
{
    if (diag->id == GK_MSG_receive_other || diag->id == GK_MSG_receive_unread ||
        diag->id == GK_MSG_receive_unused)
        gk_diag_add(w->diags, GK_MSG_rebuild_log, gk_place_file(diag->file),
                    gk_view_sub(w->said.log, 0, 12));
}

/* With the rosters as long as they fit; without, those pages are named. */
static bool build_again(work *w, const gk_git *git, const char *folder)
{
    gk_diags found = GK_DIAGS_INIT;
    bool done = build(w, git, folder, &found);
    if (!done && !w->without) {
        gk_diags_clear(&found);
        w->without = true;
        done = build(w, git, folder, &found);
    }
    for (size_t i = 0; !done && i < found.count; i++)
        if (found.items[i].severity == GK_ERROR) {
            gk_diags_append(w->diags, &found);
            break;
        }
    for (size_t i = 0; done && i < found.count; i++) tell_of_log(w, &found.items[i]);
    gk_diags_free(&found);
    return done;
}

static bool same_bytes(const gk_store_row *a, const gk_store_row *b)
{
    return a->size == b->size && memcmp(&a->hash, &b->hash, sizeof a->hash) == 0;
}

static void differ(work *w, gk_message id, gk_view path)
{
    w->out->differ++;
    gk_diag_add(w->diags, id, gk_place_file(path));
}

static void compare_row(work *w, gk_view path)
{
    gk_store_row then, now;
    gk_manifest_find(&w->then, path, &then);
    if (then.kept) return; /* of an earlier release */
    if (!gk_manifest_find(&w->now, path, &now)) {
        differ(w, GK_MSG_rebuild_absent, path);
    } else if (same_bytes(&then, &now)) {
        w->out->same++;
    } else if (memcmp(&then.hash, &w->down, sizeof w->down) == 0) {
        w->out->down++;
        gk_diag_add(w->diags, GK_MSG_rebuild_down, gk_place_file(path));
    } else if (then.private && !now.private) {
        w->out->gone++;
        gk_diag_add(w->diags, GK_MSG_rebuild_private, gk_place_file(path));
    } else {
        differ(w, GK_MSG_rebuild_differs, path);
    }
}

static void compare(work *w)
{
    gk_view path;
    gk_store_row row;
    gk_buf page = GK_BUF_INIT;
    header now = read_header(&w->now);
    gk_store_put_expired(&w->then, &page);
    w->down = gk_hash_sha256(gk_buf_view(&page));
    gk_buf_free(&page);
    if (w->said.log.n && !w->options->log)
        gk_diag_add(w->diags, GK_MSG_rebuild_log, gk_place_file((gk_view){NULL, 0}),
                    gk_view_sub(w->said.log, 0, 12));
    if (!gk_view_eq(now.program, w->said.program) || !gk_view_eq(now.plugins, w->said.plugins))
        gk_diag_add(w->diags, GK_MSG_rebuild_program, gk_place_file((gk_view){NULL, 0}));
    for (size_t at = w->then.body; gk_manifest_next(&w->then, &at, &path);) compare_row(w, path);
    for (size_t at = w->now.body; gk_manifest_next(&w->now, &at, &path);)
        if (!gk_manifest_find(&w->then, path, &row)) differ(w, GK_MSG_rebuild_new, path);
}

static bool read_built(work *w, const char *folder)
{
    size_t line;
    int error;
    gk_buf path = GK_BUF_INIT;
    gk_buf_printf(&path, "%s/" GK_STORE_OWN, folder);
    int own = gk_fs_open_dir(AT_FDCWD, path.p, &error);
    if (!error) error = gk_manifest_open(&w->now, own, &line);
    if (own >= 0) close(own);
    if (error) gk_fs_report(w->diags, GK_FS_READING, gk_buf_view(&path), error);
    gk_buf_free(&path);
    return !error;
}

static void run_in(work *w, const char *folder)
{
    gk_git *git = gk_git_open(w->options->repo, GK_GIT_UPWARD, w->diags);
    gk_buf out = GK_BUF_INIT;
    gk_buf_printf(&out, "%s/portal", folder);
    w->without = !w->options->private_folder || !*w->options->private_folder;
    if (git && build_again(w, git, out.p) && read_built(w, out.p)) {
        w->out->built = true;
        gk_date_parse(w->said.now, 0, &w->out->now);
        compare(w);
        gk_manifest_close(&w->now);
    }
    gk_buf_free(&out);
    gk_git_close(git);
}

bool gk_rebuild_run(const gk_rebuild_options *options, gk_rebuilt *out, gk_diags *diags)
{
    size_t line, errors = diags->errors;
    work w = {.options = options, .out = out, .diags = diags};
    *out = (gk_rebuilt){.built = false};
    if (!gk_manifest_take(&w.then, options->record, &line)) return false;
    w.said = read_header(&w.then);
    if (!w.said.commit.n) {
        gk_diag_add(diags, GK_MSG_rebuild_commit, gk_place_file((gk_view){NULL, 0}));
    } else {
        gk_buf folder = GK_BUF_INIT;
        gk_buf_printf(&folder, "%s/gongkai-rebuild-XXXXXX", options->tmp ? options->tmp : "/tmp");
        if (mkdtemp(folder.p)) {
            run_in(&w, folder.p);
            gk_fs_remove_tree(AT_FDCWD, folder.p);
        } else {
            gk_fs_report(diags, GK_FS_WRITING, gk_buf_view(&folder), errno);
        }
        gk_buf_free(&folder);
    }
    gk_manifest_close(&w.then);
    return diags->errors == errors;
}
