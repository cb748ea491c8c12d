#include "source/git_library.h"

#include <dlfcn.h>
#include <stddef.h>

bool gk_git_library_load(gk_git_library *library, const char **why)
{
    static const char file[] = "libgit2.so." LIBGIT2_SOVERSION;
    static const struct {
        const char *name;
        size_t field;
    } functions[] = {
#define GK_ROW(name) {"git_" #name, offsetof(gk_git_library, name)},
        GK_GIT_FUNCTIONS(GK_ROW)
#undef GK_ROW
    };
    *library = (gk_git_library){.handle = dlopen(file, RTLD_NOW | RTLD_LOCAL)};
    *why = library->handle ? NULL : dlerror();
    if (*why) return false;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *found = dlsym(library->handle, functions[i].name);
        *why = found ? NULL : dlerror();
        if (!found) return false;
        /* A function's address can't be converted from void * in C; POSIX says that it may be
         * stored so. */
        *(void **)(void *)((char *)library + functions[i].field) = found;
    }
    library->libgit2_init();
    return true;
}

void gk_git_library_end(gk_git_library *library)
{
    if (library->libgit2_shutdown) library->libgit2_shutdown();
}
