/* What the parts of gk_config_load share (meta/config.c, meta/config_check.c, meta/organisation.c).
 * Not for others. */
#ifndef GK_META_CONFIG_FILE_H
#define GK_META_CONFIG_FILE_H

#include "meta/config.h"

/* A file that was read: as diagnostics name it, its text, and its tree (NULL when there is none).
 */
typedef struct gk_config_file {
    gk_view name, text;
    const gk_node *node;
} gk_config_file;

typedef struct gk_config_loading {
    const gk_config_reader *reader;
    gk_arena *arena;
    gk_diags *diags;
    gk_config *out;
    int16_t offset;
    size_t faults;
    gk_config_file site, catalogue; /* catalogue: node is NULL when there is none */
} gk_config_loading;

/* Adds a diagnostic at a span of a file; so many in all, then no more. */
void gk_config_fault(gk_config_loading *l, const gk_config_file *file, gk_message id, gk_span span,
                     gk_view a, gk_view b);

/* "（name？）" for the one of the names that is most like `name`, or nothing. */
gk_view gk_config_suggest(gk_config_loading *l, gk_view name, const gk_view *names, size_t count);

/* Reads a text file; false when there is no such file (nothing is said then, *exists is false) or
 * it couldn't be read. */
bool gk_config_read_text(gk_config_loading *l, gk_view path, gk_config_file *out, bool *exists);

/* Likewise a YAML file that must be a map. */
bool gk_config_read_map(gk_config_loading *l, gk_view path, gk_config_file *out, bool *exists);

/* What a check of the file's values begins with. */
gk_check gk_config_check_of(gk_config_loading *l, const gk_config_file *file);

/* Checks the parts of site.yaml against each other, the types and the data; all of them are in
 * l->out. */
void gk_config_check_site(gk_config_loading *l);

/* Whether a node (NULL: none) names a scope or says nothing; else says what is wrong. */
bool gk_config_check_scope(gk_config_loading *l, const gk_config_file *file, const gk_node *node);

/* Checks the names of scopes in site.yaml: the ladder itself, the site's, those of sections and
 * editions; and those in the files of types, once site.yaml and the types are read. */
void gk_config_check_scopes(gk_config_loading *l);
void gk_config_check_type_scopes(gk_config_loading *l, const gk_type_source *sources, size_t count);

/* Checks the list of the organisation: identifiers are unique and fit an address, parents exist, no
 * circle. */
void gk_organisation_check(gk_config_loading *l, const gk_config_file *file, gk_value list);

/* Checks what the schema of data/policy.yaml cannot say: fields that may never be shown, closing
 * hours, stages that requirements name. */
void gk_policy_check(gk_config_loading *l, const gk_config_file *file);

/* Checks what the schema of data/approval.yaml cannot say: types, steps and trailers that it names;
 * nobody stands in it twice. Needs the types. */
void gk_approval_check(gk_config_loading *l, const gk_config_file *file);

/* Checks a table of holidays: the year is that of the file's name, no day stands twice, ranges run
 * forward. */
void gk_holidays_check(gk_config_loading *l, const gk_config_file *file, gk_view stem);

/* Checks that the `id`s of a list are unique and fit an address. */
void gk_config_check_ids(gk_config_loading *l, const gk_config_file *file, gk_value list);

#endif
