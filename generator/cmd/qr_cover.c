#include "base/workers.h"
#include "build/objects.h"
#include "build/symbol.h"
#include "cmd/qr.h"

enum { CPU_MS = 5000, WALL_MS = 10000 };

/* What the worker leaves in shared memory. */
typedef struct result {
    gk_qr_emblem pixels;
    bool read;
} result;

typedef struct reading {
    gk_view png;
    uint8_t *room;
    result *result;
} reading;

static void decode(void *ctx, unsigned worker, size_t item)
{
    const reading *r = ctx;
    (void)worker, (void)item;
    r->result->read = gk_qr_read_emblem(r->png, r->room, &r->result->pixels);
}

/* The picture is then not read, and that is told. */
static void lost(void *ctx, size_t item, gk_fate fate, int number)
{
    (void)ctx, (void)item, (void)fate, (void)number;
}

static bool read_pixels(gk_qr_cover *cover)
{
    size_t most = (size_t)GK_QR_EMBLEM_SIDE * GK_QR_EMBLEM_SIDE * 4;
    reading r = {.png = gk_buf_view(&cover->png)};
    if (!gk_region_open(&cover->region, most + 4096)) return false;
    r.result = gk_region_alloc(&cover->region, sizeof *r.result);
    r.room = gk_region_alloc(&cover->region, most);
    if (!r.result || !r.room) return false;
    gk_sandbox box = {.read_count = 0};
    gk_crew crew = {.count = 1,
                    .jobs = 1,
                    .limits = {.memory = 4 * most, .cpu_ms = CPU_MS, .wall_ms = WALL_MS},
                    .sandbox = &box,
                    .item = decode,
                    .lost = lost,
                    .ctx = &r};
    if (!gk_workers_run(&crew, NULL) || !r.result->read) return false;
    cover->pixels = r.result->pixels;
    return true;
}

bool gk_qr_cover_open(gk_qr_work *work, gk_qr_cover *out)
{
    gk_diags names = GK_DIAGS_INIT; /* of files: of no interest here */
    gk_value site = work->site.config.site;
    *out = (gk_qr_cover){.png = GK_BUF_INIT};
    if (!gk_value_view(gk_value_get(site, GK_V("code_emblem"), NULL, NULL)).n) return true;
    gk_source *source =
        gk_source_open_folder(work->folder.p, gk_buf_view(&work->shown), NULL, 0, &names);
    gk_diags_free(&names);
    if (!source) return false;
    gk_source_use_objects(source, gk_lfs_open_objects(work->folder.p));
    size_t file = gk_symbol_find_emblem(source, site, &out->arena);
    if (file != SIZE_MAX) gk_objects_replace(source, file);
    bool good = gk_symbol_read_emblem(source, site, &out->arena, &out->png, &work->diags);
    if (good && !read_pixels(out)) {
        gk_symbol_report_emblem(source, site, &out->arena, &work->diags);
        good = false;
    }
    gk_source_close(source);
    return good;
}

void gk_qr_cover_free(gk_qr_cover *cover)
{
    gk_buf_free(&cover->png);
    gk_region_close(&cover->region);
    gk_arena_free(&cover->arena);
}
