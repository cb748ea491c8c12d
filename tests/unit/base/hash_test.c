#include "base/hash.h"

#include "harness.h"

static const char *hex_of(gk_sha256 hash, char out[65])
{
    gk_hash_hex(&hash, out);
    return out;
}

/* FIPS 180-4, example B.1. */
GK_TEST(hash_sha256)
{
    char hex[65];
    GK_CHECK_STR(hex_of(gk_hash_sha256(GK_V("abc")), hex),
                 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* RFC 4231, test cases 2 and 6: a short key, and one longer than a block. */
GK_TEST(hash_hmac)
{
    char hex[65], key[131];
    GK_CHECK_STR(hex_of(gk_hash_hmac(GK_V("Jefe"), GK_V("what do ya want for nothing?")), hex),
                 "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    gk_view long_key = gk_view_n(key, sizeof key);
    gk_view text = GK_V("Test Using Larger Than Block-Size Key - Hash Key First");
    GK_CHECK_STR(hex_of(gk_hash_hmac(long_key, text), hex),
                 "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}
