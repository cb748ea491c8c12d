#include "model/site_parts.h"

static void read_branches(gk_site *site, gk_value list)
{
    uint32_t n = gk_value_count(list);
    site->branches = gk_arena_calloc(&site->arena, n, sizeof *site->branches);
    for (uint32_t i = 0; i < n; i++) {
        gk_value value = gk_value_at(list, i, NULL);
        gk_view id = gk_site_text(value, "id");
        bool fresh;
        if (!id.n) continue;
        uint64_t *index = gk_map_put(&site->branch_index, id, &fresh);
        if (!fresh) continue;
        *index = site->branch_count;
        gk_view path = GK_JOIN(&site->arena, site->branches_path, id, GK_V("/"));
        site->branches[site->branch_count++] =
            (gk_branch){id, path, value, GK_NONE, GK_NONE, GK_NONE, 0, {NULL, 0}};
    }
}

static void link_branches(gk_site *site)
{
    site->first_branch = GK_NONE;
    for (uint32_t i = site->branch_count; i-- > 0;) {
        gk_branch *branch = &site->branches[i];
        const uint64_t *parent =
            gk_map_get(&site->branch_index, gk_site_text(branch->value, "parent"));
        branch->parent = parent && *parent != i ? (uint32_t)*parent : GK_NONE;
        uint32_t *first = branch->parent == GK_NONE ? &site->first_branch
                                                    : &site->branches[branch->parent].first_child;
        branch->next_sibling = *first;
        *first = i;
        if (branch->parent != GK_NONE) site->branches[branch->parent].child_count++;
    }
}

static void attach_documents(gk_site *site)
{
    gk_grouping grouping = {NULL, 0, 0};
    for (uint32_t i = 0; i < site->by_date.n; i++) {
        uint32_t d = site->by_date.ids[i];
        const uint64_t *branch = gk_map_get(
            &site->branch_index, gk_site_text(gk_card_values(site->docs[d].card), "branch"));
        if (!branch) continue;
        site->docs[d].branch = (uint32_t)*branch;
        gk_grouping_add(&grouping, (uint32_t)*branch, d);
    }
    gk_docs *runs = gk_grouping_runs(&grouping, site->branch_count, &site->arena);
    for (uint32_t b = 0; b < site->branch_count; b++) site->branches[b].docs = runs[b];
}

void gk_site_make_branches(gk_site *site)
{
    gk_value page = gk_value_get(site->config->site, GK_V("branches"), NULL, NULL);
    gk_view name = gk_site_text(site->config->site, "organisation"),
            path = gk_site_text(page, "path");
    if (path.n && path.p[0] == '/') path = gk_view_from(path, 1);
    site->branches_title = gk_site_text(page, "title");
    site->branches_path = path.n ? path : GK_V("branches/");
    if (!name.n) return;
    read_branches(site, gk_value_get(site->config->data, name, NULL, NULL));
    link_branches(site);
    attach_documents(site);
}
