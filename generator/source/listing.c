/* Names, wherever they come from. */
#include "base/utf8.h"
#include "source/source_parts.h"

gk_view gk_listing_shown(const gk_listing *listing, gk_view path)
{
    return GK_JOIN(&listing->diags->arena, listing->source->shown, path);
}

static gk_place place_of(const gk_listing *listing, gk_view path)
{
    return gk_place_file(gk_listing_shown(listing, path));
}

bool gk_listing_is_good(const gk_listing *listing, gk_view path, gk_view name)
{
    if (!gk_utf8_valid(name, NULL)) {
        gk_diag_add(listing->diags, GK_MSG_name_utf8, place_of(listing, path), name);
        return false;
    }
    for (size_t i = 0; i < name.n;) {
        uint32_t c = gk_utf8_next(name, &i);
        if (!gk_utf8_is_hidden(c) && c != '\\') continue;
        gk_view code = gk_arena_printf(&listing->diags->arena, "U+%04X", (unsigned)c);
        gk_diag_add(listing->diags, GK_MSG_name_hidden, place_of(listing, path), name, code);
        return false;
    }
    if (gk_utf8_is_nfc(name)) return true;
    gk_diag_add(listing->diags, GK_MSG_name_nfc, place_of(listing, path), name);
    return false;
}

bool gk_listing_is_skipped(const gk_listing *listing, gk_view path)
{
    for (size_t i = 0; i < listing->skip_count; i++)
        if (gk_view_eq(listing->skip[i], path)) return true;
    return false;
}

/* static/ is copied as it is (.well-known), save for what tools leave behind. */
bool gk_listing_is_hidden(gk_view folder, gk_view name)
{
    static const char *const left[] = {".",         "..",         ".git",    ".gongkai",
                                       ".DS_Store", ".gitignore", ".gitkeep"};
    if (!name.n || name.p[0] != '.') return false;
    if (!gk_view_is(folder, "static") && !gk_view_starts(folder, GK_V("static/"))) return true;
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        if (gk_view_is(name, left[i])) return true;
    return gk_view_ends(name, GK_V(".swp"));
}

void gk_listing_check_case(const gk_listing *listing, gk_view folder, const gk_view *names,
                           size_t count)
{
    gk_map seen = GK_MAP_INIT;
    gk_arena arena = GK_ARENA_INIT;
    gk_buf folded = GK_BUF_INIT;
    for (size_t i = 0; i < count; i++) {
        bool fresh;
        gk_buf_truncate(&folded, 0);
        gk_utf8_fold(&folded, names[i]);
        uint64_t *other = gk_map_put(&seen, gk_arena_view(&arena, gk_buf_view(&folded)), &fresh);
        if (fresh) {
            *other = i;
            continue;
        }
        gk_view path = folder.n ? GK_JOIN(&arena, folder, GK_V("/"), names[i]) : names[i];
        gk_diag_add(listing->diags, GK_MSG_name_case, place_of(listing, path), names[i],
                    names[*other]);
    }
    gk_map_free(&seen);
    gk_buf_free(&folded);
    gk_arena_free(&arena);
}
