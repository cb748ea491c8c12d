#include "base/signature.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/child.h"
#include "base/fs.h"

/* Keys on a token want to be touched: that may take a while. */
enum { SECONDS = 120, SAID_MAX = 64 * 1024, PLACE_MAX = 64, TIME_MAX = 48 };

/* The signature as a file that ssh-keygen can name. */
static int open_signature(gk_view signature, char place[PLACE_MAX])
{
    int fd = memfd_create("signature", MFD_CLOEXEC);
    if (fd >= 0 && gk_fs_write_all(fd, signature) != 0) {
        close(fd);
        fd = -1;
    }
    snprintf(place, PLACE_MAX, "/proc/%ld/fd/%d", (long)getpid(), fd);
    return fd;
}

static bool run(const char *const *words, gk_view input, gk_buf *out, gk_buf *said, bool *good)
{
    int status;
    gk_child child = {.words = words, .input = input, .seconds = SECONDS, .most = SAID_MAX};
    gk_child_end end = gk_child_run(&child, out, said, &status);
    *good = end == GK_CHILD_EXITED && status == 0;
    return end == GK_CHILD_EXITED;
}

static bool says(const gk_buf *said, const char *words)
{
    return gk_view_find(gk_buf_view(said), gk_view_of(words), 0) != SIZE_MAX;
}

static void put_time_option(gk_date at, char out[TIME_MAX])
{
    gk_civil c = gk_date_civil((gk_date){at.seconds, 0, false});
    snprintf(out, TIME_MAX, "-Overify-time=%04d%02u%02u%02u%02u%02uZ", c.year, c.month, c.day,
             c.hour, c.minute, c.second);
}

/* Whether the signature is one of these bytes for this purpose, whoever made it. */
static gk_signature_state examine(const gk_signature_case *given, const char *place)
{
    gk_buf said = GK_BUF_INIT;
    bool good;
    const char *const words[] = {"ssh-keygen", "-Y", "check-novalidate", "-n", given->space, "-s",
                                 place,        NULL};
    gk_signature_state state = GK_SIGNATURE_UNKNOWN;
    if (!run(words, given->bytes, NULL, &said, &good))
        state = GK_SIGNATURE_NO_TOOL;
    else if (!good && says(&said, "No user exists")) /* it must know whose process it is */
        state = GK_SIGNATURE_NO_TOOL;
    else if (!good && says(&said, "namespace"))
        state = GK_SIGNATURE_NAMESPACE;
    else if (!good && says(&said, "incorrect signature"))
        state = GK_SIGNATURE_WRONG;
    else if (!good)
        state = GK_SIGNATURE_DAMAGED;
    gk_buf_free(&said);
    return state;
}

/* Why it is not good, from what was said of the signers and from the signature itself. */
static gk_signature_state reason(const gk_signature_case *given, const char *place,
                                 const gk_buf *said)
{
    gk_signature_state state = examine(given, place);
    if (state != GK_SIGNATURE_UNKNOWN) return state;
    bool out_of_time = says(said, "has expired") || says(said, "not yet valid");
    return out_of_time ? GK_SIGNATURE_EXPIRED : GK_SIGNATURE_UNKNOWN;
}

/* Asks for the names of the signature's key and for each of them whether it is good. */
static gk_signature_state look(const gk_signature_case *given, const char *place, gk_buf *signer,
                               gk_buf *said)
{
    char time[TIME_MAX];
    bool good;
    gk_buf names = GK_BUF_INIT;
    put_time_option(given->at, time);
    const char *const find[] = {"ssh-keygen", "-Y", "find-principals", time, "-s",
                                place,        "-f", given->signers,    NULL};
    if (!run(find, (gk_view){NULL, 0}, &names, said, &good)) {
        gk_buf_free(&names);
        return GK_SIGNATURE_NO_TOOL;
    }
    gk_view rest = good ? gk_view_trim(gk_buf_view(&names)) : (gk_view){NULL, 0}, name;
    gk_signature_state state = GK_SIGNATURE_UNKNOWN;
    while (state != GK_SIGNATURE_GOOD && gk_view_split(&rest, '\n', &name)) {
        gk_buf word = GK_BUF_INIT;
        gk_buf_put(&word, name);
        const char *const verify[] = {"ssh-keygen",   "-Y",  "verify", time, "-f",
                                      given->signers, "-I",  word.p,   "-n", given->space,
                                      "-s",           place, NULL};
        bool ran = name.n && run(verify, given->bytes, NULL, said, &good);
        if (ran && good) {
            state = GK_SIGNATURE_GOOD;
            gk_buf_put(signer, name);
        }
        gk_buf_free(&word);
    }
    gk_buf_free(&names);
    return state == GK_SIGNATURE_GOOD ? state : reason(given, place, said);
}

gk_signature_state gk_signature_check(const gk_signature_case *given, gk_buf *signer, gk_buf *said)
{
    char place[PLACE_MAX];
    if (access(given->signers, R_OK) != 0) return GK_SIGNATURE_SIGNERS;
    int fd = open_signature(given->signature, place);
    gk_signature_state state = fd < 0 ? GK_SIGNATURE_NO_TOOL : look(given, place, signer, said);
    if (fd >= 0) close(fd);
    return state;
}

gk_signature_state gk_signature_make(const char *key, const char *space, gk_view bytes, gk_buf *out,
                                     gk_buf *said)
{
    bool good;
    gk_buf made = GK_BUF_INIT;
    const char *const words[] = {"ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", space, NULL};
    bool ran = run(words, bytes, &made, said, &good);
    if (ran && good) gk_buf_put(out, gk_buf_view(&made));
    gk_buf_free(&made);
    return !ran ? GK_SIGNATURE_NO_TOOL : good ? GK_SIGNATURE_GOOD : GK_SIGNATURE_KEY;
}
