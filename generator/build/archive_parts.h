/* What the files about archives share. Not for others. */
#ifndef GK_BUILD_ARCHIVE_PARTS_H
#define GK_BUILD_ARCHIVE_PARTS_H

#include "build/archive.h"
#include "emit/zip.h"
#include "store/manifest.h"

typedef struct gk_packing {
    const gk_archive_options *options;
    gk_archived *out;
    gk_diags *diags;
    gk_arena arena;
    gk_zip *zip;
    int top; /* the portal's folder */
    gk_buf record, signature;
    gk_manifest manifest;
    gk_view now, commit, site, edition, base_url;
    gk_git *git;
    gk_view source, page, title; /* the document: file in the site, path of its page, title */
    gk_buf audit;                /* its row of the audit, with the heading */
    size_t revisions;
    bool has_log;
} gk_packing;

/* Adds a file and counts it. */
void gk_pack_file(gk_packing *p, const char *folder, gk_view name, gk_view bytes);

/* The document, its revisions and their commits. False after an error. */
bool gk_pack_history(gk_packing *p);

#endif
