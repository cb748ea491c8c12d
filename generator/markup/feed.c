#include "markup/feed.h"

#include <parser.h>

#include "markup/blocks.h"
#include "markup/lines.h"

/* The line without its end, which is LF, CR, or both. */
static gk_view without_end(gk_view line)
{
    if (line.n && line.p[line.n - 1] == '\n') line.n--;
    if (line.n && line.p[line.n - 1] == '\r') line.n--;
    return line;
}

/* What was fed without a line's end waits in linebuf; an end, fed alone, sends it off. With a size
 * but no room of its own the buffer is only read: the line need not be copied to it. */
static void feed_line(cmark_parser *parser, gk_view line)
{
    gk_block_own(parser->current);
    parser->linebuf.ptr = (unsigned char *)(uintptr_t)line.p;
    parser->linebuf.size = (bufsize_t)line.n;
    cmark_parser_feed(parser, "\n", 1);
}

void gk_feed(cmark_parser *parser, gk_view text, const uint32_t *lines, size_t count,
             cmark_syntax_extension *mark)
{
    cmark_strbuf own = parser->linebuf;
    parser->linebuf.asize = 0;
    /* The library puts another character for a NUL. */
    if (memchr(text.p, '\0', text.n)) count = 0;
    size_t fed = 0;
    bool valid = !(parser->options & CMARK_OPT_VALIDATE_UTF8);
    for (size_t i = 1; i < count; i++) {
        gk_view line = without_end(gk_view_n(text.p + fed, lines[i] - fed));
        if (!valid || !gk_line_take(parser, line, mark)) feed_line(parser, line);
        fed = lines[i];
    }
    parser->linebuf = own;
    gk_block_own(parser->current);
    /* The last line may have no end. */
    cmark_parser_feed(parser, text.p + fed, text.n - fed);
}
