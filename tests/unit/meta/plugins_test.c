#include "meta/plugins.h"

#include "harness.h"
#include "meta/faults.h"

static gk_arena arena;
static gk_diags diags;
static gk_buf out;
static gk_config config;

enum { FILES_MAX = 12 };

/* A site in memory: path, text, … NULL. */
static bool read_file(void *ctx, gk_view path, gk_arena *a, gk_diags *d, gk_view *text,
                      gk_view *shown, bool *exists)
{
    (void)a, (void)d, (void)shown;
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
    static const gk_config_name types[] = {{GK_V("news.yaml"), false}, {GK_V("talk.yaml"), false}};
    static const gk_config_name plugins[] = {{GK_V("mask"), true}, {GK_V("risk"), true}};
    (void)ctx, (void)a;
    *names = gk_view_is(folder, "types") ? types : plugins;
    return gk_view_is(folder, "types") || gk_view_is(folder, "plugins") ? 2 : 0;
}

static bool built_in(void *ctx, gk_view name)
{
    (void)ctx;
    return gk_view_is(name, "date");
}

#define NEWS "label: 动态\nfields:\n  title: {type: string, required: true}\n"
#define TALK "label: 谈话\nextends: news\nfields:\n  level: {type: integer}\n"
#define HEAD "name: mask\nversion: 1.0.0\napi: 1\ndescription: 遮盖\n"
#define RISK                                                                                       \
    "name: risk\nversion: 1.0.0\napi: 1\ndescription: 风险\norder: 10\n"                         \
    "provides: {filters: {score: {}}, document: {types: [talk], fields: {risk: integer}}}\n"

/* Reads a site whose plugin "mask" is this; sees `list` in site.yaml. */
static const char *load(const char *list, const char *yaml)
{
    gk_buf site = GK_BUF_INIT;
    gk_buf_printf(&site, "title: 星湖\nbase_url: https://x.example/\nplugins: %s\n", list);
    const char *files[] = {"site.yaml",
                           site.p,
                           "themes/campus/theme.yaml",
                           "label: 主题\n",
                           "types/news.yaml",
                           NEWS,
                           "types/talk.yaml",
                           TALK,
                           "plugins/risk/plugin.yaml",
                           RISK,
                           "plugins/risk/plugin.lua",
                           "return {}",
                           "plugins/mask/plugin.lua",
                           "return { filters = {} }",
                           "plugins/mask/terms.csv",
                           "a,b\n",
                           "plugins/mask/plugin.yaml",
                           yaml,
                           NULL};
    gk_config_reader reader = {
        .ctx = (void *)files, .read = read_file, .list = list_folder, .built_in = built_in};
    gk_diags_clear(&diags);
    gk_arena_reset(&arena);
    gk_config_load(&reader, &arena, &diags, &config);
    gk_diags_sort(&diags);
    gk_buf_free(&site);
    return faults(&diags, &out);
}

static gk_value get(gk_value map, const char *key)
{
    return gk_value_get(map, gk_view_of(key), &arena, NULL);
}

static const char *json(gk_value value)
{
    gk_buf_truncate(&out, 0);
    gk_value_put_json(value, &arena, &out);
    return out.p;
}

static void end(void)
{
    gk_buf_free(&out);
    gk_arena_free(&arena);
    gk_diags_free(&diags);
}

GK_TEST(plugins_are_read_in_their_order)
{
    GK_CHECK_STR(load("[{name: mask, options: {keep: 2}}, risk]",
                      HEAD "files: [terms.csv]\n"
                           "options:\n  keep: {type: integer, default: 4}\n"
                           "  sign: {type: string, default: '*'}\n"
                           "provides:\n  filters: {mask: 遮盖号码}\n"),
                 "");
    GK_CHECK_INT(gk_value_count(config.plugins), 2);
    GK_CHECK(!config.plugins_faulty);
    gk_value risk = gk_value_at(config.plugins, 0, &arena),
             mask = gk_value_at(config.plugins, 1, &arena);
    GK_CHECK_VIEW(gk_value_view(get(risk, "name")), "risk");
    GK_CHECK_VIEW(gk_value_view(get(mask, "file")), "plugins/mask/plugin.lua");
    GK_CHECK_VIEW(gk_value_view(get(mask, "source")), "return { filters = {} }");
    GK_CHECK_STR(json(get(mask, "options")), "{\"keep\":2,\"sign\":\"*\"}");
    GK_CHECK_STR(json(get(mask, "files")), "{\"terms.csv\":\"a,b\\n\"}");
    GK_CHECK_STR(json(get(get(mask, "provides"), "filters")),
                 "{\"mask\":{\"help\":\"遮盖号码\",\"usage\":null}}");
    end();
}

GK_TEST(plugins_add_derived_fields)
{
    GK_CHECK_STR(load("[risk]", ""), "");
    const gk_schema *news = gk_types_find(&config.types, GK_V("news"));
    const gk_schema *talk = gk_types_find(&config.types, GK_V("talk"));
    GK_CHECK(!gk_schema_field(news, GK_V("risk")));
    const gk_field *field = gk_schema_field(talk, GK_V("risk"));
    GK_CHECK(field && field == &talk->fields[talk->field_count - 1]);
    GK_CHECK_VIEW(field->derived, "risk");
    GK_CHECK_STR(load("[risk, mask]",
                      HEAD "provides: {document: {types: [news], fields: {risk: integer}}}\n"),
                 "PLUGIN-FIELD 5:47:51");
    end();
}

GK_TEST(plugins_options_are_checked_in_site_yaml)
{
    const char *yaml = HEAD "options: {keep: {type: integer, required: true}}\nprovides: {}\n";
    GK_CHECK_STR(load("[mask]", yaml), "FIELD-MISSING 3:11:15");
    GK_CHECK_STR(load("[{name: mask, options: {keep: x}}]", yaml), "FIELD-INTEGER 3:40:41");
    GK_CHECK_STR(load("[{name: mask, options: {kep: 1}}]", yaml), "FIELD-TYPO 3:34:37");
    GK_CHECK_INT(gk_value_count(config.plugins), 1);
    GK_CHECK_STR(load("[{name: mask, option: {}}]", HEAD "provides: {}\n"), "FIELD-TYPO 3:24:30");
    GK_CHECK_STR(load("[mask, mask]", HEAD "provides: {}\n"), "PLUGIN-TWICE 3:17:21");
    GK_CHECK_STR(load("[mosk]", ""), "PLUGIN-MISSING 3:11:15");
    GK_CHECK(config.plugins_faulty);
    GK_CHECK_VIEW(diags.items[0].args[1], "（mask？）");
    GK_CHECK_STR(load("[../mask]", ""), "PLUGIN-MISSING 3:11:18");
    end();
}

static const char *mask(const char *rest)
{
    gk_buf text = GK_BUF_INIT;
    gk_buf_printf(&text, "%s%s\n", HEAD, rest);
    const char *said = load("[risk, mask]", text.p);
    gk_buf_free(&text);
    return said;
}

GK_TEST(plugins_manifests_are_checked)
{
    GK_CHECK_STR(mask("provides: {filter: {}}"), "FIELD-TYPO 5:12:18");
    GK_CHECK_STR(mask("provides: {filters: {a-b: {}}}"), "PLUGIN-PROVIDE-NAME 5:22:25");
    GK_CHECK_STR(mask("provides: {filters: {date: {}}}"), "PLUGIN-BUILT-IN 5:22:26");
    GK_CHECK_STR(mask("provides: {functions: {score: {}}}"), "PLUGIN-CLASH 5:24:29");
    GK_CHECK_STR(mask("provides: {filters: {x: {}}, functions: {x: {}}}"), "PLUGIN-CLASH 5:42:43");
    GK_CHECK_STR(mask("provides: {shortcodes: {a-b: {args: {src: {type: fil}}}}}"),
                 "FIELD-ENUM-NEAR 5:50:53");
    GK_CHECK_STR(mask("provides: {shortcodes: {a: {body: html}}}"), "FIELD-ENUM 5:35:39");
    GK_CHECK_STR(mask("provides: {checks: {a: {on: [page]}}}"), "FIELD-ENUM 5:30:34");
    GK_CHECK_STR(mask("provides: {document: {fields: {title: string}}}"), "TYPE-RESERVED 5:32:37");
    GK_CHECK_STR(mask("provides: {document: {types: [nws], fields: {x: string}}}"),
                 "PLUGIN-TYPE 5:31:34");
    GK_CHECK_STR(mask("provides: {outputs: {a: {for: site, path: a.html}}}"),
                 "PLUGIN-PATH 5:43:49");
    GK_CHECK_STR(mask("provides: {outputs: {a: {for: site, path: /a.txt}}}"),
                 "PLUGIN-PATH 5:43:49");
    GK_CHECK_STR(mask("provides: {outputs: {a: {for: site, path: ../a.txt}}}"),
                 "PLUGIN-PATH 5:43:51");
    GK_CHECK_STR(mask("provides: {outputs: {a: {for: page, path: b/a.txt}}}"),
                 "PLUGIN-PATH 5:43:50");
    GK_CHECK_STR(mask("files: [other.csv]\nprovides: {}"), "PLUGIN-FILE 5:9:18");
    GK_CHECK_STR(mask("files: [../risk/plugin.yaml]\nprovides: {}"), "PLUGIN-FILE 5:9:28");
    GK_CHECK_STR(mask("options: {a: {type: strin}}\nprovides: {}"), "FIELD-ENUM-NEAR 5:21:26");
    GK_CHECK_STR(mask("# nothing"), "FIELD-MISSING 1:1:5");
    GK_CHECK(config.plugins_faulty);
    GK_CHECK_INT(gk_value_count(config.plugins), 1);
    end();
}

GK_TEST(plugins_heads_are_checked)
{
    GK_CHECK_STR(load("[mask]", "name: mosk\nversion: 1\napi: 1\ndescription: x\nprovides: {}\n"),
                 "PLUGIN-NAME 1:7:11");
    GK_CHECK_STR(load("[mask]", "name: mask\nversion: 1\napi: 2\ndescription: x\nprovides: {}\n"),
                 "PLUGIN-API 3:6:7");
    GK_CHECK_STR(load("[mask]", "- a\n"), "CONFIG-NOT-MAP 1:1:4");
    end();
}
