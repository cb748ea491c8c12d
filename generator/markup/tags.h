/* The tags of shortcodes in a body, found before Markdown reads it, and the copy of the body in
 * which they are covered by control characters, byte for byte. Internal to markup/.
 *
 * A tag in the text is \x02, its number, filler and \x03. One that stands alone in its line begins
 * with "<!A" and ends with ">": Markdown takes that for a block of HTML (CommonMark 0.31, 4.6, kind
 * 4), which may interrupt a paragraph and ends in the same line. */
#ifndef GK_MARKUP_TAGS_H
#define GK_MARKUP_TAGS_H

#include "markup/shortcode.h"

typedef enum gk_tag_kind {
    GK_TAG_OPEN,
    GK_TAG_CLOSE,
    GK_TAG_SHOWN,  /* escaped: to be shown as text */
    GK_TAG_BROKEN, /* {{< and a word, but no >}} */
    GK_TAG_SPREAD  /* over several lines where it can't be */
} gk_tag_kind;

typedef struct gk_tag {
    uint8_t kind; /* gk_tag_kind */
    bool block;   /* covered as a block */
    bool declared;
    bool used; /* stands where it means something */
    gk_shortcode_form form;
    uint32_t from, to;      /* the bytes that are covered */
    uint32_t name, name_to; /* a word, whether it may be a name or not */
    uint32_t args, args_to; /* what stands between the name and >}} */
    uint32_t body, body_to; /* raw: the text between the tags */
    uint32_t tag_to;        /* the end of the opening tag */
    uint32_t partner;       /* the other tag of a pair, or UINT32_MAX */
} gk_tag;

typedef struct gk_tags {
    gk_view body; /* as it is written; borrowed */
    gk_buf covered;
    gk_tag *items;
    size_t count, cap;
    bool too_many;
} gk_tags;

/* Finds the tags of body. False when there are none: then body is to be read as it is. tags is
 * zeroed or from an earlier call. */
bool gk_tags_read(gk_tags *tags, gk_view body, const gk_shortcodes *shortcodes);

/* The next covered tag in text from *at on: its number, or SIZE_MAX. [*from, *to) are its bytes in
 * text. */
size_t gk_tags_next(const gk_tags *tags, gk_view text, size_t at, size_t *from, size_t *to);

/* The text with what is covered as it was written; in the arena when there is something. */
gk_view gk_tags_restore(const gk_tags *tags, gk_view text, gk_arena *arena);

/* Whether the text of a block of HTML is a tag. */
bool gk_tags_is_block(const gk_tags *tags, gk_view text);

/* The text as it is read: a line break in the place of each tag, or what it shows. */
gk_view gk_tags_flow(const gk_tags *tags, gk_view text, gk_arena *arena);

/* What an escaped tag shows. */
gk_view gk_tag_shown(const gk_tags *tags, const gk_tag *tag, gk_arena *arena);

/* Gives the memory back. */
void gk_tags_free(gk_tags *tags);

/* Reads the arguments of an opening tag into the arena; offsets are those of the file, in which the
 * body begins at `base`. False after adding errors. */
bool gk_tag_args(const gk_tag *tag, gk_view file, gk_view whole, size_t base, gk_arena *arena,
                 gk_diags *diags, gk_shortcode_arg **args, size_t *count);

#endif
