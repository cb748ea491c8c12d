#include "cmd/new_site.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/fs.h"
#include "cmd/report.h"

enum { OFFSET_CHINA = 480 };

/* "{day}" in a path or a text is today as 20261120, "{date}" as 2026-11-20. */
typedef struct site_file {
    const char *path, *text;
} site_file;

static const site_file files[] = {
    {"site.yaml", "# 站点配置。改动后运行 gongkai check 检查。\n"
                  "title: 某某学院党务公开\n"
                  "short_title: 学院党建\n"
                  "description: 某某学院党组织的党务公开网站：通知、公示和组织生活。\n"
                  "# 网站正式的网址，以 / 结尾。\n"
                  "base_url: https://party.example.edu/\n"
                  "language: zh-CN\n"
                  "timezone: \"+08:00\"\n"
                  "\n"
                  "theme:\n"
                  "  name: campus\n"
                  "  options:\n"
                  "    organizer: 某某学院党支部\n"
                  "    spotlight: notices\n"
                  "\n"
                  "paginate: 20\n"
                  "\n"
                  "# 菜单：一行一个栏目。\n"
                  "menu:\n"
                  "  - notices\n"
                  "  - news\n"
                  "  - {title: 组织机构, url: /branches/}\n"
                  "\n"
                  "# 栏目：键就是文件夹的名字，type 是栏目里文稿的类型（见 types/）。\n"
                  "sections:\n"
                  "  notices:\n"
                  "    title: 通知公告\n"
                  "    type: notice\n"
                  "    description: 会议、学习和日常事务的通知。\n"
                  "    order: [-date]\n"
                  "    feed: true\n"
                  "  news:\n"
                  "    title: 支部动态\n"
                  "    type: news\n"
                  "    description: 支部正在做的事。\n"
                  "    order: [-date]\n"
                  "    feed: true\n"
                  "\n"
                  "# 插件：gongkai plugin list 列出可用的；例如 [media, proofread, privacy]。\n"
                  "plugins: []\n"
                  "\n"
                  "taxonomies:\n"
                  "  tags: {title: 标签, field: tags}\n"
                  "  year: {title: 年份, field: date}\n"
                  "\n"
                  "# 组织机构在 data/organisation.yaml。\n"
                  "organisation: organisation\n"
                  "branches: {title: 组织机构, path: /branches/}\n"},
    {"types/base.yaml",
     "# 各类文稿共有的字段；其他类型用 extends: base 继承。\n"
     "name: base\n"
     "label: 公共字段\n"
     "abstract: true\n"
     "fields:\n"
     "  title: {type: string, required: true, label: 标题, help: 60 字以内，不写书名号, min: 2, max: 60}\n"
     "  date: {type: date, label: 发布日期, help: 写成 2026-03-05；将来的日期到那一天才显示}\n"
     "  updated: {type: date, label: 更新日期, help: 发布以后有改动时填写}\n"
     "  draft: {type: boolean, label: 草稿, help: 写 true 表示还没有定稿, default: false, show: false}\n"
     "  expires: {type: date, label: 失效日期, help: 从这一天起不再显示, show: false}\n"
     "  withdrawn: {type: date, label: 撤回日期, help: 从这一天起网页只说已撤回, show: false}\n"
     "  withdrawn_reason: {type: string, label: 撤回原因, max: 100, show: false}\n"
     "  summary: {type: text, label: 摘要, help: 一两句话；不填就取正文开头, max: 200, show: false}\n"
     "  tags:\n"
     "    type: list\n"
     "    label: 标签\n"
     "    help: 两三个词就够，例如 [党费, 办事]\n"
     "    max: 8\n"
     "    items: {type: string, min: 1, max: 16}\n"
     "  branch: {type: reference, to: branch, label: 所属支部, help: 支部代号，见 data/organisation.yaml}\n"
     "  source: {type: string, label: 来源, help: 供稿的部门, max: 40}\n"
     "  author: {type: string, label: 作者, help: 供稿的部门或岗位, max: 40}\n"
     "  keywords: {type: list, label: 关键词, items: {type: string}, show: false}\n"
     "  cover: {type: file, label: 题图, help: 与文稿放在同一文件夹的图片, show: false}\n"
     "  series: {type: string, label: 系列, help: 系列代号，见 data/series.yaml, show: false}\n"
     "  series_order: {type: integer, label: 系列中的次序, min: 1, show: false}\n"
     "  related: {type: list, label: 相关内容, items: {type: reference, to: document}}\n"
     "  attachments:\n"
     "    type: list\n"
     "    label: 附件\n"
     "    help: 文件与文稿放在同一文件夹\n"
     "    items:\n"
     "      type: map\n"
     "      fields:\n"
     "        file: {type: file, required: true, label: 文件}\n"
     "        title: {type: string, label: 名称, max: 60}\n"
     "  weight: {type: integer, label: 权重, help: 数字小的排在前面, show: false}\n"
     "  slug:\n"
     "    type: string\n"
     "    label: 地址名\n"
     "    help: 网址的最后一段；不填就用文件名\n"
     "    pattern: \"^[a-z0-9][a-z0-9-]*$\"\n"
     "    pattern_message: 只能用小写英文字母、数字和连字符\n"
     "    show: false\n"
     "  aliases: {type: list, label: 旧地址, items: {type: string}, show: false}\n"
     "  template: {type: string, label: 模板, show: false}\n"
     "  toc: {type: boolean, label: 目录, help: 长文写 true, show: false}\n"},
    {"types/notice.yaml",
     "name: notice\n"
     "label: 通知公告\n"
     "help: 党组织发出的通知和公告\n"
     "extends: base\n"
     "permalink: /:section/:slug/\n"
     "order: [-date, path]\n"
     "fields:\n"
     "  date: {type: date, required: true, label: 发布日期, help: 与落款日期一致，写成 2026-03-05}\n"
     "  kind:\n"
     "    type: enum\n"
     "    label: 类别\n"
     "    help: 选最贴近的一个\n"
     "    default: other\n"
     "    values:\n"
     "      - {value: meeting, label: 会议}\n"
     "      - {value: study, label: 学习}\n"
     "      - {value: activity, label: 活动}\n"
     "      - {value: other, label: 其他}\n"
     "  signer: {type: string, label: 落款, help: 发文单位全称, max: 40}\n"},
    {"types/news.yaml",
     "name: news\n"
     "label: 支部动态\n"
     "help: 支部开展的活动和工作\n"
     "extends: base\n"
     "permalink: /:section/:slug/\n"
     "order: [-date, path]\n"
     "fields:\n"
     "  date: {type: date, required: true, label: 发布日期, help: 写成 2026-03-05}\n"},
    {"types/page.yaml", "name: page\n"
                        "label: 页面\n"
                        "help: 关于、联系方式等单独的页面\n"
                        "extends: base\n"
                        "permalink: /:section/:slug/\n"
                        "order: [weight, title, path]\n"
                        "fields: {}\n"},
    {"data/organisation.yaml",
     "# 组织机构。代号用在网址和文稿的 branch 字段里，定了就不要改。书记一栏只写职务。\n"
     "- id: college\n"
     "  name: 中共某某学院总支部委员会\n"
     "  short: 学院党总支\n"
     "  kind: 党总支\n"
     "  intro: 负责全院党的建设和党务公开。\n"
     "  secretary: 党总支书记\n"
     "- id: staff\n"
     "  name: 教工党支部\n"
     "  short: 教工支部\n"
     "  kind: 支部\n"
     "  parent: college\n"
     "  intro: 由全院教职工党员组成。\n"
     "  secretary: 教工党支部书记\n"},
    {"notices/{day}-open.md", "---\n"
                              "title: 党务公开网站开通\n"
                              "date: {date}\n"
                              "kind: other\n"
                              "branch: college\n"
                              "tags: [网站]\n"
                              "signer: 中共某某学院总支部委员会\n"
                              "---\n"
                              "各党支部：\n"
                              "\n"
                              "党务公开网站今日开通。今后的通知、公示和组织生活安排在这里发布。\n"
                              "\n"
                              "## 怎么发一篇\n"
                              "\n"
                              "1. 运行 `gongkai new notice \"标题\"`，得到一个新文件；\n"
                              "2. 用编辑器填好各项，写正文；\n"
                              "3. 运行 `gongkai serve` 预览，没有问题再提交。\n"
                              "\n"
                              "关于本站的说明见[关于本站](../about.md)。\n"},
    {"news/{day}-read.md",
     "---\n"
     "title: 教工党支部开展主题党日活动\n"
     "date: {date}\n"
     "branch: staff\n"
     "tags: [主题党日]\n"
     "---\n"
     "教工党支部围绕师德师风开展主题党日活动，党员结合教学工作交流学习体会，并到图书馆参加志愿服务。\n"},
    {"about.md", "---\n"
                 "title: 关于本站\n"
                 "weight: 10\n"
                 "---\n"
                 "本站公开党组织的通知、公示和组织生活情况。发现错误请与党总支联系。\n"},
    {".gitignore", "/public/\n"},
};

static void put_text(gk_buf *out, const char *text, gk_view day, gk_view date)
{
    gk_view rest = gk_view_of(text);
    while (rest.n) {
        bool is_day = gk_view_starts(rest, GK_V("{day}")),
             is_date = gk_view_starts(rest, GK_V("{date}"));
        if (is_day || is_date)
            gk_buf_put(out, is_day ? day : date);
        else
            gk_buf_putc(out, rest.p[0]);
        rest = gk_view_from(rest, is_day ? 5 : is_date ? 6 : 1);
    }
}

static gk_exit fail(const gk_options *options, const char *dir, int error)
{
    gk_diags diags = GK_DIAGS_INIT;
    if (error)
        gk_fs_report(&diags, GK_FS_WRITING, gk_view_of(dir), error);
    else
        gk_diag_add(&diags, GK_MSG_new_not_empty, gk_place_file(gk_view_of(dir)));
    gk_report_diags(options, &diags);
    gk_diags_free(&diags);
    return error ? GK_EXIT_SYSTEM : GK_EXIT_USAGE;
}

static int write_file(int top, const char *path, gk_view bytes)
{
    gk_buf folder = GK_BUF_INIT;
    size_t slash = gk_view_rfind_byte(gk_view_of(path), '/');
    int error = 0;
    if (slash != SIZE_MAX) {
        gk_buf_put(&folder, gk_view_n(path, slash));
        error = gk_fs_mkdirs(top, folder.p);
    }
    gk_buf_free(&folder);
    if (error) return error;
    int fd = openat(top, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) return errno;
    error = gk_fs_write_all(fd, bytes);
    if (close(fd) != 0 && !error) error = errno;
    return error;
}

static int write_files(int top, gk_date today)
{
    gk_buf date = GK_BUF_INIT, day = GK_BUF_INIT, path = GK_BUF_INIT, text = GK_BUF_INIT;
    int error = 0;
    gk_date_put_day(&date, today);
    for (size_t i = 0; i < date.n; i++)
        if (date.p[i] != '-') gk_buf_putc(&day, date.p[i]);
    for (size_t i = 0; i < sizeof files / sizeof files[0] && !error; i++) {
        gk_buf_truncate(&path, 0);
        gk_buf_truncate(&text, 0);
        put_text(&path, files[i].path, gk_buf_view(&day), gk_buf_view(&date));
        put_text(&text, files[i].text, gk_buf_view(&day), gk_buf_view(&date));
        error = write_file(top, path.p, gk_buf_view(&text));
    }
    gk_buf_free(&date);
    gk_buf_free(&day);
    gk_buf_free(&path);
    gk_buf_free(&text);
    return error;
}

gk_exit gk_new_site(const gk_options *options, const char *dir)
{
    int error = gk_fs_mkdirs(AT_FDCWD, dir);
    gk_date today = {options->has_epoch ? options->epoch : (int64_t)time(NULL), OFFSET_CHINA,
                     false};
    if (options->values[GK_OPT_NOW])
        gk_date_parse(gk_view_of(options->values[GK_OPT_NOW]), OFFSET_CHINA, &today);
    if (error)
        return error == EEXIST || error == ENOTDIR ? fail(options, dir, 0)
                                                   : fail(options, dir, error);
    int top = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (top < 0) return fail(options, dir, errno);
    bool empty = gk_fs_holds_only(top, ".", NULL, &error);
    if (empty) error = write_files(top, today);
    close(top);
    if (error || !empty) return fail(options, dir, error);
    gk_buf line = GK_BUF_INIT;
    gk_buf_printf(
        &line,
        GK_SAY(
            options,
            "已新建站点 %s\n下一步：运行 gongkai serve %s 预览；名称、网址等在 %s/site.yaml 里改。",
            "made the site %s\nnext: gongkai serve %s shows it; its name and address are in %s/site.yaml"),
        dir, dir, dir);
    gk_report_line(options, gk_buf_view(&line));
    gk_buf_free(&line);
    return GK_EXIT_FINE;
}
