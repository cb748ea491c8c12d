/* Templates in memory, for the tests of generator/template. */
#ifndef GK_TESTS_TEMPLATE_FIXTURE_H
#define GK_TESTS_TEMPLATE_FIXTURE_H

#include "harness.h"
#include "template/template.h"

enum { FIXTURE_FILES = 16 };

typedef struct fixture {
    gk_template_set *set;
    gk_template_options options; /* to be changed before the first render */
    gk_arena arena;
    gk_buf out;
    gk_diags diags;
    gk_value globals;
    gk_value kept;
    int64_t calls; /* of times() */
    size_t count;
    gk_view names[FIXTURE_FILES], texts[FIXTURE_FILES];
} fixture;

/* A fixture with the data of `data`, a map in the language itself, "" for none; day("2026-11-20")
 * makes a date, markup("<b>") an html value; times() tells how often it was called and says that it
 * varies. */
fixture *fixture_new(const char *data);
void fixture_free(fixture *f);

/* Adds a template. */
void fixture_file(fixture *f, const char *name, gk_view text);

/* What the template gives; or the identifiers and places of all faults, "ID line:col", with spaces
 * between. */
const char *fixture_render(fixture *f, const char *name);

/* The newest fault as one line, file:line:col: error: message [ID]. */
const char *fixture_fault(fixture *f);

/* Renders the text alone with the data. Valid until the next call. */
const char *fixture_one(const char *data, const char *text);

#define RENDERS(text, expected)            GK_CHECK_STR(fixture_one("", text), expected)
#define RENDERS_WITH(data, text, expected) GK_CHECK_STR(fixture_one(data, text), expected)
/* The same macro for faults, so that a test reads as what it is about. */
#define FAULTS(text, expected)            GK_CHECK_STR(fixture_one("", text), expected)
#define FAULTS_WITH(data, text, expected) GK_CHECK_STR(fixture_one(data, text), expected)

#endif
