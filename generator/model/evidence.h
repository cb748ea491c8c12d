/* When documents were published, and what shows it.
 *
 * A document says a date itself; the commit that brought it says another; and where a server kept
 * its log (store/receive_log.h), that says when the commit reached it. The first two are what their
 * authors like, the last is the server's own: it wins wherever it is known. A document is published
 * no sooner than the date that it says, because until then no page is made of it. */
#ifndef GK_MODEL_EVIDENCE_H
#define GK_MODEL_EVIDENCE_H

#include "base/diag.h"
#include "model/site.h"

/* From the weakest. */
typedef enum gk_evidence {
    GK_EVIDENCE_NONE,     /* nobody says a date */
    GK_EVIDENCE_DOCUMENT, /* its own `date` */
    GK_EVIDENCE_COMMIT,   /* what the committer's clock said */
    GK_EVIDENCE_LOG,      /* the server's log */
    GK_EVIDENCES
} gk_evidence;

typedef struct gk_publication {
    int64_t time; /* seconds; GK_NO_DATE: not known */
    gk_evidence evidence;
    bool founding; /* it came with the push that made the branch: taken over from elsewhere */
} gk_publication;

/* The best that is known of a document. */
gk_publication gk_site_publication(const gk_site *site, uint32_t doc);

/* When a commit of site->past came to be here. */
int64_t gk_site_arrival(const gk_site *site, uint32_t commit);

/* When it was renewed: gk_site_changed, but by the log where that is known. */
int64_t gk_site_renewed(const gk_site *site, uint32_t doc);

/* "receive_log", "commit", "document", ""; 接收记录, 提交时间, 文稿日期. */
const char *gk_evidence_name(gk_evidence evidence);
const char *gk_evidence_label(gk_evidence evidence, gk_lang lang);

#endif
