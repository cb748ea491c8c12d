#include "build/plan.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "build/search.h"
#include "emit/css.h"
#include "emit/ical.h"

static gk_output output_of(gk_output_kind kind, uint32_t id)
{
    return (gk_output){.kind = (uint8_t)kind, .page = {GK_PAGE_HOME, id, 1}};
}

static gk_output page_of(gk_page_kind kind, uint32_t id, uint32_t number)
{
    return (gk_output){.kind = GK_OUTPUT_PAGE, .page = {(uint8_t)kind, id, number}};
}

/* Files for a document lie beside its page. */
static void put_plugin_path(const gk_job *job, const gk_output *output, gk_buf *out)
{
    const gk_plugin_output *declared = &job->plugin_outputs[output->page.number];
    if (output->page.id != GK_NONE) {
        gk_page_put_path(job->site, &(gk_page){GK_PAGE_DOCUMENT, output->page.id, 1}, out);
        while (out->n && out->p[out->n - 1] != '/') gk_buf_truncate(out, out->n - 1);
    }
    gk_buf_put(out, declared->path);
}

/* The path of an output as an address: folders without index.html. */
static void put_path(const gk_job *job, const gk_output *output, gk_buf *out)
{
    switch ((gk_output_kind)output->kind) {
    case GK_OUTPUT_PAGE: gk_page_put_path(job->site, &output->page, out); break;
    case GK_OUTPUT_FEED:
        gk_page_put_path(job->site, &output->page, out);
        gk_buf_puts(out, "feed.xml");
        break;
    case GK_OUTPUT_CALENDAR: gk_buf_puts(out, "calendar.ics"); break;
    case GK_OUTPUT_SITEMAP:
        if (job->plan && job->plan->sitemaps > 1)
            gk_buf_printf(out, "sitemap-%u.xml", output->page.id + 1);
        else
            gk_buf_puts(out, "sitemap.xml");
        break;
    case GK_OUTPUT_SITEMAP_INDEX: gk_buf_puts(out, "sitemap.xml"); break;
    case GK_OUTPUT_ROBOTS: gk_buf_puts(out, "robots.txt"); break;
    case GK_OUTPUT_SYMBOL:
        if (output->page.id == GK_NONE) {
            gk_buf_puts(out, GK_SITE_SYMBOLS);
            break;
        }
        gk_buf_put(out, job->site->codes[output->page.id].path);
        gk_buf_puts(out, "qr.svg");
        break;
    case GK_OUTPUT_MEDIA: gk_site_media_path(job->site, output->page.id, out); break;
    case GK_OUTPUT_STATIC: {
        gk_view path = gk_source_at(job->source, output->page.id)->path;
        gk_buf_put(out, gk_view_from(path, strlen("static/")));
        break;
    }
    case GK_OUTPUT_PLUGIN: put_plugin_path(job, output, out); break;
    case GK_OUTPUT_ASSET: gk_buf_put(out, job->plan->assets[output->page.id].path); break;
    }
}

void gk_output_put_file(const gk_job *job, const gk_output *output, gk_buf *out)
{
    gk_buf path = GK_BUF_INIT;
    put_path(job, output, &path);
    gk_page_put_file(gk_buf_view(&path), out);
    gk_buf_free(&path);
}

static void put_source(const gk_job *job, uint32_t file, gk_buf *out)
{
    gk_source_put_shown(job->source, gk_source_at(job->source, file)->path, out);
}

/* Pages that site.yaml asks for are told by where it does. */
static bool put_configured(const gk_job *job, const gk_output *output, gk_buf *out)
{
    const gk_site *site = job->site;
    gk_page_kind kind = (gk_page_kind)output->page.kind;
    bool taxonomy = kind == GK_PAGE_TAXONOMY || kind == GK_PAGE_TERM;
    if (output->kind != GK_OUTPUT_PAGE || (!taxonomy && kind != GK_PAGE_SECTION)) return false;
    gk_arena arena = GK_ARENA_INIT;
    gk_buf_put(out, gk_source_shown(job->source, GK_V("site.yaml"), &arena));
    gk_buf_puts(out, taxonomy ? " taxonomies." : " sections.");
    uint32_t id = kind == GK_PAGE_TERM ? site->terms[output->page.id].taxonomy : output->page.id;
    gk_buf_put(out, taxonomy ? site->taxonomies[id].name : site->sections[id].path);
    gk_arena_free(&arena);
    return true;
}

void gk_output_put_origin(const gk_job *job, const gk_output *output, gk_buf *out)
{
    bool of_document = output->kind == GK_OUTPUT_PAGE && (output->page.kind == GK_PAGE_DOCUMENT ||
                                                          output->page.kind == GK_PAGE_REDIRECT ||
                                                          output->page.kind == GK_PAGE_MOVED);
    if (of_document)
        put_source(job, job->site->docs[output->page.id].card->source, out);
    else if (output->kind == GK_OUTPUT_PAGE && output->page.kind == GK_PAGE_LEADS)
        gk_buf_puts(out, "site.yaml redirects");
    else if (output->kind == GK_OUTPUT_PAGE && output->page.kind == GK_PAGE_WITHDRAWN)
        put_source(job, job->site->withdrawn[output->page.id].card->source, out);
    else if (output->kind == GK_OUTPUT_MEDIA || output->kind == GK_OUTPUT_STATIC)
        put_source(job, output->page.id, out);
    else if (output->kind == GK_OUTPUT_PLUGIN)
        gk_buf_put(out, job->plugins[job->plugin_outputs[output->page.number].plugin].file);
    else if (output->kind == GK_OUTPUT_PAGE && output->page.kind == GK_PAGE_GENERATED)
        gk_buf_put(out, job->site->generated[output->page.id].file);
    else if (!put_configured(job, output, out))
        gk_output_put_file(job, output, out);
}

bool gk_output_in_sitemap(const gk_output *output)
{
    bool listed =
        !output->hidden && output->kind == GK_OUTPUT_PAGE && output->page.kind < GK_PAGE_NOT_FOUND;
    return listed && (output->page.kind == GK_PAGE_DOCUMENT || output->page.number == 1);
}

/* Where a document mentions something. */
static gk_place place_of(gk_job *job, uint32_t doc, uint32_t mention)
{
    const gk_card *card = job->site->docs[doc].card;
    const gk_card_mention *m = &gk_card_mentions(card)[mention];
    return gk_source_place(job->source, card->source, m->line, m->col, m->endcol, &job->arena);
}

/* Two names of one taxonomy that differ in nothing that may stand in an address are told by a
 * document that has the second. */
static bool report_terms(gk_job *job, const gk_output *output, const gk_output *other, gk_view path)
{
    if (output->kind != GK_OUTPUT_PAGE || output->page.kind != GK_PAGE_TERM ||
        other->kind != GK_OUTPUT_PAGE || other->page.kind != GK_PAGE_TERM)
        return false;
    const gk_term *mine = &job->site->terms[output->page.id];
    const gk_term *theirs = &job->site->terms[other->page.id];
    if (output->page.number > 1) return true;
    gk_view file = gk_source_at(job->source, job->site->docs[mine->docs.ids[0]].card->source)->path;
    gk_diag_add(job->diags, GK_MSG_term_twice,
                gk_place_file(gk_source_shown(job->source, file, &job->arena)), mine->name,
                theirs->name, GK_JOIN(&job->arena, GK_V("/"), path),
                job->site->taxonomies[mine->taxonomy].title);
    return true;
}

static void report_clash(gk_job *job, const gk_output *output, const gk_output *other, gk_view path)
{
    gk_buf mine = GK_BUF_INIT, theirs = GK_BUF_INIT;
    if (report_terms(job, output, other, path)) return;
    gk_output_put_origin(job, output, &mine);
    gk_output_put_origin(job, other, &theirs);
    gk_view address = GK_JOIN(&job->arena, GK_V("/"), path);
    bool alias = output->kind == GK_OUTPUT_PAGE && output->page.kind == GK_PAGE_REDIRECT;
    gk_place place = alias ? place_of(job, output->page.id, output->page.number)
                           : gk_place_file(gk_buf_view(&mine));
    gk_diag_add(job->diags, GK_MSG_address_twice, place, address, gk_buf_view(&theirs));
    gk_buf_free(&mine);
    gk_buf_free(&theirs);
}

/* Documents' paths are borrowed from their cards; others are copied. */
static gk_view lasting_path(gk_job *job, const gk_output *output, gk_view path)
{
    if (output->kind == GK_OUTPUT_PAGE && output->page.kind == GK_PAGE_DOCUMENT) {
        const gk_card *card = job->site->docs[output->page.id].card;
        return gk_card_view(card, card->path);
    }
    return gk_arena_view(&job->site->arena, path);
}

static void leave_out(gk_plan *plan, const gk_card *card)
{
    plan->unplanned = gk_mem_grow(plan->unplanned, &plan->unplanned_cap, plan->unplanned_count + 1,
                                  sizeof *plan->unplanned);
    plan->unplanned[plan->unplanned_count++] = card;
}

static void add(gk_job *job, gk_output output)
{
    gk_plan *plan = job->plan;
    gk_buf path = GK_BUF_INIT;
    bool fresh;
    put_path(job, &output, &path);
    gk_view key = lasting_path(job, &output, gk_buf_view(&path));
    gk_buf_free(&path);
    uint64_t *index = gk_map_put(&job->site->outputs, key, &fresh);
    if (!fresh) {
        report_clash(job, &output, &plan->outputs[*index], key);
        bool document = output.kind == GK_OUTPUT_PAGE && output.page.kind == GK_PAGE_DOCUMENT;
        if (document) leave_out(plan, job->site->docs[output.page.id].card);
        return;
    }
    *index = plan->count;
    plan->outputs = gk_mem_grow(plan->outputs, &plan->cap, plan->count + 1, sizeof *plan->outputs);
    plan->outputs[plan->count++] = output;
    plan->pages += output.kind == GK_OUTPUT_PAGE;
}

static void add_slices(gk_job *job, gk_page_kind kind, uint32_t id)
{
    uint32_t pages = gk_page_count(job->site, kind, id);
    for (uint32_t number = 1; number <= pages; number++) add(job, page_of(kind, id, number));
}

/* Those that are no addresses are told when the document's mentions are checked (build/body.c). */
static void add_aliases(gk_job *job, uint32_t doc)
{
    const gk_card *card = job->site->docs[doc].card;
    for (uint32_t m = 0; m < card->mentions.n; m++) {
        const gk_card_mention *mention = &gk_card_mentions(card)[m];
        if (mention->kind == GK_MENTIONED_ALIAS &&
            gk_page_alias_ok(gk_card_view(card, mention->target)))
            add(job, page_of(GK_PAGE_REDIRECT, doc, m));
    }
}

static void add_pages(gk_job *job)
{
    const gk_site *site = job->site;
    add(job, page_of(GK_PAGE_HOME, 0, 1));
    for (uint32_t d = 0; d < site->doc_count; d++) {
        add(job, page_of(GK_PAGE_DOCUMENT, d, 1));
        if (gk_site_has_single(site, d)) add(job, page_of(GK_PAGE_SINGLE, d, 1));
    }
    for (uint32_t s = 0; s < site->section_count; s++) add_slices(job, GK_PAGE_SECTION, s);
    for (uint32_t t = 0; t < site->taxonomy_count; t++) add(job, page_of(GK_PAGE_TAXONOMY, t, 1));
    for (uint32_t t = 0; t < site->term_count; t++) add_slices(job, GK_PAGE_TERM, t);
    if (site->branch_count) add(job, page_of(GK_PAGE_BRANCHES, 0, 1));
    for (uint32_t b = 0; b < site->branch_count; b++) add_slices(job, GK_PAGE_BRANCH, b);
    add(job, page_of(GK_PAGE_NOT_FOUND, 0, 1));
    if (gk_search_wanted(job)) add(job, page_of(GK_PAGE_SEARCH, 0, 1));
    for (uint32_t d = 0; d < site->doc_count; d++) add_aliases(job, d);
    for (uint32_t w = 0; w < site->withdrawn_count; w++)
        if (!site->withdrawn[w].moved) add(job, page_of(GK_PAGE_WITHDRAWN, w, 1));
}

/* A code is there in capitals, as it is printed, and in small letters, as people type it. */
static void add_codes(gk_job *job)
{
    const gk_site *site = job->site;
    uint32_t leading = 0;
    for (uint32_t c = 0; c < site->code_count; c++) {
        add(job, page_of(GK_PAGE_CODE, c, 1));
        add(job, page_of(GK_PAGE_CODE, c, 2));
        if (!gk_code_shown(&site->codes[c])) continue;
        add(job, page_of(GK_PAGE_POSTER, c, 1));
        add(job, output_of(GK_OUTPUT_SYMBOL, c));
        leading++;
    }
    if (!leading) return;
    add(job, page_of(GK_PAGE_CODES, 0, 1));
    add(job, output_of(GK_OUTPUT_SYMBOL, GK_NONE));
}

static bool media_is_public(const gk_site *site, uint32_t file)
{
    uint32_t owner = site->files[file].doc;
    return owner == GK_NONE || site->files[owner].state == GK_FILE_LIVE;
}

static void add_generated(gk_job *job)
{
    for (uint32_t g = 0; g < job->site->generated_count; g++) {
        gk_output output = page_of(GK_PAGE_GENERATED, g, 1);
        output.hidden = job->site->generated[g].noindex;
        add(job, output);
    }
}

static void add_plugin_outputs(gk_job *job)
{
    for (uint32_t i = 0; i < job->plugin_output_count; i++) {
        const gk_plugin_output *declared = &job->plugin_outputs[i];
        gk_output output = {.kind = GK_OUTPUT_PLUGIN, .page = {GK_PAGE_HOME, GK_NONE, i}};
        if (!declared->of_page) add(job, output);
        output.page.kind = GK_PAGE_DOCUMENT;
        for (uint32_t d = 0; declared->of_page && d < job->site->doc_count; d++) {
            output.page.id = d;
            if (declared->types[job->site->docs[d].card->type]) add(job, output);
        }
    }
}

static void add_files(gk_job *job)
{
    for (uint32_t f = 0; f < job->site->file_count; f++) {
        gk_view path = gk_source_at(job->source, f)->path;
        if (job->site->files[f].state == GK_FILE_MEDIA && media_is_public(job->site, f))
            add(job, output_of(GK_OUTPUT_MEDIA, f));
        else if (gk_view_starts(path, GK_V("static/")))
            add(job, output_of(GK_OUTPUT_STATIC, f));
    }
}

static void add_feeds(gk_job *job)
{
    gk_output feed = output_of(GK_OUTPUT_FEED, GK_NONE);
    add(job, feed);
    feed.page.kind = GK_PAGE_SECTION;
    for (feed.page.id = 0; feed.page.id < job->site->section_count; feed.page.id++)
        if (job->site->sections[feed.page.id].feed) add(job, feed);
    feed.page.kind = GK_PAGE_BRANCH;
    for (feed.page.id = 0; feed.page.id < job->site->branch_count; feed.page.id++)
        if (job->site->branches[feed.page.id].docs.n) add(job, feed);
    if (gk_ical_has_events(job->site)) add(job, output_of(GK_OUTPUT_CALENDAR, GK_NONE));
}

/* What stands at a document's old address by now, stands there; else the address leads to where the
 * document is, or says that it was withdrawn. */
static void add_moved(gk_job *job)
{
    const gk_site *site = job->site;
    for (uint32_t m = 0; m < site->moved_count; m++) {
        const gk_moved *moved = &site->moved[m];
        if (gk_map_get(&site->outputs, moved->path)) continue;
        add(job, moved->doc == GK_NONE ? page_of(GK_PAGE_WITHDRAWN, moved->withdrawn, 1)
                                       : page_of(GK_PAGE_MOVED, moved->doc, m));
    }
}

/* Old addresses of what is no document, as site.yaml tells them. They lead to pages. */
static void add_redirects(gk_job *job)
{
    gk_site *site = job->site;
    gk_value redirects = gk_value_get(site->config->site, GK_V("redirects"), NULL, NULL);
    gk_place place = gk_place_file(gk_source_shown(job->source, GK_V("site.yaml"), &job->arena));
    for (uint32_t r = 0; r < gk_value_count(redirects); r++) {
        gk_view old = gk_page_old(site, r), new = gk_value_view(gk_value_at(redirects, r, NULL));
        uint64_t *target = gk_view_starts(new, GK_V("/"))
                               ? gk_map_get(&site->outputs, gk_view_from(new, 1))
                               : NULL;
        if (!gk_view_starts(old, GK_V("/")) || !gk_page_alias_ok(old))
            gk_diag_add(job->diags, GK_MSG_redirect_bad, place, old);
        else if (!target || job->plan->outputs[*target].kind != GK_OUTPUT_PAGE)
            gk_diag_add(job->diags, GK_MSG_redirect_dead, place, old, new);
        else
            add(job, page_of(GK_PAGE_LEADS, r, 1));
    }
}

static void add_sitemaps(gk_job *job)
{
    size_t listed = 0;
    for (size_t i = 0; i < job->plan->count; i++)
        listed += gk_output_in_sitemap(&job->plan->outputs[i]);
    job->plan->sitemaps = (uint32_t)((listed + GK_SITEMAP_MOST - 1) / GK_SITEMAP_MOST);
    for (uint32_t part = 0; part < job->plan->sitemaps; part++)
        add(job, output_of(GK_OUTPUT_SITEMAP, part));
    if (job->plan->sitemaps > 1) add(job, output_of(GK_OUTPUT_SITEMAP_INDEX, 0));
    if (gk_source_find(job->source, GK_V("static/robots.txt")) == SIZE_MAX)
        add(job, output_of(GK_OUTPUT_ROBOTS, 0));
}

static bool is_sheet(const gk_job *job, uint32_t file)
{
    return gk_view_ends(gk_source_at(job->theme, file)->path, GK_V(".css"));
}

bool gk_output_is_sheet(const gk_job *job, const gk_output *output)
{
    return output->kind == GK_OUTPUT_ASSET && is_sheet(job, output->page.id);
}

bool gk_asset_read(const gk_job *job, uint32_t file, size_t most, gk_buf *bytes)
{
    if (!gk_source_read(job->theme, file, most, bytes)) return false;
    if (!is_sheet(job, file)) return true;
    gk_buf sheet = GK_BUF_INIT;
    gk_css_put(gk_buf_view(bytes), &sheet);
    gk_buf_truncate(bytes, 0);
    gk_buf_put(bytes, gk_buf_view(&sheet));
    gk_buf_free(&sheet);
    return true;
}

/* "css/main.css" with the hash of its bytes becomes "assets/css/main.0123456789.css". */
static gk_asset asset_of(gk_job *job, gk_view name, gk_view bytes)
{
    gk_sha256 hash = gk_hash_sha256(bytes);
    char hex[65], base64[45];
    gk_hash_hex(&hash, hex);
    gk_hash_base64(&hash, base64);
    size_t dot = gk_view_rfind_byte(name, '.'), slash = gk_view_rfind_byte(name, '/');
    if (dot == SIZE_MAX || (slash != SIZE_MAX && dot < slash)) dot = name.n;
    gk_asset asset = {.name = name};
    asset.path = gk_arena_printf(&job->site->arena, "assets/%.*s.%.10s%.*s", (int)dot, name.p, hex,
                                 (int)(name.n - dot), name.p + dot);
    memcpy(asset.integrity, "sha256-", 7);
    memcpy(asset.integrity + 7, base64, sizeof base64);
    return asset;
}

static void add_assets(gk_job *job)
{
    gk_plan *plan = job->plan;
    size_t count = gk_source_count(job->theme);
    gk_buf bytes = GK_BUF_INIT;
    plan->assets = gk_mem_calloc(count, sizeof *plan->assets);
    for (uint32_t f = 0; f < count; f++) {
        gk_view path = gk_source_at(job->theme, f)->path;
        if (!gk_view_starts(path, GK_V("assets/")) ||
            !gk_asset_read(job, f, (size_t)64 << 20, &bytes))
            continue;
        gk_view name = gk_view_from(path, strlen("assets/"));
        plan->assets[f] = asset_of(job, name, gk_buf_view(&bytes));
        *gk_map_put(&plan->asset_index, name, NULL) = f;
        add(job, output_of(GK_OUTPUT_ASSET, f));
    }
    gk_buf_free(&bytes);
}

gk_plan *gk_plan_new(gk_job *job)
{
    job->plan = gk_mem_calloc(1, sizeof *job->plan);
    add_pages(job);
    for (size_t f = 0; f < job->site->file_count; f++)
        if (job->digested[f].faulty) leave_out(job->plan, job->digested[f].faulty);
    add_codes(job);
    add_files(job);
    add_feeds(job);
    add_generated(job);
    add_plugin_outputs(job);
    add_assets(job);
    add_redirects(job);
    add_moved(job);
    add_sitemaps(job);
    return job->plan;
}

void gk_plan_free(gk_plan *plan)
{
    if (!plan) return;
    gk_map_free(&plan->asset_index);
    free(plan->assets);
    free(plan->unplanned);
    free(plan->outputs);
    free(plan);
}
