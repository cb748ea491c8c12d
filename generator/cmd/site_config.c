#include "cmd/site_config.h"

#include <time.h>

#include "base/workers.h"
#include "build/build.h"
#include "build/reader.h"
#include "meta/flat.h"
#include "source/source.h"

enum { CPU_MS = 10000, WALL_MS = 30000, OFFSET_CHINA = 480 };

/* What the worker leaves in shared memory. */
typedef struct result {
    const gk_cell *config; /* NULL: nothing could be read */
    gk_view diags;
} result;

typedef struct loading {
    gk_site_config *site;
    gk_source *source;
    gk_reader reader;
    bool holidays; /* nothing but their tables */
    result *result;
} loading;

static void load(void *ctx, unsigned worker, size_t item)
{
    loading *l = ctx;
    (void)worker, (void)item;
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_config config = {.site = gk_value_null()};
    gk_buf flat = GK_BUF_INIT, packed = GK_BUF_INIT;
    if (l->holidays)
        gk_config_load_holidays(&l->reader.config, &arena, &diags, &config);
    else
        gk_config_load(&l->reader.config, &arena, &diags, &config);
    if (config.site.kind == GK_MAP) {
        size_t cell = gk_flat_put(&flat, gk_config_to_value(&config, &arena), &arena);
        const char *copy = gk_region_put(&l->site->region, gk_buf_view(&flat));
        l->result->config = copy ? (const gk_cell *)(const void *)(copy + cell) : NULL;
    }
    gk_diags_pack(&diags, &packed);
    l->result->diags = gk_view_n(gk_region_put(&l->site->region, gk_buf_view(&packed)), packed.n);
    gk_buf_free(&flat);
    gk_buf_free(&packed);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}

static void lost(void *ctx, size_t item, gk_fate fate, int number)
{
    loading *l = ctx;
    gk_buf text = GK_BUF_INIT;
    (void)item, (void)fate;
    gk_buf_put_int(&text, number);
    gk_diag_add(&l->site->diags, GK_MSG_worker_crashed, gk_place_file(GK_V("site.yaml")),
                gk_buf_view(&text));
    gk_buf_free(&text);
}

/* The names of all documents are of no interest here, but folders that hold them are few, and
 * listing is cheap. */
static gk_source *open_source(const char *folder, const gk_rev *rev, gk_view shown)
{
    gk_diags names = GK_DIAGS_INIT;
    gk_arena arena = GK_ARENA_INIT;
    gk_git_commit commit;
    gk_source *source = NULL;
    if (!rev || !rev->git)
        source = gk_source_open_folder(folder, shown, NULL, 0, &names);
    else if (gk_git_commit_read(rev->git, &rev->commit, &arena, &commit))
        source = gk_source_open_tree(rev->git, &commit.tree, gk_buf_view(&rev->folder), shown, NULL,
                                     0, &names);
    gk_arena_free(&arena);
    gk_diags_free(&names);
    return source;
}

/* Takes ownership of source, which may be NULL. */
static bool open_site(gk_site_config *site, gk_source *source, bool holidays)
{
    loading l = {.site = site, .source = source, .holidays = holidays};
    gk_sandbox box = {.read_count = 0};
    gk_buf share = GK_BUF_INIT;
    gk_build_share(&share);
    gk_reader_open(&l.reader, l.source, share.p);
    gk_buf_free(&share);
    gk_crew crew = {.count = 1, .jobs = 1, .sandbox = &box, .item = load, .lost = lost, .ctx = &l};
    crew.limits = (gk_worker_limits){(size_t)512 << 20, CPU_MS, WALL_MS};
    *site = (gk_site_config){.arena = GK_ARENA_INIT, .diags = GK_DIAGS_INIT};
    if (!l.source || !gk_region_open(&site->region, (size_t)512 << 20)) {
        gk_source_close(l.source);
        gk_reader_close(&l.reader);
        return false;
    }
    l.result = gk_region_alloc(&site->region, sizeof *l.result);
    gk_reader_allow(&l.reader, &box);
    bool read = l.result && gk_workers_run(&crew, NULL) && l.result->config;
    if (l.result && l.result->diags.p) gk_diags_unpack(&site->diags, l.result->diags);
    if (read) gk_config_from_value(gk_flat_value(l.result->config), &site->arena, &site->config);
    gk_source_close(l.source);
    gk_reader_close(&l.reader);
    return read;
}

bool gk_site_config_open(gk_site_config *site, const char *folder, gk_view shown)
{
    return open_site(site, open_source(folder, NULL, shown), false);
}

bool gk_site_config_open_holidays(gk_site_config *site, const char *folder, const gk_rev *rev,
                                  gk_view shown)
{
    return open_site(site, open_source(folder, rev, shown), true);
}

void gk_site_config_free(gk_site_config *site)
{
    gk_region_close(&site->region);
    gk_arena_free(&site->arena);
    gk_diags_free(&site->diags);
}

gk_date gk_site_config_now(const gk_site_config *site, const gk_options *options)
{
    gk_date now;
    gk_value zone = gk_value_get(site->config.site, GK_V("timezone"), NULL, NULL);
    gk_value clock = gk_value_get(site->config.site, GK_V("clock"), NULL, NULL);
    int16_t offset = zone.kind == GK_INT ? (int16_t)zone.u.i : OFFSET_CHINA;
    const char *given = options->values[GK_OPT_NOW];
    if (given && gk_date_parse(gk_view_of(given), offset, &now)) {
        now.offset = offset;
        return now;
    }
    now = (gk_date){options->has_epoch ? options->epoch : (int64_t)time(NULL), offset, false};
    if (clock.kind == GK_DATE) now = gk_value_as_date(clock);
    now.offset = offset;
    return now;
}

gk_view gk_site_config_type_of(const gk_site_config *site, gk_view section)
{
    gk_value sections = gk_value_get(site->config.site, GK_V("sections"), NULL, NULL);
    for (gk_view at = section; at.n;) {
        gk_value row = gk_value_get(sections, at, NULL, NULL);
        gk_view type = gk_value_view(gk_value_get(row, GK_V("type"), NULL, NULL));
        if (type.n) return type;
        size_t slash = gk_view_rfind_byte(at, '/');
        at = slash == SIZE_MAX ? (gk_view){NULL, 0} : gk_view_sub(at, 0, slash);
    }
    return GK_V("page");
}
