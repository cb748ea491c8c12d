#include "script/tags.h"

/* Nothing that runs, frames, asks for input or changes the page as a whole. */
const char *const gk_tag_names[] = {
    "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "blockquote", "br", "caption",
    "cite", "code", "col", "colgroup", "data", "dd", "del", "details", "dfn", "div", "dl", "dt",
    "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i",
    "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "picture", "pre", "q", "rp", "rt",
    "ruby", "s", "samp", "section", "small", "source", "span", "strong", "sub", "summary", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "track", "u", "ul", "var",
    "video", "wbr",
    /* SVG */
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
    "title", "desc", "defs", NULL};

static const char *const empty_tags[] = {"br", "col", "hr", "img", "source", "track", "wbr"};

const char *const gk_attribute_names[] = {
    "class", "id", "title", "lang", "dir", "role", "href", "src", "srcset", "sizes", "media",
    "poster", "alt", "width", "height", "loading", "decoding", "controls", "playsinline",
    "webkit-playsinline", "x5-playsinline", "preload", "type", "download", "rel", "colspan",
    "rowspan", "span", "scope", "headers", "open", "start", "reversed", "value", "datetime", "kind",
    "srclang", "label", "default", "muted", "loop", "cite", "tabindex", "hidden",
    /* SVG */
    "viewBox", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "d",
    "points", "transform", "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width",
    "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "opacity",
    "text-anchor", "dominant-baseline", "font-size", "font-weight", "preserveAspectRatio",
    "focusable", "xmlns", NULL};

static bool is_one_of(gk_view name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count && names[i]; i++)
        if (names[i][0] == name.p[0] && gk_view_is(name, names[i])) return true;
    return false;
}

bool gk_tag_find(gk_view name, bool *empty)
{
    if (!name.n || !is_one_of(name, gk_tag_names, SIZE_MAX)) return false;
    *empty = is_one_of(name, empty_tags, sizeof empty_tags / sizeof *empty_tags);
    return true;
}

/* aria-label, data-count: the rest is a name of its own. */
static bool is_open(gk_view name)
{
    bool open = gk_view_starts(name, GK_V("aria-")) || gk_view_starts(name, GK_V("data-"));
    for (size_t i = 5; open && i < name.n; i++) {
        char c = name.p[i];
        open = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    return open && name.n > 5;
}

gk_attribute_kind gk_attribute_find(gk_view name)
{
    static const struct {
        const char *name;
        gk_attribute_kind kind;
    } special[] = {{"href", GK_ATTRIBUTE_LINK},      {"cite", GK_ATTRIBUTE_LINK},
                   {"src", GK_ATTRIBUTE_PICTURE},    {"poster", GK_ATTRIBUTE_PICTURE},
                   {"srcset", GK_ATTRIBUTE_SOURCES}, {"fill", GK_ATTRIBUTE_PAINT},
                   {"stroke", GK_ATTRIBUTE_PAINT}};
    if (!name.n) return GK_ATTRIBUTE_NONE;
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (gk_view_is(name, special[i].name)) return special[i].kind;
    bool text = is_one_of(name, gk_attribute_names, SIZE_MAX) || is_open(name);
    return text ? GK_ATTRIBUTE_TEXT : GK_ATTRIBUTE_NONE;
}

static gk_view near(gk_view name, const char *const *names)
{
    enum { MOST = 128 };
    gk_view candidates[MOST];
    size_t n = 0;
    for (; names[n] && n < MOST; n++) candidates[n] = gk_view_of(names[n]);
    return gk_view_nearest(name, candidates, n);
}

gk_view gk_tag_near(gk_view name)
{
    return near(name, gk_tag_names);
}

gk_view gk_attribute_near(gk_view name)
{
    return near(name, gk_attribute_names);
}
