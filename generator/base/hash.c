#include "base/hash.h"

#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>

gk_sha256 gk_hash_sha256(gk_view v)
{
    struct sha256_ctx ctx;
    gk_sha256 hash;
    sha256_init(&ctx);
    sha256_update(&ctx, v.n, (const uint8_t *)v.p);
    sha256_digest(&ctx, sizeof hash.bytes, hash.bytes);
    return hash;
}

gk_sha256 gk_hash_hmac(gk_view key, gk_view v)
{
    struct hmac_sha256_ctx ctx;
    gk_sha256 hash;
    hmac_sha256_set_key(&ctx, key.n, (const uint8_t *)key.p);
    hmac_sha256_update(&ctx, v.n, (const uint8_t *)v.p);
    hmac_sha256_digest(&ctx, sizeof hash.bytes, hash.bytes);
    return hash;
}

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(gk_sha256_stream), "room for nettle's state");

void gk_hash_start(gk_sha256_stream *stream)
{
    sha256_init((struct sha256_ctx *)(void *)stream->state);
}

void gk_hash_add(gk_sha256_stream *stream, gk_view v)
{
    sha256_update((struct sha256_ctx *)(void *)stream->state, v.n, (const uint8_t *)v.p);
}

gk_sha256 gk_hash_end(gk_sha256_stream *stream)
{
    gk_sha256 hash;
    sha256_digest((struct sha256_ctx *)(void *)stream->state, sizeof hash.bytes, hash.bytes);
    return hash;
}

void gk_hash_hex(const gk_sha256 *hash, char out[65])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < GK_SHA256_SIZE; i++) {
        out[2 * i] = digits[hash->bytes[i] >> 4];
        out[2 * i + 1] = digits[hash->bytes[i] & 15];
    }
    out[64] = '\0';
}

static int nibble(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

bool gk_hash_parse(gk_view v, gk_sha256 *out)
{
    if (v.n != 64) return false;
    for (size_t i = 0; i < GK_SHA256_SIZE; i++) {
        int high = nibble(v.p[2 * i]), low = nibble(v.p[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        out->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

void gk_hash_put_base64(gk_buf *out, gk_view bytes)
{
    size_t n = BASE64_ENCODE_RAW_LENGTH(bytes.n);
    gk_buf_reserve(out, n);
    base64_encode_raw(out->p + out->n, bytes.n, (const uint8_t *)bytes.p);
    out->n += n;
    out->p[out->n] = '\0';
}

void gk_hash_base64(const gk_sha256 *hash, char out[45])
{
    base64_encode_raw(out, GK_SHA256_SIZE, hash->bytes);
    out[44] = '\0';
}

static uint64_t fold_product(uint64_t a, uint64_t b)
{
    __uint128_t product = (__uint128_t)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t load_eight(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

static uint64_t load_four(const char *p)
{
    uint32_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* The n < 8 bytes at p, each in it at least once. */
static uint64_t load_few(const char *p, size_t n)
{
    if (n >= 4) return load_four(p) << 32 | load_four(p + n - 4);
    if (n == 0) return 0;
    return (uint64_t)(unsigned char)p[0] << 16 | (uint64_t)(unsigned char)p[n / 2] << 8 |
           (unsigned char)p[n - 1];
}

/* The last bytes are taken by loads that overlap what was taken before. */
uint64_t gk_hash64(gk_view v, uint64_t seed)
{
    const uint64_t k0 = 0x9E3779B97F4A7C15u, k1 = 0xD6E8FEB86659FD93u, k2 = 0xA0761D6478BD642Fu;
    uint64_t state = seed ^ k0, a = 0, b = 0;
    for (size_t i = 0; i + 16 < v.n; i += 16)
        state = fold_product(load_eight(v.p + i) ^ k1, load_eight(v.p + i + 8) ^ state);
    if (v.n >= 8) {
        a = load_eight(v.p + (v.n > 16 ? v.n - 16 : 0));
        b = load_eight(v.p + v.n - 8);
    } else {
        a = load_few(v.p, v.n);
    }
    return fold_product(fold_product(a ^ k1, b ^ state) ^ k2, v.n ^ k0);
}
