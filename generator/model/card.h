/* A card: what the site knows of one document. Flat: offsets only, no pointers, so that the bytes a
 * worker sends, the cache keeps and the site reads are the same. The body's HTML is not here but in
 * a spool, at body_at of the worker's file.
 *
 * A card begins with a gk_card; everything else lies behind it at offsets from its beginning.
 * 8-byte aligned. */
#ifndef GK_MODEL_CARD_H
#define GK_MODEL_CARD_H

#include "meta/flat.h"

/* Bytes at an offset of the card. */
typedef struct gk_at {
    uint32_t at, n;
} gk_at;

typedef enum gk_mentioned {
    GK_MENTIONED_LINK,     /* in the body */
    GK_MENTIONED_IMAGE,    /* in the body */
    GK_MENTIONED_WEB,      /* in the body: a link or picture of another site; nothing to check */
    GK_MENTIONED_DOCUMENT, /* front matter: reference to a document */
    GK_MENTIONED_BRANCH,   /* front matter: identifier of a branch */
    GK_MENTIONED_FILE,     /* front matter: a file */
    GK_MENTIONED_UNIQUE,   /* front matter: a value that must be the only one */
    GK_MENTIONED_ALIAS,    /* front matter: an old address */
    GK_MENTIONED_SERIES    /* front matter: identifier of a series */
} gk_mentioned;

/* Whether a mention of that kind can be one of a file. */
static inline bool gk_card_mentions_file(uint32_t kind)
{
    return kind == GK_MENTIONED_LINK || kind == GK_MENTIONED_IMAGE || kind == GK_MENTIONED_FILE;
}

/* Something that can be checked only when the whole site is known. */
typedef struct gk_card_mention {
    uint32_t kind; /* gk_mentioned */
    uint32_t line, col, endcol;
    gk_at target;   /* as written, decoded */
    gk_at query;    /* of links: without '?' */
    gk_at fragment; /* of links: without '#'. Of references: the field's name. */
} gk_card_mention;

/* A place in the body's HTML where something is put in when the page is made. */
typedef enum gk_card_slot_kind { GK_CARD_URL, GK_CARD_SIZE } gk_card_slot_kind;

typedef struct gk_card_slot {
    uint32_t at; /* bytes of the body before it */
    uint32_t kind;
    uint32_t mention;
} gk_card_slot;

typedef struct gk_card_heading {
    uint32_t level;
    gk_at id, text;
} gk_card_heading;

typedef struct gk_card {
    uint32_t size;   /* bytes of the whole card */
    uint32_t source; /* index of the file in the source */
    uint32_t type;   /* index of the type */
    uint32_t spool;  /* number of the spool file */
    uint64_t body_at;
    uint32_t body_n;
    uint32_t words;                            /* Han characters and Latin words */
    int64_t date, updated, expires, withdrawn; /* seconds; GK_NO_DATE when not set */
    uint32_t draft;
    uint32_t scope;  /* rank; see meta/tier.h */
    uint32_t values; /* offset of the flat map of the front matter's values */
    gk_at path;      /* in the output, without leading slash: "notices/a/" or "404.html" */
    gk_at url;       /* the address within the host: base path and path, percent-encoded */
    gk_at title, slug, excerpt;
    gk_at mentions, slots, headings, anchors; /* arrays: .at offset, .n items; anchors of gk_at */
} gk_card;

#define GK_NO_DATE INT64_MIN

/* The bytes behind an offset. */
static inline gk_view gk_card_view(const gk_card *card, gk_at at)
{
    return gk_view_n((const char *)card + at.at, at.n);
}

/* The arrays. */
static inline const gk_card_mention *gk_card_mentions(const gk_card *card)
{
    return (const gk_card_mention *)(const void *)((const char *)card + card->mentions.at);
}
static inline const gk_card_slot *gk_card_slots(const gk_card *card)
{
    return (const gk_card_slot *)(const void *)((const char *)card + card->slots.at);
}
static inline const gk_card_heading *gk_card_headings(const gk_card *card)
{
    return (const gk_card_heading *)(const void *)((const char *)card + card->headings.at);
}
static inline const gk_at *gk_card_anchors(const gk_card *card)
{
    return (const gk_at *)(const void *)((const char *)card + card->anchors.at);
}

/* When the document last changed, as far as it says: the later of date and updated, or GK_NO_DATE.
 */
static inline int64_t gk_card_changed(const gk_card *card)
{
    return card->updated > card->date ? card->updated : card->date;
}

/* The flat map of values. */
gk_value gk_card_values(const gk_card *card);

/* Writing: a card is made in a buffer that begins with a zeroed gk_card. */

/* Appends bytes and gives their place. */
gk_at gk_card_put(gk_buf *card, gk_view bytes);

/* Appends an array of count items of `size` bytes, 8-byte aligned; .n counts items. */
gk_at gk_card_put_array(gk_buf *card, const void *items, size_t count, size_t size);

#endif
