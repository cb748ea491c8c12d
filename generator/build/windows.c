#include "build/windows.h"

#include "model/window.h"

bool gk_windows_has(const gk_schema *type)
{
    const gk_field *field = gk_schema_field(type, GK_V("window"));
    return field && field->kind == GK_FIELD_MAP;
}

/* The place of a key of the window, or of the window itself. */
static gk_place place_of(const gk_windows_document *document, const char *key)
{
    const gk_entry *window = gk_node_entry(document->front, GK_V("window"));
    if (!window) return gk_place_file(document->file);
    const gk_entry *entry = gk_node_entry(&window->node, gk_view_of(key));
    gk_span span = entry ? entry->node.span : window->key_span;
    return gk_place_at(document->file, document->text, span.from, span.to);
}

static gk_view day_text(int64_t day, gk_arena *arena)
{
    gk_buf text = GK_BUF_INIT;
    gk_date_put_day(&text, gk_calendar_date(day, 0));
    gk_view view = gk_arena_view(arena, gk_buf_view(&text));
    gk_buf_free(&text);
    return view;
}

bool gk_windows_check(const gk_job *job, const gk_windows_document *document, gk_arena *arena,
                      gk_diags *diags)
{
    gk_value map = gk_value_get(document->values, GK_V("window"), NULL, NULL);
    gk_window_read read;
    if (!gk_windows_has(document->type) || map.kind != GK_MAP) return true;
    switch (gk_window_of(&job->policy, &job->calendar, map, &read)) {
    case GK_WINDOW_FINE: return true;
    case GK_WINDOW_NO_OPENS: return true;
    case GK_WINDOW_HOUR:
        gk_diag_add(diags, GK_MSG_policy_hour, place_of(document, "hour"),
                    gk_value_view(gk_value_get(map, GK_V("hour"), NULL, NULL)));
        return false;
    case GK_WINDOW_NO_LENGTH:
        gk_diag_add(diags, GK_MSG_window_length, place_of(document, "kind"));
        return false;
    case GK_WINDOW_REVERSED:
        gk_diag_add(diags, GK_MSG_window_reversed, place_of(document, "closes"));
        return false;
    case GK_WINDOW_NO_TABLE:
        gk_diag_add(diags, GK_MSG_window_table, place_of(document, "opens"),
                    gk_arena_printf(arena, "%d", read.missing));
        return false;
    case GK_WINDOW_MISMATCH:
        gk_diag_add(diags, GK_MSG_window_mismatch, place_of(document, "closes"),
                    day_text(read.last, arena));
        return false;
    }
    return true;
}
