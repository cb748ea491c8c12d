#include "build/media.h"

#include <errno.h>
#include <unistd.h>

#include "base/fs.h"
#include "build/objects.h"
#include "emit/media_types.h"
#include "emit/photo.h"

enum { PHOTO_MAX = 64 * 1024 * 1024, PICTURE_KB = 300, PAGE_KB = 200 };

/* Kilobytes that a thing may have before its editor is warned. */
static uint64_t budget_of(const gk_job *job, const char *key, uint64_t usual)
{
    gk_value budgets = gk_value_get(job->config.site, GK_V("budgets"), NULL, NULL);
    gk_value own = gk_value_get(budgets, gk_view_of(key), NULL, NULL);
    return own.kind == GK_INT ? (uint64_t)own.u.i : usual;
}

static void check_budget(gk_message id, gk_view shown, uint64_t size, uint64_t budget,
                         gk_arena *arena, gk_diags *diags)
{
    if (size <= budget * 1024) return;
    gk_diag_add(diags, id, gk_place_file(shown),
                gk_arena_printf(arena, "%llu", (unsigned long long)((size + 1023) / 1024)),
                gk_arena_printf(arena, "%llu", (unsigned long long)budget));
}

void gk_media_check_page(const gk_job *job, gk_view origin, size_t size, gk_arena *arena,
                         gk_diags *diags)
{
    check_budget(GK_MSG_page_large, origin, size, budget_of(job, "page_kb", PAGE_KB), arena, diags);
}

static bool put_photo(const gk_job *job, uint32_t file, gk_view path, gk_view shown, gk_buf *bytes,
                      gk_arena *arena, gk_store_row *row, gk_diags *diags)
{
    gk_buf stripped = GK_BUF_INIT;
    gk_buf_truncate(bytes, 0);
    if (!gk_source_read(job->source, file, PHOTO_MAX, bytes)) {
        gk_fs_report(diags, GK_FS_READING, shown, errno);
        return false;
    }
    gk_view photo = gk_buf_view(bytes);
    bool pointed = gk_source_at(job->source, file)->pointer != NULL;
    gk_sha256 hash = pointed ? gk_hash_sha256(photo) : (gk_sha256){{0}};
    if (!gk_objects_verify(job->source, file, &hash, arena, diags)) return false;
    gk_photo_state state = gk_photo_strip(photo, &stripped);
    if (state == GK_PHOTO_STRIPPED) photo = gk_buf_view(&stripped);
    bool good = state != GK_PHOTO_BROKEN;
    if (!good) gk_diag_add(diags, GK_MSG_media_broken, gk_place_file(shown));
    if (good)
        check_budget(GK_MSG_media_large, shown, photo.n, budget_of(job, "picture_kb", PICTURE_KB),
                     arena, diags);
    if (good && job->store) good = gk_store_put(job->store, path, photo, row, diags);
    gk_buf_free(&stripped);
    return good;
}

bool gk_media_copy(const gk_job *job, const gk_source *source, uint32_t file, gk_view path,
                   gk_arena *arena, gk_store_row *row, gk_diags *diags)
{
    if (!gk_objects_check_file(job, source, file, arena, diags)) return false;
    if (!job->store) return true;
    int fd = gk_source_open_file(source, file);
    if (fd < 0) {
        gk_fs_report(diags, GK_FS_READING,
                     gk_source_shown(source, gk_source_at(source, file)->path, arena), errno);
        return false;
    }
    bool good = gk_store_put_fd(job->store, path, fd, row, diags);
    close(fd);
    return good && gk_objects_verify(source, file, &row->hash, arena, diags);
}

bool gk_media_put(const gk_job *job, uint32_t file, gk_view path, gk_buf *bytes, gk_arena *arena,
                  gk_store_row *row, gk_diags *diags)
{
    static const char *const svg[] = {".svg", ".svgz"};
    gk_view name = gk_source_at(job->source, file)->path,
            shown = gk_source_shown(job->source, name, arena);
    if (gk_view_has_ending(name, svg, sizeof svg / sizeof *svg)) {
        gk_diag_add(diags, GK_MSG_media_svg, gk_place_file(shown));
        return false;
    }
    if (!gk_media_is_photo(name))
        return gk_media_copy(job, job->source, file, path, arena, row, diags);
    return gk_objects_check_file(job, job->source, file, arena, diags) &&
           put_photo(job, file, path, shown, bytes, arena, row, diags);
}
