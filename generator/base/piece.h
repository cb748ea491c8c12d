/* Pieces of text: what checks look through, and the way back to where it is written.
 *
 * The texts of all pieces of one file stand one behind the other in one buffer, each with a line
 * break behind it, so that a matcher reads them in one go (see base/matcher.h). Where a range of a
 * piece's text is written is found out only when somebody asks: most text has no hit.
 *
 * Who makes pieces: gk_markdown_pieces (the body of a document), meta/pieces.h (front matter, data
 * files, names). The owner calls gk_pieces_begin for each file, and gk_pieces_free at the end. */
#ifndef GK_BASE_PIECE_H
#define GK_BASE_PIECE_H

#include "base/diag.h"

typedef enum gk_piece_kind {
    GK_PIECE_TITLE,   /* the title of a document */
    GK_PIECE_VALUE,   /* another value of the front matter, or an argument of a shortcode */
    GK_PIECE_TEXT,    /* a paragraph, or HTML that is shown as text */
    GK_PIECE_HEADING, /* a heading of the body */
    GK_PIECE_TABLE,   /* a cell */
    GK_PIECE_CODE,    /* a block of code, or the raw body of a shortcode */
    GK_PIECE_ALT,     /* the words of a picture; the title of a picture or link */
    GK_PIECE_LINK,    /* the address of a link or picture */
    GK_PIECE_DATA,    /* a scalar or cell of a data file */
    GK_PIECE_NAME,    /* the name of a file */
    GK_PIECE_KINDS
} gk_piece_kind;

typedef struct gk_piece {
    uint8_t kind;           /* gk_piece_kind */
    uint8_t form;           /* gk_piece_form */
    uint8_t part;           /* the maker's own, as origin is */
    uint8_t field_kind;     /* gk_field_kind + 1 of meta/schema.h, or 0 */
    uint32_t at, n;         /* its text in gk_pieces.text */
    uint32_t field, name_n; /* its path in gk_pieces.names ("contact.phone"; of a
                               cell the column's header), or nothing */
    uint32_t from, to;      /* the bytes of the file that it was made of; of GK_PIECE_OTHER, where
                               its first line begins */
    const void *origin;
} gk_piece;

/* How the text is written between from and to. */
typedef enum gk_piece_form {
    GK_PIECE_AS_IS,  /* byte for byte, from `from` on */
    GK_PIECE_DOUBLE, /* in double quotes, with backslashes (YAML, JSON) */
    GK_PIECE_SINGLE, /* in single quotes, which are doubled within */
    GK_PIECE_CSV,    /* in double quotes, which are doubled within */
    GK_PIECE_FOLDED, /* over several lines, with indentation */
    GK_PIECE_OTHER,  /* the maker knows: gk_pieces.locate */
    GK_PIECE_NOWHERE /* not in the file's text: the place is the file */
} gk_piece_form;

/* Finds the bytes of the file that made the bytes [from, to) of a piece's text; false: it doesn't
 * know. */
typedef bool gk_piece_locate(void *ctx, const gk_piece *piece, gk_view text, size_t from, size_t to,
                             size_t *file_from, size_t *file_to);

typedef struct gk_pieces {
    gk_view file, whole; /* the file's name and text, borrowed */
    gk_buf text, names;
    gk_piece *items;
    size_t count, cap;
    gk_piece_locate *locate;
    void *ctx;
} gk_pieces;

#define GK_PIECES_INIT                                                                             \
    {                                                                                              \
        {NULL, 0}, {NULL, 0}, GK_BUF_INIT, GK_BUF_INIT, NULL, 0, 0, NULL, NULL                     \
    }

/* Empties pieces for the next file; the memory is kept. */
void gk_pieces_begin(gk_pieces *pieces, gk_view file, gk_view whole);

/* Adds a piece made of the file's bytes [from, to). Pieces without text, and those behind 64 MB of
 * it, are left out: NULL. The piece is valid until the next one. */
gk_piece *gk_pieces_add(gk_pieces *pieces, gk_piece_kind kind, gk_piece_form form, gk_view text,
                        size_t from, size_t to);

/* Adds a piece whose text the caller has appended to pieces->text, from `start` on. */
gk_piece *gk_pieces_close(gk_pieces *pieces, gk_piece_kind kind, gk_piece_form form, size_t start,
                          size_t from, size_t to);

/* Gives the newest piece its path. */
void gk_pieces_name(gk_pieces *pieces, gk_view path);

/* The text and the path of a piece; valid until pieces change. */
gk_view gk_piece_text(const gk_pieces *pieces, size_t i);
gk_view gk_piece_field(const gk_pieces *pieces, size_t i);

/* "title", "value", "text", …; as plugins see it. */
const char *gk_piece_kind_name(gk_piece_kind kind);

/* Where the bytes [from, to) of a piece's text are written; at least the line where the piece
 * begins. A range that goes over a line's end is marked up to that end. */
gk_place gk_pieces_place(const gk_pieces *pieces, size_t i, size_t from, size_t to);

/* Gives the memory back. */
void gk_pieces_free(gk_pieces *pieces);

#endif
