#include "build/publish.h"

#include <errno.h>
#include <unistd.h>

#include "base/fs.h"
#include "build/sign.h"
#include "model/next_change.h"
#include "store/receive_log.h"

/* So many times a build is thrown away because the ref has moved on; then it is published all the
 * same, lest a ref that never rests is never published. */
enum { ROUNDS = 3, OFFSET_CHINA = 8 * 60 };

typedef struct publishing {
    const gk_publish_options *options;
    gk_diags *diags;
    gk_publish_result *result;
    gk_releases *releases;
    gk_git *git;
    gk_git_id tip; /* what rev names */
    bool any_tip;  /* published whatever rev names by then */
    int64_t ahead; /* of the clock: a time that was given goes on from when the work began */
    gk_buf now;    /* what later builds of one run are given in its place */
    bool timed;    /* the first build was begun */
} publishing;

static gk_git *open_git(const publishing *p, gk_diags *diags)
{
    return gk_git_open(p->options->repo, GK_GIT_HERE, diags);
}

/* The time as the portal sees it. */
static int64_t time_now(const publishing *p)
{
    return p->options->clock() + p->ahead;
}

static bool has_moved(publishing *p)
{
    gk_diags ignored = GK_DIAGS_INIT;
    gk_git_id tip;
    gk_git *git = p->any_tip ? NULL : open_git(p, &ignored);
    bool moved =
        git && gk_git_resolve(git, p->options->rev, &tip, &ignored) && !gk_git_id_eq(&tip, &p->tip);
    gk_git_close(git);
    gk_diags_free(&ignored);
    return moved;
}

/* A page with names must not come to be seen behind its time, however long the build took. */
static bool go(void *ctx, int64_t until)
{
    publishing *p = ctx;
    return !(until && until <= time_now(p)) && !has_moved(p);
}

static bool sign(void *ctx, gk_view manifest, gk_buf *signature, gk_diags *diags)
{
    publishing *p = ctx;
    return gk_sign_record(p->options->key, manifest, signature, diags);
}

static void set_time(publishing *p, gk_build_options *build)
{
    build->has_epoch = false; /* a server publishes by its clock */
    build->system_time = p->options->clock();
    if (p->timed && build->now.n) {
        gk_buf_truncate(&p->now, 0);
        gk_date_put_rfc3339(&p->now, (gk_date){time_now(p), 0, false});
        build->now = gk_buf_view(&p->now);
    }
    p->timed = true;
}

/* Whether a push brought a commit: its new tip has it. */
static bool has_brought(const publishing *p, const gk_received *line, const gk_git_id *commit)
{
    gk_git_id new;
    return gk_git_id_parse(line->new, &new) && gk_git_descends(p->git, &new, commit);
}

/* The tip that the ref had before a commit was pushed: its rules hold for the push. When the log
 * does not have the push yet, because git tells of it only behind the change of the ref, that is
 * the newest tip which it has. A ref of which it tells nothing goes by its commits' own rules. */
static gk_git_id tip_before(const publishing *p, const gk_git_id *commit)
{
    gk_git_id before = {.n = 0};
    gk_receive_log log;
    gk_arena arena = GK_ARENA_INIT;
    if (p->options->log && gk_receive_log_read(p->options->log, &arena, &log) == 0)
        for (size_t i = log.count; i-- > 0;) {
            const gk_received *line = &log.items[i];
            if (!gk_view_eq(line->ref, p->options->ref)) continue;
            bool brought = has_brought(p, line, commit);
            if (brought || gk_git_id_is_none(&before))
                gk_git_id_parse(brought ? line->old : line->new, &before);
            if (!brought) break;
        }
    gk_arena_free(&arena);
    return before;
}

/* Builds one commit into a release. */
static gk_build_status build_commit(publishing *p, const gk_git_id *commit,
                                    const gk_git_id *instead_of, gk_diags *diags)
{
    char hex[GK_GIT_HEX], other[GK_GIT_HEX] = "";
    gk_build_options build = p->options->build;
    gk_next_change changes = GK_NEXT_CHANGE_INIT;
    gk_git_id_hex(commit, hex);
    if (instead_of) gk_git_id_hex(instead_of, other);
    gk_release_options release = {.commit = gk_view_of(hex),
                                  .instead_of = gk_view_of(other),
                                  .keep = p->options->keep,
                                  .anew = p->options->anew,
                                  .sign = p->options->key && *p->options->key ? sign : NULL,
                                  .go = go,
                                  .ctx = p};
    set_time(p, &build);
    build.site = build.out = NULL;
    build.git = p->git;
    build.commit = *commit;
    build.before = tip_before(p, commit);
    build.log = p->options->log;
    build.log_ref = p->options->ref;
    build.folder = gk_build_folder(p->git, commit, p->options->site);
    build.shown =
        build.folder.n ? GK_JOIN(&p->result->arena, build.folder, GK_V("/")) : build.folder;
    build.releases = p->releases;
    build.release = &release;
    build.instead_of = gk_view_of(other);
    build.changes = &changes;
    gk_build_status status = gk_build_run(&build, diags, &p->result->stats);
    gk_next_change_free(&changes);
    p->result->outcome = gk_releases_outcome(p->releases);
    p->result->commit = *commit;
    return status;
}

/* Which commit is to be built for the tip: the one that is live as long as it was published in the
 * tip's stead. */
static void choose_commit(publishing *p, gk_git_id *commit)
{
    char hex[GK_GIT_HEX];
    *commit = p->tip;
    p->result->wanted = p->tip;
    if (!p->options->follow) return;
    gk_git_id_hex(&p->tip, hex);
    const gk_release_row *live = gk_releases_current(p->releases);
    if (live && gk_view_is(live->instead_of, hex))
        p->result->held = gk_git_id_parse(live->commit, commit);
}

/* A commit that is named by its digits may be that of a job that came late. */
static bool is_older(publishing *p)
{
    gk_git_id live, named;
    const gk_release_row *row = gk_releases_current(p->releases);
    if (!gk_git_id_parse(p->options->rev, &named) || !row || !gk_git_id_parse(row->commit, &live))
        return false;
    if (gk_git_id_eq(&live, &p->tip) || !gk_git_descends(p->git, &live, &p->tip)) return false;
    gk_diag_add(p->diags, GK_MSG_publish_older, gk_place_file(gk_view_of(p->options->to)),
                gk_view_sub(p->options->rev, 0, 12), gk_view_sub(row->commit, 0, 12));
    return true;
}

static bool read_tip(publishing *p)
{
    gk_git_close(p->git);
    p->git = open_git(p, p->diags);
    return p->git && gk_git_resolve(p->git, p->options->rev, &p->tip, p->diags);
}

/* Rounds, until what is built is what the ref names. */
static gk_build_status build_tip(publishing *p)
{
    gk_build_status status = GK_BUILD_SYSTEM;
    for (int round = 1;; round++) {
        gk_git_id commit;
        gk_diags_clear(p->diags);
        if (!read_tip(p) || is_older(p)) return GK_BUILD_CONTENT;
        choose_commit(p, &commit);
        p->any_tip = round >= ROUNDS;
        status = build_commit(p, &commit, p->result->held ? &p->tip : NULL, p->diags);
        if (status != GK_BUILD_DONE || p->result->outcome != GK_RELEASE_STALE) return status;
    }
}

/* Whether the live release shows something else by now. */
static bool is_due(publishing *p)
{
    const gk_release_row *live = gk_releases_current(p->releases);
    int64_t now = time_now(p);
    return live &&
           ((live->next_change && live->next_change <= now) || (live->until && live->until <= now));
}

/* The commit that is live, built again at the time that it is: it was good once. */
static void build_live_again(publishing *p)
{
    gk_diags ignored = GK_DIAGS_INIT;
    gk_git_id commit, instead_of;
    const gk_release_row *live = gk_releases_current(p->releases);
    p->any_tip = true;
    if (p->git && live && gk_git_id_parse(live->commit, &commit)) {
        bool held = gk_git_id_parse(live->instead_of, &instead_of) && instead_of.n;
        gk_build_stats stats = p->result->stats;
        gk_build_status status = build_commit(p, &commit, held ? &instead_of : NULL, &ignored);
        p->result->again = status == GK_BUILD_DONE && p->result->outcome == GK_RELEASE_MADE;
        p->result->stats = stats;
    }
    gk_diags_free(&ignored);
}

/* Which release is live, and until when it stays as it is. */
static void set_next(publishing *p)
{
    gk_publish_result *result = p->result;
    const gk_release_row *live = gk_releases_current(p->releases);
    if (!live) return;
    result->name = gk_arena_view(&result->arena, live->name);
    result->next = live->next_change > time_now(p) ? live->next_change : 0;
    if (live->until && (!result->next || live->until < result->next)) result->next = live->until;
}

static bool has_said(const gk_diags *diags, gk_message id)
{
    for (size_t i = 0; i < diags->count; i++)
        if (diags->items[i].id == id) return true;
    return false;
}

/* What is live is signed: also when pages were taken down, or when there was no key before. */
static void sign_live(publishing *p)
{
    gk_buf path = GK_BUF_INIT, signature = GK_BUF_INIT;
    const char *key = p->options->key;
    if (key && *key && !has_said(p->diags, GK_MSG_sign_key) && gk_releases_current(p->releases) &&
        gk_releases_current_path(p->releases, &path)) {
        gk_buf_printf(&signature, "%s/.gongkai/manifest.tsv.sig", path.p);
        if (access(signature.p, F_OK) != 0) gk_sign_output(path.p, key, p->diags);
    }
    gk_buf_free(&path);
    gk_buf_free(&signature);
}

/* What every run ends with, whatever came before: what is due goes, old releases go. */
static void finish(publishing *p)
{
    gk_expiry expiry;
    gk_date now = {time_now(p), OFFSET_CHINA, false};
    gk_publish_result *result = p->result;
    gk_releases_expire(p->releases, now, &expiry, &result->removed, p->diags);
    result->expired = expiry.replaced;
    if (result->outcome == GK_RELEASE_MADE || result->outcome == GK_RELEASE_SAME)
        gk_releases_prune(p->releases, p->options->keep, now.seconds, &result->removed, p->diags);
    sign_live(p);
    set_next(p);
}

static bool begin(publishing *p)
{
    gk_releases_options options = {.dir = p->options->to, .home = p->options->home, .make = true};
    gk_date given;
    if (gk_date_parse(p->options->build.now, OFFSET_CHINA, &given))
        p->ahead = given.seconds - p->options->clock();
    p->releases = gk_releases_open(&options, p->diags);
    if (!p->releases) return false;
    int error = gk_releases_lock(p->releases, p->options->wait);
    if (error == EWOULDBLOCK)
        gk_diag_add(p->diags, GK_MSG_output_busy, gk_place_file(gk_view_of(p->options->to)));
    else if (error)
        gk_fs_report(p->diags, GK_FS_WRITING, gk_view_of(p->options->to), error);
    return error == 0;
}

static void end(publishing *p)
{
    gk_git_close(p->git);
    gk_releases_close(p->releases);
    gk_buf_free(&p->now);
}

gk_build_status gk_publish_run(const gk_publish_options *options, gk_diags *diags,
                               gk_publish_result *result)
{
    publishing p = {.options = options, .diags = diags, .result = result};
    gk_build_status status = GK_BUILD_SYSTEM;
    *result = (gk_publish_result){.outcome = GK_RELEASE_NONE};
    if (begin(&p)) {
        status = build_tip(&p);
        if (status != GK_BUILD_DONE && is_due(&p)) build_live_again(&p);
        finish(&p);
    }
    end(&p);
    return status;
}

/* The place from which to go back. After a rollback it is where that commit was first live: going
 * back twice goes further back, never to what was rolled back. */
static size_t find_place(const gk_release_row *rows, size_t count)
{
    size_t live = count, place;
    while (live > 0 && !rows[live - 1].current) live--;
    if (!live || !rows[live - 1].instead_of.n) return live;
    gk_view commit = rows[live - 1].commit;
    for (place = live; place > 0; place--)
        if (!rows[place - 1].instead_of.n && gk_view_eq(rows[place - 1].commit, commit)) break;
    return place; /* 0: too long ago to be known */
}

/* The commit that was live before, skipping `back` - 1 others. */
static bool find_back(publishing *p, unsigned back, gk_git_id *commit)
{
    size_t count, n = 0;
    const gk_release_row *rows = gk_releases_list(p->releases, &count);
    gk_git_id *passed = gk_arena_calloc(&p->result->arena, count + 1, sizeof *passed);
    for (size_t i = find_place(rows, count); i-- > 0;) {
        gk_git_commit read;
        bool known = false;
        if (!gk_git_id_parse(rows[i].commit, commit)) continue;
        for (size_t k = 0; k < n && !known; k++) known = gk_git_id_eq(&passed[k], commit);
        if (known) continue;
        passed[n++] = *commit;
        /* History may have been cleaned of it. */
        if (n > 1 && !gk_git_commit_read(p->git, commit, &p->result->arena, &read)) continue;
        if (n > 1 && --back == 0) return true;
    }
    gk_diag_add(p->diags, GK_MSG_publish_no_earlier, gk_place_file(gk_view_of(p->options->to)));
    return false;
}

gk_build_status gk_publish_back(const gk_publish_options *options, unsigned back, gk_diags *diags,
                                gk_publish_result *result)
{
    publishing p = {.options = options, .diags = diags, .result = result, .any_tip = true};
    gk_build_status status = GK_BUILD_SYSTEM;
    gk_git_id commit;
    *result = (gk_publish_result){.outcome = GK_RELEASE_NONE};
    if (begin(&p)) {
        status = GK_BUILD_CONTENT;
        bool found = read_tip(&p) && find_back(&p, back, &commit);
        result->wanted = p.tip;
        do
            if (found) status = build_commit(&p, &commit, &p.tip, diags);
        while (status == GK_BUILD_DONE && result->outcome == GK_RELEASE_STALE);
        finish(&p);
    }
    end(&p);
    return status;
}

static bool tip_waits(publishing *p, gk_view bad)
{
    char hex[GK_GIT_HEX];
    if (!read_tip(p)) return true; /* publishing tells why */
    gk_git_id_hex(&p->tip, hex);
    const gk_release_row *live = gk_releases_current(p->releases);
    return !live || !(gk_view_is(live->commit, hex) || gk_view_is(live->instead_of, hex) ||
                      gk_view_is(bad, hex));
}

bool gk_publish_waits(const gk_publish_options *options, gk_view bad, int64_t *next)
{
    gk_diags ignored = GK_DIAGS_INIT;
    gk_publish_result result = {.outcome = GK_RELEASE_NONE};
    publishing p = {.options = options, .diags = &ignored, .result = &result};
    gk_releases_options place = {.dir = options->to, .home = options->home};
    p.releases = gk_releases_open(&place, &ignored);
    bool waits = !p.releases || tip_waits(&p, bad) || is_due(&p);
    *next = 0;
    if (!waits) set_next(&p);
    if (!waits) *next = result.next;
    end(&p);
    gk_diags_free(&ignored);
    return waits;
}

void gk_publish_result_free(gk_publish_result *result)
{
    gk_arena_free(&result->arena);
}
