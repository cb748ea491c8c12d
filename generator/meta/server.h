/* The server's configuration: where a portal is built from, where it goes, and what is secret.
 *
 * It is a YAML file that the administrator of the server writes: /etc/gongkai/NAME.yaml, or
 * gongkai.yaml beside the objects of a bare repository. It is never read from what is pushed: who
 * can push must not be able to name the private folder, the key or the targets. Paths in it are
 * relative to the folder of the file. */
#ifndef GK_META_SERVER_H
#define GK_META_SERVER_H

#include "base/arena.h"
#include "base/diag.h"

/* The file's name in a bare repository, and the folder beside it for what the server keeps: the
 * receive log, the spool, the lock. */
#define GK_SERVER_FILE  "gongkai.yaml"
#define GK_SERVER_STATE "gongkai"

enum { GK_SERVER_KEEP = 5, GK_SERVER_KEEP_MAX = 1000, GK_SERVER_TARGETS_MAX = 16 };

typedef enum gk_target_kind {
    GK_TARGET_RCLONE, /* remote is one of rclone: "oss:bucket/path" */
    GK_TARGET_FOLDER  /* remote is a folder of this machine, absolute */
} gk_target_kind;

/* Where a finished release is copied to. */
typedef struct gk_server_target {
    gk_view remote;
    gk_target_kind kind;
    gk_view config; /* rclone's configuration file, absolute; empty: its own default */
    bool versions;  /* the administrator says that the remote keeps old versions of files */
} gk_server_target;

/* All texts are in the arena and end with a NUL, so that .p serves as a path; empty: not set. */
typedef struct gk_server {
    gk_view file;           /* the configuration itself, as it was named; empty: there is none */
    gk_view repo;           /* the repository, absolute */
    gk_view ref;            /* "refs/heads/main" */
    gk_view site;           /* the site's folder in the repository, "" at its top */
    gk_view edition;        /* of site.yaml; empty: the public one */
    gk_view to;             /* the folder that holds releases/ and current, absolute */
    gk_view private_folder; /* of rosters, absolute */
    gk_view key;            /* the key that signs manifests, absolute */
    gk_view signers;        /* allowed signers (ssh-keygen), absolute */
    gk_view log;            /* the receive log, absolute; never empty when repo is set */
    gk_view state;          /* the folder of spool and lock, absolute; likewise */
    uint32_t keep;          /* releases to keep, at least 1 */
    uint32_t jobs;          /* workers; 0: one a processor */
    const gk_server_target *targets;
    uint32_t target_count;
} gk_server;

/* Reads a configuration's text. `file` is what messages call it; `folder` (absolute) is what its
 * paths are relative to. False after a diagnostic; *out then holds the defaults of what could not
 * be read. */
bool gk_server_read(gk_view file, gk_view text, gk_view folder, gk_arena *arena, gk_diags *diags,
                    gk_server *out);

/* The same from a file of this machine. */
bool gk_server_load(const char *file, gk_arena *arena, gk_diags *diags, gk_server *out);

/* What holds for a repository without a configuration; and the repository's own configuration when
 * it has one (`repo`/gongkai.yaml, or `repo`/.git/gongkai.yaml of a checkout). `repo` may be
 * relative; NULL: none is known. */
bool gk_server_of_repo(const char *repo, gk_arena *arena, gk_diags *diags, gk_server *out);

/* "main" as "refs/heads/main"; full names stay. Empty when it can not be the name of a ref (the
 * rules of git check-ref-format, without wildcards). */
gk_view gk_server_ref(gk_view name, gk_arena *arena);

#endif
