#include <string.h>

#include "base/utf8.h"
#include "cmd/help.h"

/* Whether a line may end between two characters that have no space between them: roff breaks at
 * spaces only, and Chinese has none. */
static bool breaks_behind(uint32_t c, uint32_t next)
{
    static const char opening[] = "（“《「", closing[] = "，。、；：）”》」！？…";
    if (gk_utf8_width(c) < 2 || next == ' ' || next == '\n') return false;
    gk_buf one = GK_BUF_INIT, other = GK_BUF_INIT;
    gk_utf8_put(&one, c);
    gk_utf8_put(&other, next);
    bool stays = strstr(opening, one.p) || strstr(closing, other.p);
    gk_buf_free(&one);
    gk_buf_free(&other);
    return !stays;
}

/* Text of a paragraph: a backslash, and a dot or quote that begins a line, have a meaning of
 * their own. */
static void put_text(gk_buf *out, const char *text)
{
    gk_view all = gk_view_of(text);
    bool start = true;
    for (size_t i = 0; i < all.n;) {
        size_t from = i;
        uint32_t c = gk_utf8_next(all, &i);
        if (start && (c == '.' || c == '\'')) gk_buf_puts(out, "\\&");
        if (c == '\\')
            gk_buf_puts(out, "\\e");
        else if (c == '-')
            gk_buf_puts(out, "\\-");
        else if (c == '\n')
            gk_buf_puts(out, "\n.PP\n");
        else
            gk_buf_put(out, gk_view_n(all.p + from, i - from));
        size_t next = i;
        if (i < all.n && breaks_behind(c, gk_utf8_next(all, &next))) gk_buf_puts(out, "\\:");
        start = c == '\n';
    }
    gk_buf_putc(out, '\n');
}

static void put_option(gk_buf *out, gk_option_id id, gk_lang lang)
{
    const gk_option_row *row = gk_option_get(id);
    gk_buf_puts(out, ".TP\n");
    if (row->letter) gk_buf_printf(out, "\\fB\\-%c\\fR, ", row->letter);
    gk_buf_puts(out, "\\fB\\-\\-");
    for (const char *p = row->name; *p; p++)
        gk_buf_puts(out, *p == '-' ? "\\-" : (char[]){*p, '\0'});
    gk_buf_puts(out, "\\fR");
    if (row->value.zh) gk_buf_printf(out, " \\fI%s\\fR", gk_text_in(row->value, lang));
    gk_buf_putc(out, '\n');
    put_text(out, gk_text_in(row->help, lang));
}

static void put_options(gk_buf *out, gk_command_id id, gk_lang lang)
{
    for (int option = 0; option < GK_OPT_COUNT; option++) {
        bool everywhere = gk_option_get((gk_option_id)option)->commands == GK_OPT_EVERYWHERE;
        bool wanted = id == GK_CMD_COUNT
                          ? everywhere
                          : !everywhere && gk_command_takes(id, (gk_option_id)option);
        if (wanted) put_option(out, (gk_option_id)option, lang);
    }
}

typedef struct row {
    const char *name;
    gk_text text;
} row;

static void put_rows(gk_buf *out, const row *rows, size_t count, gk_lang lang)
{
    for (size_t i = 0; i < count; i++) {
        gk_buf_printf(out, ".TP\n\\fB%s\\fR\n", rows[i].name);
        put_text(out, gk_text_in(rows[i].text, lang));
    }
}

static const row exits[] = {
    {"0", {"正常。", "Fine."}},
    {"1", {"内容有错误。", "The content is at fault."}},
    {"2", {"用法不对。", "Usage."}},
    {"3",
     {"系统问题：文件、磁盘、权限、进程。", "The system: files, disks, permissions, processes."}},
};

static const row variables[] = {
    {"LC_ALL, LC_MESSAGES, LANG",
     {"决定提示用的语言；没有设置或为 C 时用中文。",
      "Decide the language of messages; Chinese when unset or C."}},
    {"NO_COLOR", {"不为空时不用颜色。", "No colours when not empty."}},
    {"SOURCE_DATE_EPOCH",
     {"没有 --now，site.yaml 里也没有 clock 时，以这个秒数为当前时间。",
      "The time, in seconds since 1970, when there is neither --now nor clock in site.yaml."}},
    {"TMPDIR", {"serve 的临时文件夹放在这里。", "Where serve keeps its temporary folder."}},
};

static const row files[] = {
    {"site.yaml", {"有这个文件的文件夹就是一个站点。", "A folder with this file is a site."}},
    {"types/, data/, static/, themes/, plugins/",
     {"站点里的内容类型、数据、原样复制的文件、主题和插件。",
      "Content types, data, files that are copied as they are, themes and plugins of a site."}},
    {"public/",
     {"默认的输出文件夹；其中的 .gongkai/manifest.tsv 记着生成了哪些文件。",
      "The output, unless -o says otherwise; its .gongkai/manifest.tsv lists what was made."}},
};

void gk_help_man(gk_lang lang, gk_buf *out)
{
    bool zh = lang == GK_LANG_ZH;
    /* Chinese has no spaces to break lines at, so lines are not adjusted to both margins. */
    gk_buf_printf(out, ".TH GONGKAI 1 \"\" \"gongkai %s\"\n.ad l\n.nh\n", GK_VERSION);
    gk_buf_puts(out, zh ? ".SH 名称\ngongkai \\- " : ".SH NAME\ngongkai \\- ");
    put_text(out, gk_text_in(gk_help_about, lang));
    gk_buf_puts(
        out,
        zh ? ".SH 用法\n\\fBgongkai\\fR \\fI命令\\fR [\\fI选项\\fR] [\\fI参数\\fR]\n.SH 命令\n"
           : ".SH SYNOPSIS\n\\fBgongkai\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n.SH COMMANDS\n");
    for (int id = 0; id < GK_CMD_COUNT; id++) {
        const gk_command_row *command = gk_command_get((gk_command_id)id);
        gk_buf_printf(out, ".SS \"%s %s\"\n", command->name, gk_text_in(command->arguments, lang));
        put_text(out, gk_text_in(*gk_text_in(command->details, lang) ? command->details
                                                                     : command->summary,
                                 lang));
        put_options(out, (gk_command_id)id, lang);
    }
    gk_buf_puts(out, zh ? ".SH 每个命令都有的选项\n" : ".SH OPTIONS OF EVERY COMMAND\n");
    put_options(out, GK_CMD_COUNT, lang);
    gk_buf_puts(out, zh ? ".SH 退出码\n" : ".SH EXIT STATUS\n");
    put_rows(out, exits, sizeof exits / sizeof exits[0], lang);
    gk_buf_puts(out, zh ? ".SH 环境变量\n" : ".SH ENVIRONMENT\n");
    put_rows(out, variables, sizeof variables / sizeof variables[0], lang);
    gk_buf_puts(out, zh ? ".SH 文件\n" : ".SH FILES\n");
    put_rows(out, files, sizeof files / sizeof files[0], lang);
}
