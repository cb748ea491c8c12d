/* Diagnostics: what is wrong, where, and what to do.
 *
 * A message is a row of messages.def (identifier, severity, texts and help in Chinese and English,
 * with {0} {1} … for arguments). Fallible functions add to a sink and return a status; nothing is
 * printed before the program decides to. A diagnostic keeps copies of everything, the source line
 * included, so the text may go away. */
#ifndef GK_BASE_DIAG_H
#define GK_BASE_DIAG_H

#include "base/arena.h"
#include "base/buf.h"

typedef enum gk_severity { GK_NOTE, GK_WARNING, GK_ERROR } gk_severity;

typedef enum gk_message {
#define GK_MESSAGE(id, name, severity, zh, en, help_zh, help_en) GK_MSG_##id,
#include "base/messages.def"
#undef GK_MESSAGE
    GK_MSG_COUNT
} gk_message;

/* The catalogue's row of a message; help texts may be "". */
typedef struct gk_message_row {
    const char *name; /* as printed and explained: "YAML-TAB" */
    gk_severity severity;
    const char *zh, *en, *help_zh, *help_en;
} gk_message_row;

/* The row of an id; valid for every gk_message below GK_MSG_COUNT. */
const gk_message_row *gk_message_get(gk_message id);

/* Finds a row by its printed name, in any case of letters; GK_MSG_COUNT when there is none. */
gk_message gk_message_find(gk_view name);

/* Where: a file and, when known, a line, a column and the column behind the last one; all 1-based,
 * columns in code points, 0 = unknown. text is the whole text of the file, or empty. */
typedef struct gk_place {
    gk_view file;
    gk_view text;
    uint32_t line, col, endcol;
} gk_place;

/* The place of the bytes [from, to) of text; endcol never runs over the end of the line. */
gk_place gk_place_at(gk_view file, gk_view text, size_t from, size_t to);

/* A place that is a whole file. */
static inline gk_place gk_place_file(gk_view file)
{
    return (gk_place){file, {NULL, 0}, 0, 0, 0};
}

enum { GK_DIAG_ARGS = 6 };

typedef struct gk_diag {
    gk_message id;
    gk_severity severity;
    gk_view file;
    uint32_t line, col, endcol;
    gk_view source; /* the line, or empty */
    gk_view args[GK_DIAG_ARGS];
    gk_view help; /* replaces the catalogue's help when not empty (a field's own help) */
    gk_view code; /* replaces the printed name when not empty (what a plugin calls its finding) */
} gk_diag;

/* The sink. max_per_file bounds what one document can add (the rest is counted). */
typedef struct gk_diags {
    gk_arena arena;
    gk_diag *items;
    size_t count, cap;
    size_t errors, warnings;
} gk_diags;

#define GK_DIAGS_INIT                                                                              \
    {                                                                                              \
        GK_ARENA_INIT, NULL, 0, 0, 0, 0                                                            \
    }

/* Adds a diagnostic and gives it back for changes of severity or help (see gk_diag_help). Valid
 * until the next one. */
gk_diag *gk_diag_addv(gk_diags *diags, gk_message id, gk_place place, size_t count,
                      const gk_view *args);

/* gk_diag_add(diags, GK_MSG_x, place, view…): views fill {0} {1} …  */
#define gk_diag_add(diags, id, place, ...)                                                         \
    gk_diag_addv(diags, id, place, sizeof((gk_view[]){{0}, ##__VA_ARGS__}) / sizeof(gk_view) - 1,  \
                 (gk_view[]){{0}, ##__VA_ARGS__} + 1)

/* Gives the newest diagnostic its own help text. */
void gk_diag_help(gk_diags *diags, gk_view help);

/* Gives the newest diagnostic its own printed name. */
void gk_diag_code(gk_diags *diags, gk_view code);

/* What is printed in brackets: "YAML-TAB". */
gk_view gk_diag_name(const gk_diag *diag);

/* Changes the severity of the newest diagnostic. */
void gk_diag_severity(gk_diags *diags, gk_severity severity);

/* Orders by file, line, column and message, and drops exact repetitions: so that the order does not
 * depend on workers. */
void gk_diags_sort(gk_diags *diags);

/* Copies all of `from` into `to`. */
void gk_diags_append(gk_diags *to, const gk_diags *from);

/* Writes all as flat bytes, and reads them back (adding to diags); false when the bytes are not of
 * this form. */
void gk_diags_pack(const gk_diags *diags, gk_buf *out);
bool gk_diags_unpack(gk_diags *diags, gk_view packed);

/* Clearing keeps the memory for the next diagnostics; freeing leaves an empty sink. */
void gk_diags_clear(gk_diags *diags);
void gk_diags_free(gk_diags *diags);

typedef enum gk_lang { GK_LANG_ZH, GK_LANG_EN } gk_lang;

/* The message with its arguments filled in; the help likewise (possibly empty). */
void gk_diag_message(const gk_diag *diag, gk_lang lang, gk_buf *out);
void gk_diag_help_text(const gk_diag *diag, gk_lang lang, gk_buf *out);

/* For people: severity, place, message, source line with a caret right under it (by display width),
 * help. */
void gk_diag_print_human(const gk_diag *diag, gk_lang lang, bool color, gk_buf *out);

/* One object a line: code, severity, file, line, col, endcol, message, help. */
void gk_diag_print_json(const gk_diag *diag, gk_lang lang, gk_buf *out);

/* file:line:col: error: message [ID] */
void gk_diag_print_gcc(const gk_diag *diag, gk_lang lang, gk_buf *out);

#endif
