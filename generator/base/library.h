/* Libraries of the system that are loaded only when they are needed: what a build does not use
 * costs it nothing, and a system without them still builds.
 *
 * Its functions are kept in a struct of pointers, whose types are those of its header. A loaded
 * library stays: some register functions to be called at the program's end. */
#ifndef GK_BASE_LIBRARY_H
#define GK_BASE_LIBRARY_H

#include <stddef.h>

/* A function: its name in the library, and where its pointer lies in the struct. */
typedef struct gk_library_row {
    const char *name;
    size_t field;
} gk_library_row;

/* Loads a library by its file's name and fills the struct. NULL, or why it could not: the loader's
 * words, which live until it is asked again; the struct is not to be used then. */
const char *gk_library_load(const char *file, const gk_library_row *rows, size_t count,
                            void *table);

#endif
