#include "source/git_library.h"

#include "base/library.h"

const char *gk_git_library_load(gk_git_library *library)
{
    static const gk_library_row rows[] = {
#define GK_ROW(name) {"git_" #name, offsetof(gk_git_library, name)},
        GK_GIT_FUNCTIONS(GK_ROW)
#undef GK_ROW
    };
    *library = (gk_git_library){0};
    const char *why =
        gk_library_load("libgit2.so." LIBGIT2_SOVERSION, rows, sizeof rows / sizeof *rows, library);
    if (!why) library->libgit2_init();
    return why;
}

void gk_git_library_end(gk_git_library *library)
{
    if (library->libgit2_shutdown) library->libgit2_shutdown();
}
