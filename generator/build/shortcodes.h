/* The shortcodes of plugins, for the Markdown stage: which there are, their arguments checked by
 * the schema in plugin.yaml, and what Lua makes of them. In workers that read documents. */
#ifndef GK_BUILD_SHORTCODES_H
#define GK_BUILD_SHORTCODES_H

#include "build/scripts.h"
#include "markup/markdown.h"

struct gk_shortcode_row;

typedef struct gk_shortcode_set {
    gk_scripts *scripts;
    struct gk_shortcode_row *rows; /* in scripts->kept */
    size_t count;
    gk_shortcodes handlers; /* for gk_markdown_options; see gk_shortcode_set_use */
    /* The document: */
    gk_view path;         /* in the site */
    gk_value doc;         /* what call.doc is */
    gk_mention *mentions; /* of references in arguments, for the site to check */
} gk_shortcode_set;

/* Takes the shortcodes of all plugins; scripts must be open and outlive the set. */
void gk_shortcode_set_open(gk_shortcode_set *set, gk_scripts *scripts);

/* What to give to gk_markdown_render: NULL when no plugin has any. */
const gk_shortcodes *gk_shortcode_set_use(const gk_shortcode_set *set);

/* Turns to a document, between gk_scripts_begin and gk_scripts_end. */
void gk_shortcode_set_turn(gk_shortcode_set *set, gk_view path, gk_value doc);

#endif
