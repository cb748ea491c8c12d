#include "base/library.h"

#include <dlfcn.h>

const char *gk_library_load(const char *file, const gk_library_row *rows, size_t count, void *table)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!handle) return dlerror();
    for (size_t i = 0; i < count; i++) {
        void *found = dlsym(handle, rows[i].name);
        if (!found) return dlerror();
        /* A function's address can't be converted from void * in C; POSIX says that it may be
         * stored so. */
        *(void **)(void *)((char *)table + rows[i].field) = found;
    }
    return NULL;
}
