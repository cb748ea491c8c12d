/* What the files of git_*.c share. Not for others. */
#ifndef GK_SOURCE_GIT_PARTS_H
#define GK_SOURCE_GIT_PARTS_H

#include "source/git.h"
#include "source/git_library.h"

enum { GK_GIT_FOLDERS = 12 };

struct gk_git {
    gk_arena arena;
    gk_git_library library;
    git_repository *repository;
    git_odb *odb;
    gk_view common, work;
    int folders[GK_GIT_FOLDERS]; /* of objects, for sandboxes */
    size_t folder_count;
};

/* Fills git->folders: that of the repository (or of the environment) and its alternates. */
void gk_git_folders_open(gk_git *git, bool environment);

/* The bytes of an object of this kind, as an object of the library that is to be freed; NULL with
 * errno. */
git_odb_object *gk_git_object(const gk_git *git, const gk_git_id *id, gk_git_kind kind,
                              size_t most);

/* Parses the bytes of a commit, or of a tree; what comes out borrows `bytes` and the arena. False:
 * not of the form. */
bool gk_git_parse_commit(gk_view bytes, gk_arena *arena, gk_git_commit *out);
bool gk_git_parse_tree(gk_view bytes, size_t id_size, gk_arena *arena, gk_git_entry **entries,
                       size_t *count);

#endif
