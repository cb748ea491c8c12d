#include "model/resolve.h"

#include "model/permalink.h"

/* Joins a folder and a relative path, "." and ".." taken away; false when it leads out. Keeps a
 * trailing slash. */
static bool join(gk_view folder, gk_view target, gk_buf *out)
{
    gk_view rest = target, part;
    gk_buf_reserve(out, folder.n + target.n + 1);
    gk_buf_put(out, folder);
    while (gk_view_split(&rest, '/', &part)) {
        if (gk_view_is(part, "") || gk_view_is(part, ".")) continue;
        if (!gk_view_is(part, "..")) {
            if (out->n) gk_buf_putc(out, '/');
            gk_buf_put(out, part);
            continue;
        }
        if (out->n == 0) return false;
        size_t slash = gk_view_rfind_byte(gk_buf_view(out), '/');
        gk_buf_truncate(out, slash == SIZE_MAX ? 0 : slash);
    }
    return true;
}

static gk_resolved resolve_file(const gk_site *site, uint32_t file)
{
    switch ((gk_file_state)site->files[file].state) {
    case GK_FILE_LIVE: return (gk_resolved){GK_RESOLVED_DOCUMENT, site->files[file].doc, {NULL, 0}};
    case GK_FILE_MEDIA: return (gk_resolved){GK_RESOLVED_MEDIA, file, {NULL, 0}};
    case GK_FILE_OTHER: return (gk_resolved){GK_RESOLVED_NONE, 0, {NULL, 0}};
    default: return (gk_resolved){GK_RESOLVED_WITHHELD, file, {NULL, 0}};
    }
}

static gk_resolved resolve_output(const gk_site *site, gk_view path, bool folder, gk_arena *arena)
{
    gk_view as_folder = path.n ? GK_JOIN(arena, path, GK_V("/")) : path;
    if (!folder && gk_map_get(&site->outputs, path))
        return (gk_resolved){GK_RESOLVED_OUTPUT, 0, gk_arena_view(arena, path)};
    if (gk_map_get(&site->outputs, as_folder))
        return (gk_resolved){GK_RESOLVED_OUTPUT, 0, as_folder};
    return (gk_resolved){GK_RESOLVED_NONE, 0, {NULL, 0}};
}

bool gk_resolve_path(gk_view from, gk_view target, gk_buf *out)
{
    bool absolute = target.n && target.p[0] == '/';
    size_t slash = gk_view_rfind_byte(from, '/');
    return join(absolute || slash == SIZE_MAX ? (gk_view){NULL, 0} : gk_view_n(from.p, slash),
                target, out);
}

gk_resolved gk_resolve(const gk_site *site, gk_view from, gk_view target, gk_arena *arena)
{
    bool folder = gk_view_ends(target, GK_V("/"));
    gk_buf path = GK_BUF_INIT;
    gk_resolved found = {GK_RESOLVED_OUTSIDE, 0, {NULL, 0}};
    if (gk_resolve_path(from, target, &path)) {
        size_t file = gk_source_find(site->source, gk_buf_view(&path));
        if (file == SIZE_MAX) {
            gk_view index =
                GK_JOIN(arena, gk_buf_view(&path), path.n ? GK_V("/index.md") : GK_V("index.md"));
            file = gk_source_find(site->source, index);
        }
        if (file != SIZE_MAX) found = resolve_file(site, (uint32_t)file);
        if (file == SIZE_MAX || found.kind == GK_RESOLVED_NONE)
            found = resolve_output(site, gk_buf_view(&path), folder, arena);
        /* Where the file lies: what is below static/ is published at the root. */
        if (found.kind == GK_RESOLVED_NONE && gk_view_starts(gk_buf_view(&path), GK_V("static/")))
            found = resolve_output(site, gk_view_from(gk_buf_view(&path), strlen("static/")),
                                   folder, arena);
    }
    gk_buf_free(&path);
    return found;
}

void gk_resolved_put_path(const gk_site *site, const gk_resolved *resolved, gk_buf *out)
{
    if (resolved->kind == GK_RESOLVED_DOCUMENT) {
        const gk_card *card = site->docs[resolved->id].card;
        gk_buf_put(out, gk_card_view(card, card->path));
    } else if (resolved->kind == GK_RESOLVED_MEDIA) {
        gk_site_media_path(site, resolved->id, out);
    } else if (resolved->kind == GK_RESOLVED_OUTPUT) {
        gk_buf_put(out, resolved->path);
    } else if (resolved->kind == GK_RESOLVED_WITHHELD) {
        gk_view section = gk_permalink_section(gk_source_at(site->source, resolved->id)->path);
        if (!gk_map_get(&site->section_index, section)) return;
        gk_buf_put(out, section);
        gk_buf_putc(out, '/');
    }
}

bool gk_resolve_anchor(const gk_card *card, gk_view name)
{
    const gk_at *anchors = gk_card_anchors(card);
    for (uint32_t i = 0; i < card->anchors.n; i++)
        if (gk_view_eq(gk_card_view(card, anchors[i]), name)) return true;
    return false;
}
