#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/fs.h"
#include "build/build.h"
#include "build/plugin_alone.h"
#include "cmd/report.h"
#include "cmd/site_config.h"
#include "meta/plugins.h"

static const gk_place nowhere = {{NULL, 0}, {NULL, 0}, 0, 0, 0};

typedef struct work {
    const gk_options *options;
    gk_view name; /* the word behind new, list or test; or empty */
    gk_buf site, shown, share;
    bool has_site;
    gk_arena arena;
    gk_diags diags;
    gk_buf out;
} work;

/* {name} is replaced. */
static const char yaml[] = "name: {name}\n"
                           "version: 0.1.0\n"
                           "api: 1\n"
                           "description: 请写一句话，说明这个插件做什么\n"
                           "\n"
                           "# 选项：site.yaml 里可以改的值，写法同 types/ 里的字段。\n"
                           "options:\n"
                           "  greeting: {type: string, label: 问候语, default: 您好}\n"
                           "\n"
                           "# 这个插件提供什么；plugin.lua 返回的表里要有同样的名称。\n"
                           "provides:\n"
                           "  shortcodes:\n"
                           "    {name}:\n"
                           "      help: 向读者问好\n"
                           "      args:\n"
                           "        to: {type: string, required: true, label: 称呼}\n"
                           "  checks:\n"
                           "    names: {help: 文稿里不写“某某同志某某同志”}\n";
static const char lua[] =
    "-- 插件 {name}。接口见使用手册“插件接口”。\n"
    "\n"
    "local twice = gongkai.matcher({\"某某同志某某同志\"})\n"
    "\n"
    "local function greet(call)\n"
    "  return h(\"p\", {class = \"{name}\"}, gongkai.options.greeting, \"，\", "
    "call.args.to, \"！\")\n"
    "end\n"
    "\n"
    "local function names(doc)\n"
    "  for _, hit in ipairs(doc:find(twice)) do\n"
    "    gongkai.report{at = hit, severity = \"warning\", code = \"TWICE\",\n"
    "      message = \"称呼写了两遍\", help = \"删去一个\"}\n"
    "  end\n"
    "end\n"
    "\n"
    "return {shortcodes = {[\"{name}\"] = greet}, checks = {names = names}}\n";
static const char tests[] =
    "-- 运行 gongkai plugin test {name}。\n"
    "\n"
    "test(\"问候写成一段\", function()\n"
    "  local doc = document('{{< {name} to=\"张<三\" >}}')\n"
    "  equal(#doc.findings, 0)\n"
    "  equal(doc.body, '<p class=\"{name}\">您好，张&lt;三！</p>\\n')\n"
    "end)\n"
    "\n"
    "test(\"称呼写了两遍\", function()\n"
    "  local found = document(\"请某某同志某某同志到会。\").findings\n"
    "  equal(#found, 1)\n"
    "  equal({found[1].line, found[1].col, found[1].severity}, {1, 2, \"warning\"})\n"
    "end)\n";

static int write_file(work *w, int dir, const char *name, const char *text)
{
    gk_buf bytes = GK_BUF_INIT;
    for (const char *p = text; *p; p++) {
        bool place = strncmp(p, "{name}", 6) == 0;
        if (place)
            gk_buf_put(&bytes, w->name);
        else
            gk_buf_putc(&bytes, *p);
        if (place) p += 5;
    }
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int error = fd < 0 ? errno : gk_fs_write_all(fd, gk_buf_view(&bytes));
    if (fd >= 0 && close(fd) != 0 && !error) error = errno;
    gk_buf_free(&bytes);
    return error;
}

static gk_exit make_new(work *w)
{
    gk_view folder =
        gk_arena_printf(&w->arena, "%s/plugins/%.*s", w->site.p, (int)w->name.n, w->name.p);
    gk_view shown = gk_arena_printf(&w->arena, "%.*splugins/%.*s", (int)w->shown.n,
                                    w->shown.n ? w->shown.p : "", (int)w->name.n, w->name.p);
    if (!w->has_site || !gk_plugin_is_name(w->name)) {
        gk_diag_add(&w->diags, w->has_site ? GK_MSG_plugin_new_name : GK_MSG_new_no_site, nowhere,
                    w->has_site ? w->name : gk_buf_view(&w->site));
        return GK_EXIT_USAGE;
    }
    if (access(folder.p, F_OK) == 0) {
        gk_diag_add(&w->diags, GK_MSG_plugin_new_exists, gk_place_file(shown), w->name);
        return GK_EXIT_USAGE;
    }
    gk_view test = GK_JOIN(&w->arena, w->name, GK_V("_test.lua"));
    int error = gk_fs_mkdirs(AT_FDCWD, folder.p);
    int dir = error ? -1 : gk_fs_open_dir(AT_FDCWD, folder.p, &error);
    if (!error) error = write_file(w, dir, "plugin.yaml", yaml);
    if (!error) error = write_file(w, dir, "plugin.lua", lua);
    if (!error) error = write_file(w, dir, gk_arena_view(&w->arena, test).p, tests);
    if (dir >= 0) close(dir);
    if (error) {
        gk_fs_report(&w->diags, GK_FS_WRITING, shown, error);
        return GK_EXIT_SYSTEM;
    }
    gk_buf_put(&w->out, shown);
    gk_buf_putc(&w->out, '\n');
    gk_report_out(gk_buf_view(&w->out));
    gk_buf_truncate(&w->out, 0);
    gk_buf_printf(
        &w->out,
        GK_SAY(w->options,
               "下一步：在 site.yaml 的 plugins 里写上 %.*s；运行 gongkai plugin test %.*s。",
               "next: list %.*s under plugins in site.yaml; gongkai plugin test %.*s"),
        (int)w->name.n, w->name.p, (int)w->name.n, w->name.p);
    gk_report_line(w->options, gk_buf_view(&w->out));
    return GK_EXIT_FINE;
}

static bool is_enabled(const gk_site_config *site, gk_view name)
{
    gk_value list = gk_value_get(site->config.site, GK_V("plugins"), NULL, NULL);
    for (uint32_t i = 0; i < gk_value_count(list); i++) {
        gk_value own = gk_value_get(gk_value_at(list, i, NULL), GK_V("name"), NULL, NULL);
        if (gk_view_eq(gk_value_view(own), name)) return true;
    }
    return false;
}

static void put_provides(gk_value provides, gk_buf *out)
{
    for (uint32_t i = 0; i < gk_value_count(provides); i++) {
        gk_value some = gk_value_at(provides, i, NULL);
        gk_view key = gk_value_key(provides, i);
        if (!gk_value_truth(some)) continue;
        gk_buf_printf(out, "    %.*s", (int)key.n, key.p);
        bool named = some.kind == GK_MAP && !gk_view_is(key, "document");
        for (uint32_t k = 0; named && k < gk_value_count(some); k++) {
            gk_view name = gk_value_key(some, k);
            gk_buf_printf(out, "%s%.*s", k ? ", " : ": ", (int)name.n, name.p);
        }
        gk_buf_putc(out, '\n');
    }
}

static void put_plugin(work *w, const gk_plugin_folder *folder, bool enabled)
{
    gk_view version = gk_value_view(gk_value_get(folder->facts, GK_V("version"), NULL, NULL));
    gk_view help = gk_value_view(gk_value_get(folder->facts, GK_V("description"), NULL, NULL));
    gk_buf_printf(&w->out, "%s %.*s %.*s  %.*s  %.*s\n", enabled ? "*" : " ", (int)folder->name.n,
                  folder->name.p, (int)version.n, version.n ? version.p : "", (int)folder->shown.n,
                  folder->shown.p, (int)help.n, help.n ? help.p : "");
    put_provides(gk_value_get(folder->facts, GK_V("provides"), NULL, NULL), &w->out);
}

static gk_exit look(work *w, bool test, gk_plugin_folder **folders, size_t *count)
{
    *count = gk_plugin_folders(w->has_site ? w->site.p : NULL, gk_buf_view(&w->shown), w->share.p,
                               &w->arena, folders);
    size_t kept = 0;
    gk_view *names = gk_arena_alloc(&w->arena, (*count + 1) * sizeof *names);
    for (size_t i = 0; test && w->name.n && i < *count; i++) {
        names[i] = (*folders)[i].name;
        if (gk_view_eq(names[i], w->name)) (*folders)[kept++] = (*folders)[i];
    }
    if (test && w->name.n && !kept) {
        gk_view near = gk_view_nearest(w->name, names, *count);
        if (near.n) near = GK_JOIN(&w->arena, GK_V("（"), near, GK_V("？）"));
        gk_diag_add(&w->diags, GK_MSG_plugin_missing, nowhere, w->name, near);
        *count = 0;
        return GK_EXIT_USAGE;
    }
    if (test && w->name.n) *count = kept;
    return gk_plugin_folders_look(*folders, *count, test, &w->arena, &w->diags) ? GK_EXIT_FINE
                                                                                : GK_EXIT_SYSTEM;
}

static gk_exit list(work *w)
{
    gk_plugin_folder *folders;
    size_t count;
    gk_site_config site = {.diags = GK_DIAGS_INIT};
    gk_exit ended = look(w, false, &folders, &count);
    bool read = w->has_site && gk_site_config_open(&site, w->site.p, gk_buf_view(&w->shown));
    for (size_t i = 0; i < count; i++)
        put_plugin(w, &folders[i], read && is_enabled(&site, folders[i].name));
    gk_report_out(gk_buf_view(&w->out));
    gk_report_line(w->options, gk_view_of(GK_SAY(w->options, "前面有 * 的已经启用。",
                                                 "those with * are enabled.")));
    if (w->has_site) gk_site_config_free(&site);
    return ended;
}

static gk_exit test(work *w)
{
    gk_plugin_folder *folders;
    size_t count, passed = 0, failed = 0;
    gk_exit ended = look(w, true, &folders, &count);
    if (ended != GK_EXIT_FINE) return ended;
    for (size_t i = 0; i < count; i++) {
        passed += folders[i].passed;
        failed += folders[i].failed;
    }
    gk_buf_printf(&w->out, "%zu passed, %zu failed\n", passed, failed);
    gk_report_out(gk_buf_view(&w->out));
    return failed ? GK_EXIT_CONTENT : GK_EXIT_FINE;
}

static gk_exit unknown(work *w)
{
    static const gk_view parts[] = {{"new", 3}, {"list", 4}, {"test", 4}};
    gk_view word = gk_view_of(w->options->args[0]), near = gk_view_nearest(word, parts, 3);
    gk_diag_add(&w->diags, GK_MSG_plugin_part, nowhere, word);
    if (near.n)
        gk_diag_help(&w->diags,
                     gk_arena_printf(&w->arena,
                                     GK_SAY(w->options, "您要的是 %.*s 吗？", "did you mean %.*s?"),
                                     (int)near.n, near.p));
    return GK_EXIT_USAGE;
}

gk_exit gk_cmd_plugin(const gk_options *options)
{
    work w = {.options = options, .diags = GK_DIAGS_INIT};
    gk_view part = gk_view_of(options->args[0]);
    gk_exit ended;
    if (options->arg_count > 1) w.name = gk_view_of(options->args[1]);
    gk_report_site(options->values[GK_OPT_SITE], &w.site);
    gk_report_shown(w.site.p, &w.shown);
    gk_build_share(&w.share);
    w.has_site = access(gk_arena_printf(&w.arena, "%s/site.yaml", w.site.p).p, F_OK) == 0;
    if (gk_view_is(part, "list") && !w.name.n) {
        ended = list(&w);
    } else if (gk_view_is(part, "test")) {
        ended = test(&w);
    } else if (gk_view_is(part, "new") && w.name.n) {
        ended = make_new(&w);
    } else if (gk_view_is(part, "new")) {
        gk_diag_add(&w.diags, GK_MSG_usage_needed, nowhere, GK_V("plugin"),
                    gk_view_of(GK_SAY(options, "new 名称", "new NAME")));
        ended = GK_EXIT_USAGE;
    } else {
        ended = unknown(&w);
    }
    gk_report_diags(options, &w.diags);
    if (ended == GK_EXIT_FINE) ended = gk_report_exit(&w.diags);
    gk_diags_free(&w.diags);
    gk_buf_free(&w.site);
    gk_buf_free(&w.shown);
    gk_buf_free(&w.share);
    gk_buf_free(&w.out);
    gk_arena_free(&w.arena);
    return ended;
}
