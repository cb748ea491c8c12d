#include "store/journal.h"

#include <stdlib.h>

#include "base/mem.h"
#include "store/manifest.h"

gk_change *gk_changes_add(gk_changes *changes, gk_view path)
{
    changes->items =
        gk_mem_grow(changes->items, &changes->cap, changes->count + 1, sizeof *changes->items);
    gk_change *change = &changes->items[changes->count++];
    *change = (gk_change){.path = path};
    return change;
}

void gk_changes_free(gk_changes *changes)
{
    free(changes->items);
    *changes = (gk_changes){NULL, 0, 0};
}

void gk_journal_format(const gk_changes *changes, gk_buf *out)
{
    gk_buf_puts(out, "#journal=1\n");
    for (size_t i = 0; i < changes->count; i++) {
        const gk_change *change = &changes->items[i];
        gk_buf_puts(out, change->comes ? "+\t" : "-\t");
        if (change->comes) {
            gk_manifest_put_row(out, &change->row, change->path);
        } else {
            gk_buf_put(out, change->path);
            gk_buf_putc(out, '\n');
        }
    }
    gk_buf_printf(out, "#end=%zu\n", changes->count);
}

bool gk_journal_parse(gk_view text, gk_changes *changes)
{
    gk_view rest = text, line;
    int64_t count = -1;
    if (!gk_view_split(&rest, '\n', &line) || !gk_view_is(line, "#journal=1")) return false;
    while (count < 0 && gk_view_split(&rest, '\n', &line)) {
        if (gk_view_starts(line, GK_V("#end="))) {
            if (!gk_view_to_int(gk_view_from(line, 5), &count)) return false;
            continue;
        }
        gk_store_row row = {.size = 0};
        gk_view path = gk_view_from(line, 2);
        bool comes = gk_view_starts(line, GK_V("+\t"));
        if (!comes && !gk_view_starts(line, GK_V("-\t"))) return false;
        if (comes && !gk_manifest_parse_row(path, &row, &path)) return false;
        if (!gk_store_path_ok(path)) return false;
        gk_change *change = gk_changes_add(changes, path);
        change->comes = comes;
        change->row = row;
    }
    return count >= 0 && (size_t)count == changes->count;
}
