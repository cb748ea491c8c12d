/* Templates: a Jinja subset, parsed to a tree with positions and interpreted. The language is
 * described in content/manual/templates.md.
 *
 * A set holds the templates of a theme. They are loaded by name on first use, parsed once and kept.
 * Order of calls: new, functions, then check and render in any order; free. A set belongs to one
 * thread.
 *
 * How a value is escaped is decided when the template is parsed, by where the output stands in the
 * HTML. Names are strict: one that doesn't exist is an error. A page has budgets (steps, bytes,
 * memory, depth), so every rendering ends. */
#ifndef GK_TEMPLATE_TEMPLATE_H
#define GK_TEMPLATE_TEMPLATE_H

#include "base/diag.h"
#include "meta/value.h"

typedef struct gk_template_set gk_template_set;

/* Where the text of templates comes from. load gives the text and the path to show in messages;
 * both must live as long as the set. False when there is no such template. Names are as written in
 * templates, "macros.html"; those with "..", a leading slash, a backslash or control characters
 * never reach the loader. */
typedef struct gk_template_loader {
    bool (*load)(void *ctx, gk_view name, gk_view *text, gk_view *path);
    void *ctx;
} gk_template_loader;

/* Budgets of one page, 0 for the default. offset: minutes east of UTC for dates that are written as
 * plain strings. english: how the filter date writes. */
typedef struct gk_template_options {
    uint64_t
        steps; /* 5 million: statements, values, loop rounds, and one for every 256 bytes written */
    size_t output;  /* 8 MB */
    size_t memory;  /* 64 MB, bytes taken from the arena */
    unsigned depth; /* 32: includes, macros and blocks within each other */
    int16_t offset;
    bool english;
} gk_template_options;

/* A new set without templates; it keeps a copy of both arguments. */
gk_template_set *gk_templates_new(const gk_template_loader *loader,
                                  const gk_template_options *options);
void gk_templates_free(gk_template_set *set);

/* A call of a function from a template: {{ name(args, key=value) }} or {{ first|name(args) }}. */
typedef struct gk_template_call {
    const gk_value *args;
    size_t count;
    gk_value named;   /* map of the named arguments, possibly empty */
    gk_arena *arena;  /* for results; lives as long as the page */
    gk_view document; /* what is being rendered, for messages */
    bool *varies;     /* set it when the result may be another one on another page although the
                         arguments are the same: what was written with it is not kept then */
} gk_template_call;

/* What a function finds wrong: a row of the catalogue and its arguments {0} … {3}, which may be
 * made in the call's arena. The place of the call is added, and {4} becomes the document that is
 * being rendered. */
enum { GK_TEMPLATE_ARGS = 4 };
typedef struct gk_template_fault {
    gk_message id; /* GK_MSG_COUNT: none fits */
    gk_view args[GK_TEMPLATE_ARGS];
    bool told; /* it has been added to the diagnostics of the rendering already */
} gk_template_fault;

/* Sets *out and gives true, or fills *fault and gives false. A call with constants is made once,
 * unless it says that it varies. */
typedef bool (*gk_template_function)(void *ctx, const gk_template_call *call, gk_value *out,
                                     gk_template_fault *fault);

/* Declares a function, which is a filter too. Before the first check or render; the name (borrowed)
 * must outlive the set. */
void gk_templates_function(gk_template_set *set, gk_view name, gk_template_function function,
                           void *ctx);

/* Says that a global is the same on every page (the site, the theme's options): what is written of
 * it alone is made once. The name (borrowed) must outlive the set. */
void gk_templates_constant(gk_template_set *set, gk_view name);

/* Parses a template and those it names (extends, include, import) and reports all faults; true when
 * there are none. */
bool gk_templates_check(gk_template_set *set, gk_view name, gk_diags *diags);

/* Appends the page to out. globals is a map whose keys are the names every template sees (site,
 * theme, page). document names in messages what is being rendered. False when a fault was added to
 * diags: what was appended is to be thrown away. The arena is for values that live as long as the
 * page; the caller resets it. */
bool gk_template_render(gk_template_set *set, gk_view name, gk_value globals, gk_view document,
                        gk_arena *arena, gk_buf *out, gk_diags *diags);

/* After gk_diags_sort: a fault at one place that many pages met becomes one, which names the first
 * page and says how many others there are, "a.md +277". */
void gk_template_gather(gk_diags *diags);

/* The words of the language with a line of explanation, for documentation and its tests. */
typedef enum gk_template_table {
    GK_TEMPLATE_TAGS,
    GK_TEMPLATE_FILTERS,
    GK_TEMPLATE_TESTS
} gk_template_table;
typedef struct gk_template_word {
    const char *name;
    const char *usage; /* truncate(width, end="…") */
    const char *zh;
} gk_template_word;

/* Row i of a table; false behind the last one. */
bool gk_template_word_at(gk_template_table table, size_t i, gk_template_word *out);

#endif
