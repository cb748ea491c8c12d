/* The self-check of a site, for the office: the ledger of disclosure (model/ledger.h) and the
 * announcements, written for people, as JSON or as a table. */
#ifndef GK_BUILD_AUDIT_H
#define GK_BUILD_AUDIT_H

#include "base/diag.h"
#include "model/site.h"

/* Appends the audit for people: branches and what is not done; `all` has every item. */
void gk_audit_put_text(const gk_site *site, bool all, gk_lang lang, gk_buf *out);

/* One object: now, since, branches [{id, name, kind, colour, unfinished, reason, items [{id,
 * heading, title, frequency, state, expected, missing, last, due, reason, published [{date,
 * published, evidence, title, path}]}]}], announcements [{title, path, kind, stage, branch, state,
 * opens, closes, working_days, calendar_days, edits, outcome, outcome_due, late, faulty, published,
 * evidence, reason}]. Days are "2026-11-20" or null; evidence is "receive_log", "commit",
 * "document" or null (model/evidence.h). */
void gk_audit_put_json(const gk_site *site, gk_lang lang, gk_buf *out);

/* RFC 4180 with a byte order mark, so that office programs know it for UTF-8; a row a branch and
 * item, then a row an announcement. */
void gk_audit_put_csv(const gk_site *site, gk_lang lang, gk_buf *out);

/* Of one document, an announcement: the table's heading and its row. Nothing for others. */
void gk_audit_put_announcement(const gk_site *site, uint32_t doc, gk_lang lang, gk_buf *out);

#endif
