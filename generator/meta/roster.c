#include "meta/roster.h"

#include "meta/csv.h"
#include "meta/encoding.h"
#include "meta/policy_table.h"
#include "meta/scalar.h"
#include "meta/schema.h"

enum { FIELDS_MAX = 64, FAULTS_MAX = 20, SHORTEST_NUMBER = 9 };

typedef struct reading {
    gk_view file, text;
    int16_t offset;
    gk_arena *arena;
    gk_diags *diags;
    gk_diags found; /* what the readers below say: it may quote the file, so only its identifier and
                       place are passed on */
    gk_field fields[FIELDS_MAX];
    size_t field_count, faults;
} reading;

bool gk_roster_is_named(gk_view path, gk_view *stem)
{
    gk_data_kind kind = gk_data_kind_of(path, stem);
    return kind == GK_DATA_CSV || kind == GK_DATA_YAML;
}

static void make_fields(reading *r)
{
    const gk_person_field *table = gk_person_fields(&r->field_count);
    if (r->field_count > FIELDS_MAX) r->field_count = FIELDS_MAX;
    for (size_t i = 0; i < r->field_count; i++) {
        bool name = i == 0; /* of at least two characters: a shorter one can't be looked for */
        r->fields[i] = (gk_field){.name = gk_view_of(table[i].name),
                                  .label = gk_view_of(table[i].label),
                                  .kind = table[i].kind,
                                  .required = name,
                                  .has_min = name,
                                  .min = name ? 2 : 0,
                                  .has_max = table[i].kind == GK_FIELD_STRING,
                                  .max = 200};
    }
}

/* The number of the field that a column or key means by its name or label; SIZE_MAX: none. */
static size_t field_of(const reading *r, gk_view word)
{
    for (size_t i = 0; i < r->field_count; i++)
        if (gk_view_eq(r->fields[i].name, word) || gk_view_eq(r->fields[i].label, word)) return i;
    return SIZE_MAX;
}

static void fault(reading *r, gk_message id, uint32_t line, gk_view a, gk_view b)
{
    gk_place place = {r->file, {NULL, 0}, line, 0, 0};
    if (r->faults++ < FAULTS_MAX) gk_diag_add(r->diags, id, place, a, b);
}

/* Passes on that something is wrong in row `row` (0: in the file as a whole). */
static void pass_on(reading *r, uint32_t row, uint32_t line)
{
    for (size_t i = 0; i < r->found.count; i++) {
        const gk_diag *diag = &r->found.items[i];
        if (diag->severity != GK_ERROR) continue;
        gk_view name = gk_view_of(gk_message_get(diag->id)->name);
        uint32_t at = diag->line ? diag->line : line;
        gk_view number = gk_arena_printf(r->arena, "%u", row);
        if (row)
            fault(r, GK_MSG_roster_row, at, number, name);
        else
            fault(r, GK_MSG_roster_file, at, name, number);
    }
    gk_diags_clear(&r->found);
}

/* Checks one person. */
static bool take_row(reading *r, const gk_node *node, uint32_t row, gk_value *out)
{
    size_t errors = r->found.errors;
    gk_check check = {.file = r->file, .text = r->text, .offset = r->offset};
    uint32_t line = gk_place_at(r->file, r->text, node->span.from, node->span.to).line;
    bool fine = gk_schema_check_fields(r->fields, r->field_count, GK_V("名册"), node, &check,
                                       r->arena, &r->found, out);
    if (fine && r->found.errors == errors) return true;
    pass_on(r, row, line);
    return false;
}

/* The same map with its keys as the schema calls them; NULL after a fault. */
static const gk_node *with_names(reading *r, const gk_node *node, uint32_t row)
{
    uint32_t line = gk_place_at(r->file, r->text, node->span.from, node->span.to).line;
    gk_view number = gk_arena_printf(r->arena, "%u", row);
    if (node->kind != GK_NODE_MAP) {
        fault(r, GK_MSG_roster_row, line, number, GK_V("ROSTER-FORM"));
        return NULL;
    }
    gk_node *copy = gk_arena_alloc(r->arena, sizeof *copy);
    gk_entry *entries = gk_arena_alloc(r->arena, node->count * sizeof *entries);
    for (uint32_t i = 0; i < node->count; i++) {
        size_t field = field_of(r, node->u.entries[i].key);
        bool again = false;
        for (uint32_t k = 0; k < i && field != SIZE_MAX; k++)
            again |= gk_view_eq(entries[k].key, r->fields[field].name);
        if (field == SIZE_MAX || again) {
            fault(r, GK_MSG_roster_row, line, number, GK_V("ROSTER-COLUMN"));
            return NULL;
        }
        entries[i] = node->u.entries[i];
        entries[i].key = r->fields[field].name;
    }
    *copy = *node;
    copy->u.entries = entries;
    return copy;
}

static bool read_yaml(reading *r, gk_roster *out)
{
    size_t bom = gk_encoding_bom(r->text);
    const gk_node *list = NULL;
    if (gk_encoding_check(r->file, r->text, &r->found))
        list =
            gk_yaml_parse(r->file, r->text, bom, r->text.n, GK_YAML_FILE_MAX, r->arena, &r->found);
    if (!list) {
        pass_on(r, 0, 0);
        return false;
    }
    if (list->kind != GK_NODE_LIST || list->count > GK_ROSTER_ROWS) {
        fault(r, GK_MSG_roster_form, 1, (gk_view){NULL, 0}, (gk_view){NULL, 0});
        return false;
    }
    gk_value *rows = gk_arena_alloc(r->arena, list->count * sizeof *rows);
    for (uint32_t i = 0; i < list->count; i++) {
        const gk_node *node = with_names(r, &list->u.entries[i].node, i + 1);
        if (node && take_row(r, node, i + 1, &rows[out->count])) out->count++;
    }
    out->rows = gk_value_list(rows, out->count);
    return true;
}

/* A row of a table as a map of the schema; empty cells are left out. */
static const gk_node *node_of(reading *r, gk_value row, const size_t *columns, const gk_span *spans)
{
    uint32_t cells = gk_value_count(row);
    gk_node *node = gk_arena_alloc(r->arena, sizeof *node);
    gk_entry *entries = gk_arena_alloc(r->arena, cells * sizeof *entries);
    *node = (gk_node){.kind = GK_NODE_MAP, .u.entries = entries, .span = spans[0]};
    for (uint32_t i = 0; i < cells; i++) {
        gk_view text = gk_value_view(gk_value_at(row, i, r->arena));
        if (!text.n) continue;
        entries[node->count++] = (gk_entry){
            .key = r->fields[columns[i]].name,
            .key_span = spans[i],
            .node = {
                .kind = GK_NODE_SCALAR, .style = GK_STYLE_PLAIN, .span = spans[i], .u.text = text}};
    }
    return node;
}

static bool read_csv(reading *r, gk_roster *out)
{
    gk_value table;
    const gk_span *spans;
    bool fine = gk_csv_read_text(r->file, r->text, r->arena, &r->found, &table, &spans);
    pass_on(r, 0, 0);
    if (!fine) return false;
    uint32_t count = gk_value_count(table);
    if (count > GK_ROSTER_ROWS) {
        fault(r, GK_MSG_roster_form, 1, (gk_view){NULL, 0}, (gk_view){NULL, 0});
        return false;
    }
    gk_value *rows = gk_arena_alloc(r->arena, count * sizeof *rows);
    gk_value first = gk_value_at(table, 0, r->arena);
    size_t *columns = gk_arena_alloc(r->arena, (gk_value_count(first) + 1) * sizeof *columns);
    for (uint32_t i = 0; i < gk_value_count(first); i++) {
        columns[i] = field_of(r, gk_value_key(first, i));
        bool again = false;
        for (uint32_t k = 0; k < i; k++) again |= columns[k] == columns[i];
        if (columns[i] != SIZE_MAX && !again) continue;
        fault(r, GK_MSG_roster_column, 1, gk_arena_printf(r->arena, "%u", i + 1),
              (gk_view){NULL, 0});
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        const gk_node *node = node_of(r, gk_value_at(table, i, r->arena), columns,
                                      spans + (size_t)i * gk_value_count(first));
        if (take_row(r, node, i + 1, &rows[out->count])) out->count++;
    }
    out->rows = gk_value_list(rows, out->count);
    return true;
}

bool gk_roster_read(gk_view file, gk_view text, int16_t offset, gk_arena *arena, gk_diags *diags,
                    gk_roster *out)
{
    reading r = {.file = file,
                 .text = text,
                 .offset = offset,
                 .arena = arena,
                 .diags = diags,
                 .found = GK_DIAGS_INIT};
    gk_view stem;
    *out = (gk_roster){gk_value_list(NULL, 0), 0};
    make_fields(&r);
    if (gk_data_kind_of(file, &stem) == GK_DATA_YAML)
        read_yaml(&r, out);
    else
        read_csv(&r, out);
    gk_diags_free(&r.found);
    if (r.faults) *out = (gk_roster){gk_value_list(NULL, 0), 0};
    return r.faults == 0;
}

void gk_roster_put_canonical(const gk_roster *roster, gk_buf *out)
{
    for (uint32_t i = 0; i < roster->count; i++) {
        gk_value row = gk_value_at(roster->rows, i, NULL);
        for (uint32_t k = 0; k < gk_value_count(row); k++) {
            gk_buf_put(out, gk_value_key(row, k));
            gk_buf_putc(out, '=');
            gk_value_put_text(gk_value_at(row, k, NULL), out);
            gk_buf_putc(out, '\n');
        }
        gk_buf_putc(out, '\n');
    }
}

/* Numbers and addresses of the network that belong to one person. Days of birth and homes are in
 * many other texts. */
static bool identifies(gk_view name, gk_view text)
{
    static const char *const names[] = {"id_number", "student_number", "staff_number",
                                        "phone",     "email",          "bank_account"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (gk_view_is(name, names[i])) return text.n >= SHORTEST_NUMBER;
    return gk_view_is(name, "name");
}

void gk_roster_add_needles(const gk_roster *roster, gk_needles *needles)
{
    gk_buf text = GK_BUF_INIT;
    for (uint32_t i = 0; i < roster->count; i++) {
        gk_value row = gk_value_at(roster->rows, i, NULL);
        for (uint32_t k = 0; k < gk_value_count(row); k++) {
            gk_buf_truncate(&text, 0);
            gk_value_put_text(gk_value_at(row, k, NULL), &text);
            if (identifies(gk_value_key(row, k), gk_buf_view(&text)))
                gk_needles_add(needles, gk_buf_view(&text));
        }
    }
    gk_buf_free(&text);
}
