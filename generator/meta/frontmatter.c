#include "meta/frontmatter.h"

#include "base/utf8.h"
#include "meta/encoding.h"
#include "meta/yaml_fault.h"

/* The line that begins at `at`, without its line break; *next is where the one behind it begins. */
static gk_view line_at(gk_view text, size_t at, size_t *next)
{
    size_t end = gk_view_find_byte(text, '\n', at);
    *next = end == SIZE_MAX ? text.n : end + 1;
    gk_view line = gk_view_sub(text, at, (end == SIZE_MAX ? text.n : end) - at);
    if (line.n && line.p[line.n - 1] == '\r') line.n--;
    return line;
}

static bool is_fence(gk_view line)
{
    if (line.n < 3 || memcmp(line.p, "---", 3) != 0) return false;
    for (size_t i = 3; i < line.n; i++)
        if (line.p[i] != ' ' && line.p[i] != '\t') return false;
    return true;
}

/* What people type for a fence: ----, ——, －－－, a fence that is indented. */
static bool like_fence(gk_view line)
{
    line = gk_view_trim(line);
    size_t marks = 0;
    for (size_t i = 0; i < line.n; marks++) {
        uint32_t c = gk_utf8_next(line, &i);
        bool dash =
            c == '-' || (c >= 0x2013 && c <= 0x2015) || c == 0xFF0D || c == 0x2212 || c == 0x2500;
        if (!dash) return false;
    }
    return marks >= 2;
}

/* Without the closing fence the whole body would be taken for YAML: where did the author mean to
 * close? */
static void explain_unclosed(gk_view file, gk_view text, size_t from, gk_diags *diags)
{
    size_t open = from, next;
    line_at(text, open, &next);
    size_t fence_end = next;
    for (size_t at = next; at < text.n; at = next) {
        gk_view line = line_at(text, at, &next);
        if (!like_fence(line)) continue;
        gk_diag_add(diags, GK_MSG_front_fence, gk_place_at(file, text, at, at + line.n), line);
        return;
    }
    gk_diag_add(diags, GK_MSG_front_unclosed, gk_place_at(file, text, open, fence_end));
}

static void explain_missing(gk_view file, gk_view text, size_t from, gk_diags *diags)
{
    size_t next, at = from;
    gk_view line = line_at(text, at, &next);
    while (next < text.n && gk_view_trim(line).n == 0) {
        at = next;
        line = line_at(text, at, &next);
    }
    size_t cr = gk_view_find_byte(line, '\r', 0);
    if (like_fence(line))
        gk_diag_add(diags, GK_MSG_front_fence, gk_place_at(file, text, at, at + line.n), line);
    else if (is_fence(gk_view_sub(line, 0, cr)))
        gk_diag_add(diags, GK_MSG_front_cr, gk_place_at(file, text, at + cr, at + cr + 1));
    else
        gk_diag_add(diags, GK_MSG_front_missing, gk_place_at(file, text, at, at + line.n));
}

/* Finds the fences; false after a diagnostic. */
static bool split(gk_view file, gk_view text, gk_diags *diags, gk_frontmatter *out)
{
    size_t from = gk_encoding_bom(text), next;
    if (!is_fence(line_at(text, from, &next))) {
        explain_missing(file, text, from, diags);
        return false;
    }
    out->yaml.from = (uint32_t)next;
    out->body_line = 2;
    for (size_t at = next; at < text.n; at = next) {
        gk_view line = line_at(text, at, &next);
        out->body_line++;
        if (!is_fence(line)) continue;
        out->yaml.to = (uint32_t)at;
        out->body = (uint32_t)next;
        return true;
    }
    explain_unclosed(file, text, from, diags);
    return false;
}

bool gk_frontmatter_read(gk_view file, gk_view text, gk_arena *arena, gk_diags *diags,
                         gk_frontmatter *out)
{
    *out = (gk_frontmatter){0};
    if (text.n >= UINT32_MAX) {
        gk_diag_add(diags, GK_MSG_text_size, gk_place_file(file));
        return false;
    }
    if (!gk_encoding_check(file, text, diags) || !split(file, text, diags, out)) return false;
    const gk_node *node =
        gk_yaml_parse(file, text, out->yaml.from, out->yaml.to, GK_YAML_FRONT_MAX, arena, diags);
    if (!node) return false;
    if (gk_node_is_null(node)) {
        gk_node *empty = gk_arena_calloc(arena, 1, sizeof *empty);
        empty->kind = GK_NODE_MAP;
        empty->span = (gk_span){out->yaml.from, out->yaml.from};
        node = empty;
    }
    if (node->kind != GK_NODE_MAP) {
        if (!gk_yaml_explain_scalar(file, text, node, diags))
            gk_diag_add(diags, GK_MSG_front_not_map,
                        gk_place_at(file, text, node->span.from, node->span.to));
        return false;
    }
    out->node = node;
    return true;
}
