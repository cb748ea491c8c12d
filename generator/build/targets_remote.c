/* A remote of rclone as a target. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/map.h"
#include "build/targets_parts.h"
#include "emit/rules.h"

/* Each file is asked for by its name. Otherwise rclone removes what it finds in the host's lists,
 * and what a list leaves out stays there without a word. */
#define REMOVE_BY_NAME "--no-traverse"

enum { PLACE_MAX = 64, RECORD_MAX = 1 << 30, NOT_THERE = 3, NO_FILE = 4 };

/* What is to be done with a path. */
typedef enum task {
    TASK_OVERDUE, /* what lies there must be gone by now: replaced first */
    TASK_ASSET,
    TASK_FILE,
    TASK_PAGE,
    TASK_PERSONS, /* a page with names: last, and kept by nobody on the way */
    TASK_REMOVE,
    TASKS
} task;

typedef struct work {
    gk_sending *s;
    gk_manifest old; /* what lies there; empty: nothing */
    gk_buf old_text;
    gk_map changed; /* paths that are not, or may not be, as they should be */
    gk_arena arena;
    gk_buf lists[TASKS]; /* a path a line */
    size_t counts[TASKS];
    bool resumes; /* another delivery was cut off, or all is sent again */
} work;

static bool fail(const work *w, gk_buf *said)
{
    for (size_t i = 0; i < said->n; i++)
        if (said->p[i] == '\n') said->p[i] = ' ';
    gk_view text = gk_view_trim(gk_buf_view(said));
    gk_diag_add(w->s->diags, GK_MSG_target_failed, gk_place_file(w->s->place),
                text.n ? text : GK_V("rclone"));
    return false;
}

/* Runs a command that has to succeed. */
static bool run(const work *w, const char *const *words, gk_view input, gk_buf *out)
{
    gk_buf said = GK_BUF_INIT;
    int status;
    bool done = gk_rclone_run(w->s, words, input, out, &said, &status);
    if (done && status != 0) done = fail(w, &said);
    gk_buf_free(&said);
    return done;
}

/* Reads a file of the target's .gongkai; *there tells whether it is there. */
static bool read_there(const work *w, const char *name, gk_buf *out, bool *there)
{
    gk_buf path = GK_BUF_INIT, said = GK_BUF_INIT;
    int status;
    gk_rclone_put(w->s, GK_STORE_OWN "/", &path);
    gk_buf_puts(&path, name);
    const char *const words[] = {"cat", path.p, "--retries", "1", NULL};
    bool done = gk_rclone_run(w->s, words, (gk_view){NULL, 0}, out, &said, &status);
    /* Object storage knows no folders: nothing is found, which is no failure. */
    *there = done && status == 0 && out->n > 0;
    if (done && status != 0 && status != NOT_THERE && status != NO_FILE) done = fail(w, &said);
    gk_buf_free(&path);
    gk_buf_free(&said);
    return done;
}

static bool write_there(const work *w, const char *name, gk_view bytes)
{
    gk_buf path = GK_BUF_INIT;
    gk_rclone_put(w->s, GK_STORE_OWN "/", &path);
    gk_buf_puts(&path, name);
    const char *const words[] = {"rcat", path.p, NULL};
    bool done = run(w, words, bytes, NULL);
    gk_buf_free(&path);
    return done;
}

static void mark(work *w, gk_view path)
{
    gk_map_put(&w->changed, gk_arena_view(&w->arena, path), NULL);
}

static void mark_lines(work *w, gk_view text)
{
    gk_view line;
    while (gk_view_split(&text, '\n', &line))
        if (gk_store_path_ok(line)) mark(w, line);
}

/* Everything that lies there, when nothing is known of it. */
static bool mark_listed(work *w)
{
    gk_buf path = GK_BUF_INIT, list = GK_BUF_INIT, said = GK_BUF_INIT;
    int status;
    gk_rclone_put(w->s, "", &path);
    const char *const words[] = {"lsf", "-R", "--files-only", path.p, "--retries", "1", NULL};
    bool done = gk_rclone_run(w->s, words, (gk_view){NULL, 0}, &list, &said, &status);
    if (done && status != 0 && status != NOT_THERE) done = fail(w, &said);
    if (done) mark_lines(w, gk_buf_view(&list));
    gk_buf_free(&path);
    gk_buf_free(&list);
    gk_buf_free(&said);
    return done;
}

/* Whether the target is ours or empty. */
static bool is_free(const work *w)
{
    gk_buf path = GK_BUF_INIT, list = GK_BUF_INIT, said = GK_BUF_INIT;
    int status;
    gk_rclone_put(w->s, "", &path);
    const char *const words[] = {"lsf", "--max-depth", "1", path.p, "--retries", "1", NULL};
    bool ran = gk_rclone_run(w->s, words, (gk_view){NULL, 0}, &list, &said, &status);
    if (ran && status != 0 && status != NOT_THERE) ran = fail(w, &said);
    if (ran && gk_view_trim(gk_buf_view(&list)).n) {
        gk_diag_add(w->s->diags, GK_MSG_target_foreign, gk_place_file(w->s->place));
        ran = false;
    }
    gk_buf_free(&path);
    gk_buf_free(&list);
    gk_buf_free(&said);
    return ran;
}

/* What lies there: by its manifest, but for what a delivery that was cut off may have changed. */
static bool look(work *w)
{
    bool has_record, has_note;
    size_t line;
    gk_buf note = GK_BUF_INIT;
    bool good = read_there(w, GK_STORE_RECORD, &w->old_text, &has_record) &&
                read_there(w, GK_TARGET_NOTE, &note, &has_note);
    bool ours = has_record || has_note;
    bool damaged =
        good && has_record && !gk_manifest_take(&w->old, gk_buf_view(&w->old_text), &line);
    if (good && has_note) mark_lines(w, gk_buf_view(&note));
    w->resumes = good && (has_note || damaged || w->s->options->again);
    if (good && !ours && !w->s->options->again) good = is_free(w);
    if (good && (damaged || (ours && !has_record) || w->s->options->again)) good = mark_listed(w);
    gk_buf_free(&note);
    return good;
}

static bool same_file(const gk_store_row *a, const gk_store_row *b)
{
    return a->size == b->size && memcmp(&a->hash, &b->hash, sizeof a->hash) == 0;
}

static void compare(work *w)
{
    gk_view path;
    gk_store_row row, old;
    bool all = w->s->options->again || !w->old.rows;
    for (size_t at = w->s->manifest.body; gk_manifest_next(&w->s->manifest, &at, &path);) {
        gk_manifest_find(&w->s->manifest, path, &row);
        if (all || !gk_manifest_find(&w->old, path, &old) || !same_file(&row, &old)) mark(w, path);
    }
    for (size_t at = w->old.body; gk_manifest_next(&w->old, &at, &path);)
        if (!gk_manifest_find(&w->s->manifest, path, &row)) mark(w, path);
}

static task task_of(const work *w, gk_view path)
{
    gk_store_row row, old;
    if (!gk_manifest_find(&w->s->manifest, path, &row)) return TASK_REMOVE;
    if (gk_manifest_find(&w->old, path, &old) && old.until && old.until <= w->s->options->now)
        return TASK_OVERDUE;
    if (row.private) return TASK_PERSONS;
    if (gk_view_starts(path, GK_V("assets/"))) return TASK_ASSET;
    return gk_view_ends(path, GK_V(".html")) ? TASK_PAGE : TASK_FILE;
}

/* rclone passes over files that are missing here: that would never be noticed. */
static bool is_here(const work *w, gk_view path)
{
    struct stat st;
    gk_store_row row;
    gk_buf name = GK_BUF_INIT;
    gk_buf_put(&name, path);
    gk_manifest_find(&w->s->manifest, path, &row);
    bool here = fstatat(w->s->top, name.p, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
                (uint64_t)st.st_size == row.size;
    gk_buf_free(&name);
    if (!here) gk_diag_add(w->s->diags, GK_MSG_target_changed, gk_place_file(path));
    return here;
}

static bool sort_out(work *w, gk_buf *note)
{
    for (size_t i = 0; i < w->changed.count; i++) {
        gk_view path = w->changed.entries[i].key;
        task t = task_of(w, path);
        if (t != TASK_REMOVE && !is_here(w, path)) return false;
        gk_buf_put(&w->lists[t], path);
        gk_buf_putc(&w->lists[t], '\n');
        w->counts[t]++;
        gk_buf_put(note, path);
        gk_buf_putc(note, '\n');
    }
    return true;
}

/* A list as a file that rclone can name. */
static int open_list(const gk_buf *list, char place[PLACE_MAX])
{
    int fd = memfd_create("list", MFD_CLOEXEC);
    if (fd >= 0 && gk_fs_write_all(fd, gk_buf_view(list)) != 0) {
        close(fd);
        fd = -1;
    }
    snprintf(place, PLACE_MAX, "/proc/%ld/fd/%d", (long)getpid(), fd);
    return fd;
}

/* How long caches may keep it, where the remote can be told (object storage). */
static const char *header_of(task t)
{
    if (t == TASK_ASSET) return "Cache-Control: " GK_RULES_KEPT;
    return t == TASK_PERSONS || t == TASK_OVERDUE ? "Cache-Control: " GK_RULES_UNKEPT
                                                  : "Cache-Control: " GK_RULES_ASKED;
}

static bool do_list(work *w, task t)
{
    char place[PLACE_MAX];
    gk_buf remote = GK_BUF_INIT;
    if (!w->counts[t]) return true;
    int fd = open_list(&w->lists[t], place);
    gk_rclone_put(w->s, "", &remote);
    const char *const copy[] = {"copy", w->s->folder.p,    remote.p,          "--files-from-raw",
                                place,  "--no-check-dest", "--header-upload", header_of(t),
                                NULL};
    const char *const remove[] = {"delete", remote.p,       "--files-from-raw",
                                  place,    REMOVE_BY_NAME, NULL};
    bool done = fd >= 0 && run(w, t == TASK_REMOVE ? remove : copy, (gk_view){NULL, 0}, NULL);
    if (fd >= 0) close(fd);
    gk_buf_free(&remote);
    if (done) *(t == TASK_REMOVE ? &w->s->out->removed : &w->s->out->sent) += w->counts[t];
    return done;
}

/* Folders that are empty now would be seen as such on some servers; which remotes have none does
 * not matter. */
static void remove_folders(const work *w)
{
    gk_buf remote = GK_BUF_INIT;
    int status;
    gk_rclone_put(w->s, "", &remote);
    const char *const words[] = {"rmdirs", "--leave-root", remote.p, "--retries", "1", NULL};
    if (w->counts[TASK_REMOVE]) gk_rclone_run(w->s, words, (gk_view){NULL, 0}, NULL, NULL, &status);
    gk_buf_free(&remote);
}

static bool remove_there(const work *w, const char *const *names, size_t count)
{
    char place[PLACE_MAX];
    gk_buf list = GK_BUF_INIT, remote = GK_BUF_INIT;
    for (size_t i = 0; i < count; i++) gk_buf_printf(&list, "%s\n", names[i]);
    int fd = open_list(&list, place);
    gk_rclone_put(w->s, GK_STORE_OWN, &remote);
    const char *const words[] = {"delete", remote.p,       "--files-from-raw",
                                 place,    REMOVE_BY_NAME, NULL};
    bool done = fd >= 0 && run(w, words, (gk_view){NULL, 0}, NULL);
    if (fd >= 0) close(fd);
    gk_buf_free(&list);
    gk_buf_free(&remote);
    return done;
}

/* Under another name first: a manifest that is cut off must not pass for one. */
static bool send_manifest(const work *w)
{
    gk_buf from = GK_BUF_INIT, to = GK_BUF_INIT;
    gk_rclone_put(w->s, GK_STORE_OWN "/manifest.new", &from);
    gk_rclone_put(w->s, GK_STORE_OWN "/" GK_STORE_RECORD, &to);
    const char *const words[] = {"moveto", from.p, to.p, NULL};
    bool done = write_there(w, "manifest.new", gk_buf_view(&w->s->record)) &&
                run(w, words, (gk_view){NULL, 0}, NULL);
    gk_buf_free(&from);
    gk_buf_free(&to);
    return done;
}

/* The signature and what goes with it, as they are in the portal; the manifest last. */
static bool send_record(const work *w)
{
    static const char *const names[] = {GK_STORE_SIGNED, GK_STORE_SIGNED_BY, GK_STORE_SIGNATURE};
    const char *gone[3];
    size_t n = 0;
    bool done = true;
    for (size_t i = 0; done && i < 3; i++) {
        gk_buf bytes = GK_BUF_INIT, name = GK_BUF_INIT;
        gk_buf_printf(&name, GK_STORE_OWN "/%s", names[i]);
        if (gk_fs_read(w->s->top, name.p, RECORD_MAX, &bytes) == 0)
            done = write_there(w, names[i], gk_buf_view(&bytes));
        else
            gone[n++] = names[i];
        gk_buf_free(&bytes);
        gk_buf_free(&name);
    }
    if (done && n) done = remove_there(w, gone, n);
    return done && send_manifest(w);
}

static bool deliver(work *w)
{
    static const char *const note_name[] = {GK_TARGET_NOTE};
    gk_buf note = GK_BUF_INIT;
    bool same = !w->resumes && gk_view_eq(gk_buf_view(&w->old_text), gk_buf_view(&w->s->record));
    bool done = true;
    if (!same) {
        compare(w);
        done = sort_out(w, &note);
        if (done && note.n) done = write_there(w, GK_TARGET_NOTE, gk_buf_view(&note));
        for (int t = 0; done && t < TASKS; t++) done = do_list(w, (task)t);
        if (done) remove_folders(w);
        done = done && send_record(w) && remove_there(w, note_name, 1);
    }
    gk_buf_free(&note);
    return done;
}

static bool has_persons(const gk_manifest *manifest)
{
    gk_view path;
    gk_store_row row;
    for (size_t at = manifest->body; gk_manifest_next(manifest, &at, &path);)
        if (gk_manifest_find(manifest, path, &row) && (row.private || row.until)) return true;
    return false;
}

bool gk_send_to_remote(gk_sending *s)
{
    work w = {.s = s, .changed = GK_MAP_INIT, .arena = GK_ARENA_INIT};
    bool done = (!has_persons(&s->manifest) || gk_rclone_forgets(s)) && look(&w) && deliver(&w);
    for (int t = 0; t < TASKS; t++) gk_buf_free(&w.lists[t]);
    gk_manifest_close(&w.old);
    gk_buf_free(&w.old_text);
    gk_map_free(&w.changed);
    gk_arena_free(&w.arena);
    return done;
}
