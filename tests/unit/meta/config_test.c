#include "meta/config.h"

#include "harness.h"
#include "meta/faults.h"
#include "meta/flat.h"

static gk_arena arena;
static gk_diags diags;
static gk_buf out;
static gk_config config;

/* A site in memory: path, text, … NULL. */
static bool read_file(void *ctx, gk_view path, gk_arena *a, gk_diags *d, gk_view *text,
                      gk_view *shown, bool *exists)
{
    (void)a;
    (void)d;
    (void)shown;
    *exists = false;
    for (const char *const *file = ctx; *file; file += 2) {
        if (!gk_view_is(path, file[0])) continue;
        *text = gk_view_of(file[1]);
        return *exists = true;
    }
    return false;
}

static size_t list_folder(void *ctx, gk_view folder, gk_arena *a, const gk_config_name **names)
{
    gk_config_name *found = gk_arena_alloc(a, 50 * sizeof *found);
    size_t n = 0;
    gk_view prefix = GK_JOIN(a, folder, GK_V("/"));
    for (const char *const *file = ctx; *file; file += 2) {
        gk_view path = gk_view_of(file[0]);
        if (!gk_view_starts(path, prefix)) continue;
        gk_view name = gk_view_from(path, prefix.n);
        size_t slash = gk_view_find_byte(name, '/', 0);
        gk_config_name entry = {slash == SIZE_MAX ? name : gk_view_n(name.p, slash),
                                slash != SIZE_MAX};
        bool again = false;
        for (size_t i = 0; i < n; i++) again = again || gk_view_eq(found[i].name, entry.name);
        if (!again) found[n++] = entry;
    }
    *names = found;
    return n;
}

#define HEAD "title: 星湖\nbase_url: https://x.example/\n"
#define THEME                                                                                      \
    "label: 主题\noptions:\n  accent: {type: enum, values: [red, pine], default: red}\n"         \
    "  icp: {type: string, label: 备案}\n"                                                       \
    "strings:\n  home: {zh-CN: 首页, en: Home}\n"
#define NEWS                                                                                       \
    "label: 动态\nfields:\n  title: {type: string, required: true}\n  date: {type: date}\n"      \
    "  tags: {type: list, items: string}\n"

static const char *load(const char *site, const char *path, const char *text)
{
    const char *files[] = {
        "site.yaml", site, "themes/campus/theme.yaml", THEME, "types/news.yaml", NEWS, path,
        text,        NULL};
    if (!path) files[6] = NULL;
    gk_config_reader reader = {
        .ctx = (void *)files, .read = read_file, .list = list_folder};
    gk_diags_clear(&diags);
    gk_arena_reset(&arena);
    gk_config_load(&reader, &arena, &diags, &config);
    gk_diags_sort(&diags);
    return faults(&diags, &out);
}

static const char *json(gk_value value)
{
    gk_buf_truncate(&out, 0);
    gk_value_put_json(value, &arena, &out);
    return out.p;
}

static gk_value get(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), &arena, NULL);
}

static void end(void)
{
    gk_buf_free(&out);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
}

GK_TEST(config_fills_in_defaults)
{
    GK_CHECK_STR(load(HEAD, NULL, NULL), "");
    GK_CHECK_STR(
        json(config.site),
        "{\"title\":\"星湖\",\"short_title\":\"星湖\",\"description\":null,\"base_url\":\"https://x.example/\",\"code_base\":null,\"code_base_old\":null,\"code_emblem\":null,\"media_hosts\":null,\"budgets\":null,"
        "\"language\":\"zh-CN\",\"private\":null,\"history\":null,\"timezone\":480,\"clock\":null,"
        "\"theme\":{\"name\":\"campus\",\"options\":null},\"plugins\":[],\"paginate\":20,"
        "\"menu\":[],\"sections\":{},\"taxonomies\":{},\"organisation\":null,"
        "\"branches\":{\"title\":\"组织机构\",\"path\":\"/branches/\"},\"search\":null,\"copyright\":null,\"scope\":null,"
        "\"scopes\":[{\"name\":\"society\",\"label\":\"向社会\"},{\"name\":\"campus\",\"label\":\"校内\"},"
        "{\"name\":\"party\",\"label\":\"党内\"}],\"editions\":{},\"redirects\":{}}");
    GK_CHECK_STR(
        json(config.theme),
        "{\"name\":\"campus\",\"version\":null,\"label\":\"主题\",\"help\":null,\"author\":null,"
        "\"license\":null,\"options\":{\"accent\":\"red\",\"icp\":null},"
        "\"strings\":{\"home\":{\"zh-CN\":\"首页\",\"en\":\"Home\"}}}");
    GK_CHECK_STR(json(config.data), "{}");
    end();
}

GK_TEST(config_reads_all_of_a_site)
{
    GK_CHECK_STR(
        load(
            HEAD
            "timezone: \"+09:00\"\nclock: 2026-11-20T09:00:00\n"
            "theme: {name: campus, options: {accent: pine}}\n"
            "menu: [news, {title: 组织, url: /branches/}]\n"
            "sections:\n  news: {title: 动态, type: news, order: [-date, path]}\n  news/old: 旧闻\n"
            "taxonomies: {tags: {title: 标签, field: tags}}\norganisation: org\n",
            "data/org.yaml",
            "- {id: a, name: 甲}\n"
            "- {id: b, name: 乙, parent: a, members: {total: 3}, x: no}\n"),
        "");
    GK_CHECK_STR(json(get(config.site, "menu")),
                 "[{\"section\":\"news\",\"title\":null,\"url\":null},"
                 "{\"section\":null,\"title\":\"组织\",\"url\":\"/branches/\"}]");
    GK_CHECK_STR(json(get(config.site, "clock")), "\"2026-11-20T09:00:00+09:00\"");
    GK_CHECK_STR(json(get(config.theme, "options")), "{\"accent\":\"pine\",\"icp\":null}");
    gk_value sections = get(config.site, "sections");
    GK_CHECK_VIEW(gk_value_key(sections, 1), "news/old");
    GK_CHECK_VIEW(gk_value_view(get(gk_value_at(sections, 1, &arena), "title")), "旧闻");
    gk_value branch = gk_value_at(get(config.data, "org"), 1, &arena);
    GK_CHECK_VIEW(gk_value_view(get(branch, "x")), "no");
    GK_CHECK_STR(json(get(branch, "members")), "{\"total\":3}");
    gk_buf flat = GK_BUF_INIT;
    size_t at = gk_flat_put(&flat, gk_config_to_value(&config, &arena), &arena);
    gk_config again;
    gk_config_from_value(gk_flat_value((const gk_cell *)(const void *)(flat.p + at)), &arena,
                         &again);
    GK_CHECK(gk_value_equal(again.site, config.site, &arena));
    GK_CHECK(gk_value_equal(again.data, config.data, &arena));
    GK_CHECK_INT(again.types.count, 1);
    gk_buf_free(&flat);
    end();
}

GK_TEST(config_checks_the_site)
{
    GK_CHECK_STR(load("titel: x\nbase_url: https://x.example/\n", NULL, NULL), "FIELD-TYPO 1:1:6");
    GK_CHECK_STR(load("title: x\nbase_url: x.example\n", NULL, NULL), "CONFIG-BASE-URL 2:11:20");
    GK_CHECK_STR(load("title: x\nprivate: ../lists\n", NULL, NULL), "CONFIG-PRIVATE 2:10:18");
    GK_CHECK_STR(load("title: x\nprivate: ..\n", NULL, NULL), "CONFIG-PRIVATE 2:10:12");
    GK_CHECK_STR(load("title: x\nbase_url: https://x.example\n", NULL, NULL),
                 "CONFIG-BASE-URL 2:11:28");
    GK_CHECK_STR(load("title: x\nbase_url: https://u:p@x.example/\n", NULL, NULL),
                 "CONFIG-BASE-URL 2:11:33");
    GK_CHECK_STR(load("title: x\nbase_url: https://x.example/../a/\n", NULL, NULL),
                 "CONFIG-BASE-URL 2:11:34");
    GK_CHECK_STR(load(HEAD "timezone: 东八区\n", NULL, NULL), "CONFIG-TIMEZONE 3:11:14");
    GK_CHECK_STR(load(HEAD "theme: campos\n", NULL, NULL), "CONFIG-THEME 3:1:6");
    GK_CHECK_STR(load(HEAD "theme: {name: x, options: {}}\n", NULL, NULL), "CONFIG-THEME 3:15:16");
    GK_CHECK_STR(load(HEAD "theme: {options: {acent: red}}\n", NULL, NULL), "FIELD-TYPO 3:19:24");
    GK_CHECK_STR(load(HEAD "theme: {options: {accent: blue}}\n", NULL, NULL), "FIELD-ENUM 3:27:31");
    GK_CHECK_STR(load(HEAD "sections:\n  /news: 动态\n  types: 类型\n  a//b: 丙\n", NULL, NULL),
                 "CONFIG-SECTION 4:3:8; CONFIG-SECTION 5:3:8; CONFIG-SECTION 6:3:7");
    GK_CHECK_STR(
        load(HEAD "sections:\n  news: {title: 动态, type: nws, order: [-dat]}\n", NULL, NULL),
        "CONFIG-TYPE 4:27:30; CONFIG-FIELD 4:40:44");
    GK_CHECK_STR(load(HEAD "sections: {news: 动态}\nmenu: [nws, {title: 甲}]\n", NULL, NULL),
                 "CONFIG-MENU 4:8:11; CONFIG-MENU-ITEM 4:13:23");
    GK_CHECK_STR(load(HEAD "taxonomies: {tags: {title: 标签, field: tag}}\n", NULL, NULL),
                 "CONFIG-FIELD 3:39:42");
    GK_CHECK_STR(load(HEAD "branches: {path: branches}\n", NULL, NULL), "CONFIG-PATH 3:18:26");
    GK_CHECK_STR(load(HEAD "organisation: ogr\n", "data/org.yaml", "[]\n"),
                 "CONFIG-ORGANISATION 3:15:18");
    GK_CHECK_STR(load("- a\n", NULL, NULL), "CONFIG-NOT-MAP 1:1:4");
    const char *none[] = {"a", "b", NULL};
    gk_config_reader reader = {
        .ctx = (void *)none, .read = read_file, .list = list_folder};
    gk_diags_clear(&diags);
    GK_CHECK(!gk_config_load(&reader, &arena, &diags, &config));
    GK_CHECK_STR(faults(&diags, &out), "CONFIG-NO-SITE 0:0:0");
    end();
}

GK_TEST(config_checks_data_files)
{
    const char *site = HEAD "organisation: org\n";
    GK_CHECK_STR(load(site, "data/org.yaml", "- {id: a, name: 甲}\n- {id: a, name: 乙}\n"),
                 "ID-DUPLICATE 2:8:9");
    GK_CHECK_STR(load(site, "data/org.yaml", "- {id: 甲, name: 甲}\n"), "CONFIG-NAME 1:8:9");
    GK_CHECK_STR(
        load(site, "data/org.yaml", "- {id: lib, name: 甲}\n- {id: b, name: 乙, parent: lub}\n"),
        "ORG-PARENT 2:28:31");
    GK_CHECK_STR(load(site, "data/org.yaml",
                      "- {id: a, name: 甲, parent: b}\n- {id: b, name: 乙, parent: a}\n"),
                 "ORG-CYCLE 1:28:29; ORG-CYCLE 2:28:29");
    GK_CHECK_STR(load(site, "data/org.yaml", "- {id: a, name: 甲, members: {total: 多}}\n"),
                 "FIELD-INTEGER 1:37:38");
    GK_CHECK_STR(load(HEAD, "data/series.yaml", "- {id: a}\n"), "FIELD-MISSING 1:3:6");
    GK_CHECK_STR(load(HEAD, "data/a.txt", "x"), "DATA-ENDING 0:0:0");
    GK_CHECK_STR(load(HEAD, "data/_a.txt", "x"), "");
    GK_CHECK_STR(load(HEAD, "data/数据.yaml", "x"), "DATA-NAME 0:0:0");
    GK_CHECK_STR(load(HEAD, "data/life/2025.csv", "a,b\n1,x\n"), "");
    GK_CHECK_STR(json(config.data), "{\"life\":{\"2025\":[{\"a\":1,\"b\":\"x\"}]}}");
    end();
}
