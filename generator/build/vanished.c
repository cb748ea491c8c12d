#include "build/vanished.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/map.h"
#include "build/plan.h"
#include "meta/tier.h"
#include "model/permalink.h"

enum { TOLD_MAX = 20 };

typedef struct checking {
    gk_job *job;
    const gk_manifest *last;
    gk_map now;      /* the new files */
    gk_map withheld; /* files of documents that say themselves that they are not to be seen */
    gk_map stems;    /* of documents whose address is not known here */
    size_t taken_down, told;
} checking;

bool gk_vanished_is_lasting(const gk_page *page)
{
    switch ((gk_page_kind)page->kind) {
    case GK_PAGE_DOCUMENT:
    case GK_PAGE_WITHDRAWN:
    case GK_PAGE_TAXONOMY:
    case GK_PAGE_BRANCHES: return true;
    case GK_PAGE_SECTION:
    case GK_PAGE_BRANCH: return page->number == 1;
    default: return false;
    }
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

static bool is_withheld(gk_file_state state)
{
    return state == GK_FILE_EXPIRED || state == GK_FILE_DRAFT || state == GK_FILE_FUTURE ||
           state == GK_FILE_UNAPPROVED;
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
        else if (card && is_withheld(state))
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

/* Whether the document of a page is there and not shown; or has faults, which are told. */
static bool is_kept_back(const checking *c, gk_view source)
{
    size_t file = gk_source_find(c->job->source, source);
    if (!source.n || file == SIZE_MAX) return false;
    gk_file_state state = (gk_file_state)c->job->site->files[file].state;
    return is_withheld(state) || state == GK_FILE_NARROW || state == GK_FILE_FAILED;
}

/* What became of the page's document says what is to be done. */
static void add_diag(checking *c, gk_view address, gk_view source)
{
    gk_job *job = c->job;
    size_t file = source.n ? gk_source_find(job->source, source) : SIZE_MAX;
    gk_place place = gk_place_file(
        gk_source_shown(job->source, source.n ? source : GK_V("site.yaml"), &job->arena));
    if (!source.n) {
        gk_diag_add(job->diags, GK_MSG_publish_vanished, place, address);
    } else if (file != SIZE_MAX && job->site->files[file].state == GK_FILE_LIVE) {
        const gk_card *card = job->site->docs[job->site->files[file].doc].card;
        gk_diag_add(job->diags, GK_MSG_publish_address, place, address,
                    GK_JOIN(&job->arena, GK_V("/"), gk_card_view(card, card->path)));
    } else {
        gk_diag_add(job->diags, GK_MSG_publish_removed, place, address);
    }
}

static void tell(checking *c, gk_view file, const gk_store_row *row)
{
    if (c->told++ >= TOLD_MAX) return;
    if (gk_view_ends(file, GK_V("index.html"))) file.n -= strlen("index.html");
    add_diag(c, GK_JOIN(&c->job->arena, GK_V("/"), file), row->source);
    /* Old addresses of a document that is taken down go with it; which they were is not known any
     * more. */
    if (c->job->options->instead_of.n || (row->redirect && c->taken_down))
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
        if (is_kept_back(c, row.source) || gk_map_get(&c->withheld, path) ||
            gk_map_get(&c->stems, stem_of(path)))
            c->taken_down++;
        else
            tell(c, path, &row);
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

static void find_now(checking *c)
{
    const gk_plan *plan = c->job->plan;
    gk_buf file = GK_BUF_INIT;
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->outputs[i].kind != GK_OUTPUT_PAGE) continue;
        gk_buf_truncate(&file, 0);
        gk_output_put_file(c->job, &plan->outputs[i], &file);
        add(&c->now, gk_arena_view(&c->job->arena, gk_buf_view(&file)));
    }
    gk_buf_free(&file);
}

bool gk_vanished_check(gk_job *job, const gk_manifest *last)
{
    checking c = {.job = job, .last = last};
    size_t errors = job->diags->errors;
    if (!c.last->text.n || !is_comparable(&c)) return true;
    find_now(&c);
    find_withheld(&c);
    look(&c, false);
    look(&c, true);
    gk_map_free(&c.now);
    gk_map_free(&c.withheld);
    gk_map_free(&c.stems);
    return job->diags->errors == errors;
}

bool gk_vanished_check_live(gk_job *job)
{
    gk_manifest last;
    size_t line;
    int error;
    bool good = true;
    gk_view path = GK_JOIN(&job->arena, gk_view_of(job->options->live), GK_V("/.gongkai"));
    int own = gk_fs_open_dir(AT_FDCWD, path.p, &error);
    if (own < 0) return true;
    if (gk_manifest_open(&last, own, &line) == 0) {
        good = gk_vanished_check(job, &last);
        gk_manifest_close(&last);
    }
    close(own);
    return good;
}
