#include "base/hasher.h"

#include <stdlib.h>

#include "base/library.h"
#include "base/mem.h"

#if __has_include(<intel-ipsec-mb.h>)
#include <intel-ipsec-mb.h>

typedef struct library {
    __typeof__(alloc_mb_mgr) *make;
    __typeof__(free_mb_mgr) *release;
    __typeof__(init_mb_mgr_auto) *begin;
} library;
#else
typedef struct IMB_MGR IMB_MGR;

typedef struct library {
    int none;
} library;
#endif

/* More than there are lanes (16), so that none of them stands still while others work on. */
enum { PIECES = 24 };

struct gk_hasher {
    IMB_MGR *lanes;  /* NULL: one after another */
    library library; /* when there are lanes */
    /* A ring: pieces come back in the order in which they were given. */
    gk_buf pieces[PIECES];
    gk_sha256 *hashes[PIECES];
    size_t given, done;
};

#if __has_include(<intel-ipsec-mb.h>)

/* Its lengths are of 16 bits in places: what is larger gains little from company anyway. */
enum { LANE_MAX = 60000 };

/* A processor that has SHA instructions but no wide registers is faster with the former. */
static bool is_faster(const IMB_MGR *lanes)
{
    uint64_t has = lanes->features;
    return (has & IMB_FEATURE_AVX512_SKX) == IMB_FEATURE_AVX512_SKX ||
           ((has & IMB_FEATURE_AVX2) && !(has & IMB_FEATURE_SHANI));
}

static void open_lanes(gk_hasher *hasher)
{
    static const gk_library_row rows[] = {
        {"alloc_mb_mgr", offsetof(library, make)},
        {"free_mb_mgr", offsetof(library, release)},
        {"init_mb_mgr_auto", offsetof(library, begin)},
    };
    library *lib = &hasher->library;
    if (gk_library_load("libIPSec_MB.so.1", rows, sizeof rows / sizeof *rows, lib)) return;
    IMB_MGR *lanes = lib->make(0);
    if (!lanes) return;
    lib->begin(lanes, NULL);
    if (is_faster(lanes)) {
        hasher->lanes = lanes;
    } else {
        lib->release(lanes);
    }
}

static void close_lanes(gk_hasher *hasher)
{
    if (hasher->lanes) hasher->library.release(hasher->lanes);
}

static bool fits(const gk_hasher *hasher, gk_view piece)
{
    return hasher->lanes && piece.n && piece.n <= LANE_MAX;
}

/* What failed is done the plain way. */
static void take_back(gk_hasher *hasher, const IMB_JOB *job)
{
    size_t i = hasher->done++ % PIECES;
    if (!job || job->status != IMB_STATUS_COMPLETED)
        *hasher->hashes[i] = gk_hash_sha256(gk_buf_view(&hasher->pieces[i]));
}

static void submit(gk_hasher *hasher, size_t i)
{
    IMB_JOB *job = IMB_GET_NEXT_JOB(hasher->lanes);
    *job = (IMB_JOB){
        .src = (const uint8_t *)hasher->pieces[i].p,
        .msg_len_to_hash_in_bytes = hasher->pieces[i].n,
        .auth_tag_output = hasher->hashes[i]->bytes,
        .auth_tag_output_len_in_bytes = GK_SHA256_SIZE,
        .hash_alg = IMB_AUTH_SHA_256,
        .cipher_mode = IMB_CIPHER_NULL,
        .cipher_direction = IMB_DIR_ENCRYPT,
        .chain_order = IMB_ORDER_HASH_CIPHER,
    };
    for (job = IMB_SUBMIT_JOB(hasher->lanes); job; job = IMB_GET_COMPLETED_JOB(hasher->lanes))
        take_back(hasher, job);
}

static void wait_for_one(gk_hasher *hasher)
{
    take_back(hasher, IMB_FLUSH_JOB(hasher->lanes));
}

#else

static void open_lanes(gk_hasher *hasher)
{
    (void)hasher;
}

static void close_lanes(gk_hasher *hasher)
{
    (void)hasher;
}

static bool fits(const gk_hasher *hasher, gk_view piece)
{
    (void)hasher;
    (void)piece;
    return false;
}

static void submit(gk_hasher *hasher, size_t i)
{
    (void)hasher;
    (void)i;
}

static void wait_for_one(gk_hasher *hasher)
{
    (void)hasher;
}

#endif

gk_hasher *gk_hasher_new(void)
{
    gk_hasher *hasher = gk_mem_calloc(1, sizeof *hasher);
    open_lanes(hasher);
    return hasher;
}

void gk_hasher_free(gk_hasher *hasher)
{
    if (!hasher) return;
    close_lanes(hasher);
    for (size_t i = 0; i < PIECES; i++) gk_buf_free(&hasher->pieces[i]);
    free(hasher);
}

void gk_hasher_take(gk_hasher *hasher, gk_buf *bytes, gk_sha256 *hash)
{
    if (!fits(hasher, gk_buf_view(bytes))) {
        *hash = gk_hash_sha256(gk_buf_view(bytes));
        gk_buf_truncate(bytes, 0);
        return;
    }
    if (hasher->given - hasher->done == PIECES) wait_for_one(hasher);
    size_t i = hasher->given++ % PIECES;
    gk_buf older = hasher->pieces[i];
    hasher->pieces[i] = *bytes;
    *bytes = older;
    gk_buf_truncate(bytes, 0);
    hasher->hashes[i] = hash;
    submit(hasher, i);
}

void gk_hasher_finish(gk_hasher *hasher)
{
    while (hasher->done < hasher->given) wait_for_one(hasher);
}
