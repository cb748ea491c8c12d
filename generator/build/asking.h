/* What plugins are asked about files of the site while they are read: checks, and the values that
 * they derive for documents. In workers that read documents. */
#ifndef GK_BUILD_ASKING_H
#define GK_BUILD_ASKING_H

#include "build/scripts.h"

/* A row of checks: a plugin's function that is asked about something. */
typedef struct gk_asked {
    uint32_t plugin;
    gk_view name;
} gk_asked;

typedef struct gk_asking {
    gk_scripts *scripts;
    gk_asked *checks[3]; /* by gk_subject, in the order of the plugins */
    uint32_t counts[3];
    bool derives; /* some plugin has a document hook */
} gk_asking;

typedef enum gk_subject { GK_SUBJECT_DOCUMENT, GK_SUBJECT_DATA, GK_SUBJECT_FILE } gk_subject;

/* Takes the checks of all plugins; scripts must be open and outlive it. */
void gk_asking_open(gk_asking *asking, gk_scripts *scripts);

/* Whether anybody asks about such a thing. */
bool gk_asking_wants(const gk_asking *asking, gk_subject subject);

/* Asks all checks about what the pieces hold, between gk_scripts_begin and gk_scripts_end. */
void gk_asking_check(gk_asking *asking, gk_subject subject, gk_value about,
                     const gk_pieces *pieces);

/* Asks the document hooks for the derived fields of a type and gives the values with those behind
 * them. False after a fault. */
bool gk_asking_derive(gk_asking *asking, const gk_schema *type, gk_value doc, gk_view path,
                      gk_value values, gk_value *out);

#endif
