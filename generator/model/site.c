#include "model/site.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/permalink.h"
#include "model/site_parts.h"

gk_view gk_site_doc_path(const gk_site *site, uint32_t doc)
{
    return gk_source_at(site->source, site->docs[doc].card->source)->path;
}

bool gk_site_is_reserved(gk_view path)
{
    static const char *const folders[] = {"types", "data", "static", "themes", "plugins", "public"};
    gk_view rest = path, part;
    gk_view_split(&rest, '/', &part);
    for (size_t i = 0; rest.p && i < sizeof folders / sizeof *folders; i++)
        if (gk_view_is(part, folders[i])) return true;
    rest = path;
    while (gk_view_split(&rest, '/', &part))
        if (part.n && part.p[0] == '_') return true;
    return gk_view_is(path, "site.yaml");
}

bool gk_site_is_document(gk_view path)
{
    return gk_view_ends(path, GK_V(".md")) && !gk_site_is_reserved(path);
}

void gk_site_put_url(const gk_site *site, gk_view path, gk_buf *out)
{
    gk_buf_put(out, site->base_path);
    gk_buf_put_path(out, path);
}

void gk_site_put_permalink(const gk_site *site, gk_view path, gk_buf *out)
{
    gk_buf_put(out, site->base_url);
    gk_buf_put_path(out, path);
}

/* The index.md of the nearest folder upward that has one, or GK_NONE. */
static uint32_t owner_of(const gk_source *source, gk_view path)
{
    char name[4096];
    for (size_t n = path.n; n > 0; n--) {
        if (path.p[n - 1] != '/' || n + 8 > sizeof name) continue;
        memcpy(name, path.p, n);
        memcpy(name + n, "index.md", 8);
        size_t found = gk_source_find(source, gk_view_n(name, n + 8));
        if (found != SIZE_MAX) return (uint32_t)found;
    }
    return GK_NONE;
}

void gk_site_media_path(const gk_site *site, uint32_t file, gk_buf *out)
{
    gk_view path = gk_source_at(site->source, file)->path;
    uint32_t owner = site->files[file].doc;
    if (owner == GK_NONE || site->files[owner].state != GK_FILE_LIVE) {
        gk_buf_put(out, path);
        return;
    }
    const gk_card *card = site->docs[site->files[owner].doc].card;
    gk_view home = gk_card_view(card, card->path);
    size_t slash = gk_view_rfind_byte(home, '/');
    size_t folder = gk_source_at(site->source, owner)->path.n - strlen("index.md");
    gk_buf_put(out, gk_view_n(home.p, slash == SIZE_MAX ? 0 : slash + 1));
    gk_buf_put(out, gk_view_from(path, folder));
}

/* The announcement that a card is, at the site's time; NULL when it is none, or one whose faults
 * are told. */
static const gk_publicity *publicity_of(gk_site *site, const gk_card *card)
{
    gk_publicity publicity;
    if (!card || !site->config->types.items[card->type].publicity) return NULL;
    if (gk_publicity_of(site->policy, site->calendar, gk_card_values(card), site->now, &publicity,
                        NULL) != GK_PUBLICITY_FINE)
        return NULL;
    gk_publicity *kept = gk_arena_alloc(&site->arena, sizeof *kept);
    *kept = publicity;
    return kept;
}

static gk_file_state state_of(size_t file, const gk_digested *digested,
                              const gk_publicity *publicity, const gk_site_options *options)
{
    const gk_card *card = digested->card;
    if (digested->narrow) return GK_FILE_NARROW;
    if (!card) return GK_FILE_FAILED;
    if (card->expires != GK_NO_DATE && card->expires <= options->now.seconds)
        return GK_FILE_EXPIRED;
    bool future = card->date != GK_NO_DATE && card->date > options->now.seconds;
    if (!options->drafts && card->draft) return GK_FILE_DRAFT;
    if (!options->drafts && future) return GK_FILE_FUTURE;
    /* Whoever takes something down waits for nobody's approval. */
    if (card->withdrawn != GK_NO_DATE && card->withdrawn <= options->now.seconds)
        return GK_FILE_WITHDRAWN;
    if (options->drafts) return GK_FILE_LIVE;
    if (options->approvals && options->approvals[file].rule && !options->approvals[file].granted)
        return GK_FILE_UNAPPROVED;
    if (publicity && publicity->state == GK_PUBLICITY_SCHEDULED) return GK_FILE_FUTURE;
    return GK_FILE_LIVE;
}

/* Beside site.yaml stand files of all sorts (a Makefile, notes, what a tool left); only what
 * readers can use is published. */
static bool is_stray(gk_view path)
{
    static const char *const endings[] = {
        ".jpg", ".jpeg", ".png",  ".webp", ".gif",  ".svg", ".mp4",  ".webm", ".mp3", ".m4a",
        ".pdf", ".doc",  ".docx", ".xls",  ".xlsx", ".ppt", ".pptx", ".wps",  ".et",  ".zip"};
    if (gk_view_find_byte(path, '/', 0) != SIZE_MAX) return false;
    return !gk_view_has_ending(path, endings, sizeof endings / sizeof *endings);
}

static void take_documents(gk_site *site, const gk_site_options *options,
                           const gk_digested *digested)
{
    size_t count = gk_source_count(site->source);
    site->files = gk_mem_calloc(count, sizeof *site->files);
    site->file_count = count;
    size_t cap = 0, withdrawn_cap = 0;
    for (size_t i = 0; i < count; i++) {
        gk_view path = gk_source_at(site->source, i)->path;
        gk_file *file = &site->files[i];
        *file = (gk_file){GK_FILE_OTHER, GK_NONE, digested[i].width, digested[i].height};
        bool document = gk_site_is_document(path);
        if (gk_site_is_reserved(path) || (!document && is_stray(path))) continue;
        file->state = GK_FILE_MEDIA;
        if (!document) {
            file->doc = owner_of(site->source, path);
            continue;
        }
        const gk_publicity *publicity = publicity_of(site, digested[i].card);
        file->state = (uint8_t)state_of(i, &digested[i], publicity, options);
        if (file->state == GK_FILE_WITHDRAWN)
            gk_site_withdraw(site, digested[i].card, &withdrawn_cap);
        if (file->state != GK_FILE_LIVE) continue;
        site->docs = gk_mem_grow(site->docs, &cap, site->doc_count + 1, sizeof *site->docs);
        file->doc = site->doc_count;
        site->docs[site->doc_count++] = (gk_doc){.card = digested[i].card,
                                                 .section = GK_NONE,
                                                 .newer = GK_NONE,
                                                 .older = GK_NONE,
                                                 .branch = GK_NONE,
                                                 .series = GK_NONE,
                                                 .publicity = publicity};
    }
}

static void order_by_date(gk_site *site)
{
    uint32_t *ids = gk_arena_alloc(&site->arena, site->doc_count * sizeof *ids);
    for (uint32_t i = 0; i < site->doc_count; i++) ids[i] = i;
    gk_site_sort(site, ids, site->doc_count, NULL, 0);
    site->by_date = (gk_docs){ids, site->doc_count};
}

/* The closing minute of what is open now: an announcement, or a notice with a window. */
static bool open_until(const gk_site *site, const gk_doc *doc, int64_t *ends)
{
    if (doc->publicity) {
        *ends = doc->publicity->window.ends.seconds;
        return doc->publicity->state == GK_PUBLICITY_OPEN;
    }
    gk_value map = gk_value_get(gk_card_values(doc->card), GK_V("window"), NULL, NULL);
    gk_window_read read;
    if (map.kind != GK_MAP ||
        gk_window_of(site->policy, site->calendar, map, &read) != GK_WINDOW_FINE)
        return false;
    *ends = read.window.ends.seconds;
    return gk_window_state_at(&read.window, site->now) == GK_WINDOW_OPEN;
}

/* Few are open at a time. Of those that end together the newest comes first. */
static void find_open(gk_site *site)
{
    uint32_t *ids = gk_arena_alloc(&site->arena, site->doc_count * sizeof *ids), n = 0;
    int64_t *ends = gk_arena_alloc(&site->arena, site->doc_count * sizeof *ends), mine;
    for (uint32_t i = 0; i < site->by_date.n; i++) {
        uint32_t doc = site->by_date.ids[i], k = n;
        if (!open_until(site, &site->docs[doc], &mine)) continue;
        for (; k && mine < ends[k - 1]; k--) {
            ids[k] = ids[k - 1];
            ends[k] = ends[k - 1];
        }
        ids[k] = doc;
        ends[k] = mine;
        n++;
    }
    site->open = (gk_docs){ids, n};
}

bool gk_site_has_single(const gk_site *site, uint32_t doc)
{
    const gk_card *card = site->docs[doc].card;
    const gk_schema *type = &site->config->types.items[card->type];
    return type->single && !type->publicity &&
           gk_view_ends(gk_card_view(card, card->path), GK_V("/"));
}

gk_view gk_site_base_path(gk_view url)
{
    size_t host = gk_view_find(url, GK_V("://"), 0);
    size_t slash = gk_view_find_byte(url, '/', host == SIZE_MAX ? 0 : host + 3);
    return slash == SIZE_MAX ? GK_V("/") : gk_view_from(url, slash);
}

static void check_unique(const gk_site *site, gk_diags *diags)
{
    gk_map seen = GK_MAP_INIT;
    gk_arena arena = GK_ARENA_INIT;
    for (uint32_t d = 0; d < site->doc_count; d++) {
        const gk_card *card = site->docs[d].card;
        for (uint32_t m = 0; m < card->mentions.n; m++) {
            const gk_card_mention *mention = &gk_card_mentions(card)[m];
            if (mention->kind != GK_MENTIONED_UNIQUE) continue;
            gk_view name = gk_card_view(card, mention->fragment),
                    value = gk_card_view(card, mention->target);
            bool fresh;
            uint64_t *first = gk_map_put(&seen, GK_JOIN(&arena, name, GK_V("\n"), value), &fresh);
            if (fresh) {
                *first = d;
                continue;
            }
            gk_place place = gk_source_place(site->source, card->source, mention->line,
                                             mention->col, mention->endcol, &arena);
            gk_diag_add(diags, GK_MSG_value_twice, place, name, value,
                        gk_site_doc_path(site, (uint32_t)*first));
        }
    }
    gk_map_free(&seen);
    gk_arena_free(&arena);
}

gk_site *gk_site_new(const gk_site_options *options, const gk_digested *digested, gk_diags *diags)
{
    gk_site *site = gk_mem_calloc(1, sizeof *site);
    site->source = options->source;
    site->config = options->config;
    site->calendar = options->calendar;
    site->policy = options->policy;
    site->now = options->now;
    site->base_url = options->base_url;
    site->edition = options->edition;
    site->history = options->history;
    site->past = options->past;
    site->earlier = options->earlier;
    site->arrivals = options->arrivals;
    site->approval_rules = options->approval_rules;
    site->approvals = options->approvals;
    site->approval_history = options->approval_history;
    site->approval_prefix = options->approval_prefix;
    site->scope = options->scope;
    site->base_path = gk_site_base_path(options->base_url);
    gk_value paginate = gk_value_get(options->config->site, GK_V("paginate"), NULL, NULL);
    site->plugin = gk_value_map(NULL, 0);
    site->paginate = paginate.kind == GK_INT && paginate.u.i > 0 ? (uint32_t)paginate.u.i : 20;
    take_documents(site, options, digested);
    gk_site_withhold_media(site, digested);
    gk_site_read_history(site);
    gk_site_find_moved(site);
    order_by_date(site);
    find_open(site);
    gk_site_make_sections(site);
    gk_site_make_branches(site);
    gk_site_make_taxonomies(site);
    gk_site_make_series(site);
    gk_site_make_codes(site, diags);
    check_unique(site, diags);
    return site;
}

void gk_site_free(gk_site *site)
{
    if (!site) return;
    for (uint32_t i = 0; i < site->taxonomy_count; i++) gk_map_free(&site->taxonomies[i].index);
    gk_map_free(&site->section_index);
    gk_map_free(&site->branch_index);
    gk_map_free(&site->series_index);
    gk_map_free(&site->outputs);
    gk_arena_free(&site->arena);
    free(site->files);
    free(site->docs);
    free(site->sections);
    free(site->terms);
    free(site->series);
    free(site->moved);
    free(site->withdrawn);
    free(site);
}
