#include "emit/zip.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/library.h"
#include "base/mem.h"

#define FUNCTIONS(row)                                                                             \
    row(source_buffer_create) row(source_keep) row(source_free) row(source_open) row(source_read)  \
        row(source_close) row(source_stat) row(open_from_source) row(close) row(discard)           \
            row(source_buffer) row(file_add) row(file_set_dostime)                                 \
                row(file_set_external_attributes) row(set_file_compression)

enum { FIRST_YEAR = 1980, UNIX_FILE = 0100644, LEVEL = 9 };

typedef struct library {
#define ROW(name) __typeof__(zip_##name) *name;
    FUNCTIONS(ROW)
#undef ROW
} library;

struct gk_zip {
    library lib;
    zip_source_t *whole;
    zip_t *archive;
    zip_uint16_t time, date;
    gk_arena arena; /* of what was added: read when the archive is closed */
    bool failed;
};

static const char *load(library *lib)
{
    static const gk_library_row rows[] = {
#define ROW(name) {"zip_" #name, offsetof(library, name)},
        FUNCTIONS(ROW)
#undef ROW
    };
    return gk_library_load("libzip.so.4", rows, sizeof rows / sizeof *rows, lib);
}

/* As MS-DOS counts: two seconds, years from 1980. */
static void set_time(gk_zip *zip, gk_date when)
{
    gk_civil c = gk_date_civil(when);
    unsigned year = c.year > FIRST_YEAR ? (unsigned)(c.year - FIRST_YEAR) : 0;
    zip->time = (zip_uint16_t)(c.hour << 11 | c.minute << 5 | c.second / 2);
    zip->date = (zip_uint16_t)(year << 9 | (unsigned)c.month << 5 | c.day);
}

gk_zip *gk_zip_new(gk_date when, gk_diags *diags)
{
    gk_zip *zip = gk_mem_calloc(1, sizeof *zip);
    const char *why = load(&zip->lib);
    if (why) {
        gk_diag_add(diags, GK_MSG_zip_library, gk_place_file((gk_view){NULL, 0}), gk_view_of(why));
        free(zip);
        return NULL;
    }
    set_time(zip, when);
    zip->whole = zip->lib.source_buffer_create(NULL, 0, 0, NULL);
    if (zip->whole) {
        zip->lib.source_keep(zip->whole);
        zip->archive = zip->lib.open_from_source(zip->whole, ZIP_TRUNCATE, NULL);
    }
    zip->failed = !zip->archive;
    return zip;
}

void gk_zip_add(gk_zip *zip, gk_view name, gk_view bytes)
{
    if (zip->failed) return;
    const char *path = gk_arena_view(&zip->arena, name).p;
    const char *copy = gk_arena_view(&zip->arena, bytes).p;
    zip_source_t *source = zip->lib.source_buffer(zip->archive, copy, bytes.n, 0);
    zip_int64_t at = source ? zip->lib.file_add(zip->archive, path, source, ZIP_FL_ENC_UTF_8) : -1;
    if (at < 0) {
        if (source) zip->lib.source_free(source);
        zip->failed = true;
        return;
    }
    zip_uint64_t i = (zip_uint64_t)at;
    zip->failed = zip->lib.file_set_dostime(zip->archive, i, zip->time, zip->date, 0) != 0 ||
                  zip->lib.file_set_external_attributes(zip->archive, i, 0, ZIP_OPSYS_UNIX,
                                                        (zip_uint32_t)UNIX_FILE << 16) != 0 ||
                  zip->lib.set_file_compression(zip->archive, i, ZIP_CM_DEFLATE, LEVEL) != 0;
}

static bool read_whole(gk_zip *zip, gk_buf *out)
{
    zip_stat_t st;
    if (zip->lib.source_stat(zip->whole, &st) != 0 || !(st.valid & ZIP_STAT_SIZE)) return false;
    if (zip->lib.source_open(zip->whole) != 0) return false;
    gk_buf_reserve(out, st.size);
    zip_int64_t n = zip->lib.source_read(zip->whole, out->p + out->n, st.size);
    zip->lib.source_close(zip->whole);
    if (n < 0 || (zip_uint64_t)n != st.size) return false;
    out->n += (size_t)n;
    return true;
}

bool gk_zip_finish(gk_zip *zip, gk_buf *out)
{
    bool done = !zip->failed && out && zip->lib.close(zip->archive) == 0;
    if (!done && zip->archive) zip->lib.discard(zip->archive);
    done = done && read_whole(zip, out);
    if (zip->whole) zip->lib.source_free(zip->whole);
    gk_arena_free(&zip->arena);
    free(zip); /* the library stays loaded: it has exit handlers */
    return done;
}
