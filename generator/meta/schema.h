/* Schemas: what a map of front matter (or of a configuration file) may hold, and checking against
 * it.
 *
 * A schema is data: the content types are read from types/NAME.yaml (meta/types.h), the built-in
 * ones are const tables. The same check serves them all. Values are typed by the schema, never by
 * their look: `no` in a string field is the text "no". */
#ifndef GK_META_SCHEMA_H
#define GK_META_SCHEMA_H

#include "meta/pattern.h"
#include "meta/value.h"
#include "meta/yaml.h"

typedef enum gk_field_kind {
    GK_FIELD_STRING, /* one line */
    GK_FIELD_TEXT,   /* several lines */
    GK_FIELD_INTEGER,
    GK_FIELD_NUMBER,
    GK_FIELD_BOOLEAN,
    GK_FIELD_DATE,     /* a day; as a gk_date with day_only, 00:00 at the site's offset */
    GK_FIELD_DATETIME, /* a day and a time */
    GK_FIELD_ENUM,     /* the value is the string of one of the choices */
    GK_FIELD_LIST,
    GK_FIELD_MAP,
    GK_FIELD_REFERENCE, /* the value is the text as written; see gk_mention */
    GK_FIELD_FILE,      /* likewise */
    GK_FIELD_URL,
    GK_FIELD_EMAIL,
    GK_FIELD_PHONE,
    /* of built-in tables only */
    GK_FIELD_TABLE, /* a map with any keys, each value as `items` */
    GK_FIELD_ANY    /* typed by its look, as data files are (meta/data.h) */
} gk_field_kind;

enum { GK_FIELD_KINDS = GK_FIELD_PHONE + 1 /* of type files */ };

typedef enum gk_target { GK_TO_DOCUMENT, GK_TO_BRANCH } gk_target;

typedef struct gk_choice {
    gk_view value, label;
} gk_choice;

typedef struct gk_field {
    gk_view name, label, help; /* label and help may be empty */
    gk_field_kind kind;
    bool required, unique, internal; /* internal: scope: internal, never shown in public */
    bool hidden; /* show: false: not among the fields that are displayed generically */
    bool
        media; /* of urls: what the page plays; other sites only when check->media_hosts has them */
    bool has_min, has_max;
    bool open;       /* of maps, built-in: further keys are taken as they are */
    bool day_too;    /* of datetimes, built-in: a day alone means its 00:00 */
    double min, max; /* characters of a string, the number itself, or items of a list */
    gk_view pattern, pattern_message;
    const gk_pattern *compiled;    /* of pattern, or NULL */
    gk_value fallback;             /* the default, typed; null when there is none */
    const gk_choice *choices;      /* enum */
    const struct gk_field *items;  /* list, table */
    const struct gk_field *fields; /* map */
    uint32_t choice_count, field_count;
    gk_target to;    /* reference */
    gk_view of;      /* reference to a document: of this type only; empty = any */
    gk_view derived; /* the plugin that works the value out; documents may not give it */
    gk_view scalar;  /* of maps, built-in: a scalar in the map's place is the value of this field */
} gk_field;

/* One key of a sort order: "-date" is {date, down}. */
typedef struct gk_order {
    gk_view key; /* the name of a field, or "path" */
    bool down;
} gk_order;

/* Reads "date" or "-date". */
gk_order gk_order_of(gk_view text);

typedef struct gk_schema {
    gk_view name, label, help;
    gk_view extends;   /* empty = none; fields holds the inherited ones already */
    gk_view permalink; /* such as /:section/:slug/; never empty */
    gk_view template;  /* never empty: document.html unless given */
    gk_view scope;     /* as written, or empty; see meta/tier.h */
    gk_view scope_max; /* the widest that its documents can have, or empty */
    bool abstract;
    bool single;           /* each document has a page that is one file, to keep or to send */
    bool publicity;        /* its documents are announcements with a window and persons
                              (model/publicity.h) */
    bool broken;           /* its file has faults: unknown keys of documents pass in silence */
    const gk_order *order; /* may be empty */
    uint32_t order_count;
    const gk_field *fields; /* the inherited ones first */
    uint32_t field_count;
} gk_schema;

/* What a document mentions, for the stage that knows the whole site. In the order of the fields. */
typedef enum gk_mention_kind {
    GK_MENTION_DOCUMENT, /* a reference to a document: path relative to the file, or from the root
                            with a leading / */
    GK_MENTION_BRANCH,   /* the identifier of a branch */
    GK_MENTION_FILE, /* a file's path, likewise relative or from the root; it doesn't leave the site
                      */
    GK_MENTION_UNIQUE /* the text of a field with `unique` */
} gk_mention_kind;

typedef struct gk_mention {
    struct gk_mention *next;
    gk_mention_kind kind;
    const gk_field *field;
    gk_view text; /* in the arena */
    gk_span span; /* of the value in the file: gk_place_at(file, text, span.from, span.to) */
} gk_mention;

/* What a check needs to know of the file, and what it finds. */
typedef struct gk_check {
    gk_view file;   /* as diagnostics name it */
    gk_view text;   /* the whole text */
    gk_view path;   /* in the site ("notices/20260301-a1b2.md"), for paths of files; empty = at the
                       root */
    int16_t offset; /* of dates without a zone: minutes east of UTC */
    bool complete; /* declared fields that are not set appear as null at the top level too (below it
                      they always do) */
    gk_value media_hosts; /* a list of hosts (site.yaml), or null: none */
    bool arguments; /* the map is the arguments of a shortcode: what is missing is said that way */
    gk_mention *mentions, **tail; /* out; zeroed by the caller */
} gk_check;

/* Checks a map against fields and gives the map of typed values in the order of the fields, with
 * defaults applied: keys whose value is null or missing are left out at the top level (unless
 * check->complete). All faults are added; then the value holds what could be read, and the result
 * is false. `owner` is what messages call the whole (the type's label). node NULL counts as an
 * empty map, and nothing is added then. */
bool gk_schema_check_fields(const gk_field *fields, size_t count, gk_view owner,
                            const gk_node *node, gk_check *check, gk_arena *arena, gk_diags *diags,
                            gk_value *out);

/* The same for the front matter of a document; its key `type` is left to the caller (and not in the
 * value). */
bool gk_schema_check(const gk_schema *schema, const gk_node *node, gk_check *check, gk_arena *arena,
                     gk_diags *diags, gk_value *out);

/* Checks one node against one field, whatever its kind. */
bool gk_schema_check_field(const gk_field *field, const gk_node *node, gk_check *check,
                           gk_arena *arena, gk_diags *diags, gk_value *out);

/* The field of that name, or NULL. */
const gk_field *gk_schema_field(const gk_schema *schema, gk_view name);

/* The label of an enum's value; empty when it is none of the choices. */
gk_view gk_field_choice_label(const gk_field *field, gk_view value);

/* "string", "text", … as type files write it; the reverse is false for anything else. */
const char *gk_field_kind_name(gk_field_kind kind);
bool gk_field_kind_find(gk_view name, gk_field_kind *out);

/* What to preset in a scaffold. */
typedef struct gk_preset {
    gk_view name, text;
} gk_preset;

/* Appends the front matter of a new document, fences included: required fields with values that
 * pass the check (presets first), optional ones as comments, each with its help as a comment.
 * `today` fills dates. */
void gk_schema_scaffold(const gk_schema *schema, const gk_preset *presets, size_t count,
                        gk_date today, gk_buf *out);

#endif
