/* What the files of verify share. Not for others. */
#ifndef GK_BUILD_VERIFY_PARTS_H
#define GK_BUILD_VERIFY_PARTS_H

#include "build/verify.h"
#include "store/state.h"

/* The record of a portal as it was found: bytes, and whether they are there. */
typedef struct gk_record {
    gk_buf text, signature;
    bool has_text, has_signature;
} gk_record;

/* What was seen of a file. */
typedef enum gk_sight {
    GK_SEEN_FILE,   /* size and hash are known */
    GK_SEEN_OTHER,  /* something that is no file of its content: a link, a folder, a redirect */
    GK_SEEN_NOTHING /* it is not there */
} gk_sight;

typedef struct gk_verify {
    const gk_verify_options *options;
    gk_verified *out;
    gk_diags *diags;
    gk_manifest manifest;
    gk_date now;
    gk_store_row expired; /* of the page that stands for one that was taken down */
} gk_verify;

/* Judges a file of the manifest by what was seen of it. */
void gk_verify_judge(gk_verify *v, gk_view path, const gk_store_row *row, gk_sight sight,
                     uint64_t size, const gk_sha256 *hash);

/* Reads the record (`signed_one`: signed.tsv) of a folder, from its descriptor. 0 or an errno; what
 * is missing is no failure. */
int gk_verify_folder_record(int top, bool signed_one, gk_record *out);

/* Looks at every file of a folder. */
void gk_verify_folder(gk_verify *v, int top);

struct gk_fetch;

/* The same over HTTP; false after an error: there is no answer. `base` ends with a slash. */
bool gk_verify_url_record(struct gk_fetch *fetch, gk_view base, bool signed_one, gk_record *out,
                          gk_diags *diags);
void gk_verify_url(gk_verify *v, struct gk_fetch *fetch, gk_view base);

#endif
