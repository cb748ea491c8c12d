/* The output folder as a set of path → bytes.
 *
 * Order of calls:
 *     gk_store_open     parent; takes the lock, finishes or drops what a crash left, reads the
 *                       last manifest
 *     gk_store_put…     forked workers (or the parent): new and changed files go to staging/
 *     gk_store_commit   parent, once, after all workers have ended: the staged files take their
 *                       places at once
 *     gk_store_close    parent, always; what was not committed is thrown away and the output is
 *                       as it was
 *
 * A file that equals the last manifest's row, and is still there with that size, is neither
 * written nor touched. A crash at any moment leaves the old tree or the new one, or a journal
 * by which the next gk_store_open completes the new one. A fault (a full disk …) leaves the
 * old tree. An output that does not exist yet, or is empty, is made as a folder beside it
 * (".NAME.gongkai-new") and renamed whole.
 *
 * What gongkai knows about an output lies in its folder .gongkai:
 *     manifest.tsv   "#format=1", "#generator=VERSION", "#KEY=VALUE" …, then
 *                    "sha256<TAB>size<TAB>path" by order of bytes; behind the path of a file
 *                    that must go at a time "<TAB>until=TIME", of one that holds what no other
 *                    file may hold "<TAB>private" (it is never kept by linking), of one that is
 *                    there for pages of earlier releases only "<TAB>kept=RELEASES", of a page
 *                    that only leads on "<TAB>redirect", of one whose address has to last
 *                    "<TAB>lasting", and of a document's "<TAB>source=FILE" behind that
 *     manifest.tsv.sig              its signature, when it was signed (build/sign.h)
 *     signed.tsv, signed.tsv.sig    what was signed, when pages were taken down since
 *     journal        only while a commit is under way; with staging/, trash/, manifest.new
 * Files are 0644 and folders 0755, whatever the umask. */
#ifndef GK_STORE_STORE_H
#define GK_STORE_STORE_H

#include "base/diag.h"
#include "base/hasher.h"

typedef struct gk_store gk_store;

typedef enum gk_store_state {
    GK_STORE_WRITTEN, /* waits in the staging folder */
    GK_STORE_UNCHANGED,
} gk_store_state;

/* What a put found out; flat, so that workers may hand it over in shared memory. */
typedef struct gk_store_row {
    gk_sha256 hash;
    uint64_t size;
    gk_store_state state;
    int64_t until; /* seconds since 1970, 0: for ever. Set by the caller behind a put, like: */
    bool private;
    uint16_t kept;  /* an asset of earlier releases, which pages on their way may still ask for: how
                       many releases ago it was last in use; 0: in use */
    bool lasting;   /* a page whose address people keep: it must not vanish without a redirect */
    bool redirect;  /* a page that leads on: a server may answer with a redirect in its place */
    gk_view source; /* the document's file that a lasting page shows; or empty. Borrowed */
} gk_store_row;

typedef struct gk_store_file {
    gk_view path;
    gk_store_row row;
} gk_store_file;

typedef struct gk_store_pair {
    gk_view key, value; /* no newline in either, no '=' in key */
} gk_store_pair;

typedef struct gk_store_options {
    const char *dir;  /* the output folder; links on the way to it are followed */
    const char *site; /* the site's folder, or NULL: the output must not be it nor hold it */
    const char *home; /* the output must not be this folder, or NULL */
    bool no_sync;     /* a preview: what a power cut loses is built again */
} gk_store_options;

typedef struct gk_store_stats {
    size_t files; /* in the new manifest */
    size_t written, unchanged, removed;
} gk_store_stats;

/* Opens an output folder: absent, empty, or made by gongkai. Anything else is an error and
 * nothing is touched. NULL on errors, which diags tells: OUTPUT-… when the folder is not to be
 * written to, else IO-… or DISK-…. */
gk_store *gk_store_open(const gk_store_options *options, gk_diags *diags);

/* Takes one file. In workers this needs only openat, write, close, mkdirat, newfstatat (and
 * fchmod under an unusual umask) below gk_store_staging_fd and, to look only,
 * gk_store_top_fd. path: relative, UTF-8, no empty "." ".." parts, no control characters, not
 * below .gongkai. The same path twice is found by gk_store_commit. After a failed write all
 * later puts of this process fail silently: the disk is full for all of them. */
bool gk_store_put(gk_store *store, gk_view path, gk_view bytes, gk_store_row *row, gk_diags *diags);

/* The same, but takes the bytes (see gk_hasher_take), and the row's hash may come as late as
 * gk_hasher_finish. */
bool gk_store_put_taking(gk_store *store, gk_view path, gk_buf *bytes, gk_store_row *row,
                         gk_hasher *hasher, gk_diags *diags);

/* The same for the rest of an open file, in pieces of 64 KB (also needs read, lseek); fd must
 * be seekable and stays open. */
bool gk_store_put_fd(gk_store *store, gk_view path, int fd, gk_store_row *row, gk_diags *diags);

/* Makes the given files the whole of the output: those of the last build that are not among
 * them are removed, and folders that become empty. Everything that was put must be among them.
 * `files` is sorted in place and borrowed for the call. False: errors were added and the
 * output is as it was (or, when even taking back failed, is completed by the next
 * gk_store_open). */
bool gk_store_commit(gk_store *store, gk_store_file *files, size_t count,
                     const gk_store_pair *header, size_t header_count, gk_store_stats *stats,
                     gk_diags *diags);

/* Ends the use; removes the staging, gives up the lock, frees. NULL is fine. Not in workers:
 * those just _exit. */
void gk_store_close(gk_store *store);

/* Folders for the sandbox: staged files are made below the first, old ones looked at below the
 * second. Before the first commit of a new output both are of the folder beside it. */
int gk_store_staging_fd(const gk_store *store);
int gk_store_top_fd(const gk_store *store);

/* Whether a path may be stored. */
bool gk_store_path_ok(gk_view path);

#endif
