/* Hashes. nettle has its home here (it uses the processor's SHA instructions). */
#ifndef GK_BASE_HASH_H
#define GK_BASE_HASH_H

#include "base/buf.h"

enum { GK_SHA256_SIZE = 32 };

typedef struct gk_sha256 {
    uint8_t bytes[GK_SHA256_SIZE];
} gk_sha256;

/* SHA-256 of v (FIPS 180-4). */
gk_sha256 gk_hash_sha256(gk_view v);

/* The same piece by piece: start, add any number of times, end. */
typedef struct gk_sha256_stream {
    _Alignas(16) unsigned char state[128];
} gk_sha256_stream;

/* In this order on one stream; there is nothing to free. */
void gk_hash_start(gk_sha256_stream *stream);
void gk_hash_add(gk_sha256_stream *stream, gk_view v);
gk_sha256 gk_hash_end(gk_sha256_stream *stream);

/* HMAC-SHA-256 of v under a key (FIPS 198-1). */
gk_sha256 gk_hash_hmac(gk_view key, gk_view v);

/* 64 lower-case hexadecimal digits and a NUL. */
void gk_hash_hex(const gk_sha256 *hash, char out[65]);

/* The reverse; false when v is not 64 hexadecimal digits. */
bool gk_hash_parse(gk_view v, gk_sha256 *out);

/* Base64 with padding of the 32 bytes (RFC 4648), 44 characters and a NUL: as subresource integrity
 * wants it. */
void gk_hash_base64(const gk_sha256 *hash, char out[45]);

/* Appends bytes as base64 with padding (RFC 4648). */
void gk_hash_put_base64(gk_buf *out, gk_view bytes);

/* A fast hash for tables in memory and change detection within one machine; never for trust.
 * A multiply-and-fold hash over 16-byte steps, after the construction of wyhash (Wang Yi, public
 * domain idea). */
uint64_t gk_hash64(gk_view v, uint64_t seed);

#endif
