#include "model/facts_parts.h"

/* Sections */

static const gk_section *section_of(const gk_facts *facts, uint32_t id)
{
    return &facts->site->sections[id];
}

static gk_view section_folder(const gk_facts *facts, uint32_t id, gk_arena *arena)
{
    return GK_JOIN(arena, section_of(facts, id)->path, GK_V("/"));
}

static gk_value section_path(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_string(section_of(facts, id)->path);
}

static gk_value section_title(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_string(section_of(facts, id)->title);
}

static gk_value section_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    gk_value *url = gk_facts_known_url(facts, GK_THING_SECTION, id, facts->site->section_count);
    if (url->kind == GK_NULL)
        *url = gk_facts_url(facts, section_folder(facts, id, arena), &facts->kept);
    return *url;
}

static gk_value section_permalink(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    return gk_facts_permalink(facts, section_folder(facts, id, arena), arena);
}

static gk_value section_description(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_string(section_of(facts, id)->description);
}

static gk_value section_type(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_string(section_of(facts, id)->type);
}

static gk_value section_type_label(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    const gk_schema *type = gk_types_find(&facts->site->config->types, section_of(facts, id)->type);
    return gk_value_string(type ? type->label : (gk_view){NULL, 0});
}

static gk_value section_items(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_facts_value(facts, GK_THING_SECTION_DOCUMENTS, id);
}

static gk_value section_count(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_int(section_of(facts, id)->docs.n);
}

static gk_value section_sections(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_section *section = section_of(facts, id);
    gk_value *items = gk_arena_alloc(arena, section->child_count * sizeof *items);
    uint32_t n = 0;
    for (uint32_t child = section->first_child; child != GK_NONE;
         child = facts->site->sections[child].next_sibling)
        if (!facts->site->sections[child].hidden)
            items[n++] = gk_facts_value(facts, GK_THING_SECTION, child);
    return gk_value_list(items, n);
}

static gk_value section_parent(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_facts_value(facts, GK_THING_SECTION, section_of(facts, id)->parent);
}

static gk_value section_breadcrumbs(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    return gk_facts_way(facts, id, arena);
}

static gk_value section_feed_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    if (!section_of(facts, id)->feed) return gk_value_null();
    return gk_facts_url(facts, GK_JOIN(arena, section_of(facts, id)->path, GK_V("/feed.xml")),
                        arena);
}

static const gk_fact facts_of_section[] = {
    {"path", section_path, "文件夹路径，如 learning/lessons"},
    {"title", section_title, "栏目名称"},
    {"url", section_url, "栏目页的地址"},
    {"permalink", section_permalink, "栏目页的完整地址"},
    {"description", section_description, "栏目说明"},
    {"type", section_type, "栏目的类型名"},
    {"type_label", section_type_label, "类型的中文名"},
    {"items", section_items, "栏目及下级栏目的全部文稿，按栏目的次序"},
    {"count", section_count, "文稿篇数"},
    {"sections", section_sections, "下级栏目"},
    {"parent", section_parent, "上级栏目，没有时为空"},
    {"breadcrumbs", section_breadcrumbs, "位置：从首页到本栏目，title、url"},
    {"feed_url", section_feed_url, "订阅地址，没有时为空"},
};

const gk_fact_table gk_facts_of_section = {facts_of_section,
                                           sizeof facts_of_section / sizeof *facts_of_section};

/* Taxonomies and terms */

static gk_value taxonomy_name(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_string(facts->site->taxonomies[id].name);
}

static gk_value taxonomy_title(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_string(facts->site->taxonomies[id].title);
}

static gk_value taxonomy_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    return gk_facts_url(facts, facts->site->taxonomies[id].path, arena);
}

static gk_value taxonomy_terms(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_facts_value(facts, GK_THING_TAXONOMY_TERMS, id);
}

static const gk_fact facts_of_taxonomy[] = {
    {"name", taxonomy_name, "分类的名称，如 tags"},
    {"title", taxonomy_title, "分类的标题，如 标签"},
    {"url", taxonomy_url, "分类页的地址"},
    {"terms", taxonomy_terms, "各个词条"},
};

const gk_fact_table gk_facts_of_taxonomy = {facts_of_taxonomy,
                                            sizeof facts_of_taxonomy / sizeof *facts_of_taxonomy};

static gk_value term_id(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_string(facts->site->terms[id].name);
}

static gk_value term_name(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_string(facts->site->terms[id].label);
}

static gk_value term_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    gk_value *url = gk_facts_known_url(facts, GK_THING_TERM, id, facts->site->term_count);
    if (url->kind == GK_NULL) *url = gk_facts_url(facts, facts->site->terms[id].path, &facts->kept);
    return *url;
}

static gk_value term_count(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_int(facts->site->terms[id].docs.n);
}

static gk_value term_items(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_facts_value(facts, GK_THING_TERM_DOCUMENTS, id);
}

static const gk_fact facts_of_term[] = {
    {"id", term_id, "词条的值"},
    {"name", term_name, "词条的名称；支部显示简称"},
    {"url", term_url, "词条页的地址"},
    {"count", term_count, "文稿篇数"},
    {"items", term_items, "文稿，新的在前"},
};

const gk_fact_table gk_facts_of_term = {facts_of_term,
                                        sizeof facts_of_term / sizeof *facts_of_term};

/* Branches: what is not here comes from the organisation's file */

static gk_value branch_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    gk_value *url = gk_facts_known_url(facts, GK_THING_BRANCH, id, facts->site->branch_count);
    if (url->kind == GK_NULL)
        *url = gk_facts_url(facts, facts->site->branches[id].path, &facts->kept);
    return *url;
}

static gk_value branch_parent(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_facts_value(facts, GK_THING_BRANCH, facts->site->branches[id].parent);
}

static gk_value branch_children(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_branch *branch = &facts->site->branches[id];
    gk_value *items = gk_arena_alloc(arena, branch->child_count * sizeof *items);
    uint32_t n = 0;
    for (uint32_t child = branch->first_child; child != GK_NONE;
         child = facts->site->branches[child].next_sibling)
        items[n++] = gk_facts_value(facts, GK_THING_BRANCH, child);
    return gk_value_list(items, n);
}

static gk_value branch_items(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_facts_value(facts, GK_THING_BRANCH_DOCUMENTS, id);
}

static gk_value branch_documents(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_int(facts->site->branches[id].docs.n);
}

static gk_value branch_feed_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    const gk_branch *branch = &facts->site->branches[id];
    if (!branch->docs.n) return gk_value_null();
    return gk_facts_url(facts, GK_JOIN(arena, branch->path, GK_V("feed.xml")), arena);
}

static const gk_fact facts_of_branch[] = {
    {"url", branch_url, "支部主页的地址"},
    {"parent", branch_parent, "上级组织，没有时为空"},
    {"children", branch_children, "下级组织"},
    {"items", branch_items, "支部的文稿，新的在前"},
    {"count", branch_documents, "文稿篇数"},
    {"feed_url", branch_feed_url, "订阅地址，没有文稿时为空"},
};

const gk_fact_table gk_facts_of_branch = {facts_of_branch,
                                          sizeof facts_of_branch / sizeof *facts_of_branch};

/* Series */

static gk_value series_id(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_value_string(facts->site->series[id].id);
}

static gk_value series_title(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    gk_value title = gk_value_get(facts->site->series[id].value, GK_V("title"), arena, NULL);
    return title.kind == GK_NULL ? gk_value_string(facts->site->series[id].id) : title;
}

static gk_value series_description(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    return gk_value_get(facts->site->series[id].value, GK_V("description"), arena, NULL);
}

static gk_value series_items(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)arena;
    return gk_facts_value(facts, GK_THING_SERIES_DOCUMENTS, id);
}

static const gk_fact facts_of_series[] = {
    {"id", series_id, "系列代号"},
    {"title", series_title, "系列名称"},
    {"description", series_description, "系列说明"},
    {"items", series_items, "系列中的文稿，按次序"},
};

const gk_fact_table gk_facts_of_series = {facts_of_series,
                                          sizeof facts_of_series / sizeof *facts_of_series};
