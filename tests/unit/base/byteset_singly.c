/* The module on a processor without wide registers. */
#define GK_HAS_WIDEST   0
#define GK_HAS_WIDE     0
#define gk_byteset_mask byteset_mask_singly
#define gk_byteset_next byteset_next_singly
#define gk_byteset_copy byteset_copy_singly
#include "base/byteset.c"
