/* Why a piece of YAML can't be read, in the words of the people who type it.
 *
 * libyaml says what its grammar missed; this looks at the lines themselves for what editors really
 * do (a full-width colon, a tab, no space behind the colon, curly quotes, a value that needs quotes
 * …) and falls back to a translation. */
#ifndef GK_META_YAML_FAULT_H
#define GK_META_YAML_FAULT_H

#include "meta/yaml.h"

typedef struct gk_yaml_fault {
    gk_view problem, context;      /* libyaml's words */
    size_t problem_at, context_at; /* bytes of the file */
} gk_yaml_fault;

/* Adds at least one error. */
void gk_yaml_explain(gk_view file, gk_view text, gk_span range, const gk_yaml_fault *fault,
                     gk_arena *arena, gk_diags *diags);

/* What a plain scalar looks like that stands where a map or list is wanted: `phone：123`,
 * `phone:123`, `－ 文字`, `-文字`. Adds the error for it and returns true, or false when it looks
 * like none of these. */
bool gk_yaml_explain_scalar(gk_view file, gk_view text, const gk_node *node, gk_diags *diags);

#endif
