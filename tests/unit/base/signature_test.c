#include "base/signature.h"

#include <fcntl.h>
#include <stdio.h>

#include "base/child.h"
#include "base/fs.h"
#include "harness.h"

/* Keys a and b, and files of allowed signers, in the test's folder. */
static bool make_keys(char folder[256])
{
    static const char script[] =
        "ssh-keygen -q -t ed25519 -N '' -C '' -f a && ssh-keygen -q -t ed25519 -N '' -C '' -f b && "
        "echo \"web@portal $(cat a.pub)\" > signers && "
        "echo \"web@portal namespaces=\\\"git\\\" $(cat a.pub)\" > other && "
        "echo \"web@portal valid-before=\\\"20260101Z\\\" $(cat a.pub)\" > expired";
    const char *const words[] = {"sh", "-c", script, NULL};
    snprintf(folder, 256, "%s/keys", gk_test_dir());
    GK_CHECK_INT(gk_fs_mkdirs(AT_FDCWD, folder), 0);
    gk_child child = {.words = words, .folder = folder};
    int status;
    return gk_child_exists("ssh-keygen") &&
           gk_child_run(&child, NULL, NULL, &status) == GK_CHILD_EXITED && status == 0;
}

static gk_signature_state check(const char *folder, const char *signers, gk_view bytes,
                                gk_view signature, const char *space, const char *at)
{
    char path[300];
    gk_buf signer = GK_BUF_INIT, said = GK_BUF_INIT;
    snprintf(path, sizeof path, "%s/%s", folder, signers);
    gk_signature_case given = {bytes, signature, space, path, {0, 0, false}};
    GK_CHECK(gk_date_parse(gk_view_of(at), 0, &given.at));
    gk_signature_state state = gk_signature_check(&given, &signer, &said);
    if (state == GK_SIGNATURE_GOOD) GK_CHECK_STR(signer.p, "web@portal");
    gk_buf_free(&signer);
    gk_buf_free(&said);
    return state;
}

GK_TEST(signature)
{
    char folder[256], key[300];
    gk_buf good = GK_BUF_INIT, other = GK_BUF_INIT, stranger = GK_BUF_INIT, said = GK_BUF_INIT;
    gk_view text = GK_V("line\nline\n");
    if (!make_keys(folder)) GK_SKIP("no ssh-keygen");
    snprintf(key, sizeof key, "%s/a", folder);
    GK_CHECK_INT(gk_signature_make(key, "gongkai", text, &good, &said), GK_SIGNATURE_GOOD);
    GK_CHECK_INT(gk_signature_make(key, "file", text, &other, &said), GK_SIGNATURE_GOOD);
    snprintf(key, sizeof key, "%s/b", folder);
    GK_CHECK_INT(gk_signature_make(key, "gongkai", text, &stranger, &said), GK_SIGNATURE_GOOD);
    gk_view g = gk_buf_view(&good);
    const char *day = "2026-11-20";
    GK_CHECK_INT(check(folder, "signers", text, g, "gongkai", day), GK_SIGNATURE_GOOD);
    GK_CHECK_INT(check(folder, "signers", GK_V("x"), g, "gongkai", day), GK_SIGNATURE_WRONG);
    GK_CHECK_INT(check(folder, "signers", text, g, "git", day), GK_SIGNATURE_NAMESPACE);
    GK_CHECK_INT(check(folder, "signers", text, gk_buf_view(&other), "gongkai", day),
                 GK_SIGNATURE_NAMESPACE);
    GK_CHECK_INT(check(folder, "signers", text, gk_buf_view(&stranger), "gongkai", day),
                 GK_SIGNATURE_UNKNOWN);
    GK_CHECK_INT(check(folder, "other", text, g, "gongkai", day), GK_SIGNATURE_UNKNOWN);
    GK_CHECK_INT(check(folder, "expired", text, g, "gongkai", day), GK_SIGNATURE_EXPIRED);
    GK_CHECK_INT(check(folder, "expired", text, g, "gongkai", "2025-12-31"), GK_SIGNATURE_GOOD);
    GK_CHECK_INT(check(folder, "none", text, g, "gongkai", day), GK_SIGNATURE_SIGNERS);
    GK_CHECK_INT(check(folder, "signers", text, GK_V("no"), "gongkai", day), GK_SIGNATURE_DAMAGED);
    GK_CHECK_INT(check(folder, "signers", text, GK_V(""), "gongkai", day), GK_SIGNATURE_DAMAGED);
    gk_buf_free(&good);
    gk_buf_free(&other);
    gk_buf_free(&stranger);
    gk_buf_free(&said);
}

GK_TEST(signature_key)
{
    gk_buf out = GK_BUF_INIT, said = GK_BUF_INIT;
    if (!gk_child_exists("ssh-keygen")) GK_SKIP("no ssh-keygen");
    GK_CHECK_INT(gk_signature_make("/no/such/key", "gongkai", GK_V("x"), &out, &said),
                 GK_SIGNATURE_KEY);
    GK_CHECK_INT(out.n, 0);
    GK_CHECK(said.n > 0);
    gk_buf_free(&said);
}
