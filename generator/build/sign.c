#include "build/sign.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/signature.h"
#include "store/state.h"

enum { RECORD_MAX = 1 << 30 };

static bool fail(const char *dir, int error, gk_diags *diags)
{
    gk_fs_report(diags, GK_FS_WRITING, gk_view_of(dir), error);
    return false;
}

bool gk_sign_record(const char *key, gk_view record, gk_buf *out, gk_diags *diags)
{
    gk_buf said = GK_BUF_INIT;
    gk_signature_state state = gk_signature_make(key, GK_SIGN_SPACE, record, out, &said);
    if (state == GK_SIGNATURE_KEY)
        gk_diag_add(diags, GK_MSG_sign_key, gk_place_file(gk_view_of(key)),
                    gk_view_trim(gk_buf_view(&said)));
    else if (state != GK_SIGNATURE_GOOD)
        gk_diag_add(diags, GK_MSG_sign_tool, gk_place_file((gk_view){NULL, 0}));
    gk_buf_free(&said);
    return state == GK_SIGNATURE_GOOD;
}

static bool sign(int own, const char *dir, const char *key, gk_diags *diags)
{
    gk_buf record = GK_BUF_INIT, signature = GK_BUF_INIT;
    int error = gk_fs_read(own, GK_STORE_RECORD, RECORD_MAX, &record);
    bool done = !error && gk_sign_record(key, gk_buf_view(&record), &signature, diags);
    if (error) gk_diag_add(diags, GK_MSG_sign_nothing, gk_place_file(gk_view_of(dir)));
    error = done ? gk_fs_replace(own, GK_STORE_SIGNATURE, gk_buf_view(&signature)) : 0;
    if (done && !error) {
        unlinkat(own, GK_STORE_SIGNED, 0);
        unlinkat(own, GK_STORE_SIGNED_BY, 0);
    }
    gk_buf_free(&record);
    gk_buf_free(&signature);
    return error ? fail(dir, error, diags) : done;
}

bool gk_sign_output(const char *dir, const char *key, gk_diags *diags)
{
    int error;
    int top = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), own = -1;
    if (top < 0) return fail(dir, errno, diags);
    bool done = false;
    if (gk_fs_lock(top, false) != 0) {
        gk_diag_add(diags, GK_MSG_output_busy, gk_place_file(gk_view_of(dir)));
    } else {
        own = gk_fs_open_dir(top, GK_STORE_OWN, &error);
        if (own < 0)
            gk_diag_add(diags, GK_MSG_sign_nothing, gk_place_file(gk_view_of(dir)));
        else
            done = sign(own, dir, key, diags);
    }
    if (own >= 0) close(own);
    close(top);
    return done;
}
