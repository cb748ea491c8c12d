/* libgit2, loaded while the program runs: only source/git.c uses it.
 *
 * The functions are those of the header that the program was built with, called through pointers;
 * the library is that of the same version. */
#ifndef GK_SOURCE_GIT_LIBRARY_H
#define GK_SOURCE_GIT_LIBRARY_H

#include <git2.h>

/* Every function that is used, by its name without git_. */
#define GK_GIT_FUNCTIONS(F)                                                                        \
    F(libgit2_init)                                                                                \
    F(libgit2_shutdown)                                                                            \
    F(libgit2_opts)                                                                                \
    F(error_last)                                                                                  \
    F(repository_open_ext)                                                                         \
    F(repository_free)                                                                             \
    F(repository_commondir)                                                                        \
    F(repository_workdir)                                                                          \
    F(repository_odb)                                                                              \
    F(revparse_single)                                                                             \
    F(object_peel)                                                                                 \
    F(object_id)                                                                                   \
    F(object_free)                                                                                 \
    F(graph_descendant_of)                                                                         \
    F(status_list_new)                                                                             \
    F(status_list_entrycount)                                                                      \
    F(status_byindex)                                                                              \
    F(status_list_free)                                                                            \
    F(odb_free)                                                                                    \
    F(odb_read)                                                                                    \
    F(odb_read_header)                                                                             \
    F(odb_object_data)                                                                             \
    F(odb_object_size)                                                                             \
    F(odb_object_type)                                                                             \
    F(odb_object_free)

typedef struct gk_git_library {
#define GK_FIELD(name) __typeof__(git_##name) *name;
    GK_GIT_FUNCTIONS(GK_FIELD)
#undef GK_FIELD
} gk_git_library;

/* Loads and starts the library. NULL, or why it could not (it is not on this system, or of another
 * version), as gk_library_load says it. */
const char *gk_git_library_load(gk_git_library *library);

/* Ends it. The file stays mapped: what it registered to be called at exit must stay there. */
void gk_git_library_end(gk_git_library *library);

#endif
