/* Shortcodes: {{< name key="value" count=3 flag >}} in the body of a document, what somebody else
 * declares and expands.
 *
 * A tag that stands alone in its line, or with its closing tag {{< /name >}} alone in its
 * paragraph, is a block; others stand in the text, which the declaration must allow. In code, in
 * addresses and in HTML a tag is text; a backslash before it, or comment marks within ("{{<" and
 * slash star), show one. Markdown never looks into a tag: its bytes are covered while it reads, so
 * that all positions stay exact.
 *
 * Who expands gets a call and writes HTML. Addresses in it that must be resolved like links of the
 * document are tokens: gk_shortcode_link makes them, gk_shortcode_is_token knows them, and in the
 * HTML each becomes a slot. The body of a call may hold such tokens already; they must stay whole.
 */
#ifndef GK_MARKUP_SHORTCODE_H
#define GK_MARKUP_SHORTCODE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"

enum {
    GK_SHORTCODES = 1000,                    /* tags of one document */
    GK_SHORTCODE_DEPTH = 16,                 /* within each other */
    GK_SHORTCODE_ARGS = 64,                  /* of one tag */
    GK_SHORTCODE_OUTPUT = 4 * 1024 * 1024,   /* bytes of HTML of one */
    GK_SHORTCODE_OUTPUTS = 16 * 1024 * 1024, /* and of all in one document */
    GK_SHORTCODE_TOKEN = 16                  /* longest token, bytes */
};

typedef enum gk_shortcode_body {
    GK_SHORTCODE_NONE,     /* there is no closing tag */
    GK_SHORTCODE_MARKDOWN, /* call.body is HTML */
    GK_SHORTCODE_RAW       /* call.body is the text between the tags as it is */
} gk_shortcode_body;

typedef struct gk_shortcode_form {
    gk_shortcode_body body;
    bool body_optional; /* without a closing tag there is no body */
    bool in_text;       /* may stand within a paragraph, heading or cell */
} gk_shortcode_form;

/* key="value", key=value, or a word alone. Offsets are bytes of the file. */
typedef struct gk_shortcode_arg {
    gk_view name, value; /* quotes and escapes resolved; "true" for a word alone */
    bool quoted, flag;
    uint32_t name_from, name_to, from, to; /* of a flag, both are its word */
} gk_shortcode_arg;

typedef struct gk_shortcode_call {
    gk_view name;
    gk_shortcode_form form;
    const gk_shortcode_arg *args;
    size_t arg_count;
    gk_view body;   /* empty when there is none */
    bool has_body;  /* there is a closing tag */
    bool is_inline; /* stands in the text */
    uint32_t index; /* which shortcode of the document, from 1 */
    gk_view file, whole;
    uint32_t from, to; /* the tag's bytes in the file */
    gk_arena *arena;   /* of the document */
    gk_diags *diags;
    void *links; /* for gk_shortcode_link */
} gk_shortcode_call;

/* What a document's shortcodes are. All are called while the document is rendered. */
typedef struct gk_shortcodes {
    /* Whether a name is declared, and how. */
    bool (*find)(void *ctx, gk_view name, gk_shortcode_form *form);
    /* The declared name that is most like a word, or empty. */
    gk_view (*nearest)(void *ctx, gk_view word);
    /* Appends the HTML of a call. False after adding an error to call->diags; what was appended is
     * dropped. */
    bool (*expand)(void *ctx, const gk_shortcode_call *call, gk_buf *html);
    void *ctx;
} gk_shortcodes;

/* Records an address, written in the bytes [from, to) of the file, as a link or picture of the
 * document, and gives what to write in its place in the HTML: a token, or the address itself when
 * it leaves the site. Empty after an error: an address that may not be. With `path`, the address is
 * a file's path as it is: nothing in it is percent-encoded, '#' and '?' are part of names. */
gk_view gk_shortcode_link(const gk_shortcode_call *call, gk_view address, bool picture, bool path,
                          uint32_t from, uint32_t to);

/* Whether a text is one token, whole. */
bool gk_shortcode_is_token(gk_view text);

/* The place of the bytes [from, to) of the call's file. */
gk_place gk_shortcode_place(const gk_shortcode_call *call, uint32_t from, uint32_t to);

#endif
