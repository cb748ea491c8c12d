/* The configuration of a site, for commands that need its types and sections but do not build
 * it. */
#ifndef GK_CMD_SITE_CONFIG_H
#define GK_CMD_SITE_CONFIG_H

#include "base/region.h"
#include "cmd/options.h"
#include "cmd/rev.h"
#include "meta/config.h"

typedef struct gk_site_config {
    gk_region region; /* holds what the worker read */
    gk_arena arena;
    gk_config config;
    gk_diags diags; /* what is wrong with the configuration */
} gk_site_config;

/* Reads site.yaml, types/ and data/ in a worker; `shown` stands before paths in messages.
 * False when nothing could be read. Free in any case. */
bool gk_site_config_open(gk_site_config *site, const char *folder, gk_view shown);

/* The same, but reads nothing except data/holidays/: config.data holds `holidays` only. From a
 * commit when `rev` has one (folder is not looked at then). */
bool gk_site_config_open_holidays(gk_site_config *site, const char *folder, const gk_rev *rev,
                                  gk_view shown);

/* Gives everything back. */
void gk_site_config_free(gk_site_config *site);

/* The time by the rule: --now, clock of site.yaml, SOURCE_DATE_EPOCH, the system; at the
 * site's offset. */
gk_date gk_site_config_now(const gk_site_config *site, const gk_options *options);

/* The type of documents in a section: its own, or that of the nearest section upward, or "page". */
gk_view gk_site_config_type_of(const gk_site_config *site, gk_view section);

#endif
