#include "template/html.h"

#include <stdio.h>

/* Elements whose content or attributes are special. */
enum {
    EL_OTHER,
    EL_SCRIPT,
    EL_STYLE,
    EL_TITLE,
    EL_TEXTAREA,
    EL_META,
    EL_ANIMATE,
    EL_SET,
    EL_RAW_FIRST,
    EL_IFRAME = EL_RAW_FIRST,
    EL_XMP,
    EL_NOEMBED,
    EL_NOFRAMES,
    EL_PLAINTEXT,
    EL_COUNT
};

static const char *const elements[EL_COUNT] = {
    "",    "script", "style", "title",   "textarea", "meta",     "animate",
    "set", "iframe", "xmp",   "noembed", "noframes", "plaintext"};

enum { URL_OPEN, URL_SLASH, URL_DECIDED, URL_FORBIDDEN };

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static void word_clear(gk_html *h)
{
    memset(h->word, 0, sizeof h->word);
    h->fill = 0;
}

/* A word that is longer than the room can't be one of those we look for: the last byte marks that.
 */
static void word_put(gk_html *h, char c)
{
    if (h->fill < GK_HTML_WORD)
        h->word[h->fill++] = lower(c);
    else
        h->word[GK_HTML_WORD - 1] = 1;
}

static gk_view word_view(const gk_html *h)
{
    return gk_view_n(h->word, h->fill);
}

static void enter_tag(gk_html *h, uint8_t state)
{
    h->state = state;
    word_clear(h);
}

static uint8_t element_of(gk_view name)
{
    for (uint8_t i = 1; i < EL_COUNT; i++)
        if (gk_view_is(name, elements[i])) return i;
    return EL_OTHER;
}

static bool contains(gk_view name, gk_view part)
{
    return gk_view_find(name, part, 0) != SIZE_MAX;
}

/* What the value of an attribute means. Ref.: HTML standard, the index of attributes; data-…url,
 * data-…href and data-…src are taken by scripts for addresses. */
static gk_html_attr attr_of(gk_view name, uint8_t element)
{
    static const char *const urls[] = {
        "href",       "src",      "action",     "formaction", "poster",   "cite",
        "background", "data",     "xlink:href", "ping",       "longdesc", "icon",
        "classid",    "codebase", "manifest",   "profile",    "usemap",   "archive"};
    if (gk_view_starts(name, GK_V("on"))) return GK_ATTR_HANDLER;
    if (gk_view_is(name, "srcdoc")) return GK_ATTR_HANDLER;
    if (gk_view_is(name, "style")) return GK_ATTR_STYLE;
    if (gk_view_is(name, "srcset") || gk_view_is(name, "imagesrcset")) return GK_ATTR_SRCSET;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        if (gk_view_is(name, urls[i])) return GK_ATTR_URL;
    if (gk_view_starts(name, GK_V("data-")) &&
        (contains(name, GK_V("url")) || contains(name, GK_V("href")) ||
         contains(name, GK_V("src"))))
        return GK_ATTR_URL;
    if (element == EL_SCRIPT && gk_view_is(name, "type")) return GK_ATTR_TYPE;
    if (element == EL_META && gk_view_is(name, "content")) return GK_ATTR_CONTENT;
    /* What SVG animates may be an address. */
    if ((element == EL_ANIMATE || element == EL_SET) &&
        (gk_view_is(name, "to") || gk_view_is(name, "from") || gk_view_is(name, "by") ||
         gk_view_is(name, "values")))
        return GK_ATTR_URL;
    return GK_ATTR_PLAIN;
}

/* The name of an attribute is complete. */
static void end_name(gk_html *h, uint8_t state)
{
    h->attr = (uint8_t)attr_of(word_view(h), h->element);
    h->state = state;
    word_clear(h);
}

static void end_value(gk_html *h)
{
    gk_view value = gk_view_trim(word_view(h));
    if (h->attr == GK_ATTR_TYPE)
        h->json_type =
            gk_view_is(value, "application/json") || gk_view_is(value, "application/ld+json");
    h->attr = GK_ATTR_PLAIN;
    h->url = URL_OPEN;
    h->quote = '\0';
    h->state = GK_HTML_TIGHT;
    word_clear(h);
}

static void end_tag(gk_html *h)
{
    uint8_t element = h->end_tag ? EL_OTHER : h->element;
    bool json = h->json_type;
    memset(h, 0, sizeof *h);
    if (element == EL_SCRIPT && json)
        h->state = GK_HTML_JSON;
    else if (element == EL_TITLE || element == EL_TEXTAREA)
        h->state = GK_HTML_RCDATA;
    else if (element == EL_SCRIPT || element == EL_STYLE || element >= EL_RAW_FIRST)
        h->state = GK_HTML_RAW;
    if (h->state != GK_HTML_TEXT) h->element = element;
}

/* Notes what static text says about the scheme of an address. Only schemes of the allow-list may
 * come before an output. */
static void url_char(gk_html *h, char c)
{
    static const char *const schemes[] = {"http", "https", "mailto", "tel"};
    if (h->url == URL_DECIDED || h->url == URL_FORBIDDEN) return;
    if (h->url == URL_SLASH) {
        h->url = URL_DECIDED;
    } else if (c == '/') {
        /* Behind an output, which may be empty, or at the start, it may become "//". */
        h->url = h->fill && h->word[h->fill - 1] != '?' ? URL_DECIDED : URL_SLASH;
    } else if (c == '?' || c == '#') {
        h->url = URL_DECIDED;
    } else if (c == ':') {
        h->url = URL_FORBIDDEN;
        for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
            if (gk_view_is(gk_view_trim(word_view(h)), schemes[i])) h->url = URL_DECIDED;
    } else {
        word_put(h, c);
    }
    if (h->url != URL_OPEN) word_clear(h);
}

static void value_char(gk_html *h, char c)
{
    switch ((gk_html_attr)h->attr) {
    case GK_ATTR_URL: url_char(h, c); break;
    case GK_ATTR_TYPE: word_put(h, c); break;
    case GK_ATTR_CONTENT: /* only the last four characters matter, blanks and quotes do not: url =
                             '… */
        if (is_space(c) || c == '"' || c == '\'') break;
        memmove(h->word, h->word + 1, 3);
        h->word[3] = lower(c);
        h->fill = 4;
        break;
    default: break;
    }
}

/* In raw text only the end tag of the element itself matters. word holds how much of "</script" is
 * there. */
static void raw_char(gk_html *h, char c)
{
    gk_view name = gk_view_of(elements[h->element]);
    if (h->fill == name.n + 2) {
        if (is_space(c) || c == '/' || c == '>') {
            uint8_t state = is_space(c) ? GK_HTML_SPACE : GK_HTML_TIGHT;
            memset(h, 0, sizeof *h);
            h->end_tag = true;
            h->state = state;
            if (c == '>') end_tag(h);
            return;
        }
        word_clear(h);
    }
    bool next = h->fill == 0 ? c == '<' : h->fill == 1 ? c == '/' : lower(c) == name.p[h->fill - 2];
    if (next) {
        word_put(h, c);
        return;
    }
    word_clear(h);
    if (c == '<') word_put(h, c);
}

static void json_char(gk_html *h, char c)
{
    if (h->in_string && h->escape)
        h->escape = false;
    else if (h->in_string && c == '\\')
        h->escape = true;
    else if (c == '"')
        h->in_string = !h->in_string;
    raw_char(h, c);
}

static void comment_char(gk_html *h, char c)
{
    if (c == '>' && h->dashes >= 2)
        memset(h, 0, sizeof *h);
    else if (c == '-')
        h->dashes = h->dashes < 2 ? (uint8_t)(h->dashes + 1) : 2;
    else
        h->dashes = 0;
}

/* Behind "<": word holds "", "/", "!" or "!-". */
static void open_char(gk_html *h, char c)
{
    bool bang = h->fill && h->word[0] == '!';
    if (h->fill == 0 && (c == '/' || c == '!')) {
        word_put(h, c);
    } else if (bang && c == '-' && h->fill == 1) {
        word_put(h, c);
    } else if (bang && c == '-') {
        memset(h, 0, sizeof *h);
        h->state = GK_HTML_COMMENT;
        h->dashes = 2; /* <!--> is a whole comment */
    } else if (!bang && is_letter(c)) {
        h->end_tag = h->fill == 1;
        enter_tag(h, GK_HTML_TAG_NAME);
        word_put(h, c);
    } else if (bang || c == '?' || h->fill == 1) {
        bool done = c == '>';
        memset(h, 0, sizeof *h);
        if (!done) h->state = GK_HTML_DECLARATION;
    } else {
        memset(h, 0, sizeof *h);
        if (c == '<') h->state = GK_HTML_TAG_OPEN;
    }
}

static void between_char(gk_html *h, char c)
{
    bool glued = h->forked && !is_space(c) && c != '>' && c != '/';
    h->forked = false;
    if (is_space(c))
        h->state = GK_HTML_SPACE;
    else if (c == '>')
        end_tag(h);
    else if (c == '/')
        h->state = GK_HTML_SPACE;
    else {
        enter_tag(h, GK_HTML_ATTR_NAME);
        word_put(h, c);
    }
    h->glued = glued;
}

static void tag_name_char(gk_html *h, char c)
{
    if (!is_space(c) && c != '/' && c != '>') {
        word_put(h, c);
        return;
    }
    h->element = element_of(word_view(h));
    enter_tag(h, GK_HTML_SPACE);
    between_char(h, c);
}

static void attr_name_char(gk_html *h, char c)
{
    if (c == '=') {
        end_name(h, GK_HTML_BEFORE_VALUE);
    } else if (is_space(c)) {
        end_name(h, GK_HTML_AFTER_NAME);
    } else if (c == '>' || c == '/') {
        end_name(h, GK_HTML_SPACE);
        h->attr = GK_ATTR_PLAIN;
        between_char(h, c);
    } else {
        word_put(h, c);
    }
}

static void tag_char(gk_html *h, char c)
{
    switch ((gk_html_state)h->state) {
    case GK_HTML_TAG_NAME: tag_name_char(h, c); break;
    case GK_HTML_ATTR_NAME: attr_name_char(h, c); break;
    case GK_HTML_AFTER_NAME:
        if (is_space(c)) break;
        if (c == '=') {
            h->state = GK_HTML_BEFORE_VALUE;
        } else {
            h->attr = GK_ATTR_PLAIN;
            between_char(h, c);
        }
        break;
    case GK_HTML_BEFORE_VALUE:
        if (is_space(c)) break;
        if (c == '>') {
            end_tag(h);
        } else if (c == '"' || c == '\'') {
            h->state = GK_HTML_QUOTED;
            h->quote = c;
        } else {
            h->state = GK_HTML_UNQUOTED;
            value_char(h, c);
        }
        break;
    case GK_HTML_QUOTED:
        if (c == h->quote)
            end_value(h);
        else
            value_char(h, c);
        break;
    case GK_HTML_UNQUOTED:
        if (!is_space(c) && c != '>') {
            value_char(h, c);
            break;
        }
        end_value(h);
        between_char(h, c);
        break;
    default: between_char(h, c); break;
    }
}

static void step(gk_html *h, char c)
{
    switch ((gk_html_state)h->state) {
    case GK_HTML_TEXT:
        if (c == '<') h->state = GK_HTML_TAG_OPEN;
        break;
    case GK_HTML_RCDATA:
    case GK_HTML_RAW: raw_char(h, c); break;
    case GK_HTML_JSON: json_char(h, c); break;
    case GK_HTML_COMMENT: comment_char(h, c); break;
    case GK_HTML_DECLARATION:
        if (c == '>') memset(h, 0, sizeof *h);
        break;
    case GK_HTML_TAG_OPEN: open_char(h, c); break;
    default: tag_char(h, c); break;
    }
}

bool gk_html_text(gk_html *h, gk_view text)
{
    bool glued = false;
    for (size_t i = 0; i < text.n; i++) {
        if (h->state == GK_HTML_TEXT) {
            i = gk_view_find_byte(text, '<', i);
            if (i == SIZE_MAX) break;
        }
        step(h, text.p[i]);
        glued |= h->glued;
        h->glued = false;
    }
    return !glued;
}

void gk_html_fork(gk_html *h)
{
    if (h->state == GK_HTML_TAG_NAME) {
        h->element = element_of(word_view(h));
        enter_tag(h, GK_HTML_TIGHT);
        h->forked = true;
    } else if (h->state == GK_HTML_ATTR_NAME) {
        enter_tag(h, GK_HTML_TIGHT);
        h->forked = true;
    } else if (h->state == GK_HTML_AFTER_NAME) {
        h->attr = GK_ATTR_PLAIN;
        h->state = GK_HTML_SPACE;
    }
}

static bool in_tag(const gk_html *h)
{
    return h->state == GK_HTML_SPACE || h->state == GK_HTML_TIGHT;
}

bool gk_html_join(gk_html *h, const gk_html *other)
{
    gk_html a = *h, b = *other;
    gk_html_fork(&a);
    gk_html_fork(&b);
    if (in_tag(&a) && in_tag(&b)) {
        a.forked = b.forked = a.forked || b.forked;
        if (a.state != b.state) a.state = b.state = GK_HTML_TIGHT;
    }
    /* A type that only one branch sets counts as the stricter case. */
    a.json_type = b.json_type = a.json_type && b.json_type;
    bool before = a.url != b.url; /* of one branch there is something before */
    if (before)
        a.url = b.url = a.url == URL_FORBIDDEN || b.url == URL_FORBIDDEN ? URL_FORBIDDEN : URL_OPEN;
    if (a.state == GK_HTML_QUOTED && a.attr == b.attr && a.attr != GK_ATTR_TYPE) {
        /* Something stands before, we don't know what. */
        bool same = !before && a.fill == b.fill && memcmp(a.word, b.word, sizeof a.word) == 0;
        if (!same) word_clear(&a);
        if (!same) word_put(&a, '?');
        memcpy(b.word, a.word, sizeof b.word);
        b.fill = a.fill;
    }
    if (memcmp(&a, &b, sizeof a) != 0) return false;
    *h = a;
    return true;
}

bool gk_html_is_text(const gk_html *h)
{
    return h->state == GK_HTML_TEXT || (h->state == GK_HTML_RCDATA && h->fill == 0);
}

static gk_escape in_value(gk_html *h, gk_message *why)
{
    switch ((gk_html_attr)h->attr) {
    case GK_ATTR_HANDLER: *why = GK_MSG_template_in_handler; return GK_ESC_NONE;
    case GK_ATTR_STYLE: return GK_ESC_STYLE;
    case GK_ATTR_SRCSET: return GK_ESC_SRCSET;
    case GK_ATTR_CONTENT: return gk_view_is(word_view(h), "url=") ? GK_ESC_URL : GK_ESC_ATTR;
    case GK_ATTR_TYPE:
        word_put(h, '?'); /* not known: no data script */
        return GK_ESC_ATTR;
    case GK_ATTR_URL: break;
    default: return GK_ESC_ATTR;
    }
    if (h->url == URL_FORBIDDEN) {
        *why = GK_MSG_template_url_prefix;
        return GK_ESC_NONE;
    }
    if (h->url == URL_DECIDED) return GK_ESC_ATTR;
    bool start = h->url == URL_OPEN && h->fill == 0;
    h->url = URL_OPEN;
    word_put(h, '?'); /* what comes next may still be the rest of a scheme */
    return start ? GK_ESC_URL : GK_ESC_REST;
}

gk_escape gk_html_output(gk_html *h, gk_message *why)
{
    switch ((gk_html_state)h->state) {
    case GK_HTML_TEXT: return GK_ESC_TEXT;
    case GK_HTML_RCDATA: word_clear(h); return GK_ESC_TEXT;
    case GK_HTML_JSON:
        if (h->in_string) break;
        word_clear(h);
        return GK_ESC_JSON;
    case GK_HTML_QUOTED: return in_value(h, why);
    default: break;
    }
    switch ((gk_html_state)h->state) {
    case GK_HTML_RAW:
        *why = h->element == EL_SCRIPT  ? GK_MSG_template_in_script
               : h->element == EL_STYLE ? GK_MSG_template_in_style
                                        : GK_MSG_template_in_raw;
        break;
    case GK_HTML_JSON: *why = GK_MSG_template_in_json_string; break;
    case GK_HTML_COMMENT:
    case GK_HTML_DECLARATION: *why = GK_MSG_template_in_comment; break;
    case GK_HTML_BEFORE_VALUE:
    case GK_HTML_UNQUOTED: *why = GK_MSG_template_unquoted; break;
    default: *why = GK_MSG_template_in_tag; break;
    }
    return GK_ESC_NONE;
}

void gk_html_describe(const gk_html *h, char out[64])
{
    static const char *const attrs[] = {
        "…=", "href=", "srcset=", "style=", "on…=", "type=", "content="};
    static const char *const words[] = {"text", "",   "",     "",     "<!-- …", "<!…", "<",    "<…",
                                        "<… ",  "<…", "<… …", "<… …", "<… …=",  "",    "<… …="};
    if (h->state == GK_HTML_RCDATA || h->state == GK_HTML_RAW || h->state == GK_HTML_JSON)
        snprintf(out, 64, "<%s>", elements[h->element]);
    else if (h->state == GK_HTML_QUOTED)
        snprintf(out, 64, "<… %s%c…", attrs[h->attr], h->quote);
    else
        snprintf(out, 64, "%s", words[h->state]);
}
