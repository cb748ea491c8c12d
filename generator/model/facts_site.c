#include "meta/tier.h"
#include "model/facts_parts.h"

static gk_value configured(const gk_facts *facts, const char *key)
{
    return gk_value_get(facts->site->config->site, gk_view_of(key), NULL, NULL);
}

#define CONFIGURED(name_)                                                                          \
    static gk_value site_##name_(gk_facts *facts, uint32_t id, gk_arena *arena)                    \
    {                                                                                              \
        (void)id, (void)arena;                                                                     \
        return configured(facts, #name_);                                                          \
    }

CONFIGURED(title)
CONFIGURED(description)
CONFIGURED(language)
CONFIGURED(copyright)

static gk_value site_short_title(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    gk_value own = configured(facts, "short_title");
    return gk_value_truth(own) ? own : configured(facts, "title");
}

static gk_value site_base_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    return gk_value_string(facts->site->base_url);
}

static gk_value site_base_path(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    return gk_value_string(facts->site->base_path);
}

static gk_value site_now(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    return gk_value_date(facts->site->now);
}

static gk_value site_year(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    return gk_value_int(gk_date_civil(facts->site->now).year);
}

static gk_value site_today(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    gk_date now = facts->site->now;
    gk_civil c = gk_date_civil(now);
    now.seconds = gk_date_days(c.year, c.month, c.day) * 86400 - (int64_t)now.offset * 60;
    now.day_only = true;
    return gk_value_date(now);
}

static gk_value site_version(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)facts, (void)id, (void)arena;
    return gk_value_string(GK_V(GK_VERSION));
}

static gk_value menu_entry(gk_facts *facts, gk_value entry, gk_arena *arena)
{
    const gk_site *site = facts->site;
    gk_view path = gk_value_view(gk_value_get(entry, GK_V("section"), arena, NULL));
    gk_value title = gk_value_get(entry, GK_V("title"), arena, NULL);
    gk_value url = gk_value_get(entry, GK_V("url"), arena, NULL);
    const uint64_t *section = path.n ? gk_map_get(&site->section_index, path) : NULL;
    gk_value linked =
        gk_facts_value(facts, GK_THING_SECTION, section ? (uint32_t)*section : GK_NONE);
    if (section) {
        url = gk_value_get(linked, GK_V("url"), arena, NULL);
        if (!gk_value_truth(title)) title = gk_value_get(linked, GK_V("title"), arena, NULL);
    } else if (gk_view_starts(gk_value_view(url), GK_V("/"))) {
        url = gk_facts_url(facts, gk_view_from(gk_value_view(url), 1), arena);
    }
    gk_pair pairs[] = {{GK_V("title"), title}, {GK_V("url"), url}, {GK_V("section"), linked}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}

static gk_value site_menu(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    gk_value menu = configured(facts, "menu");
    uint32_t n = gk_value_count(menu), kept = 0;
    gk_value *items = gk_arena_alloc(arena, n * sizeof *items);
    for (uint32_t i = 0; i < n; i++) {
        gk_value entry = gk_value_at(menu, i, arena);
        gk_view section = gk_value_view(gk_value_get(entry, GK_V("section"), arena, NULL));
        bool gone = section.n && !gk_map_get(&facts->site->section_index, section);
        if (!gone) items[kept++] = menu_entry(facts, entry, arena);
    }
    return gk_value_list(items, kept);
}

static gk_value site_sections(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_site *site = facts->site;
    gk_value *items = gk_arena_alloc(arena, site->section_count * sizeof *items);
    uint32_t n = 0;
    for (uint32_t s = site->first_section; s != GK_NONE; s = site->sections[s].next_sibling)
        if (!site->sections[s].hidden) items[n++] = gk_facts_value(facts, GK_THING_SECTION, s);
    return gk_value_list(items, n);
}

/* Every section by its path, for templates that name one: site.section["notices"]. */
static gk_value site_section(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_site *site = facts->site;
    gk_pair *pairs = gk_arena_alloc(arena, site->section_count * sizeof *pairs);
    for (uint32_t s = 0; s < site->section_count; s++)
        pairs[s] = (gk_pair){site->sections[s].path, gk_facts_value(facts, GK_THING_SECTION, s)};
    return gk_value_map(pairs, site->section_count);
}

static gk_value site_open(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    gk_docs open = facts->site->open;
    gk_value *items = gk_arena_alloc(arena, open.n * sizeof *items);
    for (uint32_t i = 0; i < open.n; i++)
        items[i] = gk_facts_value(facts, GK_THING_DOCUMENT, open.ids[i]);
    return gk_value_list(items, open.n);
}

static gk_value site_pages(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    return gk_facts_value(facts, GK_THING_ALL_DOCUMENTS, 0);
}

static gk_value site_taxonomies(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_site *site = facts->site;
    gk_pair *pairs = gk_arena_alloc(arena, site->taxonomy_count * sizeof *pairs);
    for (uint32_t t = 0; t < site->taxonomy_count; t++)
        pairs[t] = (gk_pair){site->taxonomies[t].name, gk_facts_value(facts, GK_THING_TAXONOMY, t)};
    return gk_value_map(pairs, site->taxonomy_count);
}

static gk_value site_branches(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_site *site = facts->site;
    gk_value *items = gk_arena_alloc(arena, site->branch_count * sizeof *items);
    uint32_t n = 0;
    for (uint32_t b = site->branch_count ? site->first_branch : GK_NONE; b != GK_NONE;
         b = site->branches[b].next_sibling)
        items[n++] = gk_facts_value(facts, GK_THING_BRANCH, b);
    return gk_value_list(items, n);
}

static gk_value site_branches_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    if (!facts->site->branch_count) return gk_value_null();
    return gk_facts_url(facts, facts->site->branches_path, arena);
}

static gk_value site_series(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    gk_value *items = gk_arena_alloc(arena, facts->site->series_count * sizeof *items);
    for (uint32_t s = 0; s < facts->site->series_count; s++)
        items[s] = gk_facts_value(facts, GK_THING_SERIES, s);
    return gk_value_list(items, facts->site->series_count);
}

static gk_value site_data(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    return facts->site->config->data;
}

static gk_value site_development(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    return gk_facts_development(facts, arena);
}

gk_lang gk_facts_lang(const gk_facts *facts)
{
    return gk_view_is(gk_value_view(configured(facts, "language")), "en") ? GK_LANG_EN : GK_LANG_ZH;
}

/* Null when there is nothing to put into it: then there is no such file. */
static gk_value site_calendar_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    if (!gk_map_get(&facts->site->outputs, GK_V("calendar.ics"))) return gk_value_null();
    return gk_facts_url(facts, GK_V("calendar.ics"), arena);
}

/* Of documents, newest first. */
static gk_value site_years(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_site *site = facts->site;
    gk_value *years = gk_arena_alloc(arena, site->by_date.n * sizeof *years);
    uint32_t n = 0;
    for (uint32_t i = 0; i < site->by_date.n; i++) {
        int64_t date = site->docs[site->by_date.ids[i]].card->date;
        if (date == GK_NO_DATE) continue;
        int64_t year = gk_date_civil((gk_date){date, site->now.offset, true}).year;
        if (!n || years[n - 1].u.i != year) years[n++] = gk_value_int(year);
    }
    return gk_value_list(years, n);
}

static gk_value site_search_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    if (!gk_map_get(&facts->site->outputs, GK_V("search/"))) return gk_value_null();
    return gk_facts_url(facts, GK_V("search/"), arena);
}

static gk_value site_edition(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_site *site = facts->site;
    gk_value own = gk_value_get(configured(facts, "editions"), site->edition, arena, NULL);
    gk_value label = gk_value_get(own, GK_V("label"), arena, NULL);
    gk_view scope = gk_tier_label(site->config->site, site->scope);
    gk_pair pairs[] = {
        {GK_V("name"), gk_value_string(site->edition)},
        {GK_V("label"), gk_value_truth(label) ? label : gk_value_string(scope)},
        {GK_V("scope"), gk_value_string(gk_tier_name(site->config->site, site->scope))},
        {GK_V("public"), gk_value_bool(site->scope == 0)}};
    return gk_facts_map(pairs, sizeof pairs / sizeof *pairs, arena);
}

static gk_value site_ledger(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    return gk_facts_ledger(facts, arena);
}

static gk_value site_codes(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    return gk_facts_codes(facts, arena);
}

static gk_value site_feed_url(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    return gk_facts_url(facts, GK_V("feed.xml"), arena);
}

static gk_value site_plugin(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id, (void)arena;
    return facts->site->plugin;
}

static gk_value site_lists(gk_facts *facts, uint32_t id, gk_arena *arena)
{
    (void)id;
    const gk_site *site = facts->site;
    gk_pair *pairs = gk_arena_alloc(arena, site->list_count * sizeof *pairs);
    for (uint32_t i = 0; i < site->list_count; i++)
        pairs[i] =
            (gk_pair){site->lists[i].name, gk_facts_value(facts, GK_THING_PLUGIN_DOCUMENTS, i)};
    return gk_value_map(pairs, site->list_count);
}

static const gk_fact facts_of_site[] = {
    {"title", site_title, "站点名称"},
    {"short_title", site_short_title, "站点简称"},
    {"description", site_description, "站点说明"},
    {"language", site_language, "语言，如 zh-CN"},
    {"copyright", site_copyright, "版权说明"},
    {"base_url", site_base_url, "站点的完整地址，以 / 结尾"},
    {"base_path", site_base_path, "站点在主机上的路径，以 / 开头和结尾"},
    {"now", site_now, "生成时刻"},
    {"today", site_today, "生成当天"},
    {"year", site_year, "生成时的年份"},
    {"version", site_version, "gongkai 的版本"},
    {"menu", site_menu, "主菜单：title、url、section"},
    {"sections", site_sections, "一级栏目"},
    {"section", site_section, "按路径取栏目：site.section[\"notices\"]"},
    {"open", site_open, "正在公示、征求意见、报名的文稿，先截止的在前"},
    {"pages", site_pages, "全部文稿，新的在前"},
    {"taxonomies", site_taxonomies, "分类，按名称取：site.taxonomies.tags"},
    {"branches", site_branches, "组织机构的顶层"},
    {"branches_url", site_branches_url, "组织机构页的地址"},
    {"series", site_series, "全部系列"},
    {"data", site_data, "data/ 中的数据文件，按文件名取"},
    {"codes", site_codes,
     "印出去的二维码：code、printed、url、symbol_url、sheet_url（symbols.svg 里的这一个）、poster_url、doc"},
    {"plugin", site_plugin, "插件给出的数据，按插件名取：site.plugin.stale"},
    {"lists", site_lists, "插件排出的文稿列表，按名称取"},
    {"feed_url", site_feed_url, "全站订阅地址"},
    {"ledger", site_ledger,
     "公开台账：since、yellow、red、catalogue、branches、announcements；没有公开目录时为空"},
    {"development", site_development,
     "发展党员统计：threshold、stages、years；人数少的格子不予公布"},
    {"calendar_url", site_calendar_url, "全站日历 calendar.ics 的地址；没有期限和活动时为空"},
    {"years", site_years, "有文稿的年份，新的在前"},
    {"search_url", site_search_url, "检索页的地址；site.yaml 没有开检索时为空"},
    {"edition", site_edition, "正在生成的版本：name、label、scope、public（是否只有最宽一级）"},
};

const gk_fact_table gk_facts_of_site = {facts_of_site,
                                        sizeof facts_of_site / sizeof *facts_of_site};
