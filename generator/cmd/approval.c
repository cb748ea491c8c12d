#include "cmd/report.h"
#include "cmd/run.h"
#include "model/site.h"

typedef struct showing {
    const gk_options *options;
    gk_view wanted; /* the document; empty: all that need approval */
    bool found;
    gk_buf out;
} showing;

static bool is_wanted(const showing *s, const gk_site *site, gk_view path)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_view name = s->wanted;
    while (gk_view_starts(name, GK_V("./"))) name = gk_view_from(name, 2);
    while (gk_view_ends(name, GK_V("/"))) name.n--;
    bool same = gk_view_eq(path, name) ||
                gk_view_eq(gk_source_shown(site->source, path, &arena), name) ||
                gk_view_eq(path, GK_JOIN(&arena, name, GK_V("/index.md")));
    gk_arena_free(&arena);
    return same;
}

static const char *why_of(const gk_options *options, gk_approval_why why)
{
    switch (why) {
    case GK_APPROVAL_NO_LINE: return GK_SAY(options, "没有登记", "no line");
    case GK_APPROVAL_NOBODY:
        return GK_SAY(options, "登记的邮箱不是审批人", "the email is no approver's");
    case GK_APPROVAL_ROLE:
        return GK_SAY(options, "登记的人没有这一步的职务，或者不管这个支部",
                      "the approver has not that role, or not for this branch");
    case GK_APPROVAL_AUTHOR:
        return GK_SAY(options, "登记的人是作者本人", "the approver is the author");
    case GK_APPROVAL_UNSIGNED:
        return GK_SAY(options, "已登记，但要有核验过的签名",
                      "recorded, but without a verified signature");
    }
    return "";
}

static void put_step(const gk_options *options, const gk_site *site, const gk_approval_step *step,
                     const gk_approval_found *found, gk_buf *out)
{
    gk_approval_state state = (gk_approval_state)found->state;
    gk_buf_puts(out, found->enough ? "    ✓ " : "    ✗ ");
    gk_buf_put(out, step->label);
    gk_buf_puts(out, "  ");
    if (found->enough) {
        gk_buf_puts(out,
                    GK_SAY(options, gk_approval_state_label(state), gk_approval_state_name(state)));
        if (found->time != GK_HISTORY_NEVER) {
            gk_buf_putc(out, ' ');
            gk_date_put_day(out, (gk_date){found->time, site->now.offset, false});
        }
        gk_buf_putc(out, ' ');
        gk_buf_put(out, found->role);
    } else {
        gk_buf_puts(out, why_of(options, (gk_approval_why)found->why));
    }
    gk_buf_putc(out, '\n');
}

/* Who may take a step: their roles; people are not named. */
static void put_roles(const gk_approval_step *step, gk_buf *out)
{
    for (uint32_t i = 0; i < step->roles.count; i++) {
        gk_buf_puts(out, i ? "、" : "  # ");
        gk_buf_put(out, step->roles.items[i]);
    }
}

static const gk_approval_rules *rules_of(const gk_site *site, const gk_approval *approval)
{
    return approval->former ? approval->former : site->approval_rules;
}

/* The lines that a commit without changes has to have. */
static void put_lines(const gk_options *options, const gk_site *site, gk_view path,
                      const gk_approval *approval, gk_buf *out)
{
    const gk_approval_rules *rules = rules_of(site, approval);
    gk_arena arena = GK_ARENA_INIT;
    gk_story story;
    char hex[GK_GIT_HEX];
    bool known =
        site->approval_history && gk_history_story(site->approval_history, path, &arena, &story);
    if (!known) {
        gk_buf_puts(out, GK_SAY(options, "      先提交这篇文稿，再审批。\n",
                                "      commit the document first.\n"));
    } else {
        gk_git_id_hex(&story.blob, hex);
        gk_buf_puts(out, GK_SAY(options, "      审批人提交时，在说明的最后一段写：\n",
                                "      the approver's commit has to end with these lines:\n"));
        gk_buf_puts(out, "        Approves: ");
        gk_buf_put(out, site->approval_prefix);
        gk_buf_put(out, path);
        gk_buf_printf(out, " %s\n", hex);
        for (uint32_t s = 0; s < rules->step_count; s++) {
            const gk_approval_step *step = &rules->steps[s];
            if (!(approval->rule->steps >> s & 1) || approval->found[s].enough) continue;
            gk_buf_puts(out, "        ");
            gk_buf_put(out, step->trailer);
            gk_buf_puts(out, GK_SAY(options, ": 姓名 <邮箱>", ": Name <email>"));
            put_roles(step, out);
            gk_buf_putc(out, '\n');
        }
        gk_buf_puts(out, GK_SAY(options, "      没有要改的内容时用 git commit --allow-empty",
                                "      without changes: git commit --allow-empty"));
        gk_buf_puts(out, approval->rule->verified ? " -S\n" : "\n");
    }
    gk_arena_free(&arena);
}

static void put_document(const gk_options *options, const gk_site *site, gk_view path,
                         const gk_approval *approval, gk_buf *out)
{
    gk_buf_put(out, path);
    gk_buf_puts(out, !approval->rule ? GK_SAY(options, "  不用审批\n", "  needs no approval\n")
                     : approval->exempt
                         ? GK_SAY(options, "  规定以前的，不用补\n", "  older than the rules\n")
                     : approval->granted ? GK_SAY(options, "  已审批\n", "  approved\n")
                                         : GK_SAY(options, "  没有审批\n", "  not approved\n"));
    if (!approval->rule || approval->exempt) return;
    const gk_approval_rules *rules = rules_of(site, approval);
    for (uint32_t s = 0; s < rules->step_count; s++)
        if (approval->rule->steps >> s & 1)
            put_step(options, site, &rules->steps[s], &approval->found[s], out);
    if (!approval->granted) put_lines(options, site, path, approval, out);
}

static void put_json(const gk_site *site, gk_view path, const gk_approval *approval, gk_buf *out)
{
    const gk_approval_rules *rules = rules_of(site, approval);
    bool first = true;
    gk_buf_puts(out, "{\"path\": ");
    gk_buf_put_json(out, path);
    gk_buf_printf(out, ", \"needed\": %s, \"approved\": %s, \"steps\": [",
                  approval->rule ? "true" : "false",
                  !approval->rule || approval->granted ? "true" : "false");
    for (uint32_t s = 0; approval->rule && s < rules->step_count; s++) {
        const gk_approval_found *found = &approval->found[s];
        if (!(approval->rule->steps >> s & 1)) continue;
        gk_buf_puts(out, first ? "{\"step\": " : ", {\"step\": ");
        gk_buf_put_json(out, rules->steps[s].name);
        gk_buf_printf(out, ", \"state\": \"%s\", \"enough\": %s}",
                      gk_approval_state_name((gk_approval_state)found->state),
                      found->enough || approval->exempt ? "true" : "false");
        first = false;
    }
    gk_buf_puts(out, "]}\n");
}

static void show(void *ctx, const gk_site *site)
{
    static const gk_approval none = {.granted = true};
    showing *s = ctx;
    for (size_t i = 0; i < site->file_count; i++) {
        gk_view path = gk_source_at(site->source, i)->path;
        const gk_approval *approval = site->approvals ? &site->approvals[i] : &none;
        bool wanted = s->wanted.n ? is_wanted(s, site, path) : approval->rule != NULL;
        if (!wanted || !gk_site_is_document(path)) continue;
        s->found = true;
        if (s->options->format == GK_FORMAT_JSON)
            put_json(site, path, approval, &s->out);
        else
            put_document(s->options, site, path, approval, &s->out);
    }
}

gk_exit gk_cmd_approval(const gk_options *options)
{
    gk_run run;
    gk_diags diags = GK_DIAGS_INIT;
    gk_options speaking = *options;
    showing s = {.options = options,
                 .wanted = gk_view_of(options->arg_count ? options->args[0] : NULL)};
    gk_exit begun = gk_run_init(&run, options);
    run.build.all_scopes = true;
    run.build.survey_approval = true;
    gk_build_status status = begun ? GK_BUILD_CONTENT : gk_build_look(&run.build, &diags, show, &s);
    gk_run_end_progress(&run);
    if (!begun && status == GK_BUILD_DONE && s.wanted.n && !s.found)
        gk_diag_add(&diags, GK_MSG_approval_document, gk_place_file(s.wanted));
    /* Standard output is the answer's alone. */
    speaking.format = GK_FORMAT_HUMAN;
    gk_report_diags(&speaking, &diags);
    gk_exit result = begun ? begun : gk_report_exit(&diags);
    if (result == GK_EXIT_FINE) result = (gk_exit)status;
    if (!gk_report_out(gk_buf_view(&s.out)) && result == GK_EXIT_FINE) result = GK_EXIT_SYSTEM;
    gk_buf_free(&s.out);
    gk_diags_free(&diags);
    gk_run_free(&run);
    return result;
}
