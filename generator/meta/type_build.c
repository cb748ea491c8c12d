#include "meta/types.h"

#include <stdlib.h>

#include "meta/field_build.h"

static gk_value get(gk_value map, const char *key, gk_arena *arena)
{
    return gk_value_get(map, gk_view_of(key), arena, NULL);
}

static gk_view get_view(gk_value map, const char *key, gk_arena *arena)
{
    return gk_value_view(get(map, key, arena));
}

static bool get_bool(gk_value map, const char *key, gk_arena *arena)
{
    return gk_value_truth(get(map, key, arena));
}

static bool get_number(gk_value map, const char *key, gk_arena *arena, double *out)
{
    gk_value v = get(map, key, arena);
    *out = v.kind == GK_INT ? (double)v.u.i : v.kind == GK_FLOAT ? v.u.f : 0;
    return v.kind == GK_INT || v.kind == GK_FLOAT;
}

static const gk_choice *build_choices(gk_value list, gk_arena *arena, uint32_t *count)
{
    *count = gk_value_count(list);
    gk_choice *choices = gk_arena_alloc(arena, *count * sizeof *choices);
    for (uint32_t i = 0; i < *count; i++) {
        gk_value item = gk_value_at(list, i, arena);
        choices[i].value = get_view(item, "value", arena);
        choices[i].label = get_view(item, "label", arena);
        if (!choices[i].label.n) choices[i].label = choices[i].value;
    }
    return choices;
}

void gk_field_build(gk_view name, gk_value def, gk_arena *arena, gk_field *out)
{
    gk_pattern_fault fault;
    size_t at;
    *out = (gk_field){
        .name = name, .label = get_view(def, "label", arena), .help = get_view(def, "help", arena)};
    if (!gk_field_kind_find(get_view(def, "type", arena), &out->kind)) out->kind = GK_FIELD_ANY;
    out->required = get_bool(def, "required", arena);
    out->unique = get_bool(def, "unique", arena);
    out->media = get_bool(def, "media", arena);
    out->internal = gk_view_is(get_view(def, "scope", arena), "internal");
    gk_value show = get(def, "show", arena);
    out->hidden = show.kind == GK_BOOL && !show.u.b;
    out->has_min = get_number(def, "min", arena, &out->min);
    out->has_max = get_number(def, "max", arena, &out->max);
    out->pattern = get_view(def, "pattern", arena);
    out->pattern_message = get_view(def, "pattern_message", arena);
    if (out->pattern.n) out->compiled = gk_pattern_compile(out->pattern, arena, &fault, &at);
    out->fallback = get(def, "default", arena);
    out->choices = build_choices(get(def, "values", arena), arena, &out->choice_count);
    out->to = gk_view_is(get_view(def, "to", arena), "branch") ? GK_TO_BRANCH : GK_TO_DOCUMENT;
    out->of = get_view(def, "of", arena);
    out->derived = get_view(def, "derived", arena);
    if (out->kind == GK_FIELD_LIST) {
        gk_field *items = gk_arena_alloc(arena, sizeof *items);
        gk_field_build((gk_view){NULL, 0}, get(def, "items", arena), arena, items);
        out->items = items;
    }
    if (out->kind == GK_FIELD_MAP)
        out->fields = gk_field_build_all(get(def, "fields", arena), arena, &out->field_count);
}

const gk_field *gk_field_build_all(gk_value defs, gk_arena *arena, uint32_t *count)
{
    *count = defs.kind == GK_MAP ? gk_value_count(defs) : 0;
    gk_field *fields = gk_arena_alloc(arena, *count * sizeof *fields);
    for (uint32_t i = 0; i < *count; i++)
        gk_field_build(gk_value_key(defs, i), gk_value_at(defs, i, arena), arena, &fields[i]);
    return fields;
}

gk_order gk_order_of(gk_view text)
{
    bool down = gk_view_starts(text, GK_V("-"));
    return (gk_order){down ? gk_view_from(text, 1) : text, down};
}

static gk_view or_else(gk_view v, const char *other)
{
    return v.n ? v : gk_view_of(other);
}

static void build_schema(gk_view name, gk_value type, gk_arena *arena, gk_schema *out)
{
    gk_value order = get(type, "order", arena);
    *out = (gk_schema){.name = name,
                       .label = get_view(type, "label", arena),
                       .help = get_view(type, "help", arena),
                       .extends = get_view(type, "extends", arena),
                       .permalink = or_else(get_view(type, "permalink", arena), "/:section/:slug/"),
                       .template = or_else(get_view(type, "template", arena), "document.html"),
                       .scope = get_view(type, "scope", arena),
                       .scope_max = get_view(type, "scope_max", arena),
                       .abstract = get_bool(type, "abstract", arena),
                       .single = get_bool(type, "single", arena),
                       .publicity = get_bool(type, "publicity", arena),
                       .broken = get_bool(type, "broken", arena),
                       .order_count = gk_value_count(order)};
    gk_order *orders = gk_arena_alloc(arena, out->order_count * sizeof *orders);
    for (uint32_t i = 0; i < out->order_count; i++)
        orders[i] = gk_order_of(gk_value_view(gk_value_at(order, i, arena)));
    out->order = orders;
    out->fields = gk_field_build_all(get(type, "fields", arena), arena, &out->field_count);
}

static int by_name(const void *a, const void *b)
{
    return gk_view_cmp(((const gk_schema *)a)->name, ((const gk_schema *)b)->name);
}

void gk_types_from_value(gk_value value, gk_arena *arena, gk_types *out)
{
    *out = (gk_types){.count = value.kind == GK_MAP ? gk_value_count(value) : 0, .value = value};
    gk_schema *items = gk_arena_alloc(arena, out->count * sizeof *items);
    for (uint32_t i = 0; i < out->count; i++)
        build_schema(gk_value_key(value, i), gk_value_at(value, i, arena), arena, &items[i]);
    if (out->count) qsort(items, out->count, sizeof *items, by_name);
    out->items = items;
}

gk_value gk_types_to_value(const gk_types *types)
{
    return types->value;
}

const gk_schema *gk_types_find(const gk_types *types, gk_view name)
{
    size_t low = 0, high = types->count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = gk_view_cmp(types->items[mid].name, name);
        if (order == 0) return &types->items[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

const gk_field *gk_schema_field(const gk_schema *schema, gk_view name)
{
    for (uint32_t i = 0; i < schema->field_count && name.n; i++) {
        const gk_view *own = &schema->fields[i].name;
        if (own->n != name.n || own->p[0] != name.p[0]) continue;
        if (memcmp(own->p, name.p, name.n) == 0) return &schema->fields[i];
    }
    return NULL;
}

gk_view gk_field_choice_label(const gk_field *field, gk_view value)
{
    for (uint32_t i = 0; i < field->choice_count; i++)
        if (gk_view_eq(field->choices[i].value, value)) return field->choices[i].label;
    return (gk_view){NULL, 0};
}
