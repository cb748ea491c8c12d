#include "markup/markdown.h"

void gk_markdown_pieces(gk_markdown *md, gk_pieces *pieces)
{
    (void)md, (void)pieces;
}
