/* What the parts of `gongkai qr` share. */
#ifndef GK_CMD_QR_H
#define GK_CMD_QR_H

#include "cmd/site_config.h"
#include "emit/qr.h"

typedef struct gk_qr_work {
    const gk_options *options;
    gk_buf folder, shown; /* the site's, and what stands before its paths in messages */
    gk_site_config site;
    gk_value rows; /* of the register: meta/register.h */
    gk_view base;  /* code_base; never empty */
    gk_diags diags;
} gk_qr_work;

/* The emblem of the site's symbols. */
typedef struct gk_qr_cover {
    gk_arena arena;
    gk_region region;
    gk_buf png;          /* empty: the site has none */
    gk_qr_emblem pixels; /* what it shows */
} gk_qr_cover;

/* Reads what code_emblem of site.yaml names; a worker reads the picture. False after an error. Free
 * in any case. */
bool gk_qr_cover_open(gk_qr_work *work, gk_qr_cover *out);
void gk_qr_cover_free(gk_qr_cover *cover);

/* The parts; each has the rows read and faults of the register told before. */
gk_exit gk_qr_issue(gk_qr_work *work);
gk_exit gk_qr_list(gk_qr_work *work);
gk_exit gk_qr_export(gk_qr_work *work);
gk_exit gk_qr_check(gk_qr_work *work);

/* A string of a row; empty when it has none. */
gk_view gk_qr_text(gk_value row, const char *key);

/* The document that a row's code leads to now. */
gk_view gk_qr_leads_to(gk_value row);

/* Appends what the symbol of a row holds. */
void gk_qr_put_printed(const gk_qr_work *work, gk_value row, gk_buf *out);

#endif
