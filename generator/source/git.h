/* A git repository as this program reads it: names of commits, and objects by their id.
 *
 * Nothing here writes, runs hooks or looks at a work tree. Objects are read as they are stored: no
 * filters, no line endings changed. libgit2 is loaded when the first repository is opened (it costs
 * more at start-up than all other libraries together) and has its home in this folder; the types
 * are ours. What commits and trees hold is parsed here, from bytes that anybody may have pushed:
 * what is not of the form is a failure, never a crash.
 *
 * Opened in the parent. Workers forked from it may go on reading objects, each for itself, when
 * their sandbox was told so (gk_git_allow). Not for two threads at once.
 *
 * Functions that read an object give false with errno: ENOENT (there is no such object), EFBIG
 * (larger than the limit: known from the header, before anything is unpacked), EINVAL (of another
 * kind, or not of the form), EIO (stored badly).
 */
#ifndef GK_SOURCE_GIT_H
#define GK_SOURCE_GIT_H

#include "base/diag.h"
#include "base/sandbox.h"

typedef struct gk_git gk_git;

/* The name of an object: 20 bytes (SHA-1); room for 32. All zero, n included: none. */
typedef struct gk_git_id {
    uint8_t bytes[32];
    uint8_t n;
} gk_git_id;

enum { GK_GIT_HEX = 65 }; /* room for the digits and a NUL */

/* The digits, NUL-terminated; "" for none. */
void gk_git_id_hex(const gk_git_id *id, char out[GK_GIT_HEX]);

/* Reads 40 digits (or 64). All zeros, as hooks are told of a ref that is not there, is none. */
bool gk_git_id_parse(gk_view hex, gk_git_id *out);

/* Whether two ids name the same object (none equals none). */
static inline bool gk_git_id_eq(const gk_git_id *a, const gk_git_id *b)
{
    return a->n == b->n && memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/* Whether it names nothing. */
static inline bool gk_git_id_is_none(const gk_git_id *id)
{
    return id->n == 0;
}

typedef enum gk_git_where {
    GK_GIT_HERE,       /* path is the repository: a bare one, a work tree, or its .git */
    GK_GIT_UPWARD,     /* path lies in the work tree: the nearest repository upward */
    GK_GIT_ENVIRONMENT /* as git tells its hooks (GIT_DIR, the quarantine of a push …); path is
                          what stands for it in messages */
} gk_git_where;

/* Opens a repository for reading. NULL after a diagnostic: none there, somebody else's, one with
 * SHA-256 names, or no libgit2 on this system. Free with gk_git_close. */
gk_git *gk_git_open(const char *path, gk_git_where where, gk_diags *diags);
void gk_git_close(gk_git *git);

/* Folders, absolute, without trailing slash; they live as long as the repository. The common one
 * holds objects/, refs/ (and lfs/objects); that of a linked work tree is another. The work tree is
 * empty for a bare repository. */
gk_view gk_git_common_dir(const gk_git *git);
gk_view gk_git_work_tree(const gk_git *git);

/* What workers that read objects have to be allowed: the folders of objects (alternates and the
 * quarantine too) and the system calls that looking for them takes. */
void gk_git_allow(const gk_git *git, gk_sandbox *box);

/* The commit that a name stands for ("main", "v1.2", "HEAD~3", digits …), tags followed. False
 * after a diagnostic. */
bool gk_git_resolve(const gk_git *git, gk_view rev, gk_git_id *commit, gk_diags *diags);

/* Whether `ancestor` is `commit` itself or can be reached from it. False also when one of them is
 * missing. */
bool gk_git_descends(const gk_git *git, const gk_git_id *commit, const gk_git_id *ancestor);

/* A path that is not as the commit has it which the work tree stands on: changed, added or gone
 * when git knows it (`tracked`), else a stranger, ignored or not; a folder of strangers is told as
 * a whole, with '/' at its end. */
typedef void gk_git_status_fn(void *ctx, gk_view path, bool tracked);

/* Tells of all such paths in the work tree below `folder` ("" for all). False when there is no work
 * tree, or it can't be looked at. */
bool gk_git_status(const gk_git *git, gk_view folder, gk_git_status_fn *tell, void *ctx);

typedef enum gk_git_kind {
    GK_GIT_COMMIT = 1,
    GK_GIT_TREE = 2,
    GK_GIT_BLOB = 3,
    GK_GIT_TAG = 4
} gk_git_kind;

/* Kind and size (bytes, unpacked) of an object, by its header alone. */
bool gk_git_header(const gk_git *git, const gk_git_id *id, gk_git_kind *kind, uint64_t *size);

/* The bytes of a blob, in place of what out holds. */
bool gk_git_blob(const gk_git *git, const gk_git_id *id, size_t most, gk_buf *out);

typedef struct gk_git_person {
    gk_view name, email; /* as they are in the commit: any bytes but newlines, < and > */
    int64_t time;        /* seconds since 1970: what the writer's clock said */
    int16_t offset;      /* minutes east of UTC */
} gk_git_person;

typedef struct gk_git_commit {
    gk_git_id id, tree;
    gk_git_id *parents;
    size_t parent_count;
    gk_git_person author, committer;
    gk_view message;   /* as it is stored: UTF-8 by custom only */
    gk_view signature; /* armoured; empty: not signed */
    gk_view payload;   /* the bytes that were signed; empty without a signature */
    gk_view raw;       /* all of it, as git hash-object -t commit takes it */
} gk_git_commit;

/* Reads a commit; what it holds lives in the arena. */
bool gk_git_commit_read(const gk_git *git, const gk_git_id *id, gk_arena *arena,
                        gk_git_commit *out);

enum {
    GK_GIT_MODE_TREE = 0040000,
    GK_GIT_MODE_FILE = 0100644,
    GK_GIT_MODE_PROGRAM = 0100755,
    GK_GIT_MODE_SYMLINK = 0120000,
    GK_GIT_MODE_GITLINK = 0160000
};

typedef struct gk_git_entry {
    gk_view name;  /* any bytes but NUL and '/', not empty */
    uint32_t mode; /* as stored; old repositories have others than those above */
    gk_git_id id;
} gk_git_entry;

/* Reads a tree, entries in its order; they live in the arena. */
bool gk_git_tree_read(const gk_git *git, const gk_git_id *id, gk_arena *arena,
                      gk_git_entry **entries, size_t *count);

/* Looks up a path ("content/site.yaml") below a tree; an empty path is the tree itself. entry's
 * name is the last part of path. False with ENOENT when there is none. */
bool gk_git_find(const gk_git *git, const gk_git_id *tree, gk_view path, gk_git_entry *entry);

#endif
