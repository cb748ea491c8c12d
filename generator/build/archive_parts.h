/* What the files about archives share. Not for others. */
#ifndef GK_BUILD_ARCHIVE_PARTS_H
#define GK_BUILD_ARCHIVE_PARTS_H

#include "build/archive.h"
#include "emit/zip.h"
#include "model/site.h"
#include "store/manifest.h"

/* A commit that made or approved the document. */
typedef struct gk_pack_commit {
    gk_git_id id;
    uint32_t line; /* of the log; 0: it does not tell */
} gk_pack_commit;

typedef struct gk_packing {
    const gk_archive_options *options;
    gk_archived *out;
    gk_diags *diags;
    gk_arena arena;
    gk_zip *zip;
    int top; /* the portal's folder */
    gk_buf record, signature;
    gk_manifest manifest;
    gk_view now, commit, before, site, edition, base_url, log_until;
    gk_git *git;
    gk_view source, page, title; /* the document: file in the site, path of its page, title */
    gk_buf audit;                /* its row of the audit, with the heading */
    gk_buf approvals;        /* its steps, a line each, with the heading; empty: it needs none */
    gk_pack_commit *commits; /* that speak of it */
    uint32_t commit_count;
    size_t revisions, signed_count;
    bool has_log, has_signers;
} gk_packing;

/* Adds a file and counts it. */
void gk_pack_file(gk_packing *p, const char *folder, gk_view name, gk_view bytes);

/* While the site is at hand: which commits speak of a document, and its approvals. */
void gk_pack_note(gk_packing *p, const gk_site *site, uint32_t doc);

/* The document, its revisions and their commits. False after an error. */
bool gk_pack_history(gk_packing *p);

/* The log, as far as the portal was built by it. */
void gk_pack_log(gk_packing *p);

/* What each file is, and how it is checked. */
void gk_pack_words(gk_packing *p);

#endif
