/* Evidence from the repository: the document, its revisions, and the commits that made them. */
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
    if (commit.signature.n) {
        gk_pack_file(p, "历史/提交/", GK_JOIN(&p->arena, name, GK_V(".sig")), commit.signature);
        gk_pack_file(p, "历史/提交/", GK_JOIN(&p->arena, name, GK_V(".payload")), commit.payload);
    }
    gk_buf_free(&text);
}

static bool was_packed(const gk_story *story, const gk_history *history, uint32_t revision)
{
    const gk_git_id *id = &gk_history_at(history, story->revisions[revision].commit)->id;
    for (uint32_t i = 0; i < revision; i++)
        if (gk_git_id_eq(id, &gk_history_at(history, story->revisions[i].commit)->id)) return true;
    return false;
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
    for (uint32_t i = 0; i < story->count; i++)
        if (!was_packed(story, history, i))
            pack_commit(p, &gk_history_at(history, story->revisions[i].commit)->id);
    uint32_t count;
    const uint32_t *carriers = gk_history_carriers(history, p->source, &p->arena, &count);
    for (uint32_t i = 0; i < count; i++) {
        bool again = false;
        const gk_git_id *id = &gk_history_at(history, carriers[i])->id;
        for (uint32_t k = 0; k < story->count; k++)
            again |= gk_git_id_eq(id, &gk_history_at(history, story->revisions[k].commit)->id);
        if (!again) pack_commit(p, id);
    }
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
    return true;
}
