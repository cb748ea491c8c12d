/* What a worker may still do: read below some folders, write below others, use its memory, and
 * exit.
 *
 * Landlock bounds the files (where the kernel has it), a seccomp allow-list bounds the system
 * calls; anything else kills the process. libseccomp has its home here. Built with sanitizers, the
 * list of system calls is left out: they need more. */
#ifndef GK_BASE_SANDBOX_H
#define GK_BASE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

enum { GK_SANDBOX_DIRS = 40 };

typedef struct gk_sandbox {
    int read_dirs[GK_SANDBOX_DIRS]; /* descriptors of folders that may be read */
    size_t read_count;
    int write_dirs[GK_SANDBOX_DIRS]; /* descriptors of folders that may be written (and read) */
    size_t write_count;
    bool look_up; /* may also list folders, ask whether files are there, and make files in memory */
} gk_sandbox;

/* Adds a folder; descriptors below 0 are passed over. */
void gk_sandbox_allow_read(gk_sandbox *box, int dir);
void gk_sandbox_allow_write(gk_sandbox *box, int dir);

/* Shuts the calling process in, for ever. False when the kernel refuses the filter (the caller
 * should then exit). */
bool gk_sandbox_enter(const gk_sandbox *box);

#endif
