/* The module on a processor without wide registers. */
#define GK_HAS_WIDEST   0
#define GK_HAS_WIDE     0
#define gk_render_count render_count_singly
#include "markup/words.c"
