/* Scalars: from text to what a field's kind, or the text's own look, makes of it. */
#ifndef GK_META_SCALAR_H
#define GK_META_SCALAR_H

#include "base/arena.h"
#include "meta/value.h"
#include "meta/yaml.h"

/* Whole numbers and decimal fractions, optional sign and exponent; the whole of v. Never depends on
 * the locale. */
bool gk_scalar_float(gk_view v, double *out);

/* Plain text of a file without a schema (YAML 1.2's core schema, and days): null ~ true false,
 * numbers, 2026-03-05, 2026-03-05T14:30:00+08:00; everything else is a string, also numbers with a
 * leading zero or too many digits, which are codes and phones rather than quantities. Borrows v. */
gk_value gk_scalar_by_look(gk_view v, int16_t offset);

/* A whole node by the look of its plain scalars; lists and maps are made in the arena. */
gk_value gk_scalar_node(const gk_node *node, int16_t offset, gk_arena *arena);

/* The day that somebody meant by 2026年3月5日, 2026/3/5, 2026.3.5 or 2026-3-5 (also with full-width
 * digits), in the arena as 2026-03-05; empty when it is none of these. A time behind it is ignored.
 */
gk_view gk_scalar_guess_day(gk_view v, gk_arena *arena);

/* http://host… or https://host…, or a path within the site that begins with one "/"; no white space
 * or controls. */
bool gk_scalar_is_url(gk_view v);

/* A host's name as media_hosts of site.yaml lists them: "video.example.edu.cn", perhaps with
 * ":8443"; small letters of ASCII, at least one dot. */
bool gk_scalar_is_host(gk_view v);

/* The host of an absolute address as it is written, port and all; empty when it has none. */
gk_view gk_scalar_host_of(gk_view url);

bool gk_scalar_is_email(gk_view v); /* name@host.tld, ASCII */
bool gk_scalar_is_phone(
    gk_view v); /* digits, spaces, hyphens, +, ( ), an extension behind 转 or ext. */
bool gk_scalar_is_id(gk_view v); /* ASCII letters, digits, - and _, at most 64 */

/* Where a file's path, written in the document at `from` (a path in the site), leads. */
typedef enum gk_path_fault { GK_PATH_OK, GK_PATH_FORM, GK_PATH_OUT } gk_path_fault;
gk_path_fault gk_scalar_check_path(gk_view v, gk_view from);

/* Whether v holds a control or a hidden character (line breaks and tabs are no such). */
bool gk_scalar_has_hidden(gk_view v);

#endif
