#include "build/verify.h"

#include <time.h>

#include "build/rebuild.h"
#include "cmd/report.h"
#include "cmd/serving.h"

/* A day alone means its first minute in China, as for expire. */
enum { DAY_OFFSET = 8 * 60, COMMIT_DIGITS = 12 };

#define VIEW(v) (int)(v).n, (v).p

static void say_counts(const gk_options *options, const gk_verified *v)
{
    gk_buf line = GK_BUF_INIT;
    gk_buf_printf(&line,
                  GK_SAY(options, "核对 %zu 个文件：一致 %zu，被改 %zu，缺少 %zu",
                         "%zu files: %zu as published, %zu changed, %zu missing"),
                  v->files, v->good, v->changed, v->missing);
    if (!v->over_http) gk_buf_printf(&line, GK_SAY(options, "，多出 %zu", ", %zu added"), v->added);
    if (v->led)
        gk_buf_printf(&line, GK_SAY(options, "，由服务器跳转 %zu", ", %zu led on by the server"),
                      v->led);
    if (v->down)
        gk_buf_printf(&line, GK_SAY(options, "，已按期撤下 %zu", ", %zu taken down in time"),
                      v->down);
    if (v->overdue)
        gk_buf_printf(&line, GK_SAY(options, "，到期未撤 %zu", ", %zu overdue"), v->overdue);
    gk_report_line(options, gk_buf_view(&line));
    gk_buf_free(&line);
}

static void say_record(const gk_options *options, const gk_verified *v)
{
    gk_buf line = GK_BUF_INIT;
    gk_buf_printf(&line, GK_SAY(options, "清单生成于 %.*s", "manifest of %.*s"), VIEW(v->now));
    if (v->commit.n)
        gk_buf_printf(&line, GK_SAY(options, "，提交 %.*s", ", commit %.*s"),
                      VIEW(gk_view_sub(v->commit, 0, COMMIT_DIGITS)));
    if (v->signer.n)
        gk_buf_printf(&line, GK_SAY(options, "，由 %.*s 签名", ", signed by %.*s"),
                      VIEW(v->signer));
    gk_report_line(options, gk_buf_view(&line));
    gk_buf_free(&line);
    if (v->over_http)
        gk_report_line(
            options,
            gk_view_of(GK_SAY(
                options,
                "从网上只能核对清单里的文件；服务器上有没有多出文件，要在服务器上用文件夹核对。",
                "Over HTTP only what the manifest lists can be seen; files that "
                "were added are found by verifying the folder on the host.")));
}

/* One object behind the findings. */
static void say_json(const gk_options *options, const gk_verified *v)
{
    gk_buf line = GK_BUF_INIT;
    gk_buf_puts(&line, "{\"verified\": ");
    gk_buf_put_json(&line, gk_view_of(options->args[0]));
    gk_buf_printf(&line, ", \"files\": %zu, \"good\": %zu, \"changed\": %zu, \"missing\": %zu",
                  v->files, v->good, v->changed, v->missing);
    if (v->over_http)
        gk_buf_puts(&line, ", \"added\": null");
    else
        gk_buf_printf(&line, ", \"added\": %zu", v->added);
    gk_buf_printf(
        &line, ", \"redirected\": %zu, \"taken_down\": %zu, \"overdue\": %zu, \"signer\": ", v->led,
        v->down, v->overdue);
    if (v->signer.n)
        gk_buf_put_json(&line, v->signer);
    else
        gk_buf_puts(&line, "null");
    gk_buf_puts(&line, ", \"now\": ");
    gk_buf_put_json(&line, v->now);
    gk_buf_puts(&line, ", \"commit\": ");
    gk_buf_put_json(&line, v->commit);
    gk_buf_puts(&line, "}\n");
    gk_report_out(gk_buf_view(&line));
    gk_buf_free(&line);
}

static void say_rebuilt(const gk_options *options, const gk_rebuilt *r)
{
    gk_buf line = GK_BUF_INIT;
    const char *form =
        options->format == GK_FORMAT_JSON
            ? "{\"rebuilt\": true, \"same\": %zu, \"differ\": %zu, \"private_gone\": %zu, "
              "\"taken_down\": %zu}\n"
            : GK_SAY(options, "重新生成：相同 %zu 个文件，不同 %zu，名册已不在 %zu，已按期撤下 %zu",
                     "built again: %zu files the same, %zu differ, %zu without their rosters, %zu "
                     "taken down");
    gk_buf_printf(&line, form, r->same, r->differ, r->gone, r->down);
    if (options->format == GK_FORMAT_JSON)
        gk_report_out(gk_buf_view(&line));
    else
        gk_report_line(options, gk_buf_view(&line));
    gk_buf_free(&line);
}

static const char *first_of(const char *given, gk_view configured, const char *otherwise)
{
    return given ? given : configured.n ? configured.p : otherwise;
}

/* What the command line leaves out stands in the server's configuration. */
static void rebuild(const gk_options *options, const gk_server *server, const gk_verified *verified,
                    gk_rebuilt *out, gk_diags *diags)
{
    gk_buf share = GK_BUF_INIT;
    const char *const *values = options->values;
    gk_build_share(&share);
    gk_rebuild_options asked = {
        .record = verified->record,
        .repo = first_of(values[GK_OPT_REPO], server->repo, NULL),
        .share = share.p,
        .private_folder = first_of(values[GK_OPT_PRIVATE], server->private_folder,
                                   options->around.private_folder),
        .signers = first_of(values[GK_OPT_SIGNERS], server->signers, values[GK_OPT_KEY]),
        .log = first_of(NULL, server->log, NULL),
        .ref = server->ref,
        .tmp = options->around.tmpdir,
        .jobs = options->jobs};
    gk_rebuild_run(&asked, out, diags);
    gk_buf_free(&share);
}

gk_exit gk_cmd_verify(const gk_options *options)
{
    gk_diags diags = GK_DIAGS_INIT;
    gk_verified verified;
    const char *given = options->values[GK_OPT_NOW];
    gk_verify_options asked = {.where = options->args[0],
                               .signers = options->values[GK_OPT_KEY],
                               .now = {(int64_t)time(NULL), DAY_OFFSET, false}};
    asked.now_given = given != NULL;
    if (given) gk_date_parse(gk_view_of(given), DAY_OFFSET, &asked.now);
    gk_rebuilt rebuilt = {.built = false};
    bool again = options->values[GK_OPT_REBUILD] != NULL;
    if (again && !options->values[GK_OPT_REPO] && !options->values[GK_OPT_CONFIG]) {
        gk_diag_add(&diags, GK_MSG_rebuild_repo, gk_place_file((gk_view){NULL, 0}));
        gk_report_diags(options, &diags);
        gk_diags_free(&diags);
        return GK_EXIT_USAGE;
    }
    gk_arena arena = GK_ARENA_INIT;
    gk_server server;
    bool configured = options->values[GK_OPT_CONFIG] && !asked.signers;
    bool found = (again || configured) && gk_serving_find(options, &arena, &diags, &server);
    if (found && configured) asked.signers = first_of(NULL, server.signers, NULL);
    gk_verify_run(&asked, &verified, &diags);
    if (again && found && verified.read) rebuild(options, &server, &verified, &rebuilt, &diags);
    gk_report_diags(options, &diags);
    if (verified.read && options->format == GK_FORMAT_JSON) {
        say_json(options, &verified);
    } else if (verified.read) {
        say_counts(options, &verified);
        say_record(options, &verified);
    }
    if (rebuilt.built) say_rebuilt(options, &rebuilt);
    gk_exit result = gk_report_exit(&diags);
    gk_verified_free(&verified);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
    return result;
}
