#include "build/single.h"

#include <errno.h>

#include "base/fs.h"
#include "base/hash.h"
#include "build/plan.h"
#include "build/symbol.h"
#include "emit/media_types.h"
#include "emit/photo.h"

enum { FILE_MAX = 16 * 1024 * 1024, ATTRIBUTES_MAX = 40 };

typedef struct packing {
    const gk_job *job;
    gk_arena *arena;
    gk_buf *out;
    gk_diags *diags;
    bool good;
} packing;

typedef struct attribute {
    gk_view name, value; /* as written, without quotes; value.p NULL: a bare name */
} attribute;

typedef struct tag {
    gk_view name, whole;
    attribute attributes[ATTRIBUTES_MAX];
    size_t count;
} tag;

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static size_t name_end(gk_view v, size_t at)
{
    while (at < v.n && !is_space(v.p[at]) && !strchr("=>/", v.p[at])) at++;
    return at;
}

/* The tag whose '<' stands at `at`; 0 when it is none, else the end of it. */
static size_t read_tag(gk_view v, size_t at, tag *out)
{
    size_t i = name_end(v, at + 1);
    *out = (tag){.name = gk_view_sub(v, at + 1, i - at - 1)};
    if (!out->name.n || out->name.p[0] == '!') return 0;
    while (i < v.n && v.p[i] != '>') {
        size_t from = i, end = name_end(v, i);
        if (end == from) {
            i++;
            continue;
        }
        attribute a = {gk_view_sub(v, from, end - from), {NULL, 0}};
        i = end;
        if (i < v.n && v.p[i] == '=') {
            char quote = i + 1 < v.n ? v.p[i + 1] : 0;
            if (quote != '"' && quote != '\'') return 0;
            end = gk_view_find_byte(v, quote, i + 2);
            if (end == SIZE_MAX) return 0;
            a.value = gk_view_sub(v, i + 2, end - i - 2);
            i = end + 1;
        }
        if (out->count < ATTRIBUTES_MAX) out->attributes[out->count++] = a;
    }
    if (i >= v.n) return 0;
    out->whole = gk_view_sub(v, at, i + 1 - at);
    return i + 1;
}

static gk_view value_of(const tag *t, const char *name)
{
    for (size_t i = 0; i < t->count; i++)
        if (gk_view_is(t->attributes[i].name, name)) return t->attributes[i].value;
    return (gk_view){NULL, 0};
}

/* The output at an address of this host, or NULL. */
static const gk_output *output_at(const packing *p, gk_view url)
{
    gk_view base = p->job->site->base_path;
    if (!gk_view_starts(url, base)) return NULL;
    gk_buf path = GK_BUF_INIT;
    gk_view rest = gk_view_from(url, base.n);
    rest = gk_view_sub(rest, 0, gk_view_find_byte(rest, '#', 0));
    gk_buf_put_unescaped(&path, rest);
    const uint64_t *index = gk_map_get(&p->job->site->outputs, gk_buf_view(&path));
    gk_buf_free(&path);
    return index ? &p->job->plan->outputs[*index] : NULL;
}

/* The bytes of a file as it is published. */
static bool read_output(packing *p, const gk_output *output, gk_buf *bytes)
{
    if (output->kind == GK_OUTPUT_SYMBOL)
        return gk_symbol_put(p->job, output->page.id, p->arena, bytes, p->diags);
    bool asset = output->kind == GK_OUTPUT_ASSET;
    if (!asset && output->kind != GK_OUTPUT_MEDIA && output->kind != GK_OUTPUT_STATIC) return false;
    const gk_source *source = asset ? p->job->theme : p->job->source;
    gk_buf stripped = GK_BUF_INIT;
    bool read = asset ? gk_asset_read(p->job, output->page.id, FILE_MAX, bytes)
                      : gk_source_read(source, output->page.id, FILE_MAX, bytes);
    if (!read) {
        gk_view path = gk_source_at(source, output->page.id)->path;
        gk_fs_report(p->diags, GK_FS_READING, gk_source_shown(source, path, p->arena), errno);
        p->good = false;
    } else if (output->kind == GK_OUTPUT_MEDIA &&
               gk_photo_strip(gk_buf_view(bytes), &stripped) == GK_PHOTO_STRIPPED) {
        gk_buf_truncate(bytes, 0);
        gk_buf_put(bytes, gk_buf_view(&stripped));
    }
    gk_buf_free(&stripped);
    return p->good;
}

/* The type of a picture by its address; NULL for anything else. */
static const char *type_of(gk_view url)
{
    const char *type = gk_media_type_of(url);
    return type && strncmp(type, "image/", 6) == 0 ? type : NULL;
}

/* Appends a picture as a data address; false when it is none of this portal's. */
static bool put_picture(packing *p, gk_view url)
{
    const gk_output *output = output_at(p, url);
    const char *type = type_of(url);
    gk_buf bytes = GK_BUF_INIT;
    bool done = output && type && read_output(p, output, &bytes);
    if (done) {
        gk_buf_puts(p->out, "data:");
        gk_buf_puts(p->out, type);
        gk_buf_puts(p->out, ";base64,");
        gk_hash_put_base64(p->out, gk_buf_view(&bytes));
    }
    gk_buf_free(&bytes);
    return done;
}

static bool put_style(packing *p, const tag *t)
{
    const gk_output *output = output_at(p, value_of(t, "href"));
    gk_buf bytes = GK_BUF_INIT;
    bool done = output && read_output(p, output, &bytes);
    if (done) {
        gk_buf_puts(p->out, "<style>");
        gk_buf_put(p->out, gk_buf_view(&bytes));
        gk_buf_puts(p->out, "</style>");
    }
    gk_buf_free(&bytes);
    return done;
}

/* An address of this host with the host before it. */
static void put_address(packing *p, gk_view url)
{
    gk_view base = p->job->site->base_url;
    size_t host = gk_view_find(base, GK_V("://"), 0);
    size_t end = host == SIZE_MAX ? 0 : gk_view_find_byte(base, '/', host + 3);
    bool local = gk_view_starts(url, GK_V("/")) && !gk_view_starts(url, GK_V("//"));
    if (local && end != SIZE_MAX) gk_buf_put(p->out, gk_view_sub(base, 0, end));
    gk_buf_put(p->out, url);
}

static bool is_address(gk_view name)
{
    return gk_view_is(name, "href") || gk_view_is(name, "src") || gk_view_is(name, "poster");
}

static void put_attribute(packing *p, const tag *t, const attribute *a)
{
    bool picture = (gk_view_is(t->name, "img") && gk_view_is(a->name, "src")) ||
                   gk_view_is(a->name, "poster") ||
                   (gk_view_is(t->name, "link") && gk_view_is(a->name, "href"));
    if (gk_view_is(a->name, "integrity") || gk_view_is(a->name, "srcset")) return;
    gk_buf_putc(p->out, ' ');
    gk_buf_put(p->out, a->name);
    if (!a->value.p) return;
    bool single = gk_view_find_byte(a->value, '"', 0) != SIZE_MAX;
    gk_buf_puts(p->out, single ? "='" : "=\"");
    if (!is_address(a->name))
        gk_buf_put(p->out, a->value);
    else if (!picture || !put_picture(p, a->value))
        put_address(p, a->value);
    gk_buf_putc(p->out, single ? '\'' : '"');
}

static void put_tag(packing *p, const tag *t)
{
    bool style = gk_view_is(t->name, "link") && gk_view_is(value_of(t, "rel"), "stylesheet");
    if (style && put_style(p, t)) return;
    gk_buf_putc(p->out, '<');
    gk_buf_put(p->out, t->name);
    for (size_t i = 0; i < t->count; i++) put_attribute(p, t, &t->attributes[i]);
    gk_buf_putc(p->out, '>');
}

bool gk_single_put(const gk_job *job, gk_view page, gk_arena *arena, gk_buf *out, gk_diags *diags)
{
    packing p = {job, arena, out, diags, true};
    size_t at = 0;
    for (size_t lt; p.good && (lt = gk_view_find_byte(page, '<', at)) != SIZE_MAX;) {
        tag t;
        size_t end = read_tag(page, lt, &t);
        gk_buf_put(out, gk_view_sub(page, at, lt - at));
        at = end ? end : lt + 1;
        if (!end) {
            gk_buf_putc(out, '<');
        } else if (gk_view_is(t.name, "script") &&
                   !gk_view_is(value_of(&t, "type"), "application/ld+json")) {
            size_t close = gk_view_find(page, GK_V("</script>"), end);
            at = close == SIZE_MAX ? page.n : close + strlen("</script>");
        } else if (t.name.p[0] == '/') {
            gk_buf_put(out, t.whole);
        } else {
            put_tag(&p, &t);
        }
    }
    gk_buf_put(out, gk_view_from(page, at));
    return p.good;
}
