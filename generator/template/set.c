#include "template/set.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "template/filters.h"
#include "template/is.h"
#include "template/lexer.h"
#include "template/parser.h"
#include "template/tags.h"

gk_template_set *gk_templates_new(const gk_template_loader *loader,
                                  const gk_template_options *options)
{
    gk_template_set *set = gk_mem_calloc(1, sizeof *set);
    set->loader = *loader;
    if (options) set->options = *options;
    gk_template_options *o = &set->options;
    if (!o->steps) o->steps = 5000000;
    if (!o->output) o->output = 8 * 1024 * 1024;
    if (!o->memory) o->memory = 64 * 1024 * 1024;
    if (!o->depth) o->depth = 32;
    gk_set_bind(set, gk_set_symbol(set, GK_V("loop"), true)); /* the first one: GK_SYMBOL_LOOP */
    return set;
}

void gk_templates_free(gk_template_set *set)
{
    if (!set) return;
    for (size_t i = 0; i < set->tpl_count; i++) {
        gk_diags_free(&set->tpls[i]->faults);
        free(set->tpls[i]->blocks);
        free(set->tpls[i]->loads);
        free(set->tpls[i]);
    }
    free(set->tpls);
    free(set->functions);
    gk_map_free(&set->constants);
    gk_map_free(&set->calls);
    gk_arena_free(&set->call_arena);
    gk_buf_free(&set->key);
    gk_buf_free(&set->scratch);
    free(set->bound);
    gk_map_free(&set->symbols);
    gk_map_free(&set->by_name);
    gk_arena_free(&set->arena);
    free(set);
}

void gk_templates_function(gk_template_set *set, gk_view name, gk_template_function function,
                           void *ctx)
{
    set->functions = gk_mem_grow(set->functions, &set->function_cap, set->function_count + 1,
                                 sizeof *set->functions);
    set->functions[set->function_count++] = (gk_function){name, function, ctx};
}

int32_t gk_set_function(const gk_template_set *set, gk_view name)
{
    for (size_t i = set->function_count; i-- > 0;)
        if (gk_view_eq(set->functions[i].name, name)) return (int32_t)i;
    return GK_NO_FUNCTION;
}

uint32_t gk_set_symbol(gk_template_set *set, gk_view name, bool add)
{
    uint64_t *known = gk_map_get(&set->symbols, name);
    if (known) return (uint32_t)*known;
    if (!add) return 0;
    uint64_t *id = gk_map_put(&set->symbols, gk_arena_view(&set->arena, name), NULL);
    *id = set->symbols.count;
    size_t old = set->bound_cap;
    set->bound = gk_mem_grow(set->bound, &set->bound_cap, set->symbols.count + 1, 1);
    if (set->bound_cap > old) memset(set->bound + old, 0, set->bound_cap - old);
    return (uint32_t)*id;
}

void gk_set_bind(gk_template_set *set, uint32_t id)
{
    if (!set->bound[id]) set->epoch++;
    set->bound[id] = 1;
}

void gk_templates_constant(gk_template_set *set, gk_view name)
{
    gk_map_put(&set->constants, name, NULL);
}

gk_view gk_set_symbol_name(const gk_template_set *set, uint32_t id)
{
    return set->symbols.entries[id - 1].key;
}

/* A name that may reach the loader: a relative path that stays below where it starts. */
static bool sound_name(gk_view name)
{
    gk_view rest = name, piece;
    if (!name.n || name.p[0] == '/' || name.n > 500 || !gk_utf8_valid(name, NULL)) return false;
    while (gk_view_split(&rest, '/', &piece))
        if (!piece.n || gk_view_is(piece, ".") || gk_view_is(piece, "..")) return false;
    for (size_t i = 0; i < name.n;) {
        uint32_t c = gk_utf8_next(name, &i);
        if (c == '\\' || gk_utf8_is_hidden(c)) return false;
    }
    return name.p[name.n - 1] != '/';
}

gk_tpl *gk_set_load(gk_template_set *set, gk_view name)
{
    uint64_t *known = gk_map_get(&set->by_name, name);
    if (known) return set->tpls[*known - 1];
    gk_tpl *tpl = gk_mem_calloc(1, sizeof *tpl);
    tpl->name = gk_arena_view(&set->arena, name);
    tpl->index = (uint32_t)set->tpl_count;
    set->tpls = gk_mem_grow(set->tpls, &set->tpl_cap, set->tpl_count + 1, sizeof(gk_tpl *));
    set->tpls[set->tpl_count++] = tpl;
    *gk_map_put(&set->by_name, tpl->name, NULL) = set->tpl_count;
    if (sound_name(name) && set->loader.load(set->loader.ctx, tpl->name, &tpl->text, &tpl->path))
        gk_template_parse(set, tpl);
    else
        tpl->broken = true;
    return tpl;
}

static void report_missing(gk_template_set *set, const gk_tpl *tpl, const gk_tpl *from,
                           gk_span span, gk_diags *diags)
{
    gk_view names[64];
    size_t n = 0;
    for (size_t i = 0; i < set->tpl_count && n < 64; i++)
        if (set->tpls[i]->path.n) names[n++] = set->tpls[i]->name;
    gk_view near = gk_view_nearest(tpl->name, names, n);
    gk_message id = near.n ? GK_MSG_template_missing_near : GK_MSG_template_missing;
    if (from)
        GK_TPL_FAULT(diags, from, span, id, tpl->name, near);
    else
        gk_diag_add(diags, id, gk_place_file(tpl->name), tpl->name, near);
}

void gk_set_report(gk_template_set *set, const gk_tpl *tpl, const gk_tpl *from, gk_span span,
                   gk_diags *diags)
{
    if (tpl->faults.count)
        gk_diags_append(diags, &tpl->faults);
    else
        report_missing(set, tpl, from, span, diags);
}

static void report_ring(const gk_tpl *first, const gk_tpl *const *tpls, uint32_t count,
                        gk_arena *arena, gk_diags *diags)
{
    gk_view way = tpls[0]->name;
    for (uint32_t i = 1; i < count && i < 8; i++)
        way = GK_JOIN(arena, way, GK_V(" → "), tpls[i]->name);
    way = GK_JOIN(arena, way, GK_V(" → "), first->name);
    GK_TPL_FAULT(diags, tpls[count - 1], tpls[count - 1]->parent_span, GK_MSG_template_extends_ring,
                 way);
}

static void add_layers(gk_template_set *set, gk_chain *chain)
{
    size_t most = 0;
    for (uint32_t t = 0; t < chain->count; t++) most += chain->tpls[t]->block_count;
    chain->layers = gk_arena_calloc(&set->arena, most + 1, sizeof *chain->layers);
    for (uint32_t t = 0; t < chain->count; t++) {
        for (size_t b = 0; b < chain->tpls[t]->block_count; b++) {
            gk_block *block = chain->tpls[t]->blocks[b];
            gk_layer *layer = chain->layers;
            while (layer < chain->layers + chain->layer_count && layer->id != block->id) layer++;
            if (layer == chain->layers + chain->layer_count) {
                chain->layer_count++;
                layer->id = block->id;
                layer->blocks = gk_arena_alloc(&set->arena, chain->count * sizeof(gk_block *));
            }
            layer->blocks[layer->count++] = block;
        }
    }
}

/* The block of a template further up that a block of tpls[t] stands for. */
static bool has_place(const gk_chain *chain, uint32_t t, uint32_t id)
{
    for (uint32_t up = t + 1; up < chain->count; up++)
        for (size_t b = 0; b < chain->tpls[up]->block_count; b++)
            if (chain->tpls[up]->blocks[b]->id == id) return true;
    return false;
}

static void report_placeless(const gk_chain *chain, uint32_t t, const gk_block *block,
                             gk_diags *diags)
{
    gk_view names[64];
    size_t n = 0;
    for (uint32_t up = t + 1; up < chain->count; up++)
        for (size_t b = 0; b < chain->tpls[up]->block_count && n < 64; b++)
            names[n++] = chain->tpls[up]->blocks[b]->name;
    gk_view near = gk_view_nearest(block->name, names, n);
    GK_TPL_FAULT(diags, chain->tpls[t], block->span,
                 near.n ? GK_MSG_template_block_unknown_near : GK_MSG_template_block_unknown,
                 block->name, near, chain->tpls[t]->parent);
}

/* What a block holds for which no ancestor has a place would never be shown. */
static bool check_places(const gk_chain *chain, gk_diags *diags)
{
    bool all = true;
    for (uint32_t t = 0; t + 1 < chain->count; t++)
        for (size_t b = 0; b < chain->tpls[t]->block_count; b++) {
            const gk_block *block = chain->tpls[t]->blocks[b];
            if (!block->fills || has_place(chain, t, block->id)) continue;
            report_placeless(chain, t, block, diags);
            all = false;
        }
    return all;
}

gk_chain *gk_set_link(gk_template_set *set, gk_tpl *tpl, gk_diags *diags)
{
    enum { ANCESTORS_MAX = 32 };
    gk_tpl *tpls[ANCESTORS_MAX];
    uint32_t count = 0;
    if (tpl->chain) return tpl->chain;
    for (gk_tpl *t = tpl; t; t = t->parent.n ? gk_set_load(set, t->parent) : NULL) {
        gk_span none = {0, 0};
        if (t->broken) {
            gk_set_report(set, t, count ? tpls[count - 1] : NULL,
                          count ? tpls[count - 1]->parent_span : none, diags);
            return NULL;
        }
        bool ring = count == ANCESTORS_MAX;
        for (uint32_t i = 0; i < count; i++) ring |= tpls[i] == t;
        if (ring) {
            report_ring(t, (const gk_tpl *const *)tpls, count, &set->arena, diags);
            return NULL;
        }
        tpls[count++] = t;
    }
    gk_chain *chain = gk_arena_calloc(&set->arena, 1, sizeof *chain);
    chain->count = count;
    chain->tpls = gk_arena_alloc(&set->arena, count * sizeof *tpls);
    memcpy(chain->tpls, tpls, count * sizeof *tpls);
    if (!check_places(chain, diags)) return NULL;
    add_layers(set, chain);
    tpl->chain = chain;
    return chain;
}

static bool check(gk_template_set *set, gk_tpl *tpl, gk_diags *diags)
{
    if (tpl->checked) return !tpl->broken;
    tpl->checked = true;
    bool sound = gk_set_link(set, tpl, diags) != NULL;
    if (sound && tpl->parent.n) sound = check(set, gk_set_load(set, tpl->parent), diags);
    for (size_t i = 0; i < tpl->load_count; i++) {
        const gk_stmt *s = tpl->loads[i];
        gk_tpl *other = gk_set_load(set, gk_value_view(s->u.load.name->u.value));
        if (s->optional && !other->faults.count && other->broken) continue;
        if (other->broken && !other->faults.count) {
            gk_set_report(set, other, tpl, s->u.load.name->span, diags);
            sound = false;
        } else if (!check(set, other, diags)) {
            sound = false;
        }
    }
    return sound;
}

bool gk_templates_check(gk_template_set *set, gk_view name, gk_diags *diags)
{
    return check(set, gk_set_load(set, name), diags);
}

bool gk_template_word_at(gk_template_table which, size_t i, gk_template_word *out)
{
    const gk_tag *tag = which == GK_TEMPLATE_TAGS ? gk_tag_at(i) : NULL;
    const gk_filter *filter = which == GK_TEMPLATE_FILTERS ? gk_filter_at(i) : NULL;
    const gk_is *is = which == GK_TEMPLATE_TESTS ? gk_is_at(i) : NULL;
    if (tag) *out = (gk_template_word){tag->name, tag->usage, tag->zh};
    if (filter) *out = (gk_template_word){filter->name, filter->usage, filter->zh};
    if (is) *out = (gk_template_word){is->name, is->usage, is->zh};
    return tag || filter || is;
}
