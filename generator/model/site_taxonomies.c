#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "model/site_parts.h"

/* A term's name as one part of an address: what can't stand there becomes '-'. */
static gk_view address_part(gk_view name, gk_arena *arena)
{
    gk_buf part = GK_BUF_INIT;
    for (size_t i = 0; i < name.n;) {
        uint32_t c = gk_utf8_next(name, &i);
        bool bad = gk_utf8_is_space(c) || gk_utf8_is_hidden(c) ||
                   (c < 0x80 && strchr("/\\?#%\"<>|*:", (int)c));
        gk_utf8_put(&part, bad ? '-' : c);
    }
    /* "index.html" is the name of a file there. */
    bool odd = part.n == 0 || part.p[0] == '.' || gk_view_ends(gk_buf_view(&part), GK_V(".html"));
    if (odd) gk_buf_putc(&part, '-');
    gk_view copy = gk_arena_view(arena, gk_buf_view(&part));
    gk_buf_free(&part);
    return copy;
}

static gk_view label_of(const gk_site *site, const gk_taxonomy *taxonomy, gk_view name)
{
    const uint64_t *branch = gk_map_get(&site->branch_index, name);
    if (!gk_view_is(taxonomy->field, "branch") || !branch) return name;
    gk_value value = site->branches[*branch].value;
    gk_view label = gk_value_view(gk_value_get(value, GK_V("short"), NULL, NULL));
    return label.n ? label : gk_value_view(gk_value_get(value, GK_V("name"), NULL, NULL));
}

typedef struct collector {
    gk_site *site;
    gk_taxonomy *taxonomy;
    gk_grouping grouping;
    size_t cap;
    int32_t year; /* of the last date, and its name: the next is mostly of the same */
    gk_view year_name;
} collector;

static gk_view name_of_year(collector *c, int32_t year)
{
    if (!c->year_name.n || c->year != year)
        c->year_name = gk_arena_printf(&c->site->arena, "%04d", (int)year);
    c->year = year;
    return c->year_name;
}

static void add(collector *c, gk_view name, uint32_t doc)
{
    bool fresh;
    if (!name.n) return;
    uint64_t *term = gk_map_put(&c->taxonomy->index, name, &fresh);
    if (fresh) {
        gk_site *site = c->site;
        *term = site->term_count;
        site->terms = gk_mem_grow(site->terms, &c->cap, site->term_count + 1, sizeof *site->terms);
        gk_view path =
            GK_JOIN(&site->arena, c->taxonomy->path, address_part(name, &site->arena), GK_V("/"));
        uint32_t taxonomy = (uint32_t)(c->taxonomy - site->taxonomies);
        site->terms[site->term_count++] =
            (gk_term){name, label_of(site, c->taxonomy, name), path, taxonomy, {NULL, 0}};
    }
    gk_grouping_add(&c->grouping, (uint32_t)*term, doc);
}

static void add_document(collector *c, gk_value value, uint32_t doc)
{
    if (value.kind == GK_DATE) {
        add(c, name_of_year(c, gk_date_civil(gk_value_as_date(value)).year), doc);
    } else if (value.kind == GK_LIST) {
        uint32_t n = gk_value_count(value);
        for (uint32_t i = 0; i < n; i++) add(c, gk_value_view(gk_value_at(value, i, NULL)), doc);
    } else {
        add(c, gk_value_view(value), doc);
    }
}

static gk_taxonomy taxonomy_of(gk_site *site, gk_view name, gk_value config)
{
    gk_view title = gk_value_view(gk_value_get(config, GK_V("title"), NULL, NULL));
    gk_view field = gk_value_view(gk_value_get(config, GK_V("field"), NULL, NULL));
    return (gk_taxonomy){.name = name,
                         .title = title.n ? title : name,
                         .field = field.n ? field : name,
                         .path = GK_JOIN(&site->arena, name, GK_V("/"))};
}

/* The fields of all taxonomies of all documents, by taxonomy: the cards are gone through once. */
static gk_value *read_fields(const gk_site *site)
{
    gk_docs docs = site->by_date;
    gk_value *values = gk_mem_calloc((size_t)docs.n * site->taxonomy_count, sizeof *values);
    for (uint32_t i = 0; i < docs.n; i++) {
        gk_value map = gk_card_values(site->docs[docs.ids[i]].card);
        for (uint32_t t = 0; t < site->taxonomy_count; t++)
            values[(size_t)t * docs.n + i] =
                gk_value_get(map, site->taxonomies[t].field, NULL, NULL);
    }
    return values;
}

void gk_site_make_taxonomies(gk_site *site)
{
    gk_value configured = gk_value_get(site->config->site, GK_V("taxonomies"), NULL, NULL);
    uint32_t n = gk_value_count(configured);
    site->taxonomies = gk_arena_calloc(&site->arena, n, sizeof *site->taxonomies);
    site->taxonomy_count = n;
    for (uint32_t t = 0; t < n; t++)
        site->taxonomies[t] =
            taxonomy_of(site, gk_value_key(configured, t), gk_value_at(configured, t, NULL));
    gk_value *values = read_fields(site);
    collector c = {.site = site};
    for (uint32_t t = 0; t < n; t++) {
        c.taxonomy = &site->taxonomies[t];
        c.taxonomy->first_term = site->term_count;
        for (uint32_t i = 0; i < site->by_date.n; i++)
            add_document(&c, values[(size_t)t * site->by_date.n + i], site->by_date.ids[i]);
        c.taxonomy->term_count = site->term_count - c.taxonomy->first_term;
    }
    free(values);
    gk_docs *runs = gk_grouping_runs(&c.grouping, site->term_count, &site->arena);
    for (uint32_t t = 0; t < site->term_count; t++) site->terms[t].docs = runs[t];
}
