#include "build/approval.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/signature.h"
#include "build/former.h"

enum { DOCUMENT_MAX = 4 << 20, PATH_MOST = 4096 };

/* What a commit says: read once. */
typedef struct statement {
    bool read, lists; /* lists: it has lines "Approves: …", and speaks of nothing else */
    gk_approval_line *lines;
    uint32_t count;
    gk_view author;
} statement;

/* A line "Approves: PATH BLOB" of a commit. */
typedef struct listing {
    uint32_t commit;
    uint32_t next; /* of the same path, number + 1 */
    gk_git_id blob;
} listing;

typedef struct judging {
    gk_job *job;
    const gk_git *git;
    gk_view prefix;
    statement *statements; /* by commit */
    gk_map listed;         /* path in the repository → number + 1 of a listing */
    listing *listings;
    size_t listing_count, listing_cap;
    gk_approval_line *lines; /* that speak of the document at hand */
    uint32_t line_count;
    size_t line_cap;
    gk_arena arena;
} judging;

/* Who signed a commit, in small letters, if it is somebody of the allowed signers. */
static gk_view signer_of(const judging *j, const gk_git_commit *commit, uint32_t number)
{
    const gk_history_commit *known = gk_history_at(j->job->history, number);
    gk_signature_case given = {.bytes = commit->payload,
                               .signature = commit->signature,
                               .space = "git",
                               .signers = j->job->options->signers,
                               .at = {known->time, 0, false}};
    gk_buf signer = GK_BUF_INIT, said = GK_BUF_INIT;
    gk_view name = {NULL, 0};
    if (given.signers && commit->signature.n && known->time != GK_HISTORY_NEVER &&
        gk_signature_check(&given, &signer, &said) == GK_SIGNATURE_GOOD) {
        for (size_t i = 0; i < signer.n; i++)
            if (signer.p[i] >= 'A' && signer.p[i] <= 'Z') signer.p[i] += 'a' - 'A';
        name = gk_arena_view(&j->job->arena, gk_view_trim(gk_buf_view(&signer)));
    }
    gk_buf_free(&signer);
    gk_buf_free(&said);
    return name;
}

static const statement *read_statement(judging *j, uint32_t number)
{
    statement *s = &j->statements[number];
    gk_git_commit commit;
    if (s->read) return s;
    s->read = true;
    const gk_history_commit *known = gk_history_at(j->job->history, number);
    s->author = known->email;
    if (!gk_git_commit_read(j->git, &known->id, &j->arena, &commit)) return s;
    s->count = gk_approval_lines(commit.message, &j->arena, &s->lines);
    if (!s->count) return s;
    gk_view signer = signer_of(j, &commit, number);
    for (uint32_t i = 0; i < s->count; i++) {
        s->lines[i].time = known->time;
        s->lines[i].commit = number;
        s->lines[i].verified = signer.n && gk_view_eq(signer, s->lines[i].email);
        s->lists = s->lists || gk_view_same_word(s->lines[i].key, GK_V("Approves"));
    }
    return s;
}

/* "content/notices/a.md 3f2a…". */
static void add_listing(judging *j, uint32_t commit, gk_view value)
{
    size_t space = gk_view_rfind_byte(value, ' ');
    listing found = {.commit = commit};
    bool fresh;
    if (space == SIZE_MAX || space > PATH_MOST ||
        !gk_git_id_parse(gk_view_from(value, space + 1), &found.blob))
        return;
    gk_view path = gk_view_trim(gk_view_n(value.p, space));
    uint64_t *first = gk_map_put(&j->listed, gk_arena_view(&j->arena, path), &fresh);
    found.next = fresh ? 0 : (uint32_t)*first;
    j->listings =
        gk_mem_grow(j->listings, &j->listing_cap, j->listing_count + 1, sizeof *j->listings);
    j->listings[j->listing_count++] = found;
    *first = j->listing_count;
}

static void read_listings(judging *j)
{
    for (uint32_t c = 0; c < gk_history_count(j->job->history); c++) {
        if (!gk_history_at(j->job->history, c)->listed) continue;
        const statement *s = read_statement(j, c);
        for (uint32_t i = 0; i < s->count; i++)
            if (gk_view_same_word(s->lines[i].key, GK_V("Approves")))
                add_listing(j, c, s->lines[i].rest);
    }
}

static void add_lines(judging *j, const statement *s)
{
    j->lines = gk_mem_grow(j->lines, &j->line_cap, j->line_count + s->count + 1, sizeof *j->lines);
    if (s->count) memcpy(j->lines + j->line_count, s->lines, s->count * sizeof *s->lines);
    j->line_count += s->count;
}

/* All lines that speak of a text at a path. */
static void collect_lines(judging *j, gk_view path, const gk_story *story)
{
    uint32_t count;
    const uint32_t *carriers = gk_history_carriers(j->job->history, path, &j->arena, &count);
    const statement *s = read_statement(j, story->commit);
    j->line_count = 0;
    if (!s->lists) add_lines(j, s);
    for (uint32_t i = 0; i < count; i++) {
        s = read_statement(j, carriers[i]);
        if (!s->lists) add_lines(j, s);
    }
    gk_view whole = GK_JOIN(&j->arena, j->prefix, path);
    const uint64_t *first = gk_map_get(&j->listed, whole);
    for (size_t l = first ? (size_t)*first : 0; l; l = j->listings[l - 1].next)
        /* One that is older than the text speaks of an earlier time when it was the same. */
        if (gk_git_id_eq(&j->listings[l - 1].blob, &story->blob) &&
            j->listings[l - 1].commit > story->commit)
            add_lines(j, read_statement(j, j->listings[l - 1].commit));
}

/* Who wrote the present text: who brought it, and when that was a move only, who last changed it.
 */
static uint32_t authors_of(judging *j, const gk_story *story, gk_view **out)
{
    uint32_t n = 0, most = (story->count + 1) * (1 + GK_APPROVAL_LINES);
    gk_view *list = gk_arena_alloc(&j->arena, (size_t)most * sizeof *list);
    for (uint32_t i = 0; i < story->count; i++) {
        const statement *s = read_statement(j, story->revisions[i].commit);
        list[n++] = s->author;
        for (uint32_t k = 0; k < s->count; k++)
            if (gk_view_same_word(s->lines[k].key, GK_V("Co-authored-by")))
                list[n++] = s->lines[k].email;
        if (story->revisions[i].kind != GK_REVISION_MOVED) break;
    }
    *out = list;
    return n;
}

/* Whether the file is as the commit has it. */
static bool is_committed(const judging *j, size_t file, const gk_git_id *blob)
{
    gk_buf here = GK_BUF_INIT, there = GK_BUF_INIT;
    bool same = j->job->options->git != NULL;
    if (!same)
        same = gk_source_read(j->job->source, file, DOCUMENT_MAX, &here) &&
               gk_git_blob(j->git, blob, DOCUMENT_MAX, &there) &&
               gk_view_eq(gk_buf_view(&here), gk_buf_view(&there));
    gk_buf_free(&here);
    gk_buf_free(&there);
    return same;
}

/* What the push that brought it found as rules has to be met, too. */
static void judge_by_former(judging *j, const gk_story *story, gk_view type, gk_view branch,
                            const gk_view *authors, uint32_t author_count, gk_approval *out)
{
    const gk_approval_rules *former = gk_former_of(j->job, story->commit);
    const gk_approval_rule *rule = former ? gk_approval_rule_of(former, type, branch) : NULL;
    gk_approval judged;
    if (!rule || (out->rule && !out->granted)) return;
    gk_approval_judge(former, rule, branch, j->lines, j->line_count, authors, author_count,
                      &judged);
    judged.former = former;
    if (!judged.granted) *out = judged;
}

static void judge(judging *j, size_t file, const uint32_t *before)
{
    gk_job *job = j->job;
    const gk_card *card = job->digested[file].card;
    gk_view path = gk_source_at(job->source, file)->path, *authors = NULL;
    gk_view type = job->config.types.items[card->type].name;
    gk_view branch = gk_value_view(gk_value_get(gk_card_values(card), GK_V("branch"), NULL, NULL));
    const gk_approval_rule *rule = gk_approval_rule_of(&job->approval_rules, type, branch);
    gk_approval *out = &job->approvals[file];
    gk_story story;
    gk_arena_reset(&job->scratch);
    bool known = job->history && j->statements &&
                 gk_history_story(job->history, path, &job->scratch, &story) &&
                 story.commit != GK_HISTORY_NONE && is_committed(j, file, &story.blob);
    if (!rule && !known) return;
    *out = (gk_approval){.rule = rule};
    bool exempt = known && before && before[story.commit];
    if (exempt) *out = (gk_approval){.rule = rule, .granted = true, .exempt = true};
    if (!known || (exempt && !gk_former_of(job, story.commit))) return;
    collect_lines(j, path, &story);
    uint32_t author_count = authors_of(j, &story, &authors);
    if (!exempt)
        gk_approval_judge(&job->approval_rules, rule, branch, j->lines, j->line_count, authors,
                          author_count, out);
    judge_by_former(j, &story, type, branch, authors, author_count, out);
}

static void put_missing(const gk_approval_rules *rules, const gk_approval *approval, gk_buf *out)
{
    size_t from = out->n;
    for (uint32_t s = 0; s < rules->step_count; s++) {
        if (!(approval->rule->steps >> s & 1) || approval->found[s].enough) continue;
        if (out->n > from) gk_buf_puts(out, "、");
        gk_buf_put(out, rules->steps[s].label);
    }
}

static void report(gk_job *job, size_t file)
{
    const gk_approval *approval = &job->approvals[file];
    const gk_card *card = job->digested[file].card;
    bool over = (card->expires != GK_NO_DATE && card->expires <= job->now.seconds) ||
                (card->withdrawn != GK_NO_DATE && card->withdrawn <= job->now.seconds);
    gk_buf words = GK_BUF_INIT;
    if (approval->granted || card->draft || over || job->options->drafts) return;
    put_missing(approval->former ? approval->former : &job->approval_rules, approval, &words);
    gk_view path = gk_source_at(job->source, file)->path;
    gk_view place = gk_source_shown(job->source, path, &job->arena);
    gk_diag_add(job->diags,
                approval->former       ? GK_MSG_approval_waived
                : approval->rule->stop ? GK_MSG_approval_required
                                       : GK_MSG_approval_missing,
                gk_place_file(place), gk_buf_view(&words));
    gk_buf_free(&words);
}

/* The commits that the rules pass over: `since` and all before it; NULL: none. */
static const uint32_t *find_exempt(gk_job *job)
{
    gk_git_id since;
    gk_view digits = job->approval_rules.since;
    if (!digits.n || !job->history || !gk_git_id_parse(digits, &since)) return NULL;
    const uint32_t *before = gk_history_before(job->history, &since, &job->arena);
    if (!before) {
        gk_view file = gk_source_shown(job->source, GK_V("data/approval.yaml"), &job->arena);
        gk_diag_add(job->diags, GK_MSG_approval_unknown_since, gk_place_file(file), digits);
    }
    return before;
}

static bool speaks_of_approval(const gk_job *job)
{
    return job->approval_rules.rule_count > 0 || job->former;
}

void gk_stage_approval(gk_job *job)
{
    size_t count = gk_source_count(job->source);
    const gk_git *git = job->options->git ? job->options->git : job->git;
    judging j = {.job = job, .git = git, .prefix = job->history_prefix, .listed = GK_MAP_INIT};
    gk_former_find(job, git);
    if (!speaks_of_approval(job)) return;
    job->approvals = gk_arena_calloc(&job->arena, count, sizeof *job->approvals);
    if (job->history && git) {
        j.statements = gk_mem_calloc(gk_history_count(job->history) + 1, sizeof *j.statements);
        read_listings(&j);
    } else {
        gk_view file = gk_source_shown(job->source, GK_V("data/approval.yaml"), &job->arena);
        gk_diag_add(job->diags, GK_MSG_approval_history, gk_place_file(file));
    }
    const char *signers = job->options->signers;
    if (signers && access(signers, R_OK) != 0)
        gk_diag_add(job->diags, GK_MSG_approval_signers, gk_place_file(gk_view_of(signers)));
    const uint32_t *before = find_exempt(job);
    for (size_t i = 0; i < count; i++) {
        if (!job->digested[i].card) continue;
        judge(&j, i, before);
        if (job->approvals[i].rule && !job->options->survey_approval) report(job, i);
    }
    gk_arena_reset(&job->scratch);
    free(j.statements);
    free(j.listings);
    free(j.lines);
    gk_map_free(&j.listed);
    gk_arena_free(&j.arena);
}
