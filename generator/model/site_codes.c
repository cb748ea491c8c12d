#include "base/mem.h"
#include "meta/code.h"
#include "meta/register.h"
#include "model/site_parts.h"

#define FILE_PATH "data/" GK_REGISTER_NAME ".csv"

typedef struct making {
    gk_site *site;
    gk_diags *diags;
    gk_view base;  /* code_base, or empty */
    gk_value olds; /* code_base_old */
} making;

/* Where the row says where the code leads. */
static gk_place place_of(const making *m, gk_value row)
{
    const gk_source *source = m->site->source;
    size_t file = gk_source_find(source, GK_V(FILE_PATH));
    uint32_t at[3];
    static const char *const keys[] = {"line", "col", "endcol"};
    for (int i = 0; i < 3; i++)
        at[i] = (uint32_t)gk_value_get(row, gk_view_of(keys[i]), NULL, NULL).u.i;
    if (file == SIZE_MAX) return gk_place_file(GK_V(FILE_PATH));
    return gk_source_place(source, file, at[0], at[1], at[2], &m->site->arena);
}

/* The file of a document by the path of the file, of its folder, or without ".md". */
static size_t find_file(const gk_site *site, gk_view path, gk_arena *arena)
{
    while (gk_view_ends(path, GK_V("/"))) path.n--;
    size_t file = gk_source_find(site->source, path);
    if (file == SIZE_MAX)
        file = gk_source_find(site->source, GK_JOIN(arena, path, GK_V("/index.md")));
    if (file == SIZE_MAX) file = gk_source_find(site->source, GK_JOIN(arena, path, GK_V(".md")));
    return file;
}

static void lead(making *m, gk_code *code, gk_view path)
{
    size_t file = find_file(m->site, path, &m->site->arena);
    gk_file_state state =
        file == SIZE_MAX ? GK_FILE_OTHER : (gk_file_state)m->site->files[file].state;
    switch (state) {
    case GK_FILE_LIVE: code->doc = m->site->files[file].doc; break;
    case GK_FILE_NARROW: code->state = GK_CODE_WITHHELD; break;
    case GK_FILE_FAILED: break; /* its own faults are told already */
    case GK_FILE_DRAFT:
    case GK_FILE_FUTURE:
    case GK_FILE_EXPIRED:
    case GK_FILE_WITHDRAWN:
    case GK_FILE_UNAPPROVED:
        gk_diag_add(m->diags, GK_MSG_code_withheld, place_of(m, code->row), code->code, path);
        break;
    case GK_FILE_MEDIA:
    case GK_FILE_OTHER:
        gk_diag_add(m->diags, GK_MSG_code_dead, place_of(m, code->row), code->code, path);
    }
}

static void retire(const making *m, gk_code *code, gk_view path)
{
    size_t file = find_file(m->site, path, &m->site->arena);
    code->state = GK_CODE_RETIRED;
    code->reason = gk_site_text(code->row, "reason");
    if (file != SIZE_MAX && m->site->files[file].state == GK_FILE_LIVE)
        code->doc = m->site->files[file].doc;
}

/* Symbols that were printed with another address live only as long as that host redirects. */
static void check_base(const making *m, const gk_code *code)
{
    gk_view base = gk_site_text(code->row, "base");
    if (!base.n || !m->base.n || gk_view_eq(base, m->base)) return;
    for (uint32_t i = 0; i < gk_value_count(m->olds); i++)
        if (gk_view_eq(gk_value_view(gk_value_at(m->olds, i, NULL)), base)) return;
    gk_diag_add(m->diags, GK_MSG_code_base_other, place_of(m, code->row), code->code, base);
}

static gk_view printed_of(const making *m, gk_view code)
{
    gk_buf text = GK_BUF_INIT;
    gk_code_put_printed(m->base, code, &text);
    gk_view printed = gk_arena_view(&m->site->arena, gk_buf_view(&text));
    gk_buf_free(&text);
    return printed;
}

static void make_code(making *m, gk_code *code, gk_value row)
{
    gk_view state = gk_site_text(row, "state");
    *code = (gk_code){.code = gk_site_text(row, "code"), .row = row, .doc = GK_NONE};
    code->path = GK_JOIN(&m->site->arena, GK_V("Q/"), code->code, GK_V("/"));
    code->printed = printed_of(m, code->code);
    if (gk_view_is(state, "retired"))
        retire(m, code, gk_site_text(row, "document"));
    else
        lead(m, code, gk_site_text(row, gk_view_is(state, "moved") ? "target" : "document"));
    if (code->state != GK_CODE_RETIRED) check_base(m, code);
}

/* "data/codes.csv:12", where a row says where its code leads. */
static gk_view where(const making *m, const gk_code *code)
{
    gk_place place = place_of(m, code->row);
    return gk_arena_printf(&m->site->arena, "%.*s:%u", (int)place.file.n, place.file.p, place.line);
}

/* The place of a document's value: known of fields whose values are unique. */
static gk_place place_of_value(const making *m, const gk_card *card, gk_view value)
{
    gk_site *site = m->site;
    for (uint32_t i = 0; i < card->mentions.n; i++) {
        const gk_card_mention *mention = &gk_card_mentions(card)[i];
        if (mention->kind == GK_MENTIONED_UNIQUE &&
            gk_view_eq(gk_card_view(card, mention->target), value))
            return gk_source_place(site->source, card->source, mention->line, mention->col,
                                   mention->endcol, &site->arena);
    }
    gk_view path = gk_source_at(site->source, card->source)->path;
    return gk_place_file(gk_source_shown(site->source, path, &site->arena));
}

static const gk_code *find_code(const gk_site *site, gk_view text)
{
    char upper[GK_CODE_LENGTH + 1];
    gk_code_upper(text, upper);
    for (uint32_t i = 0; i < site->code_count; i++)
        if (gk_view_is(site->codes[i].code, upper)) return &site->codes[i];
    return NULL;
}

/* What a lesson says of its own code (the field `code`) is what the register says. */
static void check_document(const making *m, uint32_t d)
{
    const gk_site *site = m->site;
    const gk_card *card = site->docs[d].card;
    gk_view own = gk_site_text(gk_card_values(card), "code"), path = gk_site_doc_path(site, d);
    uint32_t newest = site->code_of_doc[d];
    if (!gk_code_is_form(own)) return;
    const gk_code *code = find_code(site, own);
    if (code && code->doc == d) return;
    gk_place place = place_of_value(m, card, own);
    if (code)
        gk_diag_add(m->diags, GK_MSG_code_of_other, place, own, where(m, code),
                    gk_site_text(code->row, gk_view_is(gk_site_text(code->row, "state"), "moved")
                                                ? "target"
                                                : "document"));
    else if (newest != GK_NONE)
        gk_diag_add(m->diags, GK_MSG_code_differs, place, own, site->codes[newest].code,
                    where(m, &site->codes[newest]));
    else
        gk_diag_add(m->diags, GK_MSG_code_unregistered, place, own, path);
}

/* Those of the types that have codes: other types may have a field `code` that means something
 * else. */
static void check_documents(const making *m)
{
    const gk_site *site = m->site;
    bool *coded = gk_arena_calloc(&m->site->arena, site->config->types.count, sizeof *coded);
    for (uint32_t i = 0; i < site->code_count; i++)
        if (site->codes[i].doc != GK_NONE) coded[site->docs[site->codes[i].doc].card->type] = true;
    for (uint32_t d = 0; d < site->doc_count; d++)
        if (coded[site->docs[d].card->type]) check_document(m, d);
}

void gk_site_make_codes(gk_site *site, gk_diags *diags)
{
    gk_value rows = gk_value_get(site->config->data, GK_V(GK_REGISTER_NAME), NULL, NULL);
    making m = {
        .site = site, .diags = diags, .base = gk_site_text(site->config->site, "code_base")};
    m.olds = gk_value_get(site->config->site, GK_V("code_base_old"), NULL, NULL);
    uint32_t count = rows.kind == GK_LIST ? gk_value_count(rows) : 0;
    site->codes = gk_arena_alloc(&site->arena, count * sizeof *site->codes);
    site->code_of_doc = gk_arena_alloc(&site->arena, site->doc_count * sizeof *site->code_of_doc);
    for (uint32_t d = 0; d < site->doc_count; d++) site->code_of_doc[d] = GK_NONE;
    if (count && !m.base.n)
        gk_diag_add(diags, GK_MSG_code_base_missing, place_of(&m, gk_value_at(rows, 0, NULL)));
    for (uint32_t i = 0; i < count; i++) {
        gk_code *code = &site->codes[site->code_count++];
        make_code(&m, code, gk_value_at(rows, i, NULL));
        if (gk_code_shown(code)) site->code_of_doc[code->doc] = i;
    }
    check_documents(&m);
}
