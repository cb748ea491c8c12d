#include "cmd/rev.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/build.h"
#include "cmd/report.h"

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* "./a//b/" as "a/b". False when it leads out of the repository. */
static bool put_folder(gk_view path, gk_buf *out)
{
    gk_view rest = path, part;
    gk_buf_truncate(out, 0);
    if (gk_view_starts(path, GK_V("/"))) return false;
    while (gk_view_split(&rest, '/', &part)) {
        if (gk_view_is(part, "..")) return false;
        if (!part.n || gk_view_is(part, ".")) continue;
        if (out->n) gk_buf_putc(out, '/');
        gk_buf_put(out, part);
    }
    return true;
}

/* The path of `folder` in the work tree; false when it does not lie there. */
static bool put_within(const gk_git *git, const char *folder, gk_buf *out)
{
    char *top = realpath(gk_git_work_tree(git).p, NULL), *real = realpath(folder, NULL);
    size_t n = top ? strlen(top) : 0;
    bool within = n && real && strncmp(real, top, n) == 0 && (real[n] == '/' || !real[n]);
    if (within) within = put_folder(gk_view_of(real + n + (real[n] == '/')), out);
    free(top);
    free(real);
    return within;
}

/* Opens the repository, and finds the site's folder in it as far as the command line says. */
static bool open_repository(gk_rev *rev, const char *repository, const char *site, gk_diags *diags)
{
    bool named = repository != NULL, there = !named && site && is_folder(site);
    const char *path = named ? repository : there ? site : ".";
    rev->git = gk_git_open(path, named ? GK_GIT_HERE : GK_GIT_UPWARD, diags);
    if (!rev->git) return false;
    bool work = gk_git_work_tree(rev->git).n > 0, good = true;
    if (!named && work && (there || !site))
        good = put_within(rev->git, path, &rev->folder);
    else if (site && !there)
        good = put_folder(gk_view_of(site), &rev->folder);
    if (!good)
        gk_diag_add(diags, GK_MSG_git_folder, gk_place_file(gk_view_of(path)),
                    gk_view_of(site ? site : path));
    return good;
}

bool gk_rev_open(gk_rev *rev, const gk_options *options, const char *site, gk_diags *diags)
{
    const char *name = options->values[GK_OPT_REV], *repository = options->values[GK_OPT_REPO];
    gk_buf found = GK_BUF_INIT;
    *rev = (gk_rev){.folder = GK_BUF_INIT, .place = GK_BUF_INIT};
    if (!name && !repository) return true;
    if (!name) {
        gk_diag_add(diags, GK_MSG_usage_repo, gk_place_file((gk_view){NULL, 0}));
        return false;
    }
    if (!repository && !site) gk_report_site(NULL, &found);
    bool good = open_repository(rev, repository, found.n ? found.p : site, diags) &&
                gk_git_resolve(rev->git, gk_view_of(name), &rev->commit, diags);
    gk_buf_free(&found);
    if (good && !site && !rev->folder.n)
        gk_buf_put(&rev->folder, gk_build_folder(rev->git, &rev->commit, (gk_view){NULL, 0}));
    gk_view work = good ? gk_git_work_tree(rev->git) : (gk_view){NULL, 0};
    if (work.n) {
        gk_buf_put(&rev->place, work);
        if (rev->folder.n) gk_buf_printf(&rev->place, "/%s", rev->folder.p);
    }
    return good;
}

void gk_rev_close(gk_rev *rev)
{
    gk_git_close(rev->git);
    rev->git = NULL;
    gk_buf_free(&rev->folder);
    gk_buf_free(&rev->place);
}
