#include "source/git_parts.h"

static gk_view path_of(const git_status_entry *entry)
{
    const git_diff_delta *delta =
        entry->index_to_workdir ? entry->index_to_workdir : entry->head_to_index;
    return gk_view_of(delta->old_file.path ? delta->old_file.path : delta->new_file.path);
}

bool gk_git_status(const gk_git *git, gk_view folder, gk_git_status_fn *tell, void *ctx)
{
    gk_arena arena = GK_ARENA_INIT;
    git_status_options options = {.version = GIT_STATUS_OPTIONS_VERSION};
    git_status_list *list = NULL;
    char *path = (char *)(uintptr_t)gk_arena_view(&arena, folder).p;
    options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_INCLUDE_IGNORED |
                    GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH;
    if (folder.n) options.pathspec = (git_strarray){.strings = &path, .count = 1};
    bool done = git->work.n && git->library.status_list_new(&list, git->repository, &options) == 0;
    for (size_t i = 0; done && i < git->library.status_list_entrycount(list); i++) {
        const git_status_entry *entry = git->library.status_byindex(list, i);
        bool tracked = entry->status != GIT_STATUS_WT_NEW && entry->status != GIT_STATUS_IGNORED;
        tell(ctx, path_of(entry), tracked);
    }
    git->library.status_list_free(list);
    gk_arena_free(&arena);
    return done;
}
