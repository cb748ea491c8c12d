/* The module on a processor without the widest registers. */
#define GK_HAS_WIDEST   0
#define gk_render_count render_count_halves
#include "markup/words.c"
