/* The Markdown stage: the body of one document becomes HTML, with all that the site needs to know
 * about it.
 *
 * GitHub's dialect by cmark-gfm (tables, ~~strikethrough~~, task lists, footnotes), and what
 * Chinese text needs: emphasis beside full-width punctuation, no space from a line break between
 * two Han characters, bare links that end where the Chinese text goes on. Raw HTML is off; URLs
 * pass by an allow-list.
 *
 * Relative addresses are not resolved here. Their URL is left out of the HTML and a slot tells
 * where it belongs: whoever knows the site writes pieces of html and what the slots stand for, in
 * order.
 *
 * cmark-gfm is not safe in threads and its allocator has no context, so there is one gk_markdown in
 * a process, and foreign text is rendered in a worker only: running out of memory
 * (GK_MARKDOWN_MEMORY) ends the process.
 *
 * Order of calls: gk_markdown_new, any number of gk_markdown_render, gk_markdown_free. What
 * gk_markdown_pieces gives belongs to the document that was rendered last. */
#ifndef GK_MARKUP_MARKDOWN_H
#define GK_MARKUP_MARKDOWN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/piece.h"
#include "markup/shortcode.h"

/* What one document may cost; see markup/preflight.h for why each is needed. */
enum {
    GK_MARKDOWN_BYTES = 1024 * 1024,       /* of a document's body */
    GK_MARKDOWN_LINE = 16 * 1024,          /* bytes of a line */
    GK_MARKDOWN_DEPTH = 16,                /* quotes and list markers that begin one line */
    GK_MARKDOWN_INDENT = 256,              /* columns before the text of a line */
    GK_MARKDOWN_COLUMNS = 100,             /* of a table */
    GK_MARKDOWN_CELLS = 200 * 1000,        /* of all tables */
    GK_MARKDOWN_NOTES = 10 * 1000,         /* footnotes and references to them */
    GK_MARKDOWN_MEMORY = 384 * 1024 * 1024 /* bytes for the tree of one document */
};

typedef struct gk_markdown gk_markdown;

typedef struct gk_markdown_options {
    bool unsafe; /* raw HTML and all URLs go through as they are */
    bool bare; /* the `markdown` command: cmark's own conventions of HTML, no anchors, no slots, no
                  warnings */
    gk_view lang;        /* language tag of the document, "zh-CN"; decides the words of labels */
    uint32_t first_line; /* the line of the file where the body begins; 0 counts as 1 */
    const gk_shortcodes *shortcodes; /* NULL: {{< is text like any other */
} gk_markdown_options;

typedef enum gk_markdown_slot_kind {
    GK_SLOT_URL, /* inside href="" or src="": the resolved URL, escaped */
    GK_SLOT_SIZE /* between the attributes of <img>: ` width="…" height="…"`, or nothing */
} gk_markdown_slot_kind;

typedef struct gk_markdown_slot {
    uint32_t offset; /* where in html; never falling */
    gk_markdown_slot_kind kind;
    uint32_t link; /* index into links */
} gk_markdown_slot;

typedef enum gk_markdown_link_kind { GK_LINK_TEXT, GK_LINK_IMAGE } gk_markdown_link_kind;

/* A link or an image, in the order of the HTML. Paths are percent-decoded, valid UTF-8 and free of
 * control characters and backslashes; an external link has its whole URL in path and no slot. */
typedef struct gk_markdown_link {
    gk_markdown_link_kind kind;
    bool external;
    gk_view path;     /* "../a/index.md", "/static/x.pdf", "" for a place in this document */
    gk_view query;    /* behind '?', as written; mostly empty */
    gk_view fragment; /* behind '#', decoded */
    uint32_t line, col, endcol; /* in the file, as gk_place has them */
} gk_markdown_link;

typedef struct gk_markdown_heading {
    unsigned level;
    gk_view id;   /* as in the id attribute, not escaped */
    gk_view text; /* plain */
    uint32_t line;
} gk_markdown_heading;

/* Everything but html lives in the arena that was given. */
typedef struct gk_markdown_result {
    gk_buf html; /* the caller's: emptied and filled by every call, freed by the caller */
    gk_markdown_slot *slots;
    size_t slot_count;
    gk_markdown_link *links;
    size_t link_count;
    gk_markdown_heading *headings;
    size_t heading_count;
    gk_view *anchors; /* every id of the HTML: headings and footnotes */
    size_t anchor_count;
    gk_view excerpt; /* plain text, one line: from the first paragraph that says something, up to a
                        sentence's end */
    uint32_t words;  /* Han characters and words of other scripts */
} gk_markdown_result;

/* Prepares the one Markdown parser of this process. */
gk_markdown *gk_markdown_new(void);

/* Gives its memory back; NULL is fine. */
void gk_markdown_free(gk_markdown *md);

/* Renders whole_text from body_offset on (behind the front matter). `file` names it in diagnostics.
 * result->html must be GK_BUF_INIT or an earlier result's. False when the document was refused,
 * with an error added to diags that says why; the result is then empty. Faults of single links are
 * errors too, but the rest is rendered and the result is true. The text should be UTF-8: with
 * `bare`, ill-formed bytes become U+FFFD; else the caller has made sure, and they would go through
 * as they are. */
bool gk_markdown_render(gk_markdown *md, gk_view file, gk_view whole_text, size_t body_offset,
                        const gk_markdown_options *options, gk_arena *arena,
                        gk_markdown_result *result, gk_diags *diags);

/* Adds the pieces of text of the document that was rendered last, shortcodes' arguments included,
 * and sets pieces->locate. pieces was begun with the same file and text. Valid, and to be located,
 * until the next gk_markdown_render; nothing is added when the document was refused. */
void gk_markdown_pieces(gk_markdown *md, gk_pieces *pieces);

/* Renders a text that is no document's, for plugins: no shortcodes, no anchors. May be called while
 * a shortcode is expanded; then `call` is its call and relative addresses become tokens, else
 * (NULL) they are left as they are. Faults are added at `place`. */
bool gk_markdown_fragment(gk_markdown *md, gk_view text, const gk_shortcode_call *call,
                          gk_place place, gk_arena *arena, gk_buf *html, gk_diags *diags);

#endif
