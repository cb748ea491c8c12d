/* What happens when a push comes in, before it is accepted. Its objects are in a quarantine that
 * only git's environment leads to; when this ends with anything but 0, git throws them away and
 * shows the pusher what was said. */
#include <time.h>
#include <unistd.h>

#include "build/receive.h"
#include "cmd/hook.h"
#include "cmd/report.h"
#include "cmd/serving.h"

/* More than one reads: the rest is counted. */
enum { SHOWN_MAX = 20 };

typedef struct push {
    const gk_options *options;
    const gk_serving *serving;
    gk_diags *diags;
    gk_git *git;
    gk_view branch; /* as people call it */
} push;

static gk_place place_of(const push *p)
{
    return gk_place_file(p->branch);
}

/* The line of the ref that is published; pushes of others are nobody's business here. */
static bool find_line(const push *p, gk_view input, gk_git_id *before, gk_git_id *after)
{
    gk_view line, old, new;
    while (gk_view_split(&input, '\n', &line))
        if (gk_view_split(&line, ' ', &old) && gk_view_split(&line, ' ', &new) &&
            gk_view_eq(line, p->serving->server.ref))
            return gk_git_id_parse(old, before) && gk_git_id_parse(new, after);
    return false;
}

/* History only grows: what was published can always be found again. */
static bool check_history(const push *p, const gk_git_id *before, const gk_git_id *after)
{
    if (gk_git_id_is_none(after))
        gk_diag_add(p->diags, GK_MSG_push_delete, place_of(p), p->branch);
    else if (!gk_git_id_is_none(before) && !gk_git_descends(p->git, after, before))
        gk_diag_add(p->diags, GK_MSG_push_rewrite, place_of(p), p->branch);
    return !p->diags->errors;
}

/* The hook may run as somebody who must not see the rosters. */
static const char *private_of(const gk_serving *serving)
{
    const char *folder = serving->server.private_folder.n ? serving->server.private_folder.p : NULL;
    return folder && access(folder, R_OK | X_OK) == 0 ? folder : NULL;
}

static gk_build_status check_content(const push *p, const gk_git_id *before, const gk_git_id *after,
                                     size_t *older)
{
    const gk_server *server = &p->serving->server;
    gk_arena arena = GK_ARENA_INIT;
    gk_view live = GK_JOIN(&arena, server->to, GK_V("/current"));
    gk_receive_options receive = {.git = p->git,
                                  .before = *before,
                                  .after = *after,
                                  .folder = server->site,
                                  .share = p->serving->share.p,
                                  .private_folder = private_of(p->serving),
                                  .signers = server->signers.n ? server->signers.p : NULL,
                                  .edition = server->edition,
                                  .live = server->to.n ? live.p : NULL,
                                  .jobs = server->jobs,
                                  .system_time = (int64_t)time(NULL)};
    gk_build_status status = gk_receive_check(&receive, p->diags, older);
    gk_arena_free(&arena);
    return status;
}

/* The push is fine, and will not be seen all the same. */
static void tell_of_older(const push *p, size_t older)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf number = GK_BUF_INIT;
    gk_buf_put_int(&number, (int64_t)older);
    gk_diag_add(&diags, GK_MSG_push_older, place_of(p), gk_buf_view(&number));
    gk_report_diags(p->options, &diags);
    gk_buf_free(&number);
    gk_diags_free(&diags);
}

/* What was found, and what it comes to. */
static void report(const push *p, gk_build_status status)
{
    gk_diags shown = *p->diags, closing = GK_DIAGS_INIT;
    gk_buf number = GK_BUF_INIT;
    if (shown.count > SHOWN_MAX) shown.count = SHOWN_MAX;
    gk_report_diags(p->options, &shown);
    if (p->diags->count > SHOWN_MAX) {
        gk_buf_put_int(&number, (int64_t)(p->diags->count - SHOWN_MAX));
        gk_diag_add(&closing, GK_MSG_push_more, place_of(p), gk_buf_view(&number));
    }
    gk_buf_truncate(&number, 0);
    gk_buf_put_int(&number, (int64_t)p->diags->errors);
    gk_diag_add(&closing, status == GK_BUILD_SYSTEM ? GK_MSG_push_unchecked : GK_MSG_push_refused,
                place_of(p), gk_buf_view(&number));
    gk_report_diags(p->options, &closing);
    gk_diags_free(&closing);
    gk_buf_free(&number);
}

static gk_exit check(push *p, gk_view input)
{
    gk_git_id before, after;
    size_t older = 0;
    if (!find_line(p, input, &before, &after)) return GK_EXIT_FINE;
    p->git = gk_git_open(p->serving->server.repo.p, GK_GIT_ENVIRONMENT, p->diags);
    gk_build_status status = GK_BUILD_SYSTEM;
    if (p->git && !check_history(p, &before, &after)) {
        gk_report_diags(p->options, p->diags);
        gk_git_close(p->git);
        return GK_EXIT_CONTENT;
    }
    if (p->git) status = check_content(p, &before, &after, &older);
    if (p->diags->errors)
        report(p, status);
    else if (older)
        tell_of_older(p, older);
    gk_git_close(p->git);
    return (gk_exit)status;
}

gk_exit gk_hook_pre_receive(const gk_options *options)
{
    gk_serving serving;
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf input = GK_BUF_INIT;
    gk_exit result;
    if (gk_serving_read(options, &serving, &diags) &&
        gk_serving_need(&serving, true, false, options, &diags)) {
        gk_view ref = serving.server.ref, heads = GK_V("refs/heads/");
        push p = {.options = options,
                  .serving = &serving,
                  .diags = &diags,
                  .branch = gk_view_starts(ref, heads) ? gk_view_from(ref, heads.n) : ref};
        gk_hook_read_input(&input);
        result = check(&p, gk_buf_view(&input));
    } else {
        gk_report_diags(options, &diags);
        result = gk_report_exit(&diags);
    }
    gk_buf_free(&input);
    gk_diags_free(&diags);
    gk_serving_free(&serving);
    return result;
}
