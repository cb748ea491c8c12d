/* How the configuration's files are reached: those of the site, then the program's own themes,
 * plugins and tables of holidays.
 *
 * Open in the parent, read in workers that may read both folders. A plugin comes from one place
 * as a whole: the site's plugins/NAME/ when it has a plugin.yaml, else the program's. Tables
 * likewise: those of the site's data/holidays/ when there is any, else the program's. */
#ifndef GK_BUILD_READER_H
#define GK_BUILD_READER_H

#include "base/sandbox.h"
#include "meta/config.h"
#include "source/source.h"

typedef struct gk_reader {
    gk_config_reader config; /* its ctx is this reader, which must not move */
    const gk_source *source;
    int themes, plugins, holidays; /* the program's folders, or -1 */
    gk_config_name *shared;        /* names in the program's plugins/ */
    size_t shared_count;
    gk_config_name *tables; /* names in the program's holidays; none when the site has its own */
    size_t table_count;
    bool pushed;
    gk_arena arena;
} gk_reader;

/* share: the folder that holds the program's themes/ and plugins/. Close in any case. */
void gk_reader_open(gk_reader *reader, const gk_source *source, const char *share);
void gk_reader_close(gk_reader *reader);

/* What workers that read have to be allowed. */
void gk_reader_allow(const gk_reader *reader, gk_sandbox *box);

/* From now on a plugin of the program is never replaced by one of the site, no code of the site's
 * own plugins is run, and the gate against personal numbers is always there. Before
 * gk_config_load. */
void gk_reader_distrust(gk_reader *reader);

/* Whether the site has the plugin itself; else it is the program's or nobody's. */
bool gk_reader_is_own_plugin(const gk_reader *reader, gk_view name);

#endif
