#include "build/search_words.h"

#include "meta/policy_table.h"
#include "meta/types.h"

typedef struct words {
    const gk_site *site;
    const gk_publicity *publicity; /* of announcements */
    gk_arena *arena;
    gk_buf *out;
} words;

static void put(gk_buf *out, gk_view text)
{
    text = gk_view_trim(text);
    if (!text.n) return;
    if (out->n) gk_buf_putc(out, '\n');
    gk_buf_put(out, text);
}

static gk_view own(gk_value map, const char *key, gk_arena *arena)
{
    return gk_value_view(gk_value_get(map, gk_view_of(key), arena, NULL));
}

/* By both of its names, unless one holds the other. */
static void put_branch(gk_value branch, gk_arena *arena, bool name_too, gk_buf *out)
{
    gk_view name = own(branch, "name", arena), brief = own(branch, "short", arena);
    if (name_too) put(out, name);
    if (gk_view_find(name, brief, 0) == SIZE_MAX) put(out, brief);
}

static void put_branch_of(const words *w, gk_view id)
{
    const uint64_t *branch = gk_map_get(&w->site->branch_index, id);
    if (branch) put_branch(w->site->branches[*branch].value, w->arena, true, w->out);
}

/* Whether a map has a title or a text, which pages show in the place of a file's name. */
static bool is_named(gk_value map, gk_arena *arena)
{
    return own(map, "title", arena).n || own(map, "text", arena).n;
}

static void put_file(const words *w, gk_view path)
{
    size_t slash = gk_view_rfind_byte(path, '/');
    put(w->out, slash == SIZE_MAX ? path : gk_view_from(path, slash + 1));
}

static void put_value(const words *w, const gk_field *field, gk_value value, bool listed);

static void put_map(const words *w, const gk_field *field, gk_value value, bool listed)
{
    bool named = is_named(value, w->arena);
    for (uint32_t i = 0; i < field->field_count; i++) {
        const gk_field *inner = &field->fields[i];
        if (named && inner->kind == GK_FIELD_FILE) continue;
        put_value(w, inner, gk_value_get(value, inner->name, w->arena, NULL), listed);
    }
}

static void put_value(const words *w, const gk_field *field, gk_value value, bool listed)
{
    if (value.kind == GK_NULL || field->hidden || field->internal) return;
    switch (field->kind) {
    case GK_FIELD_STRING:
    case GK_FIELD_TEXT:
    case GK_FIELD_EMAIL:
    case GK_FIELD_PHONE: put(w->out, gk_value_view(value)); break;
    case GK_FIELD_ENUM:
        if (!listed) put(w->out, gk_field_choice_label(field, gk_value_view(value)));
        break;
    case GK_FIELD_FILE: put_file(w, gk_value_view(value)); break;
    case GK_FIELD_REFERENCE:
        if (field->to == GK_TO_BRANCH) put_branch_of(w, gk_value_view(value));
        break;
    case GK_FIELD_LIST:
        for (uint32_t i = 0; i < gk_value_count(value); i++)
            put_value(w, field->items, gk_value_at(value, i, w->arena), true);
        break;
    case GK_FIELD_MAP: put_map(w, field, value, listed); break;
    default: break;
    }
}

/* Names with meaning to the engine whose values no page shows as they are, or only in its title. */
static bool is_of_engine(gk_view name)
{
    static const char *const names[] = {"title", "slug",   "aliases",  "template",        "scope",
                                        "cover", "series", "keywords", "withdrawn_reason"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (gk_view_is(name, names[i])) return true;
    return false;
}

/* Of an announcement: whether a field stays when its window has closed. */
static bool lasts(const gk_publicity *publicity, gk_view field)
{
    int part = gk_policy_word_find(gk_policy_keeps, field);
    if (part < 0) return true;
    if (part == GK_KEEP_OUTCOME && !gk_publicity_tells_outcome(publicity)) return false;
    return publicity->rule->keep >> part & 1;
}

/* Those that have happened. */
static void put_events(const words *w, const gk_field *field, gk_value values)
{
    gk_value all = gk_value_get(values, field->name, w->arena, NULL), event;
    gk_event kind;
    for (uint32_t i = 0; i < gk_value_count(all); i++)
        if (gk_publicity_event(values, i, w->site->now, &event, &kind))
            put_value(w, field->items, event, true);
}

/* Of a window pages say what it is for; its days and hours they say in a sentence. */
static void put_window(const words *w, const gk_field *field, gk_value window)
{
    for (uint32_t i = 0; i < field->field_count; i++)
        if (gk_view_is(field->fields[i].name, "kind"))
            put_value(w, &field->fields[i],
                      gk_value_get(window, field->fields[i].name, w->arena, NULL), false);
}

void gk_search_words(const gk_site *site, uint32_t doc, gk_arena *arena, gk_buf *out)
{
    const gk_doc *d = &site->docs[doc];
    const gk_schema *schema = &site->config->types.items[d->card->type];
    gk_value values = gk_card_values(d->card);
    words w = {site, d->publicity, arena, out};
    for (uint32_t i = 0; i < schema->field_count; i++) {
        const gk_field *field = &schema->fields[i];
        if (field->hidden || field->internal || is_of_engine(field->name)) continue;
        if (w.publicity && !lasts(w.publicity, field->name)) continue;
        gk_value value = gk_value_get(values, field->name, arena, NULL);
        if (w.publicity && gk_view_is(field->name, "events") && field->kind == GK_FIELD_LIST)
            put_events(&w, field, values);
        else if (field->kind == GK_FIELD_MAP && gk_view_is(field->name, "window"))
            put_window(&w, field, value);
        else
            put_value(&w, field, value, false);
    }
    uint32_t code = site->code_of_doc[doc];
    if (code != GK_NONE && gk_code_shown(&site->codes[code])) put(out, site->codes[code].code);
}

void gk_search_branch_words(const gk_branch *branch, gk_arena *arena, gk_buf *out)
{
    static const char *const keys[] = {"kind",   "brand", "intro", "secretary",
                                       "office", "phone", "email"};
    put_branch(branch->value, arena, false, out);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        put(out, own(branch->value, keys[i], arena));
}
