#include "cmd/help.h"

/* The words of an option: "--output -o". */
static void put_words(gk_buf *out, gk_option_id id)
{
    const gk_option_row *row = gk_option_get(id);
    gk_buf_printf(out, " --%s", row->name);
    if (row->letter) gk_buf_printf(out, " -%c", row->letter);
}

static void put_identifiers(gk_buf *out)
{
    for (int id = 0; id < GK_MSG_COUNT; id++)
        gk_buf_printf(out, " %s", gk_message_get((gk_message)id)->name);
}

static void put_bash(gk_buf *out)
{
    gk_buf_puts(
        out,
        "# bash completion of gongkai\n_gongkai()\n{\n"
        "    local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD-1]} command= i\n"
        "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
        "        [[ ${COMP_WORDS[i]} == -* ]] || { command=${COMP_WORDS[i]}; break; }\n"
        "    done\n"
        "    case $last in\n");
    for (int id = 0; id < GK_OPT_COUNT; id++) {
        const gk_option_row *row = gk_option_get((gk_option_id)id);
        if (row->choices)
            gk_buf_printf(out, "    --%s) COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n",
                          row->name, row->choices);
    }
    gk_buf_puts(
        out,
        "    --output|-o|--site|-s) COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n    esac\n"
        "    local words=\n    case $command in\n    '') words='");
    for (int id = 0; id < GK_CMD_COUNT; id++)
        gk_buf_printf(out, "%s%s", id ? " " : "", gk_command_get((gk_command_id)id)->name);
    gk_buf_puts(out, "' ;;\n");
    for (int id = 0; id < GK_CMD_COUNT; id++) {
        gk_buf_printf(out, "    %s) words='", gk_command_get((gk_command_id)id)->name);
        for (int option = 0; option < GK_OPT_COUNT; option++)
            if (gk_command_takes((gk_command_id)id, (gk_option_id)option))
                put_words(out, (gk_option_id)option);
        gk_buf_puts(out, "' ;;\n");
    }
    gk_buf_puts(
        out,
        "    esac\n    if [[ $word != -* ]]; then\n        case $command in\n        help) words='");
    for (int id = 0; id < GK_CMD_COUNT; id++)
        gk_buf_printf(out, "%s%s", id ? " " : "", gk_command_get((gk_command_id)id)->name);
    gk_buf_puts(out, "' ;;\n        explain) words='");
    put_identifiers(out);
    gk_buf_puts(
        out,
        "' ;;\n        build|check|serve) COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n"
        "        new) words=site ;;\n        plugin) words='new list test' ;;\n        esac\n    fi\n"
        "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\n"
        "complete -F _gongkai gongkai\n");
}

/* Inside '…' of zsh; brackets and colons have a meaning of their own for _arguments. */
static void put_zsh_text(gk_buf *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '\'')
            gk_buf_puts(out, "'\\''");
        else if (*p == '[' || *p == ']' || *p == ':')
            gk_buf_printf(out, "\\%c", *p);
        else
            gk_buf_putc(out, *p);
    }
}

static void put_zsh_option(gk_buf *out, gk_option_id id, gk_lang lang)
{
    const gk_option_row *row = gk_option_get(id);
    gk_buf_puts(out, " \\\n            ");
    if (row->letter)
        gk_buf_printf(out, "'(-%c --%s)'{-%c,--%s}", row->letter, row->name, row->letter,
                      row->name);
    else
        gk_buf_printf(out, "--%s", row->name);
    gk_buf_puts(out, "'[");
    put_zsh_text(out, gk_text_in(row->help, lang));
    gk_buf_puts(out, "]");
    if (row->value.zh) {
        gk_buf_putc(out, ':');
        put_zsh_text(out, gk_text_in(row->value, lang));
        gk_buf_putc(out, ':');
        if (row->choices)
            gk_buf_printf(out, "(%s)", row->choices);
        else if (id == GK_OPT_OUTPUT || id == GK_OPT_SITE)
            gk_buf_puts(out, "_directories");
        else if (id == GK_OPT_STATS)
            gk_buf_puts(out, "_files");
    }
    gk_buf_puts(out, "'");
}

static void put_zsh(gk_buf *out, gk_lang lang)
{
    gk_buf_puts(out, "#compdef gongkai\n\n_gongkai() {\n    local -a commands\n    commands=(\n");
    for (int id = 0; id < GK_CMD_COUNT; id++) {
        gk_buf_printf(out, "        '%s:", gk_command_get((gk_command_id)id)->name);
        put_zsh_text(out, gk_text_in(gk_command_get((gk_command_id)id)->summary, lang));
        gk_buf_puts(out, "'\n");
    }
    gk_buf_puts(
        out,
        "    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n        return\n    fi\n"
        "    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n    case $command in\n");
    for (int id = 0; id < GK_CMD_COUNT; id++) {
        gk_buf_printf(out, "        %s) _arguments", gk_command_get((gk_command_id)id)->name);
        for (int option = 0; option < GK_OPT_COUNT; option++)
            if (gk_command_takes((gk_command_id)id, (gk_option_id)option))
                put_zsh_option(out, (gk_option_id)option, lang);
        if (id == GK_CMD_EXPLAIN) {
            gk_buf_puts(out, " \\\n            '1:ID:(");
            put_identifiers(out);
            gk_buf_puts(out, ")'");
        } else if (id == GK_CMD_HELP) {
            gk_buf_puts(out, " \\\n            '1:command:(");
            for (int other = 0; other < GK_CMD_COUNT; other++)
                gk_buf_printf(out, "%s%s", other ? " " : "",
                              gk_command_get((gk_command_id)other)->name);
            gk_buf_puts(out, ")'");
        } else if (id <= GK_CMD_SERVE) {
            gk_buf_puts(out, " \\\n            '1:SITE:_directories'");
        }
        gk_buf_puts(out, " ;;\n");
    }
    gk_buf_puts(out, "    esac\n}\n\n_gongkai \"$@\"\n");
}

void gk_help_completion(gk_view shell, gk_lang lang, gk_buf *out)
{
    if (gk_view_is(shell, "bash"))
        put_bash(out);
    else
        put_zsh(out, lang);
}
