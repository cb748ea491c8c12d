/* The folders that objects lie in: of the repository, of a push that is not accepted yet, and those
 * that they borrow from. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "source/git_parts.h"

enum { DEPTH_MAX = 5, ALTERNATES_MAX = 64 * 1024 };

static void add_folder(gk_git *git, gk_view path, unsigned depth);

/* info/alternates: a folder a line, absolute or relative to this one. */
static void add_alternates(gk_git *git, int folder, gk_view path, unsigned depth)
{
    gk_buf text = GK_BUF_INIT;
    gk_view rest, line;
    if (depth < DEPTH_MAX && gk_fs_read(folder, "info/alternates", ALTERNATES_MAX, &text) == 0) {
        rest = gk_arena_view(&git->arena, gk_buf_view(&text));
        while (gk_view_split(&rest, '\n', &line)) {
            if (!line.n || line.p[0] == '#') continue;
            if (line.p[0] != '/') line = GK_JOIN(&git->arena, path, GK_V("/"), line);
            add_folder(git, line, depth + 1);
        }
    }
    gk_buf_free(&text);
}

static void add_folder(gk_git *git, gk_view path, unsigned depth)
{
    if (!path.n || git->folder_count == GK_GIT_FOLDERS) return;
    int folder = open(gk_arena_view(&git->arena, path).p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    git->folders[git->folder_count++] = folder;
    add_alternates(git, folder, path, depth);
}

void gk_git_folders_open(gk_git *git, bool environment)
{
    const char *objects = environment ? getenv("GIT_OBJECT_DIRECTORY") : NULL;
    const char *more = environment ? getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES") : NULL;
    gk_view rest = more ? gk_view_of(more) : (gk_view){NULL, 0}, one;
    add_folder(git, GK_JOIN(&git->arena, git->common, GK_V("/objects")), 0);
    if (objects) add_folder(git, gk_view_of(objects), 0);
    while (gk_view_split(&rest, ':', &one)) add_folder(git, one, 1);
}

void gk_git_allow(const gk_git *git, gk_sandbox *box)
{
    for (size_t i = 0; i < git->folder_count; i++) gk_sandbox_allow_read(box, git->folders[i]);
    box->look_up = true;
}
