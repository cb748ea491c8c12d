/* SHA-256 of many pieces side by side (FIPS 180-4).
 *
 * One piece keeps a processor's units waiting for one another. Sixteen at once, by the library
 * intel-ipsec-mb where it is installed and the processor has wide registers, take less than half
 * the time; elsewhere the pieces are hashed one after another by gk_hash_sha256, with the same
 * result. The library is opened before workers are forked; each worker fills its own copy. */
#ifndef GK_BASE_HASHER_H
#define GK_BASE_HASHER_H

#include "base/hash.h"

typedef struct gk_hasher gk_hasher;

/* Never NULL. Free with gk_hasher_free, in the process that made it. */
gk_hasher *gk_hasher_new(void);
void gk_hasher_free(gk_hasher *hasher);

/* Takes the bytes (they are replaced by an older buffer, emptied) and writes their hash to *hash,
 * now or at latest with gk_hasher_finish; until then *hash has to stay where it is. */
void gk_hasher_take(gk_hasher *hasher, gk_buf *bytes, gk_sha256 *hash);

/* All hashes are written. */
void gk_hasher_finish(gk_hasher *hasher);

#endif
