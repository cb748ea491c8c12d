/* A folder as a target: an output like any other, with the same record. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"
#include "build/targets_parts.h"

enum { PAIRS_MAX = 64, SIGNATURE_MAX = 1 << 20, RECORD_MAX = 1 << 30 };

static bool put_file(gk_sending *s, gk_store *store, gk_view path, gk_store_row *row)
{
    gk_store_row wanted = *row;
    gk_buf name = GK_BUF_INIT;
    gk_buf_put(&name, path);
    int fd = openat(s->top, name.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) gk_fs_report(s->diags, GK_FS_READING, path, errno);
    gk_buf_free(&name);
    bool done = fd >= 0 && gk_store_put_fd(store, path, fd, row, s->diags);
    if (fd >= 0) close(fd);
    if (!done) return false;
    bool same =
        row->size == wanted.size && memcmp(&row->hash, &wanted.hash, sizeof wanted.hash) == 0;
    wanted.state = row->state;
    *row = wanted;
    if (!same) gk_diag_add(s->diags, GK_MSG_target_changed, gk_place_file(path));
    return same;
}

static bool put_files(gk_sending *s, gk_store *store, gk_store_file *files)
{
    size_t n = 0;
    gk_view path;
    for (size_t at = s->manifest.body; gk_manifest_next(&s->manifest, &at, &path);) {
        gk_store_file *file = &files[n++];
        file->path = path;
        gk_manifest_find(&s->manifest, path, &file->row);
        if (!put_file(s, store, path, &file->row)) return false;
    }
    return true;
}

/* The signature and what goes with it, and the record itself when another version of the program
 * made it: exactly as they are in the portal. */
static int copy_record(const gk_sending *s, int target)
{
    static const char *const names[] = {GK_STORE_SIGNED, GK_STORE_SIGNED_BY, GK_STORE_SIGNATURE};
    gk_buf bytes = GK_BUF_INIT, name = GK_BUF_INIT;
    int error, own = gk_fs_open_dir(target, GK_STORE_OWN, &error);
    for (size_t i = 0; !error && i < sizeof names / sizeof *names; i++) {
        gk_buf_truncate(&bytes, 0);
        gk_buf_truncate(&name, 0);
        gk_buf_printf(&name, GK_STORE_OWN "/%s", names[i]);
        int missing = gk_fs_read(s->top, name.p, RECORD_MAX, &bytes);
        if (missing)
            unlinkat(own, names[i], 0);
        else
            error = gk_fs_replace(own, names[i], gk_buf_view(&bytes));
    }
    gk_buf_truncate(&bytes, 0);
    if (!error) error = gk_fs_read(own, GK_STORE_RECORD, RECORD_MAX, &bytes);
    if (!error && !gk_view_eq(gk_buf_view(&bytes), gk_buf_view(&s->record)))
        error = gk_fs_replace(own, GK_STORE_RECORD, gk_buf_view(&s->record));
    if (own >= 0) close(own);
    gk_buf_free(&bytes);
    gk_buf_free(&name);
    return error;
}

bool gk_send_to_folder(gk_sending *s)
{
    gk_store_pair header[PAIRS_MAX];
    gk_store_stats stats = {0, 0, 0, 0};
    size_t pairs = 0;
    const char *dir = s->options->target->remote.p;
    gk_store_options options = {.dir = dir, .site = s->folder.p, .home = getenv("HOME")};
    gk_store *store = gk_store_open(&options, s->diags);
    if (!store) return false;
    gk_store_file *files = gk_mem_calloc(s->manifest.rows + 1, sizeof *files);
    for (size_t at = 0;
         pairs < PAIRS_MAX && gk_manifest_next_pair(&s->manifest, &at, &header[pairs]);)
        pairs++;
    bool done = put_files(s, store, files) &&
                gk_store_commit(store, files, s->manifest.rows, header, pairs, &stats, s->diags);
    s->out->sent += stats.written;
    s->out->removed += stats.removed;
    free(files);
    gk_store_close(store);
    if (!done) return false;
    int error, target = gk_fs_open_dir(AT_FDCWD, dir, &error);
    if (!error) error = copy_record(s, target);
    if (target >= 0) close(target);
    if (error) gk_fs_report(s->diags, GK_FS_WRITING, s->place, error);
    return !error;
}
