/* An announcement for the files: its page as it was published, and what shows how it came about, in
 * one ZIP that an archivist can read without this program.
 *
 *     说明.txt               what each file is, and how to check the signature
 *     网页/…                 the page, its files, and what it needs to be shown, as they are
 *     清单/manifest.tsv      the portal's manifest, and its signature (.sig)
 *     清单/本页.tsv          the manifest's rows of the files above
 *     文稿/…                 the document as it stands in the commit
 *     历史/修改记录.tsv      its revisions
 *     历史/提交/HEX.txt      each commit in words, with the trailers of approvals, HEX.commit the
 *                            object as it is; of signed ones HEX.sig and HEX.payload, too
 *     历史/审批.tsv          which steps it has, by which commits
 *     历史/可信签名人        whose signatures count (allowed signers of ssh-keygen)
 *     接收记录.tsv           the server's log up to where the manifest says that it was used
 *     接收记录-本文稿.tsv    its lines that brought commits of the document
 *     自查.csv               the audit's row of it
 *
 * The same portal gives the same bytes, whatever is pushed later. */
#ifndef GK_BUILD_ARCHIVE_H
#define GK_BUILD_ARCHIVE_H

#include "build/build.h"

typedef struct gk_archive_options {
    const char *portal;  /* the folder of a built portal, or of releases */
    const char *repo;    /* its repository */
    const char *log;     /* the receive log; NULL or empty: there is none */
    gk_view ref;         /* whose lines of it count */
    const char *signers; /* of approvals; NULL: none can be checked */
    gk_view document;    /* its file in the site, or the address of its page in the portal */
    const char *share;
    unsigned jobs;
} gk_archive_options;

typedef struct gk_archived {
    size_t files;
    bool persons;     /* the page shows names */
    gk_buf zip, name; /* the archive, and what it may be called: "20261116-f8w2.zip" */
} gk_archived;

/* Packs. False after an error. Free *out with gk_archived_free in any case. */
bool gk_archive_make(const gk_archive_options *options, gk_archived *out, gk_diags *diags);
void gk_archived_free(gk_archived *archived);

#endif
