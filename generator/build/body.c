#include "build/body.h"

#include "base/utf8.h"
#include "build/objects.h"
#include "model/page.h"

enum { TEXT_MAX = 2 * 1024 * 1024, CANDIDATES_MAX = 200 };

/* static/ is published at the root: "/x.pdf" may be static/x.pdf. It is among the outputs. */
static gk_resolved resolve(const gk_job *job, const gk_card *card, const gk_card_mention *mention,
                           gk_arena *arena)
{
    gk_view from = gk_source_at(job->source, card->source)->path;
    return gk_resolve(job->site, from, gk_card_view(card, mention->target), arena);
}

static void put_encoded_fragment(gk_buf *out, gk_view fragment)
{
    gk_buf encoded = GK_BUF_INIT;
    gk_buf_put_path(&encoded, fragment);
    gk_buf_putc(out, '#');
    gk_buf_put_html(out, gk_buf_view(&encoded));
    gk_buf_free(&encoded);
}

static void put_resolved(const gk_job *job, const gk_resolved *found, gk_buf *out)
{
    if (found->kind == GK_RESOLVED_DOCUMENT) {
        const gk_card *target = job->site->docs[found->id].card;
        gk_buf_put_html(out, gk_card_view(target, target->url));
        return;
    }
    gk_buf path = GK_BUF_INIT, url = GK_BUF_INIT;
    gk_resolved_put_path(job->site, found, &path);
    gk_site_put_url(job->site, gk_buf_view(&path), &url);
    gk_buf_put_html(out, gk_buf_view(&url));
    gk_buf_free(&path);
    gk_buf_free(&url);
}

static void put_url(const gk_job *job, const gk_card *card, const gk_card_mention *mention,
                    const gk_resolved *found, gk_buf *out)
{
    gk_view fragment = gk_card_view(card, mention->fragment),
            query = gk_card_view(card, mention->query);
    if (mention->target.n) put_resolved(job, found, out);
    if (query.n) {
        gk_buf_putc(out, '?');
        gk_buf_put_html(out, query);
    }
    if (fragment.n) put_encoded_fragment(out, fragment);
}

static void picture_size(const gk_job *job, const gk_resolved *found, uint32_t *width,
                         uint32_t *height)
{
    size_t file = found->kind == GK_RESOLVED_MEDIA ? found->id : SIZE_MAX;
    gk_arena arena = GK_ARENA_INIT;
    if (found->kind == GK_RESOLVED_OUTPUT)
        file = gk_source_find(job->source, GK_JOIN(&arena, GK_V("static/"), found->path));
    gk_arena_free(&arena);
    if (file == SIZE_MAX) return;
    *width = job->site->files[file].width;
    *height = job->site->files[file].height;
}

static void put_size(const gk_job *job, const gk_resolved *found, gk_buf *out)
{
    uint32_t width = 0, height = 0;
    picture_size(job, found, &width, &height);
    if (width) gk_buf_printf(out, " width=\"%u\" height=\"%u\"", width, height);
}

bool gk_body_make(const gk_job *job, uint32_t doc, const gk_resolved *resolved,
                  gk_spool_window *window, gk_buf *out)
{
    const gk_card *card = job->site->docs[doc].card;
    const gk_card_slot *slots = gk_card_slots(card);
    gk_view body;
    uint32_t at = 0;
    gk_buf_truncate(out, 0);
    if (!gk_spools_get(&job->spools, card->spool, card->body_at, card->body_n, window, &body))
        return false;
    gk_buf_reserve(out, body.n + card->slots.n * 80u);
    for (uint32_t i = 0; i < card->slots.n; i++) {
        uint32_t m = slots[i].mention;
        gk_buf_put(out, gk_view_n(body.p + at, slots[i].at - at));
        at = slots[i].at;
        if (slots[i].kind == GK_CARD_URL)
            put_url(job, card, &gk_card_mentions(card)[m], &resolved[m], out);
        else
            put_size(job, &resolved[m], out);
    }
    gk_buf_put(out, gk_view_from(body, at));
    return true;
}

/* What a check of one mention needs. */
typedef struct checker {
    const gk_job *job;
    const gk_card *card;
    gk_view path; /* of its file in the site */
    gk_arena *arena;
    gk_diags *diags;
    gk_buf text; /* the document's, read only when there is something to say */
    bool read;
} checker;

static gk_place place_of(checker *c, const gk_card_mention *mention)
{
    if (!c->read) gk_source_read(c->job->source, c->card->source, TEXT_MAX, &c->text);
    c->read = true;
    gk_view file = gk_source_shown(c->job->source, c->path, c->arena);
    return (gk_place){file, gk_buf_view(&c->text), mention->line, mention->col, mention->endcol};
}

/* The name without its ending. */
static gk_view stem(gk_view name)
{
    size_t dot = gk_view_rfind_byte(name, '.');
    return dot == SIZE_MAX || dot == 0 ? name : gk_view_n(name.p, dot);
}

/* The files and folders of a folder ("" or with its slash) whose names without their endings are
 * given. */
static size_t list_names(const gk_source *source, gk_view folder, gk_view *names, gk_view *stems)
{
    size_t n = 0;
    for (size_t i = gk_source_lower(source, folder);
         i < gk_source_count(source) && n < CANDIDATES_MAX; i++) {
        gk_view path = gk_source_at(source, i)->path, rest = gk_view_from(path, folder.n), name;
        if (!gk_view_starts(path, folder)) break;
        gk_view_split(&rest, '/', &name);
        if (n && gk_view_eq(names[n - 1], name)) continue;
        names[n] = name;
        stems[n++] = stem(name);
    }
    return n;
}

/* What was meant by the path of a file that isn't there: something in its folder that is written
 * alike. */
static gk_view nearest_file(checker *c, gk_view target)
{
    gk_view names[CANDIDATES_MAX], stems[CANDIDATES_MAX], found = {NULL, 0};
    size_t slash = gk_view_rfind_byte(target, '/'), start = slash == SIZE_MAX ? 0 : slash + 1;
    gk_buf folder = GK_BUF_INIT;
    if (start < target.n && gk_resolve_path(c->path, gk_view_n(target.p, start), &folder)) {
        if (folder.n) gk_buf_putc(&folder, '/');
        size_t n = list_names(c->job->source, gk_buf_view(&folder), names, stems);
        gk_view near = gk_view_nearest(stem(gk_view_from(target, start)), stems, n);
        for (size_t i = 0; near.n && i < n && !found.n; i++)
            if (stems[i].p == near.p)
                found = GK_JOIN(c->arena, gk_view_n(target.p, start), names[i]);
    }
    gk_buf_free(&folder);
    return found;
}

/* With the name that was meant, when one is near. */
static void report(checker *c, const gk_card_mention *mention, gk_message id, gk_message id_near,
                   gk_view target, gk_view near)
{
    if (near.n && !gk_view_eq(near, target))
        gk_diag_add(c->diags, id_near, place_of(c, mention), target, near);
    else
        gk_diag_add(c->diags, id, place_of(c, mention), target);
}

static void report_withheld(checker *c, const gk_card_mention *mention, const gk_resolved *found)
{
    static const gk_message messages[] = {
        [GK_FILE_DRAFT] = GK_MSG_link_draft,     [GK_FILE_FUTURE] = GK_MSG_link_future,
        [GK_FILE_EXPIRED] = GK_MSG_link_expired, [GK_FILE_WITHDRAWN] = GK_MSG_link_withdrawn,
        [GK_FILE_NARROW] = GK_MSG_link_scope,    [GK_FILE_UNAPPROVED] = GK_MSG_link_unapproved};
    gk_file_state state = (gk_file_state)c->job->site->files[found->id].state;
    if (state == GK_FILE_FAILED) return; /* its own faults are told already */
    gk_diag_add(c->diags, messages[state], place_of(c, mention),
                gk_source_at(c->job->source, found->id)->path);
}

static void check_anchor(checker *c, const gk_card_mention *mention, const gk_card *target)
{
    gk_view fragment = gk_card_view(c->card, mention->fragment);
    if (!fragment.n || gk_resolve_anchor(target, fragment)) return;
    gk_view names[CANDIDATES_MAX];
    uint32_t n = target->anchors.n < CANDIDATES_MAX ? target->anchors.n : CANDIDATES_MAX;
    for (uint32_t i = 0; i < n; i++) names[i] = gk_card_view(target, gk_card_anchors(target)[i]);
    gk_view near = gk_view_nearest(fragment, names, n),
            path = gk_source_at(c->job->source, target->source)->path;
    gk_diag_add(c->diags, near.n ? GK_MSG_link_anchor_near : GK_MSG_link_anchor,
                place_of(c, mention), fragment, path, near);
}

/* What is found may be no more than a pointer. */
static void check_object(checker *c, const gk_card_mention *mention, const gk_resolved *found)
{
    size_t file = gk_objects_missing(c->job, found, c->arena);
    if (file != SIZE_MAX) gk_objects_report(c->job->source, file, place_of(c, mention), c->diags);
}

static gk_resolved check_target(checker *c, const gk_card_mention *mention)
{
    gk_view target = gk_card_view(c->card, mention->target);
    bool picture = mention->kind == GK_MENTIONED_IMAGE;
    if (!target.n) {
        check_anchor(c, mention, c->card);
        return (gk_resolved){GK_RESOLVED_NONE, 0, {NULL, 0}};
    }
    gk_resolved found = resolve(c->job, c->card, mention, c->arena);
    if (found.kind == GK_RESOLVED_NONE)
        report(c, mention, picture ? GK_MSG_image_missing : GK_MSG_link_dead,
               picture ? GK_MSG_image_missing_near : GK_MSG_link_dead_near, target,
               nearest_file(c, target));
    else if (found.kind == GK_RESOLVED_OUTSIDE)
        gk_diag_add(c->diags, GK_MSG_link_outside, place_of(c, mention), target);
    else if (found.kind == GK_RESOLVED_WITHHELD)
        report_withheld(c, mention, &found);
    else if (found.kind == GK_RESOLVED_DOCUMENT && picture)
        gk_diag_add(c->diags, GK_MSG_file_document, place_of(c, mention), target);
    else if (found.kind == GK_RESOLVED_DOCUMENT && mention->kind == GK_MENTIONED_LINK)
        check_anchor(c, mention, c->job->site->docs[found.id].card);
    check_object(c, mention, &found);
    return found;
}

static void check_reference(checker *c, const gk_card_mention *mention)
{
    gk_view target = gk_card_view(c->card, mention->target);
    gk_resolved found = resolve(c->job, c->card, mention, c->arena);
    if (found.kind == GK_RESOLVED_WITHHELD)
        report_withheld(c, mention, &found);
    else if (found.kind != GK_RESOLVED_DOCUMENT)
        report(c, mention, GK_MSG_reference_dead, GK_MSG_reference_dead_near, target,
               nearest_file(c, target));
}

static void check_file(checker *c, const gk_card_mention *mention)
{
    gk_view target = gk_card_view(c->card, mention->target);
    gk_resolved found = resolve(c->job, c->card, mention, c->arena);
    bool narrow =
        found.kind == GK_RESOLVED_WITHHELD && c->job->site->files[found.id].state == GK_FILE_NARROW;
    if (narrow)
        report_withheld(c, mention, &found);
    else if (found.kind == GK_RESOLVED_DOCUMENT || found.kind == GK_RESOLVED_WITHHELD)
        gk_diag_add(c->diags, GK_MSG_file_document, place_of(c, mention), target);
    else if (found.kind != GK_RESOLVED_MEDIA && found.kind != GK_RESOLVED_OUTPUT)
        report(c, mention, GK_MSG_file_missing, GK_MSG_file_missing_near, target,
               nearest_file(c, target));
    check_object(c, mention, &found);
}

static void check_branch(checker *c, const gk_card_mention *mention)
{
    const gk_site *site = c->job->site;
    gk_view id = gk_card_view(c->card, mention->target), names[CANDIDATES_MAX];
    if (gk_map_get(&site->branch_index, id) || c->job->organisation_faulty || c->job->site_faulty)
        return;
    uint32_t n = site->branch_count < CANDIDATES_MAX ? site->branch_count : CANDIDATES_MAX;
    for (uint32_t i = 0; i < n; i++) names[i] = site->branches[i].id;
    report(c, mention, GK_MSG_branch_unknown, GK_MSG_branch_unknown_near, id,
           gk_view_nearest(id, names, n));
}

/* A series may go without a list of series; where there is one, a name that it doesn't have is
 * mistyped. */
static void check_series(checker *c, const gk_card_mention *mention)
{
    const gk_site *site = c->job->site;
    gk_view id = gk_card_view(c->card, mention->target), names[CANDIDATES_MAX];
    const uint64_t *found = gk_map_get(&site->series_index, id);
    uint32_t n = 0;
    if (found && site->series[*found].value.kind != GK_NULL) return;
    for (uint32_t i = 0; i < site->series_count && n < CANDIDATES_MAX; i++)
        if (site->series[i].value.kind != GK_NULL) names[n++] = site->series[i].id;
    if (n)
        report(c, mention, GK_MSG_series_unknown, GK_MSG_series_unknown_near, id,
               gk_view_nearest(id, names, n));
}

static void check_alias(checker *c, const gk_card_mention *mention)
{
    gk_view alias = gk_card_view(c->card, mention->target);
    if (!gk_page_alias_ok(alias))
        gk_diag_add(c->diags, GK_MSG_alias_bad, place_of(c, mention), alias);
}

const gk_resolved *gk_body_check(const gk_job *job, const gk_card *card, gk_arena *arena,
                                 gk_diags *diags)
{
    checker c = {job,         card, gk_source_at(job->source, card->source)->path, arena, diags,
                 GK_BUF_INIT, false};
    gk_resolved *resolved = gk_arena_calloc(arena, card->mentions.n, sizeof *resolved);
    for (uint32_t m = 0; m < card->mentions.n; m++) {
        const gk_card_mention *mention = &gk_card_mentions(card)[m];
        switch ((gk_mentioned)mention->kind) {
        case GK_MENTIONED_LINK:
        case GK_MENTIONED_IMAGE: resolved[m] = check_target(&c, mention); break;
        case GK_MENTIONED_DOCUMENT: check_reference(&c, mention); break;
        case GK_MENTIONED_FILE: check_file(&c, mention); break;
        case GK_MENTIONED_BRANCH: check_branch(&c, mention); break;
        case GK_MENTIONED_SERIES: check_series(&c, mention); break;
        case GK_MENTIONED_ALIAS: check_alias(&c, mention); break;
        case GK_MENTIONED_WEB:
        case GK_MENTIONED_UNIQUE: break;
        }
    }
    gk_buf_free(&c.text);
    return resolved;
}
