/* A target of the fuzzer: one function that takes any bytes. It must come back, leak nothing and
 * change nothing that outlives the call; what it finds wrong it says by abort. tests/fuzz/NAME.c is
 * one, its seeds are tests/fuzz/corpus/NAME. */
#ifndef GK_TESTS_FUZZ_H
#define GK_TESTS_FUZZ_H

#include <stddef.h>

void gk_fuzz_one(const char *bytes, size_t len);

#endif
