/* Setting up a bare repository, and undoing it. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"
#include "base/fs.h"
#include "cmd/hook.h"
#include "cmd/report.h"
#include "cmd/serving.h"
#include "store/pushes.h"

/* The line by which a hook is known to be ours. */
#define MARK "# gongkai hook"

enum { HOOK_MAX = 64 * 1024, HOOK_MODE = 0755, GIT_SECONDS = 60 };

static const char *const hooks[] = {"pre-receive", "post-receive"};
enum { HOOKS = sizeof hooks / sizeof *hooks };

typedef struct installing {
    const gk_options *options;
    gk_diags *diags;
    gk_serving serving;
    const char *repo; /* absolute */
    char program[PATH_MAX];
    bool changed;
} installing;

static bool fail(installing *in, const char *path, int error)
{
    gk_fs_report(in->diags, GK_FS_WRITING, gk_view_of(path), error);
    return false;
}

/* Runs git; what it says is in `out` without its newline. False with a diagnostic when `must`. */
static bool git(installing *in, const char *const *words, bool must, gk_buf *out)
{
    int status = 0;
    gk_buf said = GK_BUF_INIT;
    gk_child child = {.words = words, .seconds = GIT_SECONDS, .most = 4096};
    gk_buf_truncate(out, 0);
    gk_child_end end = gk_child_run(&child, out, &said, &status);
    bool good = end == GK_CHILD_EXITED && status == 0;
    while (out->n && out->p[out->n - 1] == '\n') gk_buf_truncate(out, out->n - 1);
    if (!good && must)
        gk_diag_add(in->diags, GK_MSG_hook_git, gk_place_file(gk_view_of(in->repo)),
                    gk_view_trim(gk_buf_view(&said)));
    gk_buf_free(&said);
    return good;
}

static bool get_setting(installing *in, const char *key, gk_buf *out)
{
    const char *words[] = {"git", "-C", in->repo, "config", "--local", "--get", key, NULL};
    return git(in, words, false, out);
}

static bool set_setting(installing *in, const char *key, const char *value)
{
    gk_buf out = GK_BUF_INIT;
    const char *words[] = {"git", "-C", in->repo, "config", "--local", key, value, NULL};
    bool good = git(in, words, true, &out);
    gk_buf_free(&out);
    return good;
}

static bool unset_setting(installing *in, const char *key)
{
    gk_buf out = GK_BUF_INIT;
    const char *words[] = {"git", "-C", in->repo, "config", "--local", "--unset", key, NULL};
    bool good = git(in, words, true, &out);
    gk_buf_free(&out);
    return good;
}

/* What could not be published had better not be pushed. */
static bool can_be_read(installing *in)
{
    gk_git *opened = gk_git_open(in->repo, GK_GIT_HERE, in->diags);
    gk_git_close(opened);
    return opened != NULL;
}

/* A repository that is not there yet is made. */
static bool need_repository(installing *in, const char *path)
{
    int error;
    struct stat st;
    gk_buf out = GK_BUF_INIT;
    gk_view branch = gk_server_ref(gk_view_of(in->options->values[GK_OPT_REF]), &in->serving.arena);
    gk_view name = gk_view_starts(branch, GK_V("refs/heads/"))
                       ? gk_view_from(branch, strlen("refs/heads/"))
                       : GK_V("main");
    gk_view first = GK_JOIN(&in->serving.arena, GK_V("--initial-branch="), name);
    const char *make[] = {"git",   "init", "--quiet", "--bare", "--object-format=sha1",
                          first.p, path,   NULL};
    bool absent = stat(path, &st) != 0 && errno == ENOENT;
    bool empty = !absent && gk_fs_holds_only(AT_FDCWD, path, NULL, &error);
    in->repo = path;
    bool good = (!absent && !empty) || git(in, make, true, &out);
    char *real = good ? realpath(path, NULL) : NULL;
    if (good && !real) good = fail(in, path, errno);
    if (good) in->repo = gk_arena_view(&in->serving.arena, gk_view_of(real)).p;
    free(real);
    const char *bare[] = {"git", "-C", in->repo, "rev-parse", "--is-bare-repository", NULL};
    if (good) good = git(in, bare, true, &out);
    if (good && !gk_view_is(gk_buf_view(&out), "true")) {
        gk_diag_add(in->diags, GK_MSG_hook_not_bare, gk_place_file(gk_view_of(path)));
        good = false;
    }
    gk_buf_free(&out);
    return good && can_be_read(in);
}

static gk_view hook_path(installing *in, const char *name)
{
    return GK_JOIN(&in->serving.arena, gk_view_of(in->repo), GK_V("/hooks/"), gk_view_of(name));
}

typedef enum hook_state { ABSENT, OURS, FOREIGN } hook_state;

static hook_state look_at_hook(installing *in, const char *name)
{
    gk_buf text = GK_BUF_INIT;
    int error = gk_fs_read(AT_FDCWD, hook_path(in, name).p, HOOK_MAX, &text);
    bool ours = gk_view_find(gk_buf_view(&text), GK_V(MARK), 0) != SIZE_MAX;
    gk_buf_free(&text);
    return error == ENOENT ? ABSENT : error == 0 && ours ? OURS : FOREIGN;
}

/* Before anything is written: all or nothing. */
static bool check_hooks(installing *in)
{
    gk_buf path = GK_BUF_INIT, line = GK_BUF_INIT;
    bool good = true;
    if (get_setting(in, "core.hooksPath", &path)) {
        gk_diag_add(in->diags, GK_MSG_hook_path, gk_place_file(gk_view_of(in->repo)),
                    gk_buf_view(&path));
        good = false;
    }
    for (size_t i = 0; i < HOOKS; i++) {
        if (look_at_hook(in, hooks[i]) != FOREIGN) continue;
        gk_buf_truncate(&line, 0);
        gk_buf_printf(&line, "%s hook %s", in->program, hooks[i]);
        gk_diag_add(in->diags, GK_MSG_hook_foreign, gk_place_file(hook_path(in, hooks[i])),
                    gk_buf_view(&line));
        good = false;
    }
    gk_buf_free(&path);
    gk_buf_free(&line);
    return good;
}

/* As a word of the shell. */
static void put_quoted(gk_view word, gk_buf *out)
{
    gk_buf_putc(out, '\'');
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == '\'')
            gk_buf_puts(out, "'\\''");
        else
            gk_buf_putc(out, word.p[i]);
    }
    gk_buf_putc(out, '\'');
}

/* A file of the repository belongs to whoever the repository belongs to, also when root made it. */
static int give_to_owner(const installing *in, const char *path)
{
    struct stat st;
    if (geteuid() != 0) return 0;
    if (stat(in->repo, &st) != 0) return errno;
    return lchown(path, st.st_uid, st.st_gid) == 0 ? 0 : errno;
}

/* Writes a file at once, unless it is as it should be. */
static bool write_file(installing *in, const char *path, gk_view text, mode_t mode)
{
    gk_buf old = GK_BUF_INIT;
    bool same =
        gk_fs_read(AT_FDCWD, path, HOOK_MAX, &old) == 0 && gk_view_eq(gk_buf_view(&old), text);
    gk_buf_free(&old);
    if (same && chmod(path, mode) == 0) return true;
    in->changed = true;
    gk_view folder =
        GK_JOIN(&in->serving.arena, gk_view_n(path, gk_view_rfind_byte(gk_view_of(path), '/')));
    int error = gk_fs_mkdirs(AT_FDCWD, folder.p), dir = -1;
    if (!error) dir = gk_fs_open_dir(AT_FDCWD, folder.p, &error);
    if (!error) error = gk_fs_replace(dir, path + folder.n + 1, text);
    if (!error && chmod(path, mode) != 0) error = errno;
    if (!error) error = give_to_owner(in, path);
    if (dir >= 0) close(dir);
    return error == 0 || fail(in, path, error);
}

static bool write_hook(installing *in, const char *name)
{
    gk_buf text = GK_BUF_INIT;
    const char *config = in->options->values[GK_OPT_CONFIG];
    gk_buf_puts(&text, "#!/bin/sh\n" MARK " ");
    gk_buf_puts(&text, name);
    gk_buf_puts(&text, ": made by gongkai hook install, taken out by --uninstall\nexec ");
    put_quoted(gk_view_of(in->program), &text);
    gk_buf_printf(&text, " hook %s", name);
    if (config) {
        gk_buf_puts(&text, " --config ");
        put_quoted(in->serving.server.file, &text);
    }
    gk_buf_putc(&text, '\n');
    bool good = write_file(in, hook_path(in, name).p, gk_buf_view(&text), HOOK_MODE);
    gk_buf_free(&text);
    return good;
}

/* What the command line says and the configuration does not. */
static bool check_value(installing *in, const char *key, gk_view has, gk_view wants, bool given)
{
    if (!given || gk_view_eq(has, wants)) return true;
    gk_diag_add(in->diags, GK_MSG_hook_config, gk_place_file(in->serving.server.file),
                gk_view_of(key), has.n ? has : GK_V("-"), wants);
    return false;
}

static bool check_config(installing *in, const gk_server *written)
{
    const gk_server *wanted = &in->serving.server;
    const char *const *values = in->options->values;
    bool good = check_value(in, "to", written->to, wanted->to, values[GK_OPT_TO] != NULL);
    good &= check_value(in, "ref", written->ref, wanted->ref, values[GK_OPT_REF] != NULL);
    good &= check_value(in, "site", written->site, wanted->site, values[GK_OPT_SITE] != NULL);
    good &= check_value(in, "private", written->private_folder, wanted->private_folder,
                        values[GK_OPT_PRIVATE] != NULL);
    return good;
}

/* A value of YAML that is none of its words or marks. */
static void put_line(const char *key, gk_view value, gk_buf *out)
{
    if (!value.n) return;
    gk_buf_printf(out, "%s: \"", key);
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '"' || value.p[i] == '\\') gk_buf_putc(out, '\\');
        gk_buf_putc(out, value.p[i]);
    }
    gk_buf_puts(out, "\"\n");
}

static bool write_config(installing *in)
{
    const gk_server *server = &in->serving.server;
    gk_buf text = GK_BUF_INIT;
    gk_buf_puts(&text,
                GK_SAY(in->options,
                       "# 服务器的配置，只在服务器上改，推送改不到它。各项见手册“推送即发布”。\n",
                       "# The server's configuration: changed here only, never by a push.\n"));
    put_line("to", server->to, &text);
    put_line("ref", server->ref, &text);
    put_line("site", server->site, &text);
    put_line("private", server->private_folder, &text);
    put_line("edition", server->edition, &text);
    if (in->options->keep) gk_buf_printf(&text, "keep: %u\n", in->options->keep);
    gk_view path = GK_JOIN(&in->serving.arena, gk_view_of(in->repo), GK_V("/" GK_SERVER_FILE));
    bool good = write_file(in, path.p, gk_buf_view(&text), 0640);
    gk_buf_free(&text);
    return good;
}

/* The configuration that is there already is left as it is. */
static bool settle_config(installing *in)
{
    gk_server written;
    const gk_server *server = &in->serving.server;
    if (!server->file.n) return write_config(in);
    return gk_server_load(server->file.p, &in->serving.arena, in->diags, &written) &&
           check_config(in, &written);
}

static bool make_state(installing *in)
{
    const char *state = in->serving.server.state.p;
    int spool = -1, error = gk_pushes_open_spool(state, &spool);
    if (spool >= 0) close(spool);
    gk_view path = GK_JOIN(&in->serving.arena, gk_view_of(state), GK_V("/spool"));
    if (!error) error = give_to_owner(in, state);
    if (!error) error = give_to_owner(in, path.p);
    return error == 0 || fail(in, state, error);
}

/* Every object that comes in is checked; what was set before is remembered. */
static bool set_checks(installing *in)
{
    gk_buf was = GK_BUF_INIT;
    bool set = get_setting(in, "receive.fsckObjects", &was), good = true;
    if (!set || !gk_view_is(gk_buf_view(&was), "true")) {
        in->changed = true;
        good = set_setting(in, "gongkai.fsckObjectsWas", set ? was.p : "unset") &&
               set_setting(in, "receive.fsckObjects", "true");
    }
    gk_buf_free(&was);
    return good;
}

static bool restore_checks(installing *in)
{
    gk_buf was = GK_BUF_INIT;
    bool good = true;
    if (get_setting(in, "gongkai.fsckObjectsWas", &was)) {
        good = gk_view_is(gk_buf_view(&was), "unset")
                   ? unset_setting(in, "receive.fsckObjects")
                   : set_setting(in, "receive.fsckObjects", was.p);
        good = good && unset_setting(in, "gongkai.fsckObjectsWas");
        in->changed = true;
    }
    gk_buf_free(&was);
    return good;
}

static void say(const installing *in, const char *zh, const char *en)
{
    gk_buf line = GK_BUF_INIT;
    const gk_server *server = &in->serving.server;
    gk_buf_printf(&line, GK_SAY(in->options, zh, en), in->repo, server->to.p);
    gk_report_line(in->options, gk_buf_view(&line));
    gk_buf_free(&line);
}

static bool install(installing *in)
{
    if (!check_hooks(in) || !settle_config(in) || !make_state(in) || !set_checks(in)) return false;
    for (size_t i = 0; i < HOOKS; i++)
        if (!write_hook(in, hooks[i])) return false;
    if (in->changed)
        say(in, "仓库 %s 已设好；推送后发布到 %s，网站服务器的根目录写 current",
            "%s is set up; pushes are published to %s, the web server's root is current in it");
    else
        say(in, "仓库 %s 早已设好，没有改动", "%s was set up already, nothing changed");
    return true;
}

static bool uninstall(installing *in)
{
    for (size_t i = 0; i < HOOKS; i++) {
        if (look_at_hook(in, hooks[i]) != OURS) continue;
        in->changed = true;
        if (unlink(hook_path(in, hooks[i]).p) != 0)
            return fail(in, hook_path(in, hooks[i]).p, errno);
    }
    if (!restore_checks(in)) return false;
    if (in->changed)
        say(in, "已撤去仓库 %s 的钩子和设置；配置、接收记录和已发布的网站都留着",
            "the hooks and settings of %s are taken out; its configuration, the receive log and the "
            "published site stay");
    else
        say(in, "仓库 %s 里没有装过", "nothing was set up in %s");
    return true;
}

/* What the command line says, read for the repository that is there by now. */
static bool read_serving(installing *in, const char *repo)
{
    gk_options of_repo = *in->options;
    of_repo.values[GK_OPT_REPO] = repo;
    return gk_serving_read(&of_repo, &in->serving, in->diags);
}

static bool begin(installing *in)
{
    const char *path = in->options->args[1];
    bool removes = in->options->values[GK_OPT_UNINSTALL] != NULL;
    ssize_t n = readlink("/proc/self/exe", in->program, sizeof in->program - 1);
    in->program[n > 0 ? n : 0] = '\0';
    if (!path) {
        gk_diag_add(in->diags, GK_MSG_hook_repo, gk_place_file((gk_view){NULL, 0}));
        return false;
    }
    if (!need_repository(in, path)) return false;
    gk_arena kept = in->serving.arena;
    const char *repo = in->repo;
    bool read = read_serving(in, repo);
    in->serving.server.repo = gk_arena_view(&in->serving.arena, gk_view_of(repo));
    in->repo = in->serving.server.repo.p;
    gk_arena_free(&kept);
    return read && (removes || gk_serving_need(&in->serving, true, true, in->options, in->diags));
}

gk_exit gk_hook_install(const gk_options *options)
{
    gk_diags diags = GK_DIAGS_INIT;
    installing in = {.options = options, .diags = &diags};
    if (begin(&in)) {
        if (options->values[GK_OPT_UNINSTALL])
            uninstall(&in);
        else
            install(&in);
    }
    gk_report_diags(options, &diags);
    gk_exit exit = gk_report_exit(&diags);
    gk_diags_free(&diags);
    gk_serving_free(&in.serving);
    return exit;
}
