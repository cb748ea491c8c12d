/* The module on a processor without the widest registers. */
#define GK_HAS_WIDEST   0
#define gk_byteset_mask byteset_mask_halves
#define gk_byteset_next byteset_next_halves
#define gk_byteset_copy byteset_copy_halves
#include "base/byteset.c"
