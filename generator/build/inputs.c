#include "build/inputs.h"

#include <unistd.h>

#include "base/fs.h"
#include "build/history.h"
#include "build/rosters.h"
#include "meta/tier.h"
#include "model/next_change.h"

enum { THEME_FILE_MAX = 64 * 1024 * 1024 };

void gk_inputs_hash_file(const gk_job *job, size_t i)
{
    uint64_t size;
    int fd = gk_source_open_file(job->source, i);
    if (fd < 0) return; /* whoever needs the file will say so */
    gk_fs_hash(fd, &job->digested[i].content, &size);
    close(fd);
}

static void add(gk_inputs *out, const char *key, gk_view value)
{
    if (value.n && out->count < GK_INPUTS_MAX)
        out->pairs[out->count++] = (gk_store_pair){gk_view_of(key), value};
}

static void add_hash(gk_inputs *out, const char *key, gk_sha256 hash, gk_arena *arena)
{
    char hex[2 * GK_SHA256_SIZE + 1];
    gk_hash_hex(&hash, hex);
    add(out, key, gk_arena_view(arena, gk_view_of(hex)));
}

static void add_line(gk_sha256_stream *hash, const gk_sha256 *of, gk_view path)
{
    char hex[2 * GK_SHA256_SIZE + 1];
    gk_hash_hex(of, hex);
    gk_hash_add(hash, gk_view_of(hex));
    gk_hash_add(hash, GK_V("\t"));
    gk_hash_add(hash, path);
    gk_hash_add(hash, GK_V("\n"));
}

static gk_sha256 hash_files(const gk_job *job)
{
    gk_sha256_stream hash;
    gk_hash_start(&hash);
    for (size_t i = 0; i < gk_source_count(job->source); i++)
        add_line(&hash, &job->digested[i].content, gk_source_at(job->source, i)->path);
    return gk_hash_end(&hash);
}

/* The rosters that a page of this build may show: their seals' HMACs, never themselves. */
static bool hash_rosters(const gk_job *job, gk_sha256 *out)
{
    gk_sha256_stream hash;
    bool any = false;
    gk_hash_start(&hash);
    for (size_t i = 0; job->rosters && i < gk_source_count(job->source); i++) {
        if (!job->rosters[i].file) continue;
        add_line(&hash, &job->rosters[i].hmac, gk_source_at(job->source, i)->path);
        any = true;
    }
    *out = gk_hash_end(&hash);
    return any;
}

static void add_json(gk_sha256_stream *hash, gk_value value, gk_arena *arena, gk_buf *text)
{
    gk_buf_truncate(text, 0);
    gk_value_put_json(value, arena, text);
    gk_buf_putc(text, '\n');
    gk_hash_add(hash, gk_buf_view(text));
}

static gk_value get(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), NULL, NULL);
}

static gk_sha256 hash_program(const gk_job *job, gk_arena *arena)
{
    gk_sha256_stream hash;
    gk_buf text = GK_BUF_INIT;
    gk_hash_start(&hash);
    gk_hash_add(&hash, GK_V("gongkai " GK_VERSION "\n"));
    for (size_t i = 0; i < gk_source_count(job->theme); i++) {
        gk_sha256 file = {{0}};
        if (gk_source_read(job->theme, i, THEME_FILE_MAX, &text))
            file = gk_hash_sha256(gk_buf_view(&text));
        add_line(&hash, &file, gk_source_at(job->theme, i)->path);
    }
    add_json(&hash, get(job->config.data, "holidays"), arena, &text);
    gk_buf_free(&text);
    return gk_hash_end(&hash);
}

/* Not the place of their code: that is another in every folder. */
static gk_sha256 hash_plugins(const gk_job *job, gk_arena *arena)
{
    static const char *const parts[] = {"name",    "version", "source",
                                        "options", "files",   "provides"};
    gk_sha256_stream hash;
    gk_buf text = GK_BUF_INIT;
    gk_hash_start(&hash);
    for (uint32_t p = 0; p < job->plugin_count; p++)
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            add_json(&hash, get(job->plugins[p].manifest, parts[k]), arena, &text);
    gk_buf_free(&text);
    return gk_hash_end(&hash);
}

/* The tip says all of it, and where the clone is cut off. */
static void add_history(const gk_job *job, gk_arena *arena, gk_inputs *out)
{
    gk_buf text = GK_BUF_INIT;
    if (!job->history) return;
    gk_history_put_input(job->history, &text);
    add_hash(out, "inputs.history", gk_hash_sha256(gk_buf_view(&text)), arena);
    gk_buf_free(&text);
}

static void add_inputs(gk_job *job, gk_arena *arena, gk_inputs *out)
{
    gk_sha256 rosters;
    add_hash(out, "inputs.files", hash_files(job), arena);
    add_history(job, arena, out);
    if (job->arrivals) add_hash(out, "inputs.receive_log", job->arrivals->head, arena);
    if (hash_rosters(job, &rosters)) add_hash(out, "inputs.private", rosters, arena);
    add_hash(out, "inputs.program", hash_program(job, arena), arena);
    if (job->plugin_count) add_hash(out, "inputs.plugins", hash_plugins(job, arena), arena);
}

/* What only a release tells: a rollback, and when the portal changes by itself. */
static void add_release(const gk_build_options *options, gk_arena *arena, gk_inputs *out)
{
    gk_buf when = GK_BUF_INIT;
    add(out, "instead_of", options->instead_of);
    if (options->changes && gk_next_change_first(options->changes)) {
        gk_date_put_rfc3339(&when, options->changes->items[0].when);
        add(out, "next_change", gk_arena_view(arena, gk_buf_view(&when)));
    }
    gk_buf_free(&when);
}

static void add_id(gk_inputs *out, const char *key, const gk_git_id *id, gk_arena *arena)
{
    char hex[GK_GIT_HEX];
    gk_git_id_hex(id, hex);
    add(out, key, gk_arena_view(arena, gk_view_of(hex)));
}

/* Where the site came from; also of a folder that is as its commit has it. */
static void add_commit(gk_job *job, gk_arena *arena, gk_inputs *out)
{
    gk_git_id commit;
    gk_view folder;
    if (job->options->git) {
        add_id(out, "commit", &job->options->commit, arena);
        add(out, "site", job->options->folder);
        add_id(out, "before", &job->options->before, arena);
    } else if (!job->options->preview && gk_history_stands_on(job, &commit, &folder)) {
        add_id(out, "commit", &commit, arena);
        add(out, "site", folder);
    }
}

void gk_inputs_gather(gk_job *job, gk_arena *arena, gk_inputs *out)
{
    gk_buf now = GK_BUF_INIT;
    *out = (gk_inputs){.count = 0};
    gk_date_put_rfc3339(&now, job->now);
    add(out, "now", gk_arena_view(arena, gk_buf_view(&now)));
    gk_buf_free(&now);
    bool own_clock = get(job->config.site, "clock").kind == GK_DATE && !job->options->now.n;
    if (own_clock) add(out, "clock", GK_V("site"));
    add(out, "base_url", job->base_url);
    if (!gk_view_is(job->edition, GK_EDITION_PUBLIC)) add(out, "edition", job->edition);
    if (job->options->drafts) add(out, "drafts", GK_V("yes"));
    add_commit(job, arena, out);
    if (job->options->releases) add_release(job->options, arena, out);
    add_inputs(job, arena, out);
}
