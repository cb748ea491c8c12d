#include "meta/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"

typedef struct reading {
    gk_arena arena;
    gk_diags diags;
    gk_server server;
    bool fine;
} reading;

static void read_as(reading *r, const char *file, const char *text)
{
    *r = (reading){.diags = GK_DIAGS_INIT};
    r->fine = gk_server_read(gk_view_of(file), gk_view_of(text), GK_V("/srv/a.git"), &r->arena,
                             &r->diags, &r->server);
}

static void end(reading *r)
{
    gk_arena_free(&r->arena);
    gk_diags_free(&r->diags);
}

/* The name of the first diagnostic and its line: "SERVER-REF 2". */
static void first(const reading *r, char *out, size_t size)
{
    const gk_diag *diag = &r->diags.items[0];
    if (r->diags.count == 0)
        snprintf(out, size, "nothing");
    else
        snprintf(out, size, "%s %u", gk_message_get(diag->id)->name, diag->line);
}

GK_TEST(server_defaults_in_a_repository)
{
    reading r;
    read_as(&r, "/srv/a.git/gongkai.yaml", "to: /srv/www\n");
    GK_CHECK(r.fine);
    GK_CHECK_VIEW(r.server.repo, "/srv/a.git");
    GK_CHECK_VIEW(r.server.ref, "refs/heads/main");
    GK_CHECK_VIEW(r.server.site, "");
    GK_CHECK_VIEW(r.server.to, "/srv/www");
    GK_CHECK_VIEW(r.server.log, "/srv/a.git/gongkai/receive.log");
    GK_CHECK_VIEW(r.server.state, "/srv/a.git/gongkai");
    GK_CHECK_INT(r.server.keep, GK_SERVER_KEEP);
    GK_CHECK_INT(r.server.target_count, 0);
    end(&r);
}

GK_TEST(server_every_key_is_read)
{
    reading r;
    read_as(&r, "/etc/gongkai/lib.yaml",
            "repo: /srv/b.git\nref: publish\nsite: content/\nto: www\nprivate: ./private\n"
            "key: /etc/gongkai/key\nsigners: signers\nlog: /var/log/receive.log\nkeep: 9\njobs: 2\n"
            "edition: campus\n"
            "targets:\n  - oss:party/www\n  - {remote: mirror, kind: folder}\n"
            "  - {remote: \"dav:x\", config: rclone.conf, versions: true}\n");
    GK_CHECK(r.fine);
    GK_CHECK_VIEW(r.server.repo, "/srv/b.git");
    GK_CHECK_VIEW(r.server.ref, "refs/heads/publish");
    GK_CHECK_VIEW(r.server.site, "content");
    GK_CHECK_VIEW(r.server.to, "/srv/a.git/www");
    GK_CHECK_VIEW(r.server.private_folder, "/srv/a.git/private");
    GK_CHECK_VIEW(r.server.key, "/etc/gongkai/key");
    GK_CHECK_VIEW(r.server.signers, "/srv/a.git/signers");
    GK_CHECK_VIEW(r.server.log, "/var/log/receive.log");
    GK_CHECK_VIEW(r.server.state, "/srv/b.git/gongkai");
    GK_CHECK_VIEW(r.server.edition, "campus");
    GK_CHECK_INT(r.server.keep, 9);
    GK_CHECK_INT(r.server.jobs, 2);
    GK_CHECK_INT(r.server.target_count, 3);
    GK_CHECK_VIEW(r.server.targets[0].remote, "oss:party/www");
    GK_CHECK_INT(r.server.targets[0].kind, GK_TARGET_RCLONE);
    GK_CHECK_INT(r.server.targets[1].kind, GK_TARGET_FOLDER);
    GK_CHECK_VIEW(r.server.targets[1].remote, "/srv/a.git/mirror");
    GK_CHECK_VIEW(r.server.targets[2].config, "/srv/a.git/rclone.conf");
    GK_CHECK(r.server.targets[2].versions);
    end(&r);
}

GK_TEST(server_faults_have_a_line)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"to: /srv/www\nref: a..b\n", "SERVER-REF 2"},
        {"to: /srv/www\nsite: ../x\n", "SERVER-SITE 2"},
        {"to: /srv/www\nsite: /x\n", "SERVER-SITE 2"},
        {"to: /srv/www\ntargets: [--delete]\n", "SERVER-TARGET 2"},
        {"to: /srv/www\ntargets: [plain]\n", "SERVER-TARGET 2"},
        {"to: /srv/www\nkeep: 0\n", "FIELD-SMALL 2"},
        {"to: /srv/www\nkee: 3\n", "FIELD-TYPO 2"},
        {"- a\n", "CONFIG-NOT-MAP 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reading r;
        char said[100];
        read_as(&r, "gongkai.yaml", cases[i].text);
        first(&r, said, sizeof said);
        GK_CHECK(!r.fine);
        GK_CHECK_STR(said, cases[i].says);
        end(&r);
    }
}

GK_TEST(server_outside_a_repository_must_name_one)
{
    reading r;
    char said[100];
    read_as(&r, "/etc/gongkai/lib.yaml", "to: /srv/www\n");
    first(&r, said, sizeof said);
    GK_CHECK(!r.fine);
    GK_CHECK_STR(said, "SERVER-REPO 0");
    end(&r);
}

GK_TEST(server_names_of_refs)
{
    gk_arena arena = GK_ARENA_INIT;
    GK_CHECK_VIEW(gk_server_ref(GK_V("main"), &arena), "refs/heads/main");
    GK_CHECK_VIEW(gk_server_ref(GK_V("a/b"), &arena), "refs/heads/a/b");
    GK_CHECK_VIEW(gk_server_ref(GK_V("refs/tags/v1"), &arena), "refs/tags/v1");
    static const char *const bad[] = {"",       "-x", "a b", "a..b",  "/a", "a/",
                                      "a//b",   ".a", "a.",  "a~1",   "a^", "a:b",
                                      "a.lock", "@",  "a@{", "a\x7f", "a*", "a\\b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        GK_CHECK_INT(gk_server_ref(gk_view_of(bad[i]), &arena).n, 0);
    gk_arena_free(&arena);
}

GK_TEST(server_of_a_repository_on_disk)
{
    char dir[] = "/tmp/gongkai-server-XXXXXX", file[100];
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_server server;
    GK_CHECK(mkdtemp(dir) != NULL);
    GK_CHECK(gk_server_of_repo(dir, &arena, &diags, &server));
    GK_CHECK_VIEW(server.repo, dir);
    GK_CHECK_INT(server.file.n, 0);
    snprintf(file, sizeof file, "%s/gongkai.yaml", dir);
    FILE *f = fopen(file, "w");
    GK_CHECK(f != NULL);
    if (f) {
        fputs("to: www\n", f);
        fclose(f);
    }
    GK_CHECK(gk_server_of_repo(dir, &arena, &diags, &server));
    snprintf(file, sizeof file, "%s/www", dir);
    GK_CHECK_VIEW(server.to, file);
    snprintf(file, sizeof file, "%s/gongkai.yaml", dir);
    GK_CHECK_VIEW(server.file, file);
    unlink(file);
    rmdir(dir);
    GK_CHECK(!gk_server_of_repo(dir, &arena, &diags, &server));
    GK_CHECK_INT(diags.errors, 1);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}
