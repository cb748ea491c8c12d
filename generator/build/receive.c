#include "build/receive.h"

#include "base/map.h"

/* What one of the two commits gave. */
typedef struct finding {
    gk_diags diags;
    gk_build_status status;
    bool whole;   /* documents were looked at, not the configuration alone */
    size_t inert; /* plugins of the site that did not run */
} finding;

static finding look(const gk_receive_options *options, gk_view folder, const gk_git_id *commit)
{
    finding found = {.diags = GK_DIAGS_INIT};
    gk_arena arena = GK_ARENA_INIT;
    gk_build_stats stats = {.pages = 0};
    gk_build_options build = {.git = options->git,
                              .commit = *commit,
                              .folder = folder,
                              .pushed = true,
                              .before = options->before,
                              .share = options->share,
                              .signers = options->signers,
                              .shown = folder.n ? GK_JOIN(&arena, folder, GK_V("/")) : folder,
                              .check = true,
                              .live = options->live,
                              .private_folder = options->private_folder,
                              .private_optional = true,
                              .edition = options->edition,
                              .jobs = options->jobs,
                              .system_time = options->system_time};
    found.status = gk_build_run(&build, &found.diags, &stats);
    found.whole = stats.now.seconds != 0;
    found.inert = stats.inert;
    gk_arena_free(&arena);
    return found;
}

/* By what two diagnostics are the same. */
static gk_view key_of(const gk_diag *diag, gk_arena *arena)
{
    gk_buf message = GK_BUF_INIT;
    gk_diag_message(diag, GK_LANG_ZH, &message);
    gk_view key = GK_JOIN(arena, gk_diag_name(diag), GK_V("\n"), diag->file, GK_V("\n"),
                          gk_buf_view(&message));
    gk_buf_free(&message);
    return key;
}

static void count_errors(const gk_diags *diags, gk_map *counts, gk_arena *arena)
{
    for (size_t i = 0; i < diags->count; i++)
        if (diags->items[i].severity == GK_ERROR)
            ++*gk_map_put(counts, key_of(&diags->items[i], arena), NULL);
}

/* Whether a file is the same in both commits. */
static bool is_unchanged(const gk_receive_options *options, gk_view path)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_git_commit before, after;
    gk_git_entry a, b;
    bool same = gk_git_commit_read(options->git, &options->before, &arena, &before) &&
                gk_git_commit_read(options->git, &options->after, &arena, &after) &&
                gk_git_find(options->git, &before.tree, path, &a) &&
                gk_git_find(options->git, &after.tree, path, &b) && gk_git_id_eq(&a.id, &b.id);
    gk_arena_free(&arena);
    return same;
}

/* Without its edition nothing was looked at, then or now: that is no check. */
static bool is_of_server(const gk_diag *diag)
{
    return diag->id == GK_MSG_edition_unknown || diag->id == GK_MSG_edition_unknown_near;
}

/* Templates miss what plugins of the site would give them. */
static bool is_of_template(const gk_diag *diag)
{
    return gk_view_starts(gk_diag_name(diag), GK_V("TEMPLATE-"));
}

static void keep_added(const gk_receive_options *options, finding *after, const finding *before,
                       bool known, size_t *older)
{
    gk_diags *diags = &after->diags;
    gk_map counts = GK_MAP_INIT;
    gk_arena arena = GK_ARENA_INIT;
    size_t kept = 0;
    if (known) count_errors(&before->diags, &counts, &arena);
    for (size_t i = 0; i < diags->count; i++) {
        const gk_diag *diag = &diags->items[i];
        if (diag->severity != GK_ERROR || (after->inert && is_of_template(diag))) continue;
        uint64_t *left = gk_map_get(&counts, key_of(diag, &arena));
        bool was_there = left && *left > 0;
        if (was_there) --*left;
        /* Behind a broken configuration nobody saw the documents: what a push that mends it brings
         * to light is not of its making. */
        if (!was_there && known && !before->whole) was_there = is_unchanged(options, diag->file);
        if (is_of_server(diag)) was_there = false;
        if (was_there) ++*older;
        if (!was_there) diags->items[kept++] = *diag;
    }
    diags->count = diags->errors = kept;
    diags->warnings = 0;
    gk_map_free(&counts);
    gk_arena_free(&arena);
}

gk_build_status gk_receive_check(const gk_receive_options *options, gk_diags *added, size_t *older)
{
    gk_view folder = gk_build_folder(options->git, &options->after, options->folder);
    finding after = look(options, folder, &options->after);
    bool known = after.diags.errors && !gk_git_id_is_none(&options->before);
    finding before = {.diags = GK_DIAGS_INIT};
    if (known) before = look(options, folder, &options->before);
    *older = 0;
    keep_added(options, &after, &before, known, older);
    gk_build_status status = !after.diags.errors               ? GK_BUILD_DONE
                             : after.status == GK_BUILD_SYSTEM ? GK_BUILD_SYSTEM
                                                               : GK_BUILD_CONTENT;
    gk_diags_append(added, &after.diags);
    gk_diags_free(&before.diags);
    gk_diags_free(&after.diags);
    return status;
}
