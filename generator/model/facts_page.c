#include "model/facts_parts.h"

enum {
    WINDOW = 2 /* pages shown on either side of the current one */,
    CRUMBS_MAX = 40,
    HOME_ITEMS = 20
};

static const gk_page *page_of(const gk_facts *facts)
{
    return facts->page;
}

/* A string of the theme in the site's language, for titles that no document gives. */
static gk_value strings(const gk_facts *facts, const char *key)
{
    const gk_config *config = facts->site->config;
    gk_value texts = gk_value_get(gk_value_get(config->theme, GK_V("strings"), NULL, NULL),
                                  gk_view_of(key), NULL, NULL);
    gk_view language = gk_value_view(gk_value_get(config->site, GK_V("language"), NULL, NULL));
    gk_value text = gk_value_get(texts, language, NULL, NULL);
    return gk_value_truth(text) ? text
                                : gk_value_get(texts, gk_view_sub(language, 0, 2), NULL, NULL);
}

static gk_value string_or(gk_value value, const char *fallback)
{
    return gk_value_truth(value) ? value : gk_value_string(gk_view_of(fallback));
}

static gk_value page_kind(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    return gk_value_string(gk_view_of(gk_page_kind_name(page_of(facts))));
}

/* The thing that the page is about, null for the home page and the 404 page. */
static gk_value subject(gk_facts *facts, gk_page_kind kind)
{
    static const gk_thing things[] = {
        [GK_PAGE_DOCUMENT] = GK_THING_DOCUMENT, [GK_PAGE_SECTION] = GK_THING_SECTION,
        [GK_PAGE_TAXONOMY] = GK_THING_TAXONOMY, [GK_PAGE_TERM] = GK_THING_TERM,
        [GK_PAGE_BRANCH] = GK_THING_BRANCH,     [GK_PAGE_REDIRECT] = GK_THING_DOCUMENT};
    const gk_page *page = page_of(facts);
    return page->kind == kind ? gk_facts_value(facts, things[kind], page->id) : gk_value_null();
}

static gk_value page_doc(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    const gk_page *page = page_of(facts);
    bool own = page->kind == GK_PAGE_DOCUMENT || page->kind == GK_PAGE_SINGLE;
    return own ? gk_facts_value(facts, GK_THING_DOCUMENT, page->id) : gk_value_null();
}

static gk_value page_persons(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_page *page = page_of(facts);
    facts->varying++;
    return page->kind == GK_PAGE_DOCUMENT ? gk_facts_persons(facts, page->id, arena)
                                          : gk_value_null();
}

static gk_value page_section(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    const gk_page *page = page_of(facts);
    if (page->kind == GK_PAGE_DOCUMENT)
        return gk_facts_value(facts, GK_THING_SECTION, facts->site->docs[page->id].section);
    return subject(facts, GK_PAGE_SECTION);
}

static gk_value page_term(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    return subject(facts, GK_PAGE_TERM);
}

static gk_value page_taxonomy(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    const gk_page *page = page_of(facts);
    if (page->kind == GK_PAGE_TERM)
        return gk_facts_value(facts, GK_THING_TAXONOMY, facts->site->terms[page->id].taxonomy);
    return subject(facts, GK_PAGE_TAXONOMY);
}

static gk_value page_branch(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    const gk_page *page = page_of(facts);
    if (page->kind == GK_PAGE_DOCUMENT)
        return gk_facts_value(facts, GK_THING_BRANCH, facts->site->docs[page->id].branch);
    return subject(facts, GK_PAGE_BRANCH);
}

static gk_value page_title(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_site *site = facts->site;
    const gk_page *page = page_of(facts);
    switch ((gk_page_kind)page->kind) {
    case GK_PAGE_HOME: return gk_value_get(site->config->site, GK_V("title"), arena, NULL);
    case GK_PAGE_DOCUMENT:
    case GK_PAGE_SINGLE:
    case GK_PAGE_REDIRECT:
    case GK_PAGE_MOVED:
        return gk_value_string(
            gk_card_view(site->docs[page->id].card, site->docs[page->id].card->title));
    case GK_PAGE_SECTION: return gk_value_string(site->sections[page->id].title);
    case GK_PAGE_TAXONOMY: return gk_value_string(site->taxonomies[page->id].title);
    case GK_PAGE_TERM: return gk_value_string(site->terms[page->id].label);
    case GK_PAGE_BRANCHES:
        return gk_value_string(site->branches_title.n ? site->branches_title : GK_V("组织机构"));
    case GK_PAGE_BRANCH:
        return gk_value_get(site->branches[page->id].value, GK_V("name"), arena, NULL);
    case GK_PAGE_CODE:
    case GK_PAGE_POSTER: {
        uint32_t doc = site->codes[page->id].doc;
        if (doc == GK_NONE) return string_or(strings(facts, "code_title"), "二维码");
        return gk_value_string(gk_card_view(site->docs[doc].card, site->docs[doc].card->title));
    }
    case GK_PAGE_CODES: return string_or(strings(facts, "codes_title"), "二维码张贴页");
    case GK_PAGE_SEARCH: return string_or(strings(facts, "search"), "检索");
    case GK_PAGE_NOT_FOUND: return string_or(strings(facts, "not_found"), "没有找到这个页面");
    case GK_PAGE_GENERATED: return gk_value_string(site->generated[page->id].title);
    case GK_PAGE_LEADS: return string_or(strings(facts, "moved"), "页面换了地址");
    case GK_PAGE_WITHDRAWN: return string_or(strings(facts, "withdrawn"), "本页已撤回");
    }
    return gk_value_null();
}

/* The page's path; lives until the next one is asked for. */
static gk_view path_of(gk_facts *facts)
{
    gk_buf_truncate(&facts->path, 0);
    gk_page_put_path(facts->site, page_of(facts), &facts->path);
    return gk_buf_view(&facts->path);
}

static gk_value page_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_page *page = page_of(facts);
    if (page->kind != GK_PAGE_DOCUMENT) return gk_facts_url(facts, path_of(facts), arena);
    const gk_card *card = facts->site->docs[page->id].card;
    return gk_value_string(gk_card_view(card, card->url));
}

static gk_value page_permalink(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    return gk_facts_permalink_of(facts, gk_value_view(page_url(facts, id, arena)), arena);
}

/* The plugin's page, or NULL. */
static const gk_generated *generated_of(const gk_facts *facts)
{
    const gk_page *page = page_of(facts);
    return page->kind == GK_PAGE_GENERATED ? &facts->site->generated[page->id] : NULL;
}

static gk_value page_body(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    const gk_generated *generated = generated_of(facts);
    return generated ? generated->body : gk_value_null();
}

static gk_value page_data(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    const gk_generated *generated = generated_of(facts);
    return generated ? generated->data : gk_value_null();
}

static gk_value page_noindex(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    const gk_generated *generated = generated_of(facts);
    return gk_value_bool((generated && generated->noindex) ||
                         page_of(facts)->kind == GK_PAGE_WITHDRAWN);
}

static gk_value page_description(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    gk_value value = gk_value_null();
    gk_value doc = page_doc(facts, 0, arena), section = subject(facts, GK_PAGE_SECTION),
             branch = subject(facts, GK_PAGE_BRANCH);
    if (doc.kind == GK_MAP) value = gk_value_get(doc, GK_V("excerpt"), arena, NULL);
    if (section.kind == GK_MAP) value = gk_value_get(section, GK_V("description"), arena, NULL);
    if (branch.kind == GK_MAP) value = gk_value_get(branch, GK_V("intro"), arena, NULL);
    const gk_generated *generated = generated_of(facts);
    if (generated) value = gk_value_string(generated->description);
    return gk_value_truth(value)
               ? value
               : gk_value_get(facts->site->config->site, GK_V("description"), arena, NULL);
}

static gk_value page_template(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    return gk_value_string(gk_page_template(facts->site, page_of(facts)));
}

static gk_value crumb(gk_value title, gk_value url, gk_arena *arena)
{
    gk_pair *pairs = gk_arena_alloc(arena, 2 * sizeof *pairs);
    pairs[0] = (gk_pair){GK_V("title"), title};
    pairs[1] = (gk_pair){GK_V("url"), url};
    return gk_value_map(pairs, 2);
}

static gk_value crumb_of(gk_value thing, const char *title_key, gk_arena *arena)
{
    return crumb(gk_value_get(thing, gk_view_of(title_key), arena, NULL),
                 gk_value_get(thing, GK_V("url"), arena, NULL), arena);
}

/* The chain of sections or branches from the top down to id. */
static size_t add_chain(gk_facts *facts, gk_thing thing, uint32_t id, gk_value *crumbs, size_t n,
                        gk_arena *arena)
{
    uint32_t chain[CRUMBS_MAX / 2];
    size_t depth = 0;
    const gk_site *site = facts->site;
    for (; id != GK_NONE && depth < CRUMBS_MAX / 2; depth++) {
        chain[depth] = id;
        id = thing == GK_THING_SECTION ? site->sections[id].parent : site->branches[id].parent;
    }
    while (depth > 0)
        crumbs[n++] = crumb_of(gk_facts_value(facts, thing, chain[--depth]),
                               thing == GK_THING_SECTION ? "title" : "name", arena);
    return n;
}

static gk_value home_crumb(gk_facts *facts, gk_arena *arena)
{
    gk_view none = {NULL, 0};
    return crumb(string_or(strings(facts, "home"), "首页"), gk_facts_url(facts, none, arena),
                 arena);
}

gk_value gk_facts_way(gk_facts *facts, uint32_t section, gk_arena *arena)
{
    gk_value crumbs[CRUMBS_MAX + 1];
    crumbs[0] = home_crumb(facts, arena);
    return gk_facts_list(crumbs, add_chain(facts, GK_THING_SECTION, section, crumbs, 1, arena),
                         arena);
}

static gk_value page_breadcrumbs(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_page *page = page_of(facts);
    gk_value crumbs[CRUMBS_MAX + 4];
    size_t n = 0;
    crumbs[n++] = home_crumb(facts, arena);
    if (page->kind == GK_PAGE_DOCUMENT)
        n = add_chain(facts, GK_THING_SECTION, facts->site->docs[page->id].section, crumbs, n,
                      arena);
    if (page->kind == GK_PAGE_SECTION)
        n = add_chain(facts, GK_THING_SECTION, page->id, crumbs, n, arena);
    if (page->kind == GK_PAGE_TERM)
        crumbs[n++] = crumb_of(page_taxonomy(facts, 0, arena), "title", arena);
    if (page->kind == GK_PAGE_BRANCH) {
        gk_value title = gk_value_string(facts->site->branches_title);
        crumbs[n++] = crumb(title, gk_facts_url(facts, facts->site->branches_path, arena), arena);
        n = add_chain(facts, GK_THING_BRANCH, page->id, crumbs, n, arena);
    }
    bool ends_in_self =
        page->kind == GK_PAGE_SECTION || page->kind == GK_PAGE_BRANCH || page->kind == GK_PAGE_HOME;
    if (!ends_in_self)
        crumbs[n++] = crumb(page_title(facts, 0, arena), page_url(facts, 0, arena), arena);
    return gk_facts_list(crumbs, n, arena);
}

static gk_value page_items(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_page *page = page_of(facts);
    uint32_t paginate;
    gk_docs docs = gk_page_docs(facts->site, page, &paginate);
    uint32_t from = paginate ? (page->number - 1) * paginate : 0;
    uint32_t to = paginate && from + paginate < docs.n ? from + paginate : docs.n;
    if (page->kind == GK_PAGE_HOME && to > HOME_ITEMS) to = HOME_ITEMS;
    gk_value *items = gk_arena_alloc(arena, (to - from) * sizeof *items);
    for (uint32_t i = from; i < to; i++)
        items[i - from] = gk_facts_value(facts, GK_THING_DOCUMENT, docs.ids[i]);
    return gk_value_list(items, to - from);
}

static gk_value url_of_number(gk_facts *facts, uint32_t number, uint32_t pages, gk_arena *arena)
{
    if (number < 1 || number > pages) return gk_value_null();
    gk_page other = *page_of(facts);
    const gk_page *self = facts->page;
    other.number = number;
    facts->page = &other;
    gk_value url = page_url(facts, 0, arena);
    facts->page = self;
    return url;
}

static gk_value number_entry(gk_facts *facts, uint32_t number, uint32_t pages, bool gap,
                             gk_arena *arena)
{
    gk_pair *pairs = gk_arena_alloc(arena, 4 * sizeof *pairs);
    pairs[0] = (gk_pair){GK_V("n"), gk_value_int(number)};
    pairs[1] = (gk_pair){GK_V("url"), url_of_number(facts, number, pages, arena)};
    pairs[2] = (gk_pair){GK_V("current"), gk_value_bool(number == page_of(facts)->number)};
    pairs[3] = (gk_pair){GK_V("gap"), gk_value_bool(gap)};
    return gk_value_map(pairs, 4);
}

/* First, last and those around the current page; gap tells that numbers before an entry are left
 * out. */
static gk_value number_list(gk_facts *facts, uint32_t pages, gk_arena *arena)
{
    gk_value items[2 * WINDOW + 4];
    uint32_t n = 0, current = page_of(facts)->number, last = 0;
    for (uint32_t number = 1; number <= pages; number++) {
        bool near = number + WINDOW >= current && number <= current + WINDOW;
        if (!near && number != 1 && number != pages) continue;
        items[n++] = number_entry(facts, number, pages, number != last + 1, arena);
        last = number;
        if (number == 1 && current > WINDOW + 1)
            number = current - WINDOW - 1;
        else if (number == current + WINDOW && pages > number + 1)
            number = pages - 1;
    }
    return gk_facts_list(items, n, arena);
}

static gk_value page_pagination(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_page *page = page_of(facts);
    uint32_t paginate, number = page->number;
    gk_docs docs = gk_page_docs(facts->site, page, &paginate);
    uint32_t pages = gk_page_count(facts->site, (gk_page_kind)page->kind, page->id);
    if (!paginate || pages < 2) return gk_value_null();
    gk_pair pairs[] = {{GK_V("page"), gk_value_int(number)},
                       {GK_V("pages"), gk_value_int(pages)},
                       {GK_V("total"), gk_value_int(docs.n)},
                       {GK_V("first_url"), url_of_number(facts, 1, pages, arena)},
                       {GK_V("prev_url"), url_of_number(facts, number - 1, pages, arena)},
                       {GK_V("next_url"), url_of_number(facts, number + 1, pages, arena)},
                       {GK_V("last_url"), url_of_number(facts, pages, pages, arena)},
                       {GK_V("list"), number_list(facts, pages, arena)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}

static gk_value page_feed_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    gk_value of = page_section(facts, 0, arena);
    if (of.kind != GK_MAP && facts->page->kind == GK_PAGE_BRANCH)
        of = gk_facts_value(facts, GK_THING_BRANCH, facts->page->id);
    return of.kind == GK_MAP ? gk_value_get(of, GK_V("feed_url"), arena, NULL) : gk_value_null();
}

static gk_value page_code(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_page *page = page_of(facts);
    bool about = page->kind == GK_PAGE_CODE || page->kind == GK_PAGE_POSTER;
    return about ? gk_facts_code(facts, page->id, arena) : gk_value_null();
}

/* The document that a redirect or a code leads to. */
static gk_value target_of(gk_facts *facts)
{
    const gk_page *page = page_of(facts);
    if (page->kind == GK_PAGE_MOVED) return gk_facts_value(facts, GK_THING_DOCUMENT, page->id);
    if (page->kind != GK_PAGE_CODE) return subject(facts, GK_PAGE_REDIRECT);
    return gk_facts_value(facts, GK_THING_DOCUMENT, facts->site->codes[page->id].doc);
}

/* Of a redirect: where it leads. */
static gk_value page_target(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_page *page = page_of(facts);
    if (page->kind == GK_PAGE_LEADS)
        return gk_facts_url(facts, gk_page_new(facts->site, page->id), arena);
    gk_value doc = target_of(facts);
    return doc.kind == GK_MAP ? gk_value_get(doc, GK_V("url"), arena, NULL) : gk_value_null();
}

static gk_value page_target_permalink(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    gk_value doc = target_of(facts);
    if (page_of(facts)->kind == GK_PAGE_LEADS)
        return gk_facts_permalink_of(facts, gk_value_view(page_target(facts, id, arena)), arena);
    return doc.kind == GK_MAP ? gk_value_get(doc, GK_V("permalink"), arena, NULL) : gk_value_null();
}

/* Nothing of the document but that it is gone. */
static gk_value page_withdrawn(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_page *page = page_of(facts);
    if (page->kind != GK_PAGE_WITHDRAWN) return gk_value_null();
    const gk_withdrawn *withdrawn = &facts->site->withdrawn[page->id];
    gk_value date = gk_value_get(gk_card_values(withdrawn->card), GK_V("withdrawn"), arena, NULL);
    gk_pair pairs[] = {{GK_V("date"), date},
                       {GK_V("reason"), withdrawn->reason.n ? gk_value_string(withdrawn->reason)
                                                            : gk_value_null()}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}

static const gk_fact facts_of_page[] = {
    {"kind", page_kind,
     "home、document、section、taxonomy、term、branches、branch、generated、404、redirect、code、"
     "poster、codes、single、search、withdrawn"},
    {"title", page_title, "页面标题"},
    {"url", page_url, "在本站内的地址"},
    {"permalink", page_permalink, "完整地址"},
    {"description", page_description, "摘要或栏目说明"},
    {"template", page_template, "模板名"},
    {"breadcrumbs", page_breadcrumbs, "位置：从首页到本页，title、url"},
    {"persons", page_persons,
     "公示名单：columns（name、label）、rows（每人一行文字）；只在公示自己的页面上、公示期内、有名册时才有"},
    {"doc", page_doc, "文稿，只在文稿页上有"},
    {"section", page_section, "栏目，没有时为空"},
    {"items", page_items, "本页列出的文稿"},
    {"pagination", page_pagination,
     "分页：page、pages、total、first_url、prev_url、next_url、last_url、list；不分页时为空"},
    {"taxonomy", page_taxonomy, "分类"},
    {"term", page_term, "词条"},
    {"branch", page_branch, "支部"},
    {"body", page_body, "正文，只在插件生成的页面上有；文稿的正文是 page.doc.body"},
    {"data", page_data, "插件给生成的页面的数据"},
    {"noindex", page_noindex, "不让搜索引擎收录"},
    {"feed_url", page_feed_url, "栏目或支部的订阅地址"},
    {"code", page_code, "二维码页和海报页的码"},
    {"withdrawn", page_withdrawn, "撤回的文稿：date、reason（可以为空）；只在撤回页上有"},
    {"target", page_target, "转向页的去处"},
    {"target_permalink", page_target_permalink, "转向页去处的完整地址"},
};

const gk_fact_table gk_facts_of_page = {facts_of_page,
                                        sizeof facts_of_page / sizeof *facts_of_page};
