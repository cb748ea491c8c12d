#include "build/functions.h"

#include "base/mem.h"
#include "build/plan.h"

enum { CANDIDATES_MAX = 400 };

static bool fail(gk_template_fault *fault, gk_message id, gk_view first, gk_view second)
{
    *fault = (gk_template_fault){.id = id, .args = {first, second}};
    return false;
}

static gk_view first_argument(const gk_template_call *call)
{
    return call->count ? gk_value_view(call->args[0]) : (gk_view){NULL, 0};
}

static bool asset(void *ctx, const gk_template_call *call, gk_value *out, gk_template_fault *fault)
{
    const gk_functions *f = ctx;
    const gk_plan *plan = f->job->plan;
    gk_view name = first_argument(call);
    const uint64_t *index = gk_map_get(&plan->asset_index, name);
    if (!index) {
        gk_view names[CANDIDATES_MAX];
        size_t n =
            plan->asset_index.count < CANDIDATES_MAX ? plan->asset_index.count : CANDIDATES_MAX;
        for (size_t i = 0; i < n; i++) names[i] = plan->asset_index.entries[i].key;
        gk_view near = gk_view_nearest(name, names, n);
        return fail(fault, near.n ? GK_MSG_asset_missing_near : GK_MSG_asset_missing, name, near);
    }
    const gk_asset *found = &plan->assets[*index];
    gk_buf url = GK_BUF_INIT;
    gk_site_put_url(f->job->site, found->path, &url);
    gk_pair *pairs = gk_arena_alloc(call->arena, 2 * sizeof *pairs);
    pairs[0] =
        (gk_pair){GK_V("url"), gk_value_string(gk_arena_view(call->arena, gk_buf_view(&url)))};
    pairs[1] = (gk_pair){GK_V("integrity"), gk_value_string(gk_view_of(found->integrity))};
    *out = gk_value_map(pairs, 2);
    gk_buf_free(&url);
    return true;
}

/* In the site's language, else in its language without a region, else in the first. */
static gk_view text_of(gk_value texts, gk_view language)
{
    gk_view text = gk_value_view(gk_value_get(texts, language, NULL, NULL));
    if (!text.n) text = gk_value_view(gk_value_get(texts, gk_view_sub(language, 0, 2), NULL, NULL));
    return text.n ? text : gk_value_view(gk_value_at(texts, 0, NULL));
}

gk_view gk_functions_string(const gk_functions *functions, gk_view key)
{
    const uint64_t *index = gk_map_get(&functions->string_index, key);
    return index ? functions->strings[*index] : (gk_view){NULL, 0};
}

/* {name} is replaced by the named argument; other braces stay. */
static void fill(gk_view text, gk_value named, gk_arena *arena, gk_buf *out)
{
    size_t from = 0, end;
    for (size_t i = 0; (i = gk_view_find_byte(text, '{', i)) != SIZE_MAX; i++) {
        bool known = false;
        if ((end = gk_view_find_byte(text, '}', i)) == SIZE_MAX) break;
        gk_value value = gk_value_get(named, gk_view_sub(text, i + 1, end - i - 1), arena, &known);
        if (!known) continue;
        gk_buf_put(out, gk_view_n(text.p + from, i - from));
        gk_value_put_text(value, out);
        from = end + 1;
        i = end;
    }
    gk_buf_put(out, gk_view_from(text, from));
}

static bool translate(void *ctx, const gk_template_call *call, gk_value *out,
                      gk_template_fault *fault)
{
    gk_functions *f = ctx;
    gk_view key = first_argument(call), text = gk_functions_string(f, key);
    if (!text.p && !gk_map_get(&f->string_index, key)) {
        gk_view names[CANDIDATES_MAX];
        size_t n = f->string_index.count < CANDIDATES_MAX ? f->string_index.count : CANDIDATES_MAX;
        for (size_t i = 0; i < n; i++) names[i] = f->string_index.entries[i].key;
        gk_view near = gk_view_nearest(key, names, n);
        return fail(fault, near.n ? GK_MSG_string_missing_near : GK_MSG_string_missing, key, near);
    }
    if (gk_view_find_byte(text, '{', 0) == SIZE_MAX) {
        *out = gk_value_string(text);
        return true;
    }
    gk_buf_truncate(&f->filled, 0);
    fill(text, call->named, call->arena, &f->filled);
    *out = gk_value_string(gk_arena_view(call->arena, gk_buf_view(&f->filled)));
    return true;
}

static bool has_scheme(gk_view text)
{
    return gk_view_find(text, GK_V("://"), 0) != SIZE_MAX ||
           gk_view_starts(text, GK_V("mailto:")) || gk_view_starts(text, GK_V("tel:"));
}

static gk_value join_url(gk_view base, gk_view text, gk_arena *arena)
{
    if (text.n && text.p[0] == '/') text = gk_view_from(text, 1);
    return gk_value_string(GK_JOIN(arena, base, text));
}

/* "/path/" below the portal's own folder; other addresses stay. */
static bool url(void *ctx, const gk_template_call *call, gk_value *out, gk_template_fault *fault)
{
    const gk_functions *f = ctx;
    gk_view text = first_argument(call), base = f->job->site->base_path;
    (void)fault;
    bool placed = has_scheme(text) || (base.n > 1 && gk_view_starts(text, base)) ||
                  !gk_view_starts(text, GK_V("/"));
    *out = placed ? gk_value_string(text) : join_url(base, text, call->arena);
    return true;
}

/* The absolute address of one within the portal. */
static bool abs_url(void *ctx, const gk_template_call *call, gk_value *out,
                    gk_template_fault *fault)
{
    const gk_functions *f = ctx;
    gk_view text = first_argument(call), base = f->job->site->base_path;
    (void)fault;
    if (has_scheme(text)) {
        *out = gk_value_string(text);
        return true;
    }
    if (gk_view_starts(text, base)) text = gk_view_from(text, base.n);
    *out = join_url(f->job->site->base_url, text, call->arena);
    return true;
}

void gk_functions_declare(gk_functions *functions, const gk_job *job, gk_template_set *set)
{
    *functions = (gk_functions){.job = job};
    gk_value strings = gk_value_get(job->config.theme, GK_V("strings"), NULL, NULL);
    gk_view language = gk_value_view(gk_value_get(job->config.site, GK_V("language"), NULL, NULL));
    uint32_t n = gk_value_count(strings);
    functions->strings = gk_mem_alloc(n * sizeof *functions->strings);
    for (uint32_t i = 0; i < n; i++) {
        *gk_map_put(&functions->string_index, gk_value_key(strings, i), NULL) = i;
        functions->strings[i] = text_of(gk_value_at(strings, i, NULL), language);
    }
    gk_templates_function(set, GK_V("asset"), asset, functions);
    gk_templates_function(set, GK_V("t"), translate, functions);
    gk_templates_function(set, GK_V("url"), url, functions);
    gk_templates_function(set, GK_V("abs_url"), abs_url, functions);
}
