#include "base/utf8.h"
#include "meta/scalar.h"
#include "meta/schema.h"

typedef struct writing {
    gk_arena arena;
    gk_date today;
} writing;

/* A scalar that YAML reads back as the same text: plain where that is safe. */
static void put_scalar(gk_buf *out, gk_view v)
{
    bool plain = v.n && !strchr("-?:,[]{}#&*!|>'\"%@` \t", v.p[0]) && v.p[v.n - 1] != ' ' &&
                 v.p[v.n - 1] != ':';
    plain = plain && gk_view_find(v, GK_V(": "), 0) == SIZE_MAX &&
            gk_view_find(v, GK_V(" #"), 0) == SIZE_MAX;
    plain = plain && !gk_view_is(v, "~") && !gk_view_is(v, "null") && !gk_scalar_has_hidden(v);
    plain = plain && !gk_view_starts(v, GK_V("“")) && !gk_view_starts(v, GK_V("‘"));
    for (size_t i = 0; i < v.n && plain; i++) plain = (unsigned char)v.p[i] >= ' ';
    if (plain)
        gk_buf_put(out, v);
    else
        gk_buf_put_json(out, v);
}

/* On one line. */
static void put_words(gk_buf *out, gk_view v)
{
    for (size_t i = 0; i < v.n; i++)
        gk_buf_putc(out, v.p[i] == '\n' || v.p[i] == '\r' ? ' ' : v.p[i]);
}

/* "# 类别（必填）：选一个。meeting 会议，study 学习" */
static void put_help(gk_buf *out, const char *lead, const gk_field *field)
{
    gk_buf_puts(out, lead);
    gk_buf_puts(out, "# ");
    put_words(out, field->label.n ? field->label : field->name);
    if (field->required) gk_buf_puts(out, "（必填）");
    if (field->help.n) gk_buf_puts(out, "：");
    put_words(out, field->help);
    for (uint32_t i = 0; i < field->choice_count; i++) {
        gk_buf_puts(out, i ? "，" : field->help.n ? "。" : "：");
        put_words(out, field->choices[i].value);
        if (gk_view_eq(field->choices[i].value, field->choices[i].label)) continue;
        gk_buf_putc(out, ' ');
        put_words(out, field->choices[i].label);
    }
    gk_buf_putc(out, '\n');
}

/* The first n characters. */
static gk_view cut(gk_view v, size_t n)
{
    size_t i = 0;
    while (n-- && i < v.n) gk_utf8_next(v, &i);
    return gk_view_n(v.p, i);
}

/* "请填写标题", as long as the field wants it; or what its pattern accepts. */
static gk_view sample_text(writing *w, const gk_field *field)
{
    gk_view text = GK_JOIN(&w->arena, GK_V("请填写"), field->label.n ? field->label : field->name);
    if (field->compiled) text = gk_pattern_example(field->compiled, &w->arena);
    while (field->has_min && (double)gk_utf8_count(text) < field->min && text.n < 10000)
        text = GK_JOIN(&w->arena, text, text.n ? text : GK_V("x"));
    if (field->has_max && !field->compiled)
        text = cut(text, field->max > 1 ? (size_t)field->max : 1);
    return text;
}

static double sample_number(const gk_field *field)
{
    if (field->has_min)
        return field->min > 1 || (field->has_max && field->max < 1) ? field->min : 1;
    return field->has_max && field->max < 1 ? field->max : 1;
}

/* Fields that the engine reads want more than their kind says. */
static const char *sample_of_name(gk_view name)
{
    if (gk_view_is(name, "cover")) return "cover.jpg";
    if (gk_view_is(name, "aliases")) return "/old/address/";
    return gk_view_is(name, "template") ? "document.html" : NULL;
}

static void put_sample(writing *w, const gk_field *field, gk_buf *out)
{
    const char *known = sample_of_name(field->name);
    if (known) {
        gk_buf_puts(out, known);
        return;
    }
    switch (field->kind) {
    case GK_FIELD_INTEGER:
    case GK_FIELD_NUMBER: gk_buf_printf(out, "%.15g", sample_number(field)); break;
    case GK_FIELD_BOOLEAN: gk_buf_puts(out, "false"); break;
    case GK_FIELD_DATE: gk_date_put_day(out, w->today); break;
    case GK_FIELD_DATETIME:
        gk_date_put_day(out, w->today);
        gk_buf_puts(out, "T09:00");
        break;
    case GK_FIELD_ENUM:
        put_scalar(out, field->choice_count ? field->choices[0].value : GK_V(""));
        break;
    case GK_FIELD_REFERENCE:
        gk_buf_puts(out, field->to == GK_TO_BRANCH ? "branch-id" : "/section/document.md");
        break;
    case GK_FIELD_FILE: gk_buf_puts(out, "file.pdf"); break;
    case GK_FIELD_URL: gk_buf_puts(out, "https://www.example.edu.cn/"); break;
    case GK_FIELD_EMAIL: gk_buf_puts(out, "office@example.edu.cn"); break;
    case GK_FIELD_PHONE: gk_buf_puts(out, "000-00000000"); break;
    case GK_FIELD_LIST: gk_buf_puts(out, "[]"); break;
    case GK_FIELD_MAP: gk_buf_puts(out, "{}"); break;
    default: put_scalar(out, sample_text(w, field)); break;
    }
}

/* Lines with a lead before the first and one before the others. */
static void put_lines(gk_buf *out, const char *first, const char *others, gk_view lines)
{
    gk_view line;
    for (size_t i = 0; lines.n && gk_view_split(&lines, '\n', &line); i++) {
        if (line.n == 0 && lines.n == 0) return;
        gk_buf_puts(out, i ? others : first);
        gk_buf_put(out, line);
        gk_buf_putc(out, '\n');
    }
}

static void put_field(writing *w, const gk_field *field, const gk_view *preset, bool all,
                      gk_buf *out);

/* The fields of a map, two spaces in; of a list's item: four, the first behind a dash. What is
 * optional becomes a comment unless `all` (then the whole is one already), but the map never stays
 * without any. */
static void put_fields(writing *w, const gk_field *map, bool item, bool all, gk_buf *out)
{
    bool any = item;
    for (uint32_t i = 0; i < map->field_count; i++) any = any || map->fields[i].required;
    for (uint32_t i = 0; i < map->field_count; i++) {
        const gk_field *child = &map->fields[i];
        bool first = item && i == 0, active = all || first || child->required || (!any && i == 0);
        const char *lead = item ? active ? "    " : "    # " : active ? "  " : "  # ";
        gk_buf lines = GK_BUF_INIT;
        put_field(w, child, NULL, all, &lines);
        put_help(out, item && !first ? "    " : "  ", child);
        put_lines(out, first ? "  - " : lead, lead, gk_buf_view(&lines));
        gk_buf_free(&lines);
    }
}

static void put_list(writing *w, const gk_field *field, bool all, gk_buf *out)
{
    enum { MOST = 50 };
    size_t n = field->has_min && field->min > 1 ? (size_t)field->min : 1;
    if (n > MOST) n = MOST;
    if (field->items->kind == GK_FIELD_MAP && field->items->field_count) {
        gk_buf_putc(out, '\n');
        for (size_t i = 0; i < n; i++) put_fields(w, field->items, true, all, out);
        return;
    }
    gk_field item = *field->items;
    if (!item.label.n) item.label = field->label;
    item.name = field->name;
    gk_buf_puts(out, " [");
    for (size_t i = 0; i < n; i++) {
        if (i) gk_buf_puts(out, ", ");
        put_sample(w, &item, out);
    }
    gk_buf_puts(out, "]\n");
}

static void put_fallback(writing *w, gk_value v, gk_buf *out)
{
    if (v.kind == GK_STRING)
        put_scalar(out, gk_value_view(v));
    else if (v.kind == GK_LIST || v.kind == GK_MAP)
        gk_value_put_json(v, &w->arena, out);
    else
        gk_value_put_text(v, out);
}

/* name: value, as lines without indentation. */
static void put_field(writing *w, const gk_field *field, const gk_view *preset, bool all,
                      gk_buf *out)
{
    gk_buf_put(out, field->name);
    gk_buf_putc(out, ':');
    bool open = !preset && field->fallback.kind == GK_NULL;
    if (open && field->kind == GK_FIELD_LIST) {
        put_list(w, field, all, out);
        return;
    }
    if (open && field->kind == GK_FIELD_MAP && field->field_count) {
        gk_buf_putc(out, '\n');
        put_fields(w, field, false, all, out);
        return;
    }
    gk_buf_putc(out, ' ');
    if (preset)
        put_scalar(out, *preset);
    else if (open)
        put_sample(w, field, out);
    else
        put_fallback(w, field->fallback, out);
    gk_buf_putc(out, '\n');
}

static const gk_view *find_preset(const gk_preset *presets, size_t count, gk_view name)
{
    for (size_t i = 0; i < count; i++)
        if (gk_view_eq(presets[i].name, name)) return &presets[i].text;
    return NULL;
}

static void put_top(writing *w, const gk_field *field, const gk_view *preset, bool active,
                    gk_buf *out)
{
    gk_buf lines = GK_BUF_INIT;
    put_field(w, field, preset, !active, &lines);
    put_help(out, "", field);
    put_lines(out, active ? "" : "# ", active ? "" : "# ", gk_buf_view(&lines));
    gk_buf_free(&lines);
}

void gk_schema_scaffold(const gk_schema *schema, const gk_preset *presets, size_t count,
                        gk_date today, gk_buf *out)
{
    writing w = {GK_ARENA_INIT, today};
    bool told = false;
    gk_buf_puts(out, "---\n");
    for (unsigned pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < schema->field_count; i++) {
            const gk_field *field = &schema->fields[i];
            const gk_view *preset = find_preset(presets, count, field->name);
            bool active = field->required || preset;
            if (active != (pass == 0) || field->derived.n) continue;
            if (!active && !told)
                gk_buf_puts(
                    out,
                    "\n# 以下各项按需要填写：去掉行首的“# ”，改成自己的内容；用不到的可以删去。\n");
            told = told || !active;
            put_top(&w, field, preset, active, out);
        }
    gk_buf_puts(out, "---\n");
    gk_arena_free(&w.arena);
}
