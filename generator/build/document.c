#include "build/document.h"

#include <errno.h>
#include <stdlib.h>

#include "base/fs.h"
#include "base/mem.h"
#include "build/asking.h"
#include "build/shortcodes.h"
#include "build/windows.h"
#include "markup/markdown.h"
#include "meta/encoding.h"
#include "meta/frontmatter.h"
#include "meta/pieces.h"
#include "meta/tier.h"
#include "model/permalink.h"
#include "model/publicity.h"
#include "model/quiz.h"

enum { DOCUMENT_MAX = 2 * 1024 * 1024, DATA_MAX = 8 * 1024 * 1024 };

/* Set when the plugins of the site are used. */
typedef struct plugins {
    gk_scripts scripts;
    gk_shortcode_set shortcodes;
    gk_asking asking;
    gk_pieces pieces;
} plugins;

struct gk_digester {
    gk_job *job;
    unsigned worker;
    gk_arena arena; /* of the document */
    gk_markdown *markdown;
    gk_markdown_result body;
    gk_buf text, card, path;
    gk_view language;
    int16_t offset;
    plugins plugins;
    /* Documents come section by section. Of the one read last: */
    gk_buf section;
    uint32_t section_scope;
    gk_view section_type; /* empty before the first */
};

/* The document being read. */
typedef struct draft {
    gk_digester *d;
    gk_diags *diags;
    uint32_t source;
    gk_view path, file, text;
    gk_frontmatter front;
    const gk_schema *type;
    gk_value values;
    gk_mention *mentions;
    uint32_t scope; /* its rank */
} draft;

gk_digester *gk_digester_new(gk_job *job, unsigned worker)
{
    gk_digester *d = gk_mem_calloc(1, sizeof *d);
    d->job = job;
    d->worker = worker;
    d->markdown = gk_markdown_new();
    d->language = gk_value_view(gk_value_get(job->config.site, GK_V("language"), NULL, NULL));
    d->offset = job->now.offset;
    d->plugins.pieces = (gk_pieces)GK_PIECES_INIT;
    gk_diags diags = GK_DIAGS_INIT; /* loading was tried before: there are none */
    bool loaded = gk_scripts_open(&d->plugins.scripts, job, worker, NULL, &diags);
    gk_diags_free(&diags);
    d->plugins.scripts.markdown = d->markdown;
    gk_shortcode_set_open(&d->plugins.shortcodes, &d->plugins.scripts);
    gk_asking_open(&d->plugins.asking, &d->plugins.scripts);
    return loaded ? d : NULL;
}

static bool read_text(draft *doc)
{
    gk_digester *d = doc->d;
    if (gk_source_read(d->job->source, doc->source, DOCUMENT_MAX, &d->text)) {
        doc->text = gk_buf_view(&d->text);
        if (!doc->text.p) doc->text = GK_V("");
        return true;
    }
    if (errno == EFBIG)
        gk_diag_add(doc->diags, GK_MSG_document_large, gk_place_file(doc->file));
    else
        gk_fs_report(doc->diags, GK_FS_READING, doc->file, errno);
    return false;
}

static gk_view nearest_type(const gk_job *job, gk_view word)
{
    gk_view names[64];
    size_t n = 0;
    for (size_t i = 0; i < job->config.types.count && n < 64; i++)
        if (!job->config.types.items[i].abstract) names[n++] = job->config.types.items[i].name;
    return gk_view_nearest(word, names, n);
}

static void report_type(draft *doc, const gk_entry *entry, gk_view name)
{
    gk_place place = gk_place_file(doc->file);
    if (entry)
        place = gk_place_at(doc->file, doc->text, entry->node.span.from, entry->node.span.to);
    gk_view near = nearest_type(doc->d->job, name);
    if (near.n)
        gk_diag_add(doc->diags, GK_MSG_type_unknown_near, place, name, near);
    else
        gk_diag_add(doc->diags, GK_MSG_type_unknown, place, name);
}

/* Finds what the document's section says, unless the one before was of the same. */
static void enter_section(gk_digester *d, gk_view path)
{
    gk_view section = gk_permalink_section(path);
    if (d->section_type.n && gk_view_eq(section, gk_buf_view(&d->section))) return;
    gk_buf_truncate(&d->section, 0);
    gk_buf_put(&d->section, section);
    d->section_scope = gk_tier_of_section(d->job->config.site, section);
    d->section_type = gk_permalink_type(d->job->config.site, path);
}

static bool choose_type(draft *doc)
{
    const gk_entry *entry = gk_node_entry(doc->front.node, GK_V("type"));
    bool given = entry && !gk_node_is_null(&entry->node);
    if (given && entry->node.kind != GK_NODE_SCALAR) {
        gk_span span = entry->node.span;
        report_type(doc, entry, gk_view_n(doc->text.p + span.from, span.to - span.from));
        return false;
    }
    gk_view name = given ? entry->node.u.text : doc->d->section_type;
    doc->type = gk_types_find(&doc->d->job->config.types, name);
    if (doc->type && !doc->type->abstract) return true;
    if (given || !doc->d->job->site_faulty) report_type(doc, given ? entry : NULL, name);
    return false;
}

/* The front matter without a key that the type doesn't declare: `type` and `scope` may stand in
 * every document. */
static const gk_node *without(const draft *doc, const gk_node *node, gk_view key)
{
    gk_arena *arena = &doc->d->arena;
    const gk_entry *found = gk_node_entry(node, key);
    if (!found || gk_schema_field(doc->type, key)) return node;
    gk_node *copy = gk_arena_alloc(arena, sizeof *copy);
    gk_entry *entries = gk_arena_alloc(arena, node->count * sizeof *entries);
    *copy = *node;
    copy->count = 0;
    for (uint32_t i = 0; i < node->count; i++)
        if (&node->u.entries[i] != found) entries[copy->count++] = node->u.entries[i];
    copy->u.entries = entries;
    return copy;
}

static bool check_values(draft *doc)
{
    gk_digester *d = doc->d;
    gk_check check = {.file = doc->file, .text = doc->text, .path = doc->path, .offset = d->offset};
    check.media_hosts = gk_value_get(d->job->config.site, GK_V("media_hosts"), NULL, NULL);
    const gk_node *node = without(doc, doc->front.node, GK_V("type"));
    node = without(doc, node, GK_V("scope"));
    bool good = gk_schema_check(doc->type, node, &check, &d->arena, doc->diags, &doc->values);
    doc->mentions = check.mentions;
    return good;
}

/* What plugins see of the document. */
static gk_value plugin_value(const draft *doc)
{
    gk_view type = doc->type ? doc->type->name : (gk_view){NULL, 0};
    gk_pair pairs[] = {{GK_V("kind"), gk_value_string(GK_V("document"))},
                       {GK_V("path"), gk_value_string(doc->path)},
                       {GK_V("type"), gk_value_string(type)},
                       {GK_V("values"), doc->values}};
    gk_pair *copy = gk_arena_alloc(&doc->d->arena, sizeof pairs);
    memcpy(copy, pairs, sizeof pairs);
    return gk_value_map(copy, sizeof pairs / sizeof *pairs);
}

/* Plugins are asked about documents whose fields are right. */
static bool ask_plugins(draft *doc)
{
    plugins *p = &doc->d->plugins;
    bool checked = gk_asking_wants(&p->asking, GK_SUBJECT_DOCUMENT), good = true;
    if (checked || p->asking.derives) {
        gk_pieces_begin(&p->pieces, doc->file, doc->text);
        gk_pieces_add_front(&p->pieces, doc->type, doc->front.node);
        gk_markdown_pieces(doc->d->markdown, &p->pieces);
    }
    if (p->asking.derives)
        good = gk_asking_derive(&p->asking, doc->type, plugin_value(doc), doc->path, doc->values,
                                &doc->values);
    if (checked) gk_asking_check(&p->asking, GK_SUBJECT_DOCUMENT, plugin_value(doc), &p->pieces);
    return good;
}

static bool render_body(draft *doc)
{
    gk_digester *d = doc->d;
    gk_markdown_options options = {.lang = d->language, .first_line = doc->front.body_line};
    gk_shortcode_set *shortcodes = &d->plugins.shortcodes;
    options.shortcodes = gk_shortcode_set_use(shortcodes);
    if (options.shortcodes) gk_shortcode_set_turn(shortcodes, doc->path, plugin_value(doc));
    bool good = gk_markdown_render(d->markdown, doc->file, doc->text, doc->front.body, &options,
                                   &d->arena, &d->body, doc->diags);
    gk_mention **tail = &doc->mentions;
    while (*tail) tail = &(*tail)->next;
    *tail = shortcodes->mentions;
    return good;
}

static gk_value value_of(const draft *doc, const char *key)
{
    return gk_value_get(doc->values, gk_view_of(key), NULL, NULL);
}

static int64_t seconds_of(const draft *doc, const char *key)
{
    gk_value value = value_of(doc, key);
    return value.kind == GK_DATE ? value.u.i : GK_NO_DATE;
}

static gk_place place_of_key(const draft *doc, const char *key)
{
    const gk_entry *entry = gk_node_entry(doc->front.node, gk_view_of(key));
    if (!entry) return gk_place_file(doc->file);
    return gk_place_at(doc->file, doc->text, entry->node.span.from, entry->node.span.to);
}

static bool make_path(draft *doc, gk_view slug)
{
    gk_value date = value_of(doc, "date");
    gk_view missing;
    gk_permalink_facts facts = {.section = gk_permalink_section(doc->path),
                                .slug = slug,
                                .branch = gk_value_view(value_of(doc, "branch")),
                                .type = doc->type->name,
                                .dated = date.kind == GK_DATE,
                                .date = gk_value_as_date(date)};
    gk_buf_truncate(&doc->d->path, 0);
    if (gk_view_is(doc->path, "index.md")) {
        gk_diag_add(doc->diags, GK_MSG_home_document, gk_place_file(doc->file));
        return false;
    }
    if (!gk_permalink_slug_ok(slug)) {
        gk_diag_add(doc->diags, GK_MSG_slug_bad, place_of_key(doc, "slug"), slug);
        return false;
    }
    if (gk_permalink_expand(doc->type->permalink, &facts, &doc->d->path, &missing)) return true;
    /* A pattern that asks for something unknown is told with its type. */
    if (gk_permalink_variable(missing))
        gk_diag_add(doc->diags, GK_MSG_permalink_missing, gk_place_file(doc->file),
                    doc->type->permalink, missing);
    return false;
}

/* What the document says of its scope, as it is written; empty when it says nothing. */
static gk_view own_scope(const draft *doc)
{
    const gk_node *node = gk_node_get(doc->front.node, GK_V("scope"));
    if (gk_schema_field(doc->type, GK_V("scope"))) return gk_value_view(value_of(doc, "scope"));
    if (node && node->kind != GK_NODE_SCALAR) return GK_V("?");
    return node && !gk_node_is_null(node) ? node->u.text : (gk_view){NULL, 0};
}

/* Its own scope, else its type's, else its section's; never wider than its type allows. */
static bool choose_scope(draft *doc)
{
    gk_value site = doc->d->job->config.site;
    gk_view own = own_scope(doc), name = own.n ? own : doc->type->scope;
    uint32_t widest = gk_tier_rank(site, doc->type->scope_max);
    doc->scope = gk_tier_rank(site, name);
    if (!own.n && doc->scope == GK_TIER_NONE) doc->scope = doc->d->section_scope;
    bool wider = widest != GK_TIER_NONE && doc->scope < widest;
    if (doc->scope == GK_TIER_NONE && !doc->d->job->site_faulty) {
        gk_view near = gk_tier_nearest(site, own);
        gk_diag_add(doc->diags, near.n ? GK_MSG_scope_unknown_near : GK_MSG_scope_unknown,
                    place_of_key(doc, "scope"), own,
                    near.n ? near : gk_tier_names(site, &doc->d->arena));
    } else if (wider && own.n) {
        gk_diag_add(doc->diags, GK_MSG_scope_wider, place_of_key(doc, "scope"), own,
                    doc->type->scope_max);
    } else if (wider) {
        doc->scope = widest;
    }
    return doc->scope != GK_TIER_NONE && !(wider && own.n);
}

/* The template that the document asks for by itself. */
static bool check_template(draft *doc)
{
    gk_view name = gk_value_view(value_of(doc, "template"));
    gk_view file = GK_JOIN(&doc->d->arena, GK_V("templates/"), name);
    const gk_source *theme = doc->d->job->theme; /* NULL: a fault that is told already */
    if (!name.n || !theme || gk_source_find(theme, file) != SIZE_MAX) return true;
    gk_diag_add(doc->diags, GK_MSG_template_missing, place_of_key(doc, "template"), name);
    return false;
}

static bool check_window(const draft *doc)
{
    gk_windows_document document = {doc->file, doc->text, doc->type, doc->front.node, doc->values};
    return gk_windows_check(doc->d->job, &document, &doc->d->arena, doc->diags);
}

/* A draft may lack what is still to be done: its approval above all. */
static bool check_publicity(const draft *doc)
{
    const gk_job *job = doc->d->job;
    if (gk_value_truth(value_of(doc, "draft")) && !job->options->drafts) return true;
    gk_publicity_document document = {doc->file, doc->text, doc->front.node, doc->values};
    return !doc->type->publicity || gk_publicity_check(&job->policy, &job->calendar, &document,
                                                       job->now, &doc->d->arena, doc->diags);
}

static gk_card_mention link_mention(gk_buf *card, const gk_markdown_link *link)
{
    gk_mentioned own = link->kind == GK_LINK_IMAGE ? GK_MENTIONED_IMAGE : GK_MENTIONED_LINK;
    return (gk_card_mention){.kind = link->external ? GK_MENTIONED_WEB : own,
                             .line = link->line,
                             .col = link->col,
                             .endcol = link->endcol,
                             .target = gk_card_put(card, link->path),
                             .query = gk_card_put(card, link->query),
                             .fragment = gk_card_put(card, link->fragment)};
}

static gk_card_mention span_mention(const draft *doc, gk_buf *card, gk_mentioned kind, gk_view text,
                                    gk_view name, gk_span span)
{
    gk_place place = gk_place_at(doc->file, doc->text, span.from, span.to);
    return (gk_card_mention){.kind = (uint32_t)kind,
                             .line = place.line,
                             .col = place.col,
                             .endcol = place.endcol,
                             .target = gk_card_put(card, text),
                             .fragment = gk_card_put(card, name)};
}

static size_t count_mentions(const draft *doc, const gk_node *aliases)
{
    size_t n = 1 + doc->d->body.link_count +
               (aliases && aliases->kind == GK_NODE_LIST ? aliases->count : 0);
    for (const gk_mention *m = doc->mentions; m; m = m->next) n++;
    return n;
}

/* Links of the body first: slots refer to them by their number. */
static gk_at put_mentions(const draft *doc, gk_buf *card)
{
    static const gk_mentioned kinds[] = {[GK_MENTION_DOCUMENT] = GK_MENTIONED_DOCUMENT,
                                         [GK_MENTION_BRANCH] = GK_MENTIONED_BRANCH,
                                         [GK_MENTION_FILE] = GK_MENTIONED_FILE,
                                         [GK_MENTION_UNIQUE] = GK_MENTIONED_UNIQUE};
    gk_digester *d = doc->d;
    const gk_node *aliases = gk_node_get(doc->front.node, GK_V("aliases"));
    gk_card_mention *list = gk_arena_alloc(&d->arena, count_mentions(doc, aliases) * sizeof *list);
    size_t n = 0;
    for (size_t i = 0; i < d->body.link_count; i++)
        list[n++] = link_mention(card, &d->body.links[i]);
    for (const gk_mention *m = doc->mentions; m; m = m->next) {
        gk_view name = m->field->label.n ? m->field->label : m->field->name;
        list[n++] = span_mention(doc, card, kinds[m->kind], m->text, name, m->span);
    }
    const gk_node *series = gk_node_get(doc->front.node, GK_V("series"));
    if (series && series->kind == GK_NODE_SCALAR && !gk_node_is_null(series))
        list[n++] = span_mention(doc, card, GK_MENTIONED_SERIES, series->u.text, GK_V("series"),
                                 series->span);
    for (uint32_t i = 0; aliases && aliases->kind == GK_NODE_LIST && i < aliases->count; i++) {
        const gk_node *alias = &aliases->u.entries[i].node;
        list[n++] = span_mention(doc, card, GK_MENTIONED_ALIAS, alias->u.text, GK_V("aliases"),
                                 alias->span);
    }
    return gk_card_put_array(card, list, n, sizeof *list);
}

static gk_at put_slots(gk_digester *d, gk_buf *card)
{
    gk_card_slot *list = gk_arena_alloc(&d->arena, d->body.slot_count * sizeof *list);
    for (size_t i = 0; i < d->body.slot_count; i++) {
        const gk_markdown_slot *slot = &d->body.slots[i];
        list[i] = (gk_card_slot){
            slot->offset, slot->kind == GK_SLOT_URL ? GK_CARD_URL : GK_CARD_SIZE, slot->link};
    }
    return gk_card_put_array(card, list, d->body.slot_count, sizeof *list);
}

static gk_at put_headings(gk_digester *d, gk_buf *card)
{
    gk_card_heading *list = gk_arena_alloc(&d->arena, d->body.heading_count * sizeof *list);
    for (size_t i = 0; i < d->body.heading_count; i++) {
        const gk_markdown_heading *h = &d->body.headings[i];
        list[i] = (gk_card_heading){h->level, gk_card_put(card, h->id), gk_card_put(card, h->text)};
    }
    return gk_card_put_array(card, list, d->body.heading_count, sizeof *list);
}

static gk_at put_anchors(gk_digester *d, gk_buf *card)
{
    gk_at *list = gk_arena_alloc(&d->arena, d->body.anchor_count * sizeof *list);
    for (size_t i = 0; i < d->body.anchor_count; i++)
        list[i] = gk_card_put(card, d->body.anchors[i]);
    return gk_card_put_array(card, list, d->body.anchor_count, sizeof *list);
}

static gk_at put_url(gk_digester *d, gk_buf *card)
{
    gk_at at = {(uint32_t)card->n, 0};
    gk_buf_put(card, gk_site_base_path(d->job->base_url));
    gk_buf_put_path(card, gk_buf_view(&d->path));
    at.n = (uint32_t)card->n - at.at;
    return at;
}

static void fill_card(const draft *doc, gk_card *head, gk_view slug)
{
    gk_digester *d = doc->d;
    gk_buf *card = &d->card;
    gk_value title = value_of(doc, "title"), draft_mark = value_of(doc, "draft");
    head->source = doc->source;
    head->type = (uint32_t)(doc->type - d->job->config.types.items);
    head->spool = d->worker;
    head->body_n = (uint32_t)d->body.html.n;
    head->words = d->body.words;
    head->date = seconds_of(doc, "date");
    head->updated = seconds_of(doc, "updated");
    head->expires = seconds_of(doc, "expires");
    head->withdrawn = seconds_of(doc, "withdrawn");
    head->draft = gk_value_truth(draft_mark);
    head->scope = doc->scope;
    head->values = (uint32_t)gk_flat_put(card, doc->values, &d->arena);
    head->path = gk_card_put(card, gk_buf_view(&d->path));
    head->url = put_url(d, card);
    head->title = gk_card_put(card, title.kind == GK_STRING ? gk_value_view(title) : slug);
    head->slug = gk_card_put(card, slug);
    head->excerpt = gk_card_put(card, d->body.excerpt);
    head->mentions = put_mentions(doc, card);
    head->slots = put_slots(d, card);
    head->headings = put_headings(d, card);
    head->anchors = put_anchors(d, card);
}

static const gk_card *make_card(const draft *doc)
{
    gk_digester *d = doc->d;
    gk_card head = {.size = 0};
    gk_view own = gk_value_view(value_of(doc, "slug"));
    gk_view slug = own.n ? own : gk_permalink_stem(doc->path);
    if (!make_path((draft *)(uintptr_t)doc, slug)) return NULL;
    gk_buf_truncate(&d->card, 0);
    gk_buf_put(&d->card, gk_view_n((const char *)&head, sizeof head));
    fill_card(doc, &head, slug);
    head.size = (uint32_t)d->card.n;
    if (!gk_spools_put(&d->job->spools, d->worker, gk_buf_view(&d->body.html), &head.body_at)) {
        gk_fs_report(doc->diags, GK_FS_WRITING, gk_view_of(d->job->out), errno);
        return NULL;
    }
    memcpy(d->card.p, &head, sizeof head);
    const gk_card *card = gk_region_put(&d->job->regions[d->worker], gk_buf_view(&d->card));
    if (!card) gk_fs_report(doc->diags, GK_FS_READING, doc->file, ENOMEM);
    return card;
}

/* What the site can still check of a document with faults of its own (all faults are told in one
 * run), and what it must know of one that is not shown: which files it mentions. No body, no title,
 * no value. */
static const gk_card *make_bare_card(const draft *doc)
{
    gk_digester *d = doc->d;
    gk_card head = {.source = doc->source};
    gk_buf_truncate(&d->card, 0);
    gk_buf_put(&d->card, gk_view_n((const char *)&head, sizeof head));
    head.mentions = put_mentions(doc, &d->card);
    head.anchors = put_anchors(d, &d->card);
    head.size = (uint32_t)d->card.n;
    memcpy(d->card.p, &head, sizeof head);
    return gk_region_put(&d->job->regions[d->worker], gk_buf_view(&d->card));
}

void gk_digester_read(gk_digester *d, size_t i, gk_diags *diags, gk_digested *out)
{
    gk_view path = gk_source_at(d->job->source, i)->path;
    gk_arena_reset(&d->arena);
    draft doc = {
        .d = d, .diags = diags, .source = (uint32_t)i, .path = path, .values = gk_value_null()};
    doc.file = gk_source_shown(d->job->source, path, &d->arena);
    if (!read_text(&doc)) return;
    bool good = gk_frontmatter_read(doc.file, doc.text, &d->arena, diags, &doc.front);
    if (!good && !doc.front.body) return;
    enter_section(d, path);
    good = good && choose_type(&doc);
    if (good) {
        good = check_values(&doc);
        good &= check_template(&doc);
        good &= choose_scope(&doc);
        good &= check_window(&doc);
        good &= gk_quiz_check(doc.file, doc.text, doc.front.node, diags);
        good = good && check_publicity(&doc);
    }
    bool narrow = doc.scope != GK_TIER_NONE && doc.scope > d->job->scope;
    bool valued = good;
    gk_scripts_begin(&d->plugins.scripts, doc.file, &d->arena, diags);
    good &= render_body(&doc);
    if (valued && !narrow) good &= ask_plugins(&doc);
    gk_scripts_end(&d->plugins.scripts);
    good = good && !diags->errors;
    if (narrow)
        out->narrow = make_bare_card(&doc);
    else if (good)
        out->card = make_card(&doc);
    if (!out->card && !narrow) out->faulty = make_bare_card(&doc);
}

gk_buf *gk_digester_text(gk_digester *d)
{
    return &d->text;
}

static gk_value value_of_file(gk_digester *d, const char *kind, gk_view path)
{
    gk_pair *pairs = gk_arena_alloc(&d->arena, 2 * sizeof *pairs);
    pairs[0] = (gk_pair){GK_V("kind"), gk_value_string(gk_view_of(kind))};
    pairs[1] = (gk_pair){GK_V("path"), gk_value_string(path)};
    return gk_value_map(pairs, 2);
}

/* Whether a file is published as it is: what lies beside documents, and in static/. */
static bool is_attachment(gk_view path)
{
    return gk_view_starts(path, GK_V("static/")) ||
           (!gk_site_is_reserved(path) && !gk_site_is_document(path));
}

/* A data file's text; false when it can't be read, which is told where the data are read. */
static bool read_data(gk_digester *d, size_t i)
{
    gk_diags faults = GK_DIAGS_INIT;
    bool good = gk_source_read(d->job->source, i, DATA_MAX, &d->text) &&
                gk_encoding_check(GK_V(""), gk_buf_view(&d->text), &faults);
    gk_diags_free(&faults);
    return good;
}

void gk_digester_ask(gk_digester *d, size_t i, gk_diags *diags)
{
    plugins *p = &d->plugins;
    gk_view path = gk_source_at(d->job->source, i)->path, stem;
    gk_data_kind kind =
        gk_view_starts(path, GK_V("data/")) ? gk_data_kind_of(path, &stem) : GK_DATA_NONE;
    bool data = kind != GK_DATA_NONE && gk_asking_wants(&p->asking, GK_SUBJECT_DATA);
    bool file = is_attachment(path) && gk_asking_wants(&p->asking, GK_SUBJECT_FILE);
    if (!data && !file) return;
    gk_arena_reset(&d->arena);
    gk_view shown = gk_source_shown(d->job->source, path, &d->arena);
    if (data && !read_data(d, i)) return;
    gk_pieces_begin(&p->pieces, shown, data ? gk_buf_view(&d->text) : GK_V(""));
    gk_scripts_begin(&p->scripts, shown, &d->arena, diags);
    if (data) {
        gk_pieces_add_data(&p->pieces, kind, &d->arena);
        gk_asking_check(&p->asking, GK_SUBJECT_DATA, value_of_file(d, "data", path), &p->pieces);
    } else {
        gk_pieces_add_name(&p->pieces, path);
        gk_asking_check(&p->asking, GK_SUBJECT_FILE, value_of_file(d, "file", path), &p->pieces);
    }
    gk_scripts_end(&p->scripts);
}
