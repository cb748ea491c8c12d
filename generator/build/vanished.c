#include "build/vanished.h"

#include "base/map.h"
#include "meta/tier.h"
#include "model/page.h"
#include "model/permalink.h"
#include "store/release.h"

enum { TOLD_MAX = 20 };

typedef struct checking {
    gk_job *job;
    const gk_manifest *last;
    gk_map now;      /* the new files */
    gk_map withheld; /* files of documents that say themselves that they are not to be seen */
    gk_map stems;    /* of documents whose address is not known here */
    size_t taken_down, told;
} checking;

bool gk_vanished_is_lasting(uint8_t page_kind)
{
    return page_kind == GK_PAGE_DOCUMENT || page_kind == GK_PAGE_SECTION;
}

static void add(gk_map *map, gk_view key)
{
    gk_map_put(map, key, NULL);
}

/* The file in which the page at an address of the site is. */
static gk_view file_of(checking *c, gk_view path)
{
    gk_buf file = GK_BUF_INIT;
    while (gk_view_starts(path, GK_V("/"))) path = gk_view_from(path, 1);
    gk_page_put_file(path, &file);
    gk_view kept = gk_arena_view(&c->job->arena, gk_buf_view(&file));
    gk_buf_free(&file);
    return kept;
}

static void withhold(checking *c, const gk_card *card)
{
    gk_value aliases = gk_value_get(gk_card_values(card), GK_V("aliases"), NULL, NULL);
    add(&c->withheld, file_of(c, gk_card_view(card, card->path)));
    for (uint32_t i = 0; i < gk_value_count(aliases); i++)
        add(&c->withheld, file_of(c, gk_value_view(gk_value_at(aliases, i, NULL))));
}

/* Documents that are there and not shown: of those of a narrower scope nothing but the name of the
 * file is known at this stage. */
static void find_withheld(checking *c)
{
    const gk_site *site = c->job->site;
    for (uint32_t i = 0; i < site->file_count; i++) {
        gk_file_state state = (gk_file_state)site->files[i].state;
        const gk_card *card = c->job->digested[i].card;
        if (state == GK_FILE_NARROW)
            add(&c->stems, gk_permalink_stem(gk_source_at(c->job->source, i)->path));
        else if (card &&
                 (state == GK_FILE_EXPIRED || state == GK_FILE_DRAFT || state == GK_FILE_FUTURE))
            withhold(c, card);
    }
}

/* "notices/20260301-ab12/index.html" as "20260301-ab12". */
static gk_view stem_of(gk_view file)
{
    if (gk_view_ends(file, GK_V("/index.html"))) file.n -= strlen("/index.html");
    size_t slash = gk_view_rfind_byte(file, '/');
    gk_view name = slash == SIZE_MAX ? file : gk_view_from(file, slash + 1);
    if (gk_view_ends(name, GK_V(".html"))) name.n -= strlen(".html");
    return name;
}

static void tell(checking *c, gk_view file, bool redirect)
{
    if (c->told++ >= TOLD_MAX) return;
    if (gk_view_ends(file, GK_V("index.html"))) file.n -= strlen("index.html");
    gk_view address = GK_JOIN(&c->job->arena, GK_V("/"), file);
    gk_view site = gk_source_shown(c->job->source, GK_V("site.yaml"), &c->job->arena);
    gk_diag_add(c->job->diags, GK_MSG_publish_vanished, gk_place_file(site), address);
    /* Old addresses of a document that is taken down go with it; which they were is not known any
     * more. */
    if (c->job->options->instead_of.n || (redirect && c->taken_down))
        gk_diag_severity(c->job->diags, GK_WARNING);
}

static void look(checking *c, bool redirects)
{
    gk_view path;
    for (size_t at = c->last->body; gk_manifest_next(c->last, &at, &path);) {
        gk_store_row row;
        gk_manifest_find(c->last, path, &row);
        if (redirects ? !row.redirect : !row.lasting) continue;
        if (gk_map_get(&c->now, path)) continue;
        if (gk_map_get(&c->withheld, path) || gk_map_get(&c->stems, stem_of(path)))
            c->taken_down++;
        else
            tell(c, path, redirects);
    }
}

/* Another edition, or another folder of the repository, is another portal. */
static bool is_comparable(const checking *c)
{
    gk_view edition = GK_V(GK_EDITION_PUBLIC), site = {NULL, 0};
    gk_store_pair pair;
    for (size_t at = 0; gk_manifest_next_pair(c->last, &at, &pair);) {
        if (gk_view_is(pair.key, "edition")) edition = pair.value;
        if (gk_view_is(pair.key, "site")) site = pair.value;
    }
    return gk_view_eq(edition, c->job->edition) && gk_view_eq(site, c->job->options->folder);
}

bool gk_vanished_check(gk_job *job, const gk_store_file *files, size_t count)
{
    checking c = {.job = job, .last = gk_release_last(job->store)};
    size_t errors = job->diags->errors;
    if (!c.last->text.n || !is_comparable(&c)) return true;
    for (size_t i = 0; i < count; i++) add(&c.now, files[i].path);
    find_withheld(&c);
    look(&c, false);
    look(&c, true);
    gk_map_free(&c.now);
    gk_map_free(&c.withheld);
    gk_map_free(&c.stems);
    return job->diags->errors == errors;
}
