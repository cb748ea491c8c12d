#include "cmd/help.h"

#include "base/utf8.h"
#include "cmd/report.h"
#include "script/reference.h"

const gk_text gk_help_about = {"把一个文件夹的 Markdown 生成为党务公开网站",
                               "turns a folder of Markdown into a public portal"};

enum { COLUMN = 26 };

/* Two columns; the second begins on a line of its own when the first is too long. */
static void put_row(gk_buf *out, gk_view left, const char *right)
{
    size_t width = gk_utf8_view_width(left) + 2;
    gk_buf_puts(out, "  ");
    gk_buf_put(out, left);
    if (width + 2 > COLUMN) {
        gk_buf_putc(out, '\n');
        width = 0;
    }
    for (; width < COLUMN; width++) gk_buf_putc(out, ' ');
    gk_buf_puts(out, right);
    gk_buf_putc(out, '\n');
}

static void put_command(gk_buf *out, gk_command_id id, gk_lang lang)
{
    const gk_command_row *row = gk_command_get(id);
    gk_buf left = GK_BUF_INIT;
    const char *arguments = gk_text_in(row->arguments, lang);
    gk_buf_printf(&left, "%s%s%s", row->name, *arguments ? " " : "", arguments);
    put_row(out, gk_buf_view(&left), gk_text_in(row->summary, lang));
    gk_buf_free(&left);
}

static void put_option(gk_buf *out, gk_option_id id, gk_lang lang)
{
    const gk_option_row *row = gk_option_get(id);
    gk_buf left = GK_BUF_INIT;
    if (row->letter)
        gk_buf_printf(&left, "-%c, ", row->letter);
    else
        gk_buf_puts(&left, "    ");
    gk_buf_printf(&left, "--%s", row->name);
    if (row->value.zh) gk_buf_printf(&left, " %s", gk_text_in(row->value, lang));
    put_row(out, gk_buf_view(&left), gk_text_in(row->help, lang));
    gk_buf_free(&left);
}

void gk_help_overview(gk_lang lang, gk_buf *out)
{
    bool zh = lang == GK_LANG_ZH;
    gk_buf_printf(out, zh ? "gongkai %s：%s\n\n" : "gongkai %s: %s\n\n", GK_VERSION,
                  gk_text_in(gk_help_about, lang));
    gk_buf_puts(out, zh ? "用法：gongkai 命令 [选项] [参数]\n\n命令：\n"
                        : "usage: gongkai COMMAND [OPTIONS] [ARGUMENTS]\n\ncommands:\n");
    for (int id = 0; id < GK_CMD_COUNT; id++) put_command(out, (gk_command_id)id, lang);
    gk_buf_puts(out, zh ? "\n每个命令都有的选项：\n" : "\noptions of every command:\n");
    for (int id = 0; id < GK_OPT_COUNT; id++)
        if (gk_option_get((gk_option_id)id)->commands == GK_OPT_EVERYWHERE)
            put_option(out, (gk_option_id)id, lang);
    gk_buf_puts(
        out,
        zh ? "\ngongkai help 命令 查看一个命令的选项，gongkai explain 代号 查看一条诊断信息的说明。\n"
           : "\ngongkai help COMMAND shows a command's options, gongkai explain ID a diagnostic.\n");
}

void gk_help_command(gk_command_id id, gk_lang lang, gk_buf *out)
{
    bool zh = lang == GK_LANG_ZH;
    const gk_command_row *row = gk_command_get(id);
    const char *arguments = gk_text_in(row->arguments, lang),
               *details = gk_text_in(row->details, lang);
    gk_buf_printf(out, zh ? "gongkai %s：%s\n\n" : "gongkai %s: %s\n\n", row->name,
                  gk_text_in(row->summary, lang));
    gk_buf_printf(out, zh ? "用法：gongkai %s [选项]%s%s\n" : "usage: gongkai %s [OPTIONS]%s%s\n",
                  row->name, *arguments ? " " : "", arguments);
    if (*details) gk_buf_printf(out, "\n%s\n", details);
    for (int common = 0; common < 2; common++) {
        bool first = true;
        for (int option = 0; option < GK_OPT_COUNT; option++) {
            bool everywhere = gk_option_get((gk_option_id)option)->commands == GK_OPT_EVERYWHERE;
            if (everywhere != (common == 1) || !gk_command_takes(id, (gk_option_id)option))
                continue;
            if (first)
                gk_buf_puts(out, common ? (zh ? "\n每个命令都有的选项：\n"
                                              : "\noptions of every command:\n")
                                        : (zh ? "\n选项：\n" : "\noptions:\n"));
            first = false;
            put_option(out, (gk_option_id)option, lang);
        }
    }
    if (id == GK_CMD_BUILD || id == GK_CMD_CHECK)
        gk_buf_puts(
            out,
            zh ? "\n退出码：0 正常，1 内容有错误，2 用法不对，3 系统问题（磁盘、权限等）。\n"
               : "\nexit: 0 fine, 1 the content is at fault, 2 usage, 3 the system (disk, permissions …).\n");
}

gk_exit gk_cmd_help(const gk_options *options)
{
    gk_buf out = GK_BUF_INIT;
    bool page = options->arg_count && strcmp(options->args[0], "plugin-api") == 0;
    gk_command_id id =
        options->arg_count ? gk_command_find(gk_view_of(options->args[0])) : GK_CMD_COUNT;
    if (options->arg_count && id == GK_CMD_COUNT && !page) {
        /* The parser knows how to complain about a command that does not exist. */
        char name[] = "gongkai";
        char *argv[] = {name, (char *)(uintptr_t)options->args[0], NULL};
        gk_options again;
        gk_diags diags = GK_DIAGS_INIT;
        gk_options_parse(2, argv, &options->around, &again, &diags);
        gk_report_diags(options, &diags);
        gk_diags_free(&diags);
        return GK_EXIT_USAGE;
    }
    if (page) /* content/manual/plugin-api.md */
        gk_script_put_reference(&out);
    else if (options->values[GK_OPT_MAN])
        gk_help_man(options->lang, &out);
    else if (options->values[GK_OPT_COMPLETION])
        gk_help_completion(gk_view_of(options->values[GK_OPT_COMPLETION]), options->lang, &out);
    else if (id != GK_CMD_COUNT)
        gk_help_command(id, options->lang, &out);
    else
        gk_help_overview(options->lang, &out);
    bool written = gk_report_out(gk_buf_view(&out));
    gk_buf_free(&out);
    return written ? GK_EXIT_FINE : GK_EXIT_SYSTEM;
}
