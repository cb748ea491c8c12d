#include "source/history.h"

#include "source/repository.h"

#define NOW 1790000000

/* c TIME MESSAGE: commits everything. m TIME BRANCH: merges it. */
#define BEGIN                                                                                      \
    "at() { export GIT_AUTHOR_DATE=\"@$1 +0800\" GIT_COMMITTER_DATE=\"@$1 +0800\"; }; "            \
    "c() { at $1; git add -A; git commit -qm \"$2\"; }; "                                          \
    "m() { at $1; git merge -q --no-ff -m \"merge $2\" $2; }; "                                    \
    "lines() { for i in 1 2 3 4 5 6 7 8 9; do echo \"$1 $i\"; done; }; "                           \
    "[ -d .git ] || git init -q -b main; git config advice.detachedHead false; "

typedef struct opened {
    gk_git *git;
    gk_history *history;
    gk_diags diags;
    gk_arena arena;
    gk_buf text;
} opened;

static bool open_with(opened *o, const char *folder, const char *rev, const char *prefix,
                      const char *cache)
{
    char path[1024], file[1100];
    *o = (opened){.git = NULL};
    snprintf(path, sizeof path, "%s/%s", gk_test_dir(), folder);
    snprintf(file, sizeof file, "%s/%s", gk_test_dir(), cache ? cache : "");
    o->git = gk_git_open(path, GK_GIT_HERE, &o->diags);
    gk_history_options options = {.git = o->git,
                                  .prefix = gk_view_of(prefix),
                                  .now = NOW,
                                  .cache = cache ? file : NULL,
                                  .keep = true};
    if (!o->git || !gk_git_resolve(o->git, gk_view_of(rev), &options.tip, &o->diags)) return false;
    o->history = gk_history_open(&options, &o->diags);
    return true;
}

static void close_it(opened *o)
{
    gk_history_close(o->history);
    gk_git_close(o->git);
    gk_arena_free(&o->arena);
    gk_buf_free(&o->text);
    gk_diags_free(&o->diags);
}

static void put_time(gk_buf *out, int64_t time)
{
    if (time == GK_HISTORY_NEVER)
        gk_buf_puts(out, "-");
    else
        gk_buf_put_int(out, time);
}

/* "created changed: kind+subject@time path; …" with times relative to 1780000000. */
static void put_story(opened *o, const char *path)
{
    static const char kinds[] = "+~>";
    gk_story story;
    if (!gk_history_story(o->history, gk_view_of(path), &o->arena, &story)) {
        gk_buf_puts(&o->text, "none");
        return;
    }
    put_time(&o->text, story.created);
    gk_buf_putc(&o->text, ' ');
    put_time(&o->text, story.changed);
    gk_buf_puts(&o->text, story.whole ? ":" : "?");
    for (uint32_t i = 0; i < story.count; i++) {
        const gk_revision *r = &story.revisions[i];
        const gk_history_commit *c = gk_history_at(o->history, r->commit);
        gk_buf_printf(&o->text, " %c%.*s@", kinds[r->kind], (int)c->subject.n, c->subject.p);
        put_time(&o->text, c->time);
    }
    for (uint32_t i = 0; i < story.stand_count; i++) {
        bool told = gk_view_is(story.stands[i].path, path);
        for (uint32_t k = 0; k < i; k++)
            told = told || gk_view_eq(story.stands[k].path, story.stands[i].path);
        if (!told)
            gk_buf_printf(&o->text, " <%.*s", (int)story.stands[i].path.n, story.stands[i].path.p);
    }
}

static void check_story(const char *rev, const char *prefix, const char *path, const char *expected)
{
    opened o;
    GK_REQUIRE(open_with(&o, ".", rev, prefix, NULL));
    put_story(&o, path);
    GK_CHECK_VIEW(gk_buf_view(&o.text), expected);
    close_it(&o);
}

GK_TEST(history_follows_one_line)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(BEGIN "lines a >x.md; lines b >y.md; c 100 one; lines c >z.md; "
                                    "c 200 two; lines d >>x.md; c 300 three; chmod +x x.md; "
                                    "c 400 mode; echo t >t.txt; c 500 other"));
    check_story("HEAD", "", "x.md", "100 300: ~three@300 +one@100");
    check_story("HEAD", "", "y.md", "100 100: +one@100");
    check_story("HEAD~3", "", "x.md", "100 100: +one@100");
    check_story("HEAD", "", "t.txt", "none");
    check_story("HEAD~4", "", "z.md", "none");
}

GK_TEST(history_follows_renames)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(
        BEGIN "mkdir -p a b; lines a >a/x.md; c 100 one; git mv a/x.md b/y.md; c 200 moved; "
              "echo more >>b/y.md; git mv b/y.md a/z.md; c 300 'moved and changed'; "
              "mkdir a/w; git mv a/z.md a/w/index.md; c 400 folder"));
    check_story("HEAD", "", "a/w/index.md",
                "100 300: >folder@400 ~moved and changed@300 >moved@200 +one@100 <a/z.md "
                "<b/y.md <a/x.md");
    check_story("HEAD", "", "a/x.md", "none");
}

GK_TEST(history_pairs_by_bytes_name_and_likeness)
{
    NEED_GIT();
    /* Two of the same bytes keep their names; one half of a text is enough, less is not. */
    GK_REQUIRE(repository_run(
        BEGIN "mkdir a b; lines s >a/p.md; lines s >a/q.md; lines r >a/r.md; lines u >a/u.md; "
              "lines v >a/v.md; c 100 one; git mv a/p.md b/p.md; git mv a/q.md b/q.md; "
              "{ head -n5 a/r.md; lines n | head -n4; } >b/new.md; rm a/r.md; "
              "{ head -n2 a/u.md; lines m | head -n7; } >b/far.md; rm a/u.md; "
              "git mv a/v.md b/v.md; echo x >>b/v.md; c 200 two"));
    check_story("HEAD", "", "b/p.md", "100 100: >two@200 +one@100 <a/p.md");
    check_story("HEAD", "", "b/q.md", "100 100: >two@200 +one@100 <a/q.md");
    check_story("HEAD", "", "b/new.md", "100 200: ~two@200 +one@100 <a/r.md");
    check_story("HEAD", "", "b/far.md", "200 200: +two@200");
    check_story("HEAD", "", "b/v.md", "100 200: ~two@200 +one@100 <a/v.md");
}

GK_TEST(history_begins_anew_after_deletion)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(BEGIN "lines a >x.md; c 100 one; git rm -q x.md; c 200 gone; "
                                    "lines a >x.md; c 300 again; git mv x.md X.md; c 400 case"));
    check_story("HEAD~1", "", "x.md", "300 300: +again@300");
    check_story("HEAD~2", "", "x.md", "none");
    check_story("HEAD", "", "X.md", "300 300: >case@400 +again@300 <x.md");
    check_story("HEAD", "", "x.md", "none");
}

/* A merge is a revision of what it wrote itself, of nothing else. */
GK_TEST(history_follows_merges)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(
        BEGIN "lines a >x.md; lines b >y.md; lines k >k.md; c 100 one; git checkout -qb side; "
              "echo s >>x.md; git mv k.md l.md; c 200 side; lines n >n.md; c 250 new; "
              "git checkout -q main; echo m >>y.md; c 300 main; m 400 side; "
              "git checkout -qb left; echo l >>x.md; c 500 left; git checkout -q main; "
              "echo r >>x.md; c 600 right; git merge -q left || true; lines solved >x.md; "
              "c 700 solved; git checkout -qb lost HEAD~1; echo lost >>y.md; c 800 lost; "
              "git checkout -q main; at 900; git merge -q -s ours -m ours lost"));
    check_story("HEAD", "", "x.md", "100 700: ~solved@700 ~right@600 ~left@500 ~side@200 +one@100");
    check_story("HEAD", "", "y.md", "100 300: ~main@300 +one@100");
    check_story("HEAD", "", "n.md", "250 250: +new@250");
    check_story("HEAD", "", "l.md", "100 100: >side@200 +one@100 <k.md");
    check_story("HEAD", "", "k.md", "none");
    opened o;
    uint32_t count;
    GK_REQUIRE(open_with(&o, ".", "HEAD", "", NULL));
    const uint32_t *carriers = gk_history_carriers(o.history, GK_V("n.md"), &o.arena, &count);
    GK_REQUIRE(count == 1);
    GK_CHECK_VIEW(gk_history_at(o.history, carriers[0])->subject, "merge side");
    gk_history_carriers(o.history, GK_V("x.md"), &o.arena, &count);
    GK_CHECK_INT(count, 0);
    close_it(&o);
}

/* The other way round: main was merged into a branch, and the branch became main. */
GK_TEST(history_does_not_depend_on_the_side)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(
        BEGIN "lines a >x.md; lines b >y.md; c 100 one; git checkout -qb side; echo s >>x.md; "
              "c 200 side; git checkout -q main; echo m >>y.md; c 300 main; "
              "git checkout -q side; m 400 main; git checkout -qB main side; echo e >>y.md; "
              "c 500 end"));
    check_story("HEAD", "", "x.md", "100 200: ~side@200 +one@100");
    check_story("HEAD", "", "y.md", "100 500: ~end@500 ~main@300 +one@100");
}

GK_TEST(history_knows_its_site)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(BEGIN "lines a >x.md; lines r >README.md; c 100 one; mkdir content; "
                                    "git mv x.md content/x.md; c 200 moved"));
    check_story("HEAD", "content/", "x.md", "100 100: >moved@200 +one@100");
    check_story("HEAD", "", "content/x.md", "100 100: >moved@200 +one@100 <x.md");
    check_story("HEAD", "content/", "README.md", "none");
}

/* Clocks that go wrong: none of the future counts, none goes back behind what was before. */
GK_TEST(history_makes_times_credible)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(BEGIN "lines a >x.md; c 1000 one; echo b >>x.md; c 4000000000 two; "
                                    "echo c >>x.md; c 500 three; echo d >>x.md; c 2000 four"));
    check_story("HEAD", "", "x.md", "1000 2000: ~four@2000 ~three@1000 ~two@1000 +one@1000");
    opened o;
    GK_REQUIRE(open_with(&o, ".", "HEAD", "", NULL));
    GK_CHECK_INT(gk_history_next(o.history), 4000000000);
    close_it(&o);
}

GK_TEST(history_of_the_future_has_no_times)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(BEGIN "lines a >x.md; c 4000000000 one"));
    check_story("HEAD", "", "x.md", "- -: +one@-");
}

GK_TEST(history_shows_messages_as_one_clean_line)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(
        BEGIN
        "lines a >x.md; c 100 \"$(printf '<b>\\033[1m&\\342\\200\\256x\\ty\\n\\nmore')\"; "
        "echo b >>x.md; c 200 bad; git cat-file commit HEAD | sed 's/^bad$/\\xff\\xc0 end/' | "
        "git hash-object -t commit -w --stdin >.git/new; git reset -q $(cat .git/new); "
        "echo c >>x.md; git add -A; at 300; "
        "head -c 70000 /dev/zero | tr '\\0' m | git commit -qF -; echo d >>x.md; "
        "git add -A; at 400; git commit -q --allow-empty-message -m ''"));
    opened o;
    gk_story story;
    GK_REQUIRE(open_with(&o, ".", "HEAD", "", NULL));
    GK_REQUIRE(gk_history_story(o.history, GK_V("x.md"), &o.arena, &story));
    GK_REQUIRE(story.count == 4);
    gk_view subjects[4];
    for (int i = 0; i < 4; i++)
        subjects[i] = gk_history_at(o.history, story.revisions[i].commit)->subject;
    GK_CHECK_VIEW(subjects[3], "<b>[1m&x y");
    GK_CHECK_VIEW(subjects[2], "\xEF\xBF\xBD\xEF\xBF\xBD end");
    GK_CHECK_INT(subjects[1].n, 123);
    GK_CHECK_INT(subjects[0].n, 0);
    close_it(&o);
}

GK_TEST(history_is_honest_about_shallow_clones)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(BEGIN
                              "lines a >x.md; lines b >y.md; c 100 one; echo b >>y.md; c 200 two; "
                              "git mv x.md z.md; c 300 three; echo d >>y.md; c 400 four; "
                              "git clone -q --bare --depth 2 file://$PWD shallow.git"));
    opened o;
    GK_REQUIRE(open_with(&o, "shallow.git", "HEAD", "", "cache"));
    put_story(&o, "y.md");
    gk_buf_putc(&o.text, '\n');
    put_story(&o, "z.md");
    GK_CHECK_VIEW(gk_buf_view(&o.text), "- 400? ~four@400\n- -?");
    GK_CHECK(gk_history_is_shallow(o.history));
    close_it(&o);
    /* Nothing of it was kept. */
    GK_REQUIRE(repository_run("cd shallow.git; git fetch -q --unshallow"));
    GK_REQUIRE(open_with(&o, "shallow.git", "HEAD", "", "cache"));
    put_story(&o, "z.md");
    GK_CHECK_VIEW(gk_buf_view(&o.text), "100 100: >three@300 +one@100 <x.md");
    GK_CHECK_INT(o.diags.count, 0);
    close_it(&o);
}

static void check_cached(const char *rev, const char *cache, uint32_t fresh, const char *expected)
{
    opened o;
    GK_REQUIRE(open_with(&o, ".", rev, "", cache));
    put_story(&o, "x.md");
    GK_CHECK_VIEW(gk_buf_view(&o.text), expected);
    GK_CHECK_INT(gk_history_fresh(o.history), fresh);
    close_it(&o);
}

GK_TEST(history_reads_only_what_is_new)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(BEGIN "lines a >x.md; c 100 one; echo b >>x.md; c 200 two"));
    check_cached("HEAD", ".git/own/cache", 2, "100 200: ~two@200 +one@100");
    check_cached("HEAD", ".git/own/cache", 0, "100 200: ~two@200 +one@100");
    GK_REQUIRE(repository_run(BEGIN "git checkout -qb side HEAD~1; git mv x.md z.md; c 300 s; "
                                    "git checkout -q main; git mv x.md w.md; c 350 w; "
                                    "git mv w.md x.md; c 400 back"));
    const char *all = "100 200: >back@400 >w@350 ~two@200 +one@100 <w.md";
    check_cached("HEAD", ".git/own/cache", 2, all);
    /* Commits of another branch are in the cache and do not count. */
    check_cached("side", ".git/own/cache", 1, "none");
    check_cached("HEAD", ".git/own/cache", 0, all);
    check_cached("HEAD~2", ".git/own/cache", 0, "100 200: ~two@200 +one@100");
    check_cached("HEAD", "another", 4, all);
    check_cached("HEAD", NULL, 4, all);
}

/* Every byte of the cache changed, and every length: it is not used. */
GK_TEST(history_throws_a_damaged_cache_away)
{
    NEED_GIT();
    GK_REQUIRE(repository_run(BEGIN "lines a >x.md; c 100 one; echo b >>x.md; c 200 two"));
    const char *expected = "100 200: ~two@200 +one@100";
    check_cached("HEAD", "cache", 2, expected);
    char path[1024], bytes[8192];
    snprintf(path, sizeof path, "%s/cache", gk_test_dir());
    FILE *file = fopen(path, "rb");
    GK_REQUIRE(file);
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    GK_REQUIRE(n > 100 && n < sizeof bytes);
    for (size_t at = 0; at < n; at += n / 40 + 1) {
        bytes[at] ^= 4;
        gk_test_file("cache", bytes, n);
        check_cached("HEAD", "cache", 2, expected);
        bytes[at] ^= 4;
        gk_test_file("cache", bytes, at);
        check_cached("HEAD", "cache", 2, expected);
    }
    gk_test_file("cache", bytes, n);
    check_cached("HEAD", "cache", 0, expected);
}
