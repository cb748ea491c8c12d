/* Evidence from the repository: the document, its revisions, and the commits that made them. */
#include <fcntl.h>

#include "base/fs.h"
#include "build/archive_parts.h"
#include "source/history.h"

enum { DOCUMENT_MAX = 16 * 1024 * 1024 };

static void put_person(const char *word, const gk_git_person *person, gk_buf *out)
{
    gk_buf_printf(out, "%s %.*s <%.*s> ", word, (int)person->name.n, person->name.p,
                  (int)person->email.n, person->email.p);
    gk_date_put_rfc3339(out, (gk_date){person->time, person->offset, false});
    gk_buf_putc(out, '\n');
}

static void pack_commit(gk_packing *p, const gk_git_id *id)
{
    char hex[GK_GIT_HEX];
    gk_git_commit commit;
    gk_buf text = GK_BUF_INIT;
    if (!gk_git_commit_read(p->git, id, &p->arena, &commit)) return;
    gk_git_id_hex(id, hex);
    gk_buf_printf(&text, "commit %s\n", hex);
    gk_git_id_hex(&commit.tree, hex);
    gk_buf_printf(&text, "tree %s\n", hex);
    for (size_t i = 0; i < commit.parent_count; i++) {
        gk_git_id_hex(&commit.parents[i], hex);
        gk_buf_printf(&text, "parent %s\n", hex);
    }
    put_person("author", &commit.author, &text);
    put_person("committer", &commit.committer, &text);
    gk_buf_putc(&text, '\n');
    gk_buf_put(&text, commit.message);
    gk_git_id_hex(id, hex);
    gk_view name = gk_view_of(hex);
    gk_pack_file(p, "历史/提交/", GK_JOIN(&p->arena, name, GK_V(".txt")), gk_buf_view(&text));
    gk_pack_file(p, "历史/提交/", GK_JOIN(&p->arena, name, GK_V(".commit")), commit.raw);
    if (commit.signature.n) {
        p->signed_count++;
        gk_pack_file(p, "历史/提交/", GK_JOIN(&p->arena, name, GK_V(".sig")), commit.signature);
        gk_pack_file(p, "历史/提交/", GK_JOIN(&p->arena, name, GK_V(".payload")), commit.payload);
    }
    gk_buf_free(&text);
}

static void note_commit(gk_packing *p, const gk_site *site, uint32_t number)
{
    const gk_arrivals *arrivals = site->arrivals;
    gk_pack_commit noted = {gk_history_at(site->approval_history, number)->id, 0};
    for (uint32_t i = 0; i < p->commit_count; i++)
        if (gk_git_id_eq(&p->commits[i].id, &noted.id)) return;
    if (arrivals && arrivals->of[number])
        noted.line = arrivals->items[arrivals->of[number] - 1].line;
    p->commits[p->commit_count++] = noted;
}

static void note_approval(gk_packing *p, const gk_site *site, const gk_approval *approval)
{
    const gk_approval_rules *rules = site->approval_rules;
    gk_buf *out = &p->approvals;
    gk_buf_puts(out, "步骤\t状态\t职务\t时间\t提交\n");
    for (uint32_t s = 0; s < rules->step_count; s++) {
        const gk_approval_found *found = &approval->found[s];
        gk_approval_state state = (gk_approval_state)found->state;
        bool there = state != GK_APPROVAL_MISSING;
        char hex[GK_GIT_HEX];
        if (!there && !(approval->rule->steps >> s & 1)) continue;
        gk_buf_put(out, rules->steps[s].label);
        gk_buf_printf(out, "\t%s\t", gk_approval_state_label(state));
        if (there) gk_buf_put(out, found->role);
        gk_buf_putc(out, '\t');
        if (there && found->time != GK_HISTORY_NEVER)
            gk_date_put_rfc3339(out, (gk_date){found->time, site->now.offset, false});
        if (there) gk_git_id_hex(&gk_history_at(site->approval_history, found->commit)->id, hex);
        gk_buf_printf(out, "\t%s\n", there ? hex : "");
        if (there) note_commit(p, site, found->commit);
    }
}

void gk_pack_note(gk_packing *p, const gk_site *site, uint32_t doc)
{
    const gk_story *story = site->docs[doc].story;
    uint32_t file = site->docs[doc].card->source, count = 0;
    const gk_approval *approval = site->approvals ? &site->approvals[file] : NULL;
    const uint32_t *carriers = NULL;
    if (!site->approval_history) return;
    carriers =
        gk_history_carriers(site->approval_history, gk_site_doc_path(site, doc), &p->arena, &count);
    size_t most = (story ? story->count : 0) + count + GK_APPROVAL_STEPS;
    p->commits = gk_arena_calloc(&p->arena, most, sizeof *p->commits);
    for (uint32_t i = 0; story && i < story->count; i++)
        note_commit(p, site, story->revisions[i].commit);
    for (uint32_t i = 0; i < count; i++) note_commit(p, site, carriers[i]);
    if (approval && approval->rule) note_approval(p, site, approval);
}

static void pack_story(gk_packing *p, const gk_history *history, const gk_story *story)
{
    static const char *const kinds[] = {"新建", "修改", "移动"};
    gk_buf table = GK_BUF_INIT;
    gk_buf_puts(&table, "时间\t做了什么\t说明\t作者\t文件\t提交\n");
    for (uint32_t i = 0; i < story->count; i++) {
        const gk_revision *revision = &story->revisions[i];
        const gk_history_commit *commit = gk_history_at(history, revision->commit);
        char hex[GK_GIT_HEX];
        gk_git_id_hex(&commit->id, hex);
        if (commit->time != GK_HISTORY_NEVER)
            gk_date_put_rfc3339(&table, (gk_date){commit->time, 8 * 60, false});
        gk_buf_printf(&table, "\t%s\t%.*s\t%.*s\t%.*s\t%s\n", kinds[revision->kind],
                      (int)commit->subject.n, commit->subject.p, (int)commit->author.n,
                      commit->author.p, (int)revision->path.n, revision->path.p, hex);
    }
    gk_pack_file(p, "历史/", GK_V("修改记录.tsv"), gk_buf_view(&table));
    gk_buf_free(&table);
    p->revisions = story->count;
    /* A site that shows no history has none when it is looked at. */
    for (uint32_t i = 0; i < story->count && !p->commits; i++)
        if (!i || story->revisions[i].commit != story->revisions[i - 1].commit)
            pack_commit(p, &gk_history_at(history, story->revisions[i].commit)->id);
}

/* Whose signatures of approvals count: without it nobody could do the check again. */
static void pack_signers(gk_packing *p)
{
    gk_buf text = GK_BUF_INIT;
    const char *file = p->options->signers;
    p->has_signers = file && *file && gk_fs_read(AT_FDCWD, file, DOCUMENT_MAX, &text) == 0;
    if (p->has_signers) gk_pack_file(p, "历史/", GK_V("可信签名人"), gk_buf_view(&text));
    gk_buf_free(&text);
}

static void pack_document(gk_packing *p, const gk_git_id *tip)
{
    gk_git_commit commit;
    gk_git_entry entry;
    gk_buf text = GK_BUF_INIT;
    gk_view slash = p->site.n ? GK_V("/") : GK_V("");
    gk_view path = GK_JOIN(&p->arena, p->site, slash, p->source);
    if (gk_git_commit_read(p->git, tip, &p->arena, &commit) &&
        gk_git_find(p->git, &commit.tree, path, &entry) &&
        gk_git_blob(p->git, &entry.id, DOCUMENT_MAX, &text))
        gk_pack_file(p, "文稿/", p->source, gk_buf_view(&text));
    gk_buf_free(&text);
}

bool gk_pack_history(gk_packing *p)
{
    gk_git_id tip;
    gk_date now;
    gk_story story;
    if (!gk_git_id_parse(p->commit, &tip) || !gk_date_parse(p->now, 0, &now)) return false;
    pack_document(p, &tip);
    gk_history_options options = {.git = p->git,
                                  .tip = tip,
                                  .prefix =
                                      p->site.n ? GK_JOIN(&p->arena, p->site, GK_V("/")) : p->site,
                                  .now = now.seconds};
    gk_diags ignored = GK_DIAGS_INIT;
    gk_history *history = gk_history_open(&options, &ignored);
    if (gk_history_story(history, p->source, &p->arena, &story)) pack_story(p, history, &story);
    gk_history_close(history);
    gk_diags_free(&ignored);
    for (uint32_t i = 0; i < p->commit_count; i++) pack_commit(p, &p->commits[i].id);
    if (p->approvals.n) gk_pack_file(p, "历史/", GK_V("审批.tsv"), gk_buf_view(&p->approvals));
    if (p->signed_count) pack_signers(p);
    return true;
}
