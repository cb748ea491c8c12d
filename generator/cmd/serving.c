#include "cmd/serving.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cmd/report.h"
#include "store/pushes.h"

static const gk_place nowhere = {{NULL, 0}, {NULL, 0}, 0, 0, 0};

static int64_t system_clock(void)
{
    return (int64_t)time(NULL);
}

static bool read_server(const gk_options *options, gk_serving *s, gk_diags *diags)
{
    const char *config = options->values[GK_OPT_CONFIG], *repo = options->values[GK_OPT_REPO];
    if (config) return gk_server_load(config, &s->arena, diags, &s->server);
    if (repo) return gk_server_of_repo(repo, &s->arena, diags, &s->server);
    bool around = access(".git", F_OK) == 0 || access(GK_SERVER_FILE, F_OK) == 0 ||
                  (access("objects", F_OK) == 0 && access("HEAD", F_OK) == 0);
    return gk_server_of_repo(around ? "." : NULL, &s->arena, diags, &s->server);
}

bool gk_serving_find(const gk_options *options, gk_arena *arena, gk_diags *diags, gk_server *out)
{
    const char *config = options->values[GK_OPT_CONFIG];
    gk_diags ignored = GK_DIAGS_INIT;
    bool good = true;
    if (config)
        good = gk_server_load(config, arena, diags, out);
    else
        gk_server_of_repo(options->values[GK_OPT_REPO], arena, &ignored, out);
    gk_diags_free(&ignored);
    if (out->log.n && access(out->log.p, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
        out->log.n = 0;
    return good;
}

/* A path of the command line, absolute; relative ones are of the working folder. */
static gk_view absolute(gk_serving *s, const char *path)
{
    char *here = path[0] == '/' ? NULL : realpath(".", NULL);
    gk_view whole = here ? GK_JOIN(&s->arena, gk_view_of(here), GK_V("/"), gk_view_of(path))
                         : gk_arena_view(&s->arena, gk_view_of(path));
    free(here);
    return whole;
}

static bool read_options(const gk_options *options, gk_serving *s, gk_diags *diags)
{
    gk_server *server = &s->server;
    if (options->values[GK_OPT_REPO]) {
        gk_server of_repo;
        gk_diags ignored = GK_DIAGS_INIT;
        if (gk_server_of_repo(options->values[GK_OPT_REPO], &s->arena, &ignored, &of_repo)) {
            server->repo = of_repo.repo;
            server->state = of_repo.state;
        }
        gk_diags_free(&ignored);
    }
    if (options->values[GK_OPT_TO]) server->to = absolute(s, options->values[GK_OPT_TO]);
    if (options->values[GK_OPT_SITE])
        server->site = gk_arena_view(&s->arena, gk_view_of(options->values[GK_OPT_SITE]));
    if (options->values[GK_OPT_PRIVATE])
        server->private_folder = absolute(s, options->values[GK_OPT_PRIVATE]);
    if (options->values[GK_OPT_EDITION])
        server->edition = gk_view_of(options->values[GK_OPT_EDITION]);
    if (options->keep) server->keep = options->keep;
    if (options->jobs) server->jobs = options->jobs;
    const char *ref = options->values[GK_OPT_REF], *rev = options->values[GK_OPT_REV];
    if (ref) {
        gk_view full = gk_server_ref(gk_view_of(ref), &s->arena);
        if (!full.n) gk_diag_add(diags, GK_MSG_server_ref, nowhere, gk_view_of(ref));
        if (!full.n) return false;
        server->ref = full;
    }
    s->rev = server->ref;
    s->manual = rev && !gk_view_eq(gk_server_ref(gk_view_of(rev), &s->arena), server->ref);
    if (s->manual) s->rev = gk_view_of(rev);
    return true;
}

bool gk_serving_read(const gk_options *options, gk_serving *s, gk_diags *diags)
{
    *s = (gk_serving){.manual = false};
    if (!read_server(options, s, diags) || !read_options(options, s, diags)) return false;
    gk_build_share(&s->share);
    const gk_server *server = &s->server;
    const char *private =
        server->private_folder.n ? server->private_folder.p : options->around.private_folder;
    s->publish = (gk_publish_options){
        .build = {.share = s->share.p,
                  .signers = server->signers.n ? server->signers.p : NULL,
                  .verbose = options->values[GK_OPT_VERBOSE] != NULL,
                  .private_folder = private,
                  .private_optional = true,
                  .jobs = server->jobs,
                  .base_url = gk_view_of(options->values[GK_OPT_BASE_URL]),
                  .edition = server->edition,
                  .now = gk_view_of(options->values[GK_OPT_NOW])},
        .repo = server->repo.p,
        .rev = s->rev,
        .site = server->site,
        .to = server->to.p,
        .home = options->around.home,
        .key = server->key.p,
        .log = server->log.n ? server->log.p : NULL,
        .ref = server->ref,
        .keep = server->keep,
        .anew = options->values[GK_OPT_AGAIN] != NULL,
        .wait = true,
        .clock = system_clock,
    };
    return true;
}

void gk_serving_free(gk_serving *s)
{
    gk_buf_free(&s->share);
    gk_arena_free(&s->arena);
}

bool gk_serving_need(const gk_serving *s, bool repo, bool to, const gk_options *options,
                     gk_diags *diags)
{
    bool good = true;
    if (repo && !s->server.repo.n) {
        gk_diag_add(diags, GK_MSG_publish_nothing, nowhere,
                    gk_view_of(GK_SAY(options, "仓库", "the repository")));
        good = false;
    }
    if (to && !s->server.to.n) {
        gk_diag_add(diags, GK_MSG_publish_nothing, nowhere,
                    gk_view_of(GK_SAY(options, "发布到哪个文件夹", "the folder to publish to")));
        good = false;
    }
    return good;
}

void gk_serving_note(const gk_serving *s, const gk_options *options,
                     const gk_publish_result *result, gk_build_status status, const gk_diags *diags)
{
    if (!s->server.state.n || s->manual) return;
    if (status == GK_BUILD_DONE) {
        gk_trouble_clear(s->server.state.p);
        return;
    }
    gk_buf text = GK_BUF_INIT;
    char hex[GK_GIT_HEX];
    gk_git_id_hex(&result->wanted, hex);
    for (size_t i = 0; i < diags->count; i++)
        if (diags->items[i].severity == GK_ERROR)
            gk_diag_print_human(&diags->items[i], options->lang, false, &text);
    gk_trouble trouble = {.time = {(int64_t)time(NULL), 8 * 60, false},
                          .commit = gk_view_of(hex),
                          .of_system = status == GK_BUILD_SYSTEM,
                          .text = gk_buf_view(&text)};
    gk_trouble_write(s->server.state.p, &trouble);
    gk_buf_free(&text);
}
