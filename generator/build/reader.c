#include "build/reader.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/fs.h"
#include "build/objects.h"
#include "template/template.h"

enum { FILE_MAX = 8 * 1024 * 1024, SHARED_MAX = 500 };

#define HOLIDAYS GK_V("data/holidays/")

static bool is_there(int dir, const char *path)
{
    int fd = dir < 0 ? -1 : openat(dir, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

bool gk_reader_is_own_plugin(const gk_reader *reader, gk_view name)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_view file = GK_JOIN(&arena, GK_V("plugins/"), name, GK_V("/plugin.yaml"));
    bool own = gk_source_find(reader->source, file) != SIZE_MAX;
    if (reader->pushed && is_there(reader->plugins, file.p + strlen("plugins/"))) own = false;
    gk_arena_free(&arena);
    return own;
}

/* Where a file is that is none of the site's: the program's folder and the path below it, or -1. */
static int find_elsewhere(const gk_reader *reader, gk_view path, gk_arena *arena,
                          const char **below)
{
    *below = gk_arena_view(arena, path).p;
    gk_view rest = path, first, name;
    gk_view_split(&rest, '/', &first);
    if (gk_view_is(first, "themes")) {
        *below += strlen("themes/");
        return is_there(reader->themes, *below) ? reader->themes : -1;
    }
    if (gk_view_starts(path, HOLIDAYS)) {
        *below += HOLIDAYS.n;
        return reader->table_count && is_there(reader->holidays, *below) ? reader->holidays : -1;
    }
    if (!gk_view_is(first, "plugins") || !gk_view_split(&rest, '/', &name) ||
        gk_reader_is_own_plugin(reader, name))
        return -1;
    *below += strlen("plugins/");
    return is_there(reader->plugins, *below) ? reader->plugins : -1;
}

/* A stray file in the site's folder of a plugin that is the program's is none of its files. */
static size_t find_own(const gk_reader *reader, gk_view path)
{
    gk_view rest = path, first, name = {NULL, 0};
    gk_view_split(&rest, '/', &first);
    gk_view_split(&rest, '/', &name);
    if (gk_view_is(first, "plugins") && !gk_reader_is_own_plugin(reader, name)) return SIZE_MAX;
    return gk_source_find(reader->source, path);
}

/* Tables may be kept by Git LFS as well. */
static bool read_object(const gk_reader *reader, gk_view shown, gk_buf *bytes, gk_diags *diags)
{
    gk_lfs_pointer pointer;
    gk_lfs_state state;
    if (!gk_lfs_parse(gk_buf_view(bytes), &pointer)) return true;
    gk_buf_truncate(bytes, 0);
    int fd = gk_lfs_open(gk_source_objects(reader->source), &pointer, &state), error = 0;
    if (fd >= 0) {
        error = gk_fs_read_open(fd, FILE_MAX, bytes);
        close(fd);
        gk_sha256 hash = gk_hash_sha256(gk_buf_view(bytes));
        if (memcmp(&hash, &pointer.oid, sizeof hash) != 0) state = GK_LFS_DAMAGED;
    }
    if (error)
        gk_fs_report(diags, GK_FS_READING, shown, error);
    else if (state != GK_LFS_HERE)
        gk_objects_tell(&pointer, state, shown, gk_place_file(shown), diags);
    return !error && state == GK_LFS_HERE;
}

/* The site's own file, from its list or (themes/ is not listed) from below it. ENOENT: it has
 * none. */
static int read_own(const gk_reader *reader, gk_view path, gk_buf *bytes)
{
    size_t file = find_own(reader, path);
    bool listed = file != SIZE_MAX;
    if (!listed && (!gk_view_starts(path, GK_V("themes/")) || !gk_source_has(reader->source, path)))
        return ENOENT;
    bool read = listed ? gk_source_read(reader->source, file, FILE_MAX, bytes)
                       : gk_source_peek(reader->source, path, FILE_MAX, bytes);
    return read ? 0 : errno == ENOENT ? EIO : errno;
}

static bool read_file(void *ctx, gk_view path, gk_arena *arena, gk_diags *diags, gk_view *text,
                      gk_view *shown, bool *exists)
{
    const gk_reader *reader = ctx;
    const char *below = NULL;
    gk_buf bytes = GK_BUF_INIT;
    int error = read_own(reader, path, &bytes);
    bool own = error != ENOENT;
    int dir = own ? -1 : find_elsewhere(reader, path, arena, &below);
    bool shared = dir >= 0 && (dir == reader->plugins || dir == reader->holidays);
    *shown = shared ? path : gk_source_shown(reader->source, path, arena);
    *exists = own || dir >= 0;
    if (dir >= 0) error = gk_fs_read(dir, below, FILE_MAX, &bytes);
    if (*exists && error) gk_fs_report(diags, GK_FS_READING, *shown, error);
    bool good = !error && (!own || read_object(reader, *shown, &bytes, diags));
    if (good) *text = gk_arena_view(arena, gk_buf_view(&bytes));
    gk_buf_free(&bytes);
    return good;
}

/* What a folder of the site holds besides, of the program's. */
static const gk_config_name *list_theirs(const gk_reader *reader, gk_view folder, size_t *count)
{
    static const gk_config_name holidays = {{"holidays", 8}, true};
    bool tables = reader->table_count > 0;
    *count = 0;
    if (gk_view_is(folder, "plugins")) {
        *count = reader->shared_count;
        return reader->shared;
    }
    if (tables && gk_view_is(folder, "data/holidays")) {
        *count = reader->table_count;
        return reader->tables;
    }
    if (tables && gk_view_is(folder, "data")) *count = 1;
    return &holidays;
}

static size_t list_folder(void *ctx, gk_view folder, gk_arena *arena, const gk_config_name **names)
{
    const gk_reader *reader = ctx;
    gk_view prefix = GK_JOIN(arena, folder, GK_V("/"));
    size_t first = gk_source_lower(reader->source, prefix), end = first, n = 0;
    while (end < gk_source_count(reader->source) &&
           gk_view_starts(gk_source_at(reader->source, end)->path, prefix))
        end++;
    size_t shared = 0;
    const gk_config_name *theirs = list_theirs(reader, folder, &shared);
    gk_config_name *list = gk_arena_alloc(arena, (end - first + shared) * sizeof *list);
    for (size_t i = first; i < end; i++) {
        gk_view rest = gk_view_from(gk_source_at(reader->source, i)->path, prefix.n);
        size_t slash = gk_view_find_byte(rest, '/', 0);
        gk_view name = slash == SIZE_MAX ? rest : gk_view_n(rest.p, slash);
        bool again = n && gk_view_eq(list[n - 1].name, name);
        if (!again) list[n++] = (gk_config_name){name, slash != SIZE_MAX};
    }
    for (size_t i = 0; i < shared; i++) list[n++] = theirs[i];
    *names = list;
    return n;
}

/* Names that templates know without any plugin. */
static bool built_in(void *ctx, gk_view name)
{
    static const char *const functions[] = {"asset", "t",     "url", "abs_url",
                                            "range", "super", "loop"};
    gk_template_word word;
    (void)ctx;
    for (size_t i = 0; gk_template_word_at(GK_TEMPLATE_FILTERS, i, &word); i++)
        if (gk_view_is(name, word.name)) return true;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (gk_view_is(name, functions[i])) return true;
    return false;
}

/* The names in one of the program's folders; `folders`: whether they are folders. */
static gk_config_name *list_shared(gk_reader *reader, int folder, bool folders, size_t *count)
{
    DIR *dir = folder < 0 ? NULL : fdopendir(dup(folder));
    *count = 0;
    if (!dir) return NULL;
    gk_config_name *names = gk_arena_alloc(&reader->arena, SHARED_MAX * sizeof *names);
    for (const struct dirent *e = readdir(dir); e && *count < SHARED_MAX; e = readdir(dir))
        if (e->d_name[0] != '.')
            names[(*count)++] =
                (gk_config_name){gk_arena_view(&reader->arena, gk_view_of(e->d_name)), folders};
    closedir(dir);
    return names;
}

static bool has_tables(const gk_source *source)
{
    size_t i = source ? gk_source_lower(source, HOLIDAYS) : 0;
    return source && i < gk_source_count(source) &&
           gk_view_starts(gk_source_at(source, i)->path, HOLIDAYS);
}

static int open_below(gk_reader *reader, const char *share, const char *name)
{
    gk_view path = gk_arena_printf(&reader->arena, "%s/%s", share, name);
    return open(path.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void gk_reader_open(gk_reader *reader, const gk_source *source, const char *share)
{
    *reader = (gk_reader){.source = source};
    reader->config = (gk_config_reader){
        .ctx = reader, .read = read_file, .list = list_folder, .built_in = built_in};
    reader->themes = open_below(reader, share, "themes");
    reader->plugins = open_below(reader, share, "plugins");
    reader->holidays = open_below(reader, share, "content/data/holidays");
    reader->shared = list_shared(reader, reader->plugins, true, &reader->shared_count);
    if (!has_tables(source))
        reader->tables = list_shared(reader, reader->holidays, false, &reader->table_count);
}

static bool is_inert(void *ctx, gk_view plugin)
{
    return gk_reader_is_own_plugin(ctx, plugin);
}

void gk_reader_distrust(gk_reader *reader)
{
    reader->pushed = true;
    reader->config.inert = is_inert;
    reader->config.gate = GK_V("privacy");
}

void gk_reader_close(gk_reader *reader)
{
    if (reader->themes >= 0) close(reader->themes);
    if (reader->plugins >= 0) close(reader->plugins);
    if (reader->holidays >= 0) close(reader->holidays);
    reader->themes = reader->plugins = reader->holidays = -1;
    gk_arena_free(&reader->arena);
}

void gk_reader_allow(const gk_reader *reader, gk_sandbox *box)
{
    gk_source_allow(reader->source, box);
    gk_sandbox_allow_read(box, reader->themes);
    gk_sandbox_allow_read(box, reader->plugins);
    gk_sandbox_allow_read(box, reader->holidays);
}
