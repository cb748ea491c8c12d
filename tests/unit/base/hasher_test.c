#include "base/hasher.h"

#include <string.h>

#include "harness.h"

static gk_view part(size_t n)
{
    static char bytes[80000];
    if (!bytes[1])
        for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)(i * 31 + i / 251 + 1);
    return gk_view_n(bytes, n);
}

static bool equal_of(const size_t *lengths, size_t count)
{
    gk_sha256 hashes[200];
    gk_hasher *hasher = gk_hasher_new();
    gk_buf bytes = GK_BUF_INIT;
    for (size_t i = 0; i < count; i++) {
        gk_buf_put(&bytes, part(lengths[i]));
        gk_hasher_take(hasher, &bytes, &hashes[i]);
        if (bytes.n) return false;
    }
    gk_hasher_finish(hasher);
    bool equal = true;
    for (size_t i = 0; i < count; i++) {
        gk_sha256 one = gk_hash_sha256(part(lengths[i]));
        equal &= memcmp(&one, &hashes[i], sizeof one) == 0;
    }
    gk_buf_free(&bytes);
    gk_hasher_free(hasher);
    return equal;
}

GK_TEST(hasher_equals_one_at_a_time_around_the_block_of_sha_256)
{
    size_t lengths[200];
    for (size_t i = 0; i < 200; i++) lengths[i] = i;
    GK_CHECK(equal_of(lengths, 200));
}

GK_TEST(hasher_takes_any_length_in_any_company)
{
    const size_t lengths[] = {0,     1,     59999, 60000, 60001, 65535, 65536, 80000, 11900,
                              64000, 12345, 4096,  55,    56,    63,    64,    65,    119,
                              120,   127,   128,   30000, 29999, 45678, 3,     60000, 7777};
    GK_CHECK(equal_of(lengths, sizeof lengths / sizeof *lengths));
    for (size_t count = 0; count < 18; count++) GK_CHECK(equal_of(lengths + 8, count));
}
