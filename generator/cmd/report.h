/* What commands print. */
#ifndef GK_CMD_REPORT_H
#define GK_CMD_REPORT_H

#include "cmd/options.h"

/* Writes to standard output or standard error, whole; false when that fails. */
bool gk_report_out(gk_view text);
bool gk_report_err(gk_view text);

/* Prints diagnostics as --format says: for people on standard error, for programs on standard
 * output. Notes are left out with --quiet. */
void gk_report_diags(const gk_options *options, const gk_diags *diags);

/* A line for people, which --quiet and the formats for programs leave out. */
void gk_report_line(const gk_options *options, gk_view line);

/* What the diagnostics amount to: usage for a bad output folder, the system for faults of
 * files and disks, else the content; fine without errors. */
gk_exit gk_report_exit(const gk_diags *diags);

/* A site's folder as it stands before paths in messages: "content/", or nothing for the
 * working folder. */
void gk_report_shown(const char *site, gk_buf *out);

/* The site that a command means: its first argument, or the nearest folder upward that holds
 * site.yaml, or ".". */
void gk_report_site(const char *argument, gk_buf *out);

#endif
