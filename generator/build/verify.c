#include "build/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fetch.h"
#include "base/fs.h"
#include "base/signature.h"
#include "build/sign.h"
#include "build/verify_parts.h"
#include "store/expire.h"

/* A portal that is published meanwhile is looked at again. */
enum { ROUNDS = 3 };

/* A portal: its folder, or its address. */
typedef struct portal {
    const gk_verify_options *options;
    int top;
    gk_fetch *fetch;
    gk_buf base;
} portal;

bool gk_verify_is_url(const char *where)
{
    gk_view v = gk_view_of(where);
    return gk_view_starts(v, GK_V("https://")) || gk_view_starts(v, GK_V("http://"));
}

void gk_verified_free(gk_verified *verified)
{
    gk_arena_free(&verified->arena);
}

static bool is_same(const gk_store_row *row, uint64_t size, const gk_sha256 *hash)
{
    return row->size == size && memcmp(&row->hash, hash, sizeof *hash) == 0;
}

void gk_verify_judge(gk_verify *v, gk_view path, const gk_store_row *row, gk_sight sight,
                     uint64_t size, const gk_sha256 *hash)
{
    gk_verified *out = v->out;
    gk_place place = gk_place_file(path);
    bool over = row->until && row->until <= v->now.seconds;
    bool same = sight == GK_SEEN_FILE && is_same(row, size, hash);
    bool down = over && (sight == GK_SEEN_NOTHING ||
                         (sight == GK_SEEN_FILE && is_same(&v->expired, size, hash)));
    out->files++;
    if (down) {
        out->down++;
    } else if (over && same) {
        out->overdue++;
        gk_diag_add(v->diags, GK_MSG_verify_overdue, place);
    } else if (same) {
        out->good++;
    } else if (sight == GK_SEEN_NOTHING) {
        out->missing++;
        gk_diag_add(v->diags, GK_MSG_verify_missing, place);
    } else {
        out->changed++;
        gk_diag_add(v->diags, GK_MSG_verify_changed, place);
    }
}

static bool read_record(portal *p, bool signed_one, gk_record *record, gk_diags *diags)
{
    if (p->fetch)
        return gk_verify_url_record(p->fetch, gk_buf_view(&p->base), signed_one, record, diags);
    int error = gk_verify_folder_record(p->top, signed_one, record);
    if (error) gk_fs_report(diags, GK_FS_READING, gk_view_of(p->options->where), error);
    return !error;
}

static void free_record(gk_record *record)
{
    gk_buf_free(&record->text);
    gk_buf_free(&record->signature);
    *record = (gk_record){.has_text = false};
}

static gk_signature_state check(const gk_verify_options *options, const gk_record *record,
                                gk_buf *signer)
{
    gk_buf said = GK_BUF_INIT;
    gk_signature_case given = {.bytes = gk_buf_view(&record->text),
                               .signature = gk_buf_view(&record->signature),
                               .space = GK_SIGN_SPACE,
                               .signers = options->signers,
                               .at = options->now};
    gk_signature_state state = gk_signature_check(&given, signer, &said);
    gk_buf_free(&said);
    return state;
}

static void report_signature(portal *p, gk_signature_state state, gk_diags *diags)
{
    static const gk_message messages[] = {[GK_SIGNATURE_WRONG] = GK_MSG_verify_signature,
                                          [GK_SIGNATURE_DAMAGED] = GK_MSG_verify_damaged,
                                          [GK_SIGNATURE_NAMESPACE] = GK_MSG_verify_namespace,
                                          [GK_SIGNATURE_UNKNOWN] = GK_MSG_verify_signer,
                                          [GK_SIGNATURE_EXPIRED] = GK_MSG_verify_expired,
                                          [GK_SIGNATURE_SIGNERS] = GK_MSG_verify_signers,
                                          [GK_SIGNATURE_KEY] = GK_MSG_sign_tool,
                                          [GK_SIGNATURE_NO_TOOL] = GK_MSG_sign_tool};
    gk_view file = state == GK_SIGNATURE_SIGNERS ? gk_view_of(p->options->signers)
                                                 : GK_V(GK_STORE_OWN "/" GK_STORE_SIGNATURE);
    if (state != GK_SIGNATURE_GOOD) gk_diag_add(diags, messages[state], gk_place_file(file));
}

/* Reads the record and verifies its signature. After pages were taken down, the signed one is
 * taken. False when there is none to go by. */
static bool take_record(portal *p, gk_record *record, gk_verified *out, gk_diags *diags)
{
    gk_buf signer = GK_BUF_INIT;
    gk_record older = {.has_text = false};
    if (!read_record(p, false, record, diags)) return false;
    if (!record->has_text) {
        gk_diag_add(diags, GK_MSG_sign_nothing, gk_place_file(gk_view_of(p->options->where)));
        return false;
    }
    if (!p->options->signers) {
        gk_diag_add(diags, GK_MSG_verify_keyless, gk_place_file((gk_view){NULL, 0}));
        return true;
    }
    gk_signature_state state =
        record->has_signature ? check(p->options, record, &signer) : GK_SIGNATURE_DAMAGED;
    bool good = state == GK_SIGNATURE_GOOD;
    if (!good && read_record(p, true, &older, diags) && older.has_text && older.has_signature &&
        check(p->options, &older, &signer) == GK_SIGNATURE_GOOD) {
        gk_record current = *record;
        *record = older;
        older = current;
        good = true;
    }
    if (good)
        out->signer = gk_arena_view(&out->arena, gk_buf_view(&signer));
    else if (!record->has_signature)
        gk_diag_add(diags, GK_MSG_verify_unsigned,
                    gk_place_file(GK_V(GK_STORE_OWN "/" GK_STORE_RECORD)));
    else
        report_signature(p, state, diags);
    free_record(&older);
    gk_buf_free(&signer);
    return true;
}

/* What the manifest says of itself; a portal with a clock of its own is judged by that. */
static void take_header(gk_verify *v)
{
    bool own_clock = false;
    gk_store_pair pair;
    gk_buf page = GK_BUF_INIT;
    for (size_t at = 0; gk_manifest_next_pair(&v->manifest, &at, &pair);) {
        if (gk_view_is(pair.key, "now")) v->out->now = gk_arena_view(&v->out->arena, pair.value);
        own_clock |= gk_view_is(pair.key, "clock");
        if (gk_view_is(pair.key, "commit"))
            v->out->commit = gk_arena_view(&v->out->arena, pair.value);
    }
    v->now = v->options->now;
    if (own_clock && !v->options->now_given) gk_date_parse(v->out->now, 0, &v->now);
    gk_store_put_expired(&v->manifest, &page);
    v->expired = (gk_store_row){.hash = gk_hash_sha256(gk_buf_view(&page)), .size = page.n};
    gk_buf_free(&page);
}

/* One look at the whole portal; *record is what it went by. */
static bool look(portal *p, gk_record *record, gk_verified *out, gk_diags *diags)
{
    size_t line;
    gk_verify v = {.options = p->options, .out = out, .diags = diags};
    if (!take_record(p, record, out, diags)) return false;
    if (!gk_manifest_take(&v.manifest, gk_buf_view(&record->text), &line)) {
        gk_diag_add(diags, GK_MSG_verify_record,
                    gk_place_file(GK_V(GK_STORE_OWN "/" GK_STORE_RECORD)),
                    gk_arena_printf(&out->arena, "%zu", line));
        return false;
    }
    out->read = true;
    out->record = gk_arena_view(&out->arena, gk_buf_view(&record->text));
    out->over_http = p->fetch != NULL;
    take_header(&v);
    if (p->fetch)
        gk_verify_url(&v, p->fetch, gk_buf_view(&p->base));
    else
        gk_verify_folder(&v, p->top);
    gk_manifest_close(&v.manifest);
    return true;
}

/* Whether the portal has another record than the one that was gone by. */
static bool has_moved(portal *p, const gk_record *before)
{
    gk_record now = {.has_text = false}, older = {.has_text = false};
    gk_diags ignored = GK_DIAGS_INIT;
    gk_view text = gk_buf_view(&before->text);
    bool moved =
        read_record(p, false, &now, &ignored) && !gk_view_eq(gk_buf_view(&now.text), text) &&
        !(read_record(p, true, &older, &ignored) && gk_view_eq(gk_buf_view(&older.text), text));
    free_record(&now);
    free_record(&older);
    gk_diags_free(&ignored);
    return moved;
}

/* `current` of a folder of releases is followed once: what is looked at is one release. */
static int open_folder(const char *where)
{
    struct stat st;
    int top = open(where, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (top < 0 || fstatat(top, GK_STORE_OWN "/" GK_STORE_RECORD, &st, 0) == 0) return top;
    int current = openat(top, "current", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (current < 0) return top;
    close(top);
    return current;
}

static bool open_place(portal *p, gk_diags *diags)
{
    if (gk_verify_is_url(p->options->where)) {
        gk_buf_puts(&p->base, p->options->where);
        if (!gk_view_ends(gk_buf_view(&p->base), GK_V("/"))) gk_buf_putc(&p->base, '/');
        p->fetch = gk_fetch_open(diags);
        return p->fetch != NULL;
    }
    p->top = open_folder(p->options->where);
    if (p->top < 0) gk_fs_report(diags, GK_FS_READING, gk_view_of(p->options->where), errno);
    return p->top >= 0;
}

static void close_place(portal *p)
{
    if (p->top >= 0) close(p->top);
    gk_fetch_close(p->fetch);
    gk_buf_free(&p->base);
    p->top = -1;
    p->fetch = NULL;
}

bool gk_verify_run(const gk_verify_options *options, gk_verified *out, gk_diags *diags)
{
    *out = (gk_verified){.arena = GK_ARENA_INIT};
    bool moved = true;
    for (int round = 0; moved && round < ROUNDS; round++) {
        portal p = {.options = options, .top = -1};
        gk_record record = {.has_text = false};
        gk_diags found = GK_DIAGS_INIT;
        gk_verified_free(out);
        *out = (gk_verified){.arena = GK_ARENA_INIT};
        bool looked = open_place(&p, &found) && look(&p, &record, out, &found);
        moved = looked && found.errors && has_moved(&p, &record);
        if (moved && round + 1 == ROUNDS)
            gk_diag_add(&found, GK_MSG_verify_moving, gk_place_file(gk_view_of(options->where)));
        if (!moved || round + 1 == ROUNDS) gk_diags_append(diags, &found);
        free_record(&record);
        gk_diags_free(&found);
        close_place(&p);
    }
    gk_diags_sort(diags);
    return diags->errors == 0;
}
