/* The private folder as the parent sees it: its name, its key, its seals. Never its rosters. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "build/roster_parts.h"

enum { KEY_BYTES = GK_SHA256_SIZE, KEY_DIGITS = 2 * KEY_BYTES, KEY_MAX = 256 };

static const char key_file[] = "seal.key";

void gk_roster_put_stem(gk_view document, gk_buf *out)
{
    gk_view index = GK_V("/index.md"), ending = GK_V(".md");
    size_t cut = gk_view_ends(document, index)    ? index.n
                 : gk_view_ends(document, ending) ? ending.n
                                                  : 0;
    gk_buf_put(out, gk_view_n(document.p, document.n - cut));
}

bool gk_seal_parse(gk_view text, int16_t offset, gk_seal *out)
{
    gk_view rest = gk_view_trim(text), hmac, persons, corrections, first;
    int64_t n, c;
    if (!gk_view_split(&rest, '\t', &hmac) || !gk_view_split(&rest, '\t', &persons) ||
        !gk_view_split(&rest, '\t', &corrections) || !gk_view_split(&rest, '\t', &first))
        return false;
    if (!gk_hash_parse(hmac, &out->hmac) || !gk_view_to_int(persons, &n) ||
        !gk_view_to_int(corrections, &c) || !gk_date_parse(first, offset, &out->first))
        return false;
    out->persons = (uint32_t)n;
    out->corrections = (uint32_t)c;
    return true;
}

void gk_seal_put(const gk_seal *seal, gk_buf *out)
{
    char hex[KEY_DIGITS + 1];
    gk_hash_hex(&seal->hmac, hex);
    gk_buf_printf(out, "%s\t%u\t%u\t", hex, seal->persons, seal->corrections);
    gk_date_put_rfc3339(out, seal->first);
    gk_buf_putc(out, '\n');
}

gk_sha256 gk_seal_of(gk_view key, gk_view path, const gk_roster *roster)
{
    gk_buf text = GK_BUF_INIT;
    gk_buf_put(&text, path);
    gk_buf_putc(&text, '\n');
    gk_roster_put_canonical(roster, &text);
    gk_sha256 hmac = gk_hash_hmac(key, gk_buf_view(&text));
    explicit_bzero(text.p, text.n);
    gk_buf_free(&text);
    return hmac;
}

static bool refuse(gk_job *job, gk_message id, gk_view a, gk_view b)
{
    gk_diag_add(job->diags, id, gk_place_file(gk_view_of(job->options->private_folder)), a, b);
    return false;
}

static bool lies_within(const char *outer, const char *inner)
{
    size_t n = strlen(outer);
    return strncmp(outer, inner, n) == 0 && (inner[n] == '\0' || inner[n] == '/');
}

/* Outside the site, which is published and copied; and called as the site says. */
static bool check_place(gk_job *job, const char *real)
{
    gk_view name = gk_value_view(gk_value_get(job->config.site, GK_V("private"), NULL, NULL));
    const char *base = strrchr(real, '/');
    char *site = job->options->site ? realpath(job->options->site, NULL) : NULL;
    bool inside = site && lies_within(site, real);
    free(site);
    if (inside) return refuse(job, GK_MSG_private_inside, (gk_view){NULL, 0}, (gk_view){NULL, 0});
    if (!name.n) return refuse(job, GK_MSG_private_unnamed, gk_view_of(base + 1), name);
    if (!gk_view_is(name, base + 1))
        return refuse(job, GK_MSG_private_name, name, gk_view_of(base + 1));
    return true;
}

/* The key, when there is one. */
static bool read_key(gk_job *job)
{
    gk_buf text = GK_BUF_INIT;
    int error = gk_fs_read(gk_source_root(job->private), key_file, KEY_MAX, &text);
    gk_sha256 key;
    bool fine = error == ENOENT;
    if (!error && gk_hash_parse(gk_view_trim(gk_buf_view(&text)), &key)) {
        fine = true;
        job->seal_key = gk_arena_view(&job->arena, gk_view_n((const char *)key.bytes, KEY_BYTES));
    }
    explicit_bzero(&key, sizeof key);
    if (text.n) explicit_bzero(text.p, text.n);
    gk_buf_free(&text);
    return fine || refuse(job, GK_MSG_roster_key, (gk_view){NULL, 0}, (gk_view){NULL, 0});
}

static int make_key(int dir, gk_sha256 *key)
{
    char hex[KEY_DIGITS + 2];
    if (getrandom(key->bytes, sizeof key->bytes, 0) != KEY_BYTES) return EIO;
    gk_hash_hex(key, hex);
    hex[KEY_DIGITS] = '\n';
    int fd = openat(dir, key_file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return errno;
    int error = gk_fs_write_all(fd, gk_view_n(hex, KEY_DIGITS + 1));
    if (!error && (fchmod(fd, 0600) != 0 || fsync(fd) != 0)) error = errno;
    if (close(fd) != 0 && !error) error = errno;
    explicit_bzero(hex, sizeof hex);
    return error;
}

static bool has_seals(const gk_source *private)
{
    for (size_t i = 0; i < gk_source_count(private); i++)
        if (gk_view_ends(gk_source_at(private, i)->path, GK_V(".seal"))) return true;
    return false;
}

/* A key is made only when a build may publish persons for the first time: with a new one every seal
 * that is there would look like a changed roster. */
static bool need_key(gk_job *job)
{
    gk_sha256 key;
    if (job->seal_key.n || job->options->check) return true;
    if (has_seals(job->private))
        return refuse(job, GK_MSG_roster_key, (gk_view){NULL, 0}, (gk_view){NULL, 0});
    int error = make_key(gk_source_root(job->private), &key);
    if (error) {
        gk_fs_report(job->diags, GK_FS_WRITING, gk_view_of(job->options->private_folder), error);
        return false;
    }
    job->seal_key = gk_arena_view(&job->arena, gk_view_n((const char *)key.bytes, KEY_BYTES));
    explicit_bzero(&key, sizeof key);
    return true;
}

bool gk_rosters_open(gk_job *job)
{
    const char *given = job->options->private_folder;
    gk_view name = gk_value_view(gk_value_get(job->config.site, GK_V("private"), NULL, NULL));
    if (!given || !*given || (job->options->private_optional && !name.n)) return true;
    char *real = realpath(given, NULL);
    bool good = real != NULL;
    if (!good) gk_fs_report(job->diags, GK_FS_READING, gk_view_of(given), errno);
    good = good && check_place(job, real);
    if (good) {
        gk_view shown = gk_arena_printf(&job->arena, "%.*s/", (int)name.n, name.p);
        job->private = gk_source_open_folder(real, shown, NULL, 0, job->diags);
        if (!job->private) gk_fs_report(job->diags, GK_FS_READING, gk_view_of(given), errno);
        good = job->private && read_key(job) && need_key(job);
    }
    free(real);
    return good;
}

static int write_seal(gk_job *job, size_t i, const gk_roster_found *found)
{
    gk_buf name = GK_BUF_INIT, text = GK_BUF_INIT;
    gk_seal seal = {found->hmac, found->persons, found->corrections, found->first};
    int error;
    gk_roster_put_stem(gk_source_at(job->source, i)->path, &name);
    size_t slash = gk_view_rfind_byte(gk_buf_view(&name), '/');
    gk_buf_puts(&name, ".seal");
    gk_seal_put(&seal, &text);
    char *last = name.p;
    const char *folder = ".";
    if (slash != SIZE_MAX) {
        name.p[slash] = '\0';
        folder = name.p;
        last = name.p + slash + 1;
    }
    int dir = gk_fs_open_dir(gk_source_root(job->private), folder, &error);
    if (!error) error = gk_fs_replace(dir, last, gk_buf_view(&text));
    if (dir >= 0) close(dir);
    gk_buf_free(&name);
    gk_buf_free(&text);
    return error;
}

bool gk_rosters_seal(gk_job *job)
{
    for (size_t i = 0; job->rosters && i < gk_source_count(job->source); i++) {
        const gk_roster_found *found = &job->rosters[i];
        bool live = job->site->files[i].state == GK_FILE_LIVE;
        if (!found->file || !found->unsealed || !live) continue;
        int error = write_seal(job, i, found);
        if (!error) continue;
        gk_fs_report(job->diags, GK_FS_WRITING, gk_view_of(job->options->private_folder), error);
        return false;
    }
    return true;
}

void gk_rosters_close(gk_job *job)
{
    gk_source_close(job->private);
    job->private = NULL;
}
