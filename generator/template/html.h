/* Where in the HTML we are, from the static texts of a template: decides how each output is
 * escaped.
 *
 * A small part of the tokenizer of the HTML standard (section 13.2.5), with attributes told apart
 * by what their values mean. */
#ifndef GK_TEMPLATE_HTML_H
#define GK_TEMPLATE_HTML_H

#include "template/tree.h"

typedef enum gk_html_state {
    GK_HTML_TEXT,
    GK_HTML_RCDATA, /* in <title> or <textarea>: text without tags */
    GK_HTML_RAW,    /* in <style>, an executable <script>, <iframe> …: no outputs */
    GK_HTML_JSON,   /* in a data script */
    GK_HTML_COMMENT,
    GK_HTML_DECLARATION, /* <!doctype …> and the like */
    GK_HTML_TAG_OPEN,    /* behind < or </ or <! */
    GK_HTML_TAG_NAME,
    GK_HTML_SPACE, /* in a tag, an attribute may begin */
    GK_HTML_TIGHT, /* in a tag behind something: white space, / or > must follow */
    GK_HTML_ATTR_NAME,
    GK_HTML_AFTER_NAME, /* white space behind an attribute's name: = may follow */
    GK_HTML_BEFORE_VALUE,
    GK_HTML_QUOTED,
    GK_HTML_UNQUOTED
} gk_html_state;

typedef enum gk_html_attr {
    GK_ATTR_PLAIN,
    GK_ATTR_URL,
    GK_ATTR_SRCSET,
    GK_ATTR_STYLE,
    GK_ATTR_HANDLER, /* onclick …, srcdoc: no outputs */
    GK_ATTR_TYPE,    /* type of a script */
    GK_ATTR_CONTENT  /* content of a meta: an address behind url= */
} gk_html_attr;

enum { GK_HTML_WORD = 30 };

/* All fields that don't matter in a state are zero there, so that two can be compared. */
typedef struct gk_html {
    uint8_t state;   /* gk_html_state */
    uint8_t element; /* of a tag or raw text: a number of a special element, see html.c */
    uint8_t attr;    /* gk_html_attr */
    char quote;
    bool end_tag, json_type;
    bool forked; /* TIGHT because a name ended at a tag of the template */
    bool glued;  /* … and then text followed at once: what the browser sees is not known */
    bool in_string, escape;  /* in JSON */
    uint8_t url;             /* of an address: nothing decided, decided, or of a forbidden scheme */
    uint8_t dashes;          /* of a comment: how much of --> is there */
    uint8_t fill;            /* bytes in word */
    char word[GK_HTML_WORD]; /* the name or value that is being read, in lower case */
} gk_html;

/* Moves on over static text; false when it is glued to a name that a tag of the template cut (the
 * caller reports it). */
bool gk_html_text(gk_html *html, gk_view text);

/* Before {% if %} or {% for %}, which may be left out: a name in a tag ends here. */
void gk_html_fork(gk_html *html);

/* Makes *html stand for both; false when they are different places. */
bool gk_html_join(gk_html *html, const gk_html *other);

/* Whether blocks, macros and includes may stand here: in text. */
bool gk_html_is_text(const gk_html *html);

/* How to write an output here; GK_ESC_NONE with the message that tells why there can't be one. */
gk_escape gk_html_output(gk_html *html, gk_message *why);

/* What the place looks like, for messages: `text`, `<a href="`, `<!--`. out has room for 64 bytes.
 */
void gk_html_describe(const gk_html *html, char out[64]);

#endif
