#include <stdlib.h>

#include "base/mem.h"
#include "meta/tier.h"
#include "model/permalink.h"
#include "model/site_parts.h"

static gk_value member(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), NULL, NULL);
}

static gk_view parent_path(gk_view path)
{
    size_t slash = gk_view_rfind_byte(path, '/');
    return slash == SIZE_MAX ? gk_view_n(path.p, 0) : gk_view_n(path.p, slash);
}

static gk_view last_part(gk_view path)
{
    size_t slash = gk_view_rfind_byte(path, '/');
    return slash == SIZE_MAX ? path : gk_view_from(path, slash + 1);
}

static void configure(const gk_site *site, gk_section *section)
{
    gk_value config =
        gk_value_get(member(site->config->site, "sections"), section->path, NULL, NULL);
    gk_value paginate = member(config, "paginate");
    section->config = config;
    section->title = gk_site_text(config, "title");
    if (!section->title.n) section->title = last_part(section->path);
    section->description = gk_site_text(config, "description");
    section->type = gk_site_text(config, "type");
    section->template = gk_site_text(config, "template");
    section->paginate =
        paginate.kind == GK_INT && paginate.u.i > 0 ? (uint32_t)paginate.u.i : site->paginate;
    section->feed = gk_value_truth(member(config, "feed"));
    section->hidden = gk_value_truth(member(config, "hidden"));
}

/* Finds or adds the section of a path, its parents first. */
static uint32_t section_of(gk_site *site, gk_view path, size_t *cap)
{
    uint64_t *known = gk_map_get(&site->section_index, path);
    if (known) return (uint32_t)*known;
    uint32_t parent = GK_NONE;
    if (parent_path(path).n) parent = section_of(site, parent_path(path), cap);
    site->sections =
        gk_mem_grow(site->sections, cap, site->section_count + 1, sizeof *site->sections);
    uint32_t id = site->section_count++;
    gk_section *section = &site->sections[id];
    *section = (gk_section){
        .path = path, .parent = parent, .first_child = GK_NONE, .next_sibling = GK_NONE};
    configure(site, section);
    *gk_map_put(&site->section_index, path, NULL) = id;
    return id;
}

/* Children in the order of their numbers: walk backwards and put each in front. */
static void link_children(gk_site *site)
{
    site->first_section = GK_NONE;
    for (uint32_t i = site->section_count; i-- > 0;) {
        gk_section *section = &site->sections[i];
        gk_section *parent = section->parent == GK_NONE ? NULL : &site->sections[section->parent];
        uint32_t *first = parent ? &parent->first_child : &site->first_section;
        section->next_sibling = *first;
        *first = i;
        if (parent) parent->child_count++;
    }
}

/* A section of a scope that the edition does not show is there only if a document in it is. */
static void add_configured(gk_site *site, size_t *cap)
{
    gk_value sections = member(site->config->site, "sections");
    uint32_t n = gk_value_count(sections);
    for (uint32_t i = 0; i < n; i++) {
        gk_view path = gk_value_key(sections, i);
        if (gk_tier_of_section(site->config->site, path) <= site->scope)
            section_of(site, path, cap);
    }
}

static const gk_schema *type_of(const gk_site *site, const gk_section *section)
{
    return section->type.n ? gk_types_find(&site->config->types, section->type) : NULL;
}

static void sort_section(const gk_site *site, const gk_section *section)
{
    gk_value listed = member(section->config, "order");
    uint32_t n = gk_value_count(listed);
    gk_order own[8];
    if (n > 8) n = 8;
    for (uint32_t i = 0; i < n; i++)
        own[i] = gk_order_of(gk_value_view(gk_value_at(listed, i, NULL)));
    const gk_schema *type = type_of(site, section);
    const gk_order *order = n ? own : type ? type->order : NULL;
    uint32_t count = n ? n : type ? type->order_count : 0;
    if (count)
        gk_site_sort(site, (uint32_t *)(uintptr_t)section->docs.ids, section->docs.n, order, count);
}

static void link_neighbours(gk_site *site, uint32_t id)
{
    gk_docs docs = site->sections[id].docs;
    uint32_t previous = GK_NONE;
    for (uint32_t i = 0; i < docs.n; i++) {
        gk_doc *doc = &site->docs[docs.ids[i]];
        if (doc->section != id) continue;
        doc->newer = previous;
        if (previous != GK_NONE) site->docs[previous].older = docs.ids[i];
        previous = docs.ids[i];
    }
}

void gk_site_make_sections(gk_site *site)
{
    size_t cap = 0;
    gk_grouping grouping = {NULL, 0, 0};
    add_configured(site, &cap);
    for (uint32_t d = 0; d < site->doc_count; d++) {
        gk_view path = gk_permalink_section(gk_site_doc_path(site, d));
        site->docs[d].section = path.n ? section_of(site, path, &cap) : GK_NONE;
    }
    for (uint32_t i = 0; i < site->by_date.n; i++) {
        uint32_t doc = site->by_date.ids[i];
        for (uint32_t s = site->docs[doc].section; s != GK_NONE; s = site->sections[s].parent)
            gk_grouping_add(&grouping, s, doc);
    }
    gk_docs *runs = gk_grouping_runs(&grouping, site->section_count, &site->arena);
    for (uint32_t s = 0; s < site->section_count; s++) {
        site->sections[s].docs = runs[s];
        sort_section(site, &site->sections[s]);
        link_neighbours(site, s);
    }
    link_children(site);
}
