#include "base/utf8.h"
#include "model/facts_parts.h"
#include "model/resolve.h"

static gk_view extension_of(gk_view name)
{
    size_t dot = gk_view_rfind_byte(name, '.');
    return dot == SIZE_MAX ? (gk_view){NULL, 0} : gk_view_from(name, dot + 1);
}

/* What readers call a file of that ending. */
static gk_view type_of_extension(gk_view ext)
{
    static const struct {
        const char *exts, *name;
    } kinds[] = {{" pdf ", "PDF"},
                 {" doc docx wps odt ", "文档"},
                 {" xls xlsx et ods csv ", "表格"},
                 {" ppt pptx dps odp ", "演示文稿"},
                 {" jpg jpeg png webp gif ", "图片"},
                 {" mp4 webm mov ", "视频"},
                 {" mp3 m4a aac ogg wav ", "音频"},
                 {" zip 7z rar gz tar ", "压缩包"},
                 {" txt md ", "文本"}};
    char wanted[16] = " ";
    if (ext.n == 0 || ext.n > 10) return GK_V("文件");
    for (size_t i = 0; i < ext.n; i++) wanted[i + 1] = (char)(ext.p[i] | 0x20);
    wanted[ext.n + 1] = ' ';
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strstr(kinds[i].exts, wanted)) return gk_view_of(kinds[i].name);
    return GK_V("文件");
}

static gk_value file_value(gk_facts *facts, gk_view path, uint64_t size, uint32_t width,
                           uint32_t height, gk_arena *arena)
{
    size_t slash = gk_view_rfind_byte(path, '/');
    gk_view name = gk_arena_view(arena, slash == SIZE_MAX ? path : gk_view_from(path, slash + 1));
    gk_view ext = extension_of(name);
    gk_value null = gk_value_null();
    gk_pair pairs[] = {{GK_V("url"), gk_facts_url(facts, path, arena)},
                       {GK_V("permalink"), gk_facts_permalink(facts, path, arena)},
                       {GK_V("name"), gk_value_string(name)},
                       {GK_V("size"), gk_value_int((int64_t)size)},
                       {GK_V("ext"), gk_value_string(ext)},
                       {GK_V("type"), gk_value_string(type_of_extension(ext))},
                       {GK_V("width"), width ? gk_value_int(width) : null},
                       {GK_V("height"), height ? gk_value_int(height) : null}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}

gk_value gk_facts_media(gk_facts *facts, uint32_t file, gk_arena *arena)
{
    const gk_site *site = facts->site;
    gk_buf path = GK_BUF_INIT;
    gk_site_media_path(site, file, &path);
    gk_value value = file_value(facts, gk_buf_view(&path), gk_source_at(site->source, file)->size,
                                site->files[file].width, site->files[file].height, arena);
    gk_buf_free(&path);
    return value;
}

/* A file of static/ is published at its path there. */
static gk_value static_file(gk_facts *facts, gk_view target, gk_arena *arena)
{
    if (!target.n || target.p[0] != '/') return gk_value_null();
    gk_view path = GK_JOIN(arena, GK_V("static"), target);
    size_t file = gk_source_find(facts->site->source, path);
    if (file == SIZE_MAX) return gk_value_null();
    const gk_file *known = &facts->site->files[file];
    return file_value(facts, gk_view_from(target, 1), gk_source_at(facts->site->source, file)->size,
                      known->width, known->height, arena);
}

gk_value gk_facts_file(gk_facts *facts, gk_view from, gk_view target, gk_arena *arena)
{
    gk_resolved found = gk_resolve(facts->site, from, target, arena);
    if (found.kind == GK_RESOLVED_MEDIA) return gk_facts_media(facts, found.id, arena);
    return static_file(facts, target, arena);
}

static gk_value present_choice(const gk_field *field, gk_value value, gk_arena *arena)
{
    gk_view label = gk_field_choice_label(field, gk_value_view(value));
    gk_pair pairs[] = {{GK_V("value"), value},
                       {GK_V("label"), label.n ? gk_value_string(label) : value}};
    return gk_facts_map(pairs, 2, arena);
}

static gk_value present_reference(gk_facts *facts, uint32_t doc, const gk_field *field,
                                  gk_value value, gk_arena *arena)
{
    const gk_site *site = facts->site;
    if (field->to == GK_TO_BRANCH) {
        const uint64_t *branch = gk_map_get(&site->branch_index, gk_value_view(value));
        return gk_facts_value(facts, GK_THING_BRANCH, branch ? (uint32_t)*branch : GK_NONE);
    }
    gk_resolved found = gk_resolve(site, gk_site_doc_path(site, doc), gk_value_view(value), arena);
    return gk_facts_value(facts, GK_THING_DOCUMENT,
                          found.kind == GK_RESOLVED_DOCUMENT ? found.id : GK_NONE);
}

static gk_value present_list(gk_facts *facts, uint32_t doc, const gk_field *field, gk_value value,
                             gk_arena *arena)
{
    uint32_t n = gk_value_count(value), kept = 0;
    gk_value *items = gk_arena_alloc(arena, n * sizeof *items);
    for (uint32_t i = 0; i < n; i++) {
        gk_value item =
            gk_facts_present(facts, doc, field->items, gk_value_at(value, i, arena), arena);
        if (item.kind != GK_NULL) items[kept++] = item;
    }
    return gk_value_list(items, kept);
}

static gk_value present_map(gk_facts *facts, uint32_t doc, const gk_field *field, gk_value value,
                            gk_arena *arena)
{
    gk_pair *pairs = gk_arena_alloc(arena, field->field_count * sizeof *pairs);
    for (uint32_t i = 0; i < field->field_count; i++) {
        const gk_field *inner = &field->fields[i];
        gk_value raw = gk_value_get(value, inner->name, arena, NULL);
        pairs[i] = (gk_pair){inner->name, gk_facts_present(facts, doc, inner, raw, arena)};
    }
    return gk_value_map(pairs, field->field_count);
}

/* Whether values of the field are shown as they are. */
static bool is_plain(const gk_field *field)
{
    switch (field->kind) {
    case GK_FIELD_ENUM:
    case GK_FIELD_FILE:
    case GK_FIELD_REFERENCE:
    case GK_FIELD_MAP: return false;
    case GK_FIELD_LIST: return is_plain(field->items);
    default: return true;
    }
}

gk_value gk_facts_present(gk_facts *facts, uint32_t doc, const gk_field *field, gk_value value,
                          gk_arena *arena)
{
    if (value.kind == GK_NULL || is_plain(field)) return value;
    switch (field->kind) {
    case GK_FIELD_ENUM: return present_choice(field, value, arena);
    case GK_FIELD_FILE:
        return gk_facts_file(facts, gk_site_doc_path(facts->site, doc), gk_value_view(value),
                             arena);
    case GK_FIELD_REFERENCE: return present_reference(facts, doc, field, value, arena);
    case GK_FIELD_LIST: return present_list(facts, doc, field, value, arena);
    default: return present_map(facts, doc, field, value, arena);
    }
}
