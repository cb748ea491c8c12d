/* The command line: one table of commands and one of options. Parsing, help, completion and
 * the man page are all made from them, so that none can fall behind another. */
#ifndef GK_CMD_OPTIONS_H
#define GK_CMD_OPTIONS_H

#include "base/diag.h"

/* What the process ends with. */
typedef enum gk_exit {
    GK_EXIT_FINE = 0,
    GK_EXIT_CONTENT = 1,
    GK_EXIT_USAGE = 2,
    GK_EXIT_SYSTEM = 3
} gk_exit;

typedef enum gk_command_id {
    GK_CMD_BUILD,
    GK_CMD_CHECK,
    GK_CMD_SERVE,
    GK_CMD_PUBLISH,
    GK_CMD_HOOK,
    GK_CMD_EXPIRE,
    GK_CMD_AUDIT,
    GK_CMD_APPROVAL,
    GK_CMD_NEW,
    GK_CMD_WINDOW,
    GK_CMD_NEXT_CHANGE,
    GK_CMD_QR,
    GK_CMD_RULES,
    GK_CMD_SIGN,
    GK_CMD_VERIFY,
    GK_CMD_DELIVER,
    GK_CMD_DOCTOR,
    GK_CMD_ARCHIVE,
    GK_CMD_PLUGIN,
    GK_CMD_MARKDOWN,
    GK_CMD_EXPLAIN,
    GK_CMD_HELP,
    GK_CMD_VERSION,
    GK_CMD_COUNT
} gk_command_id;

typedef enum gk_option_id {
    GK_OPT_OUTPUT,
    GK_OPT_NOW,
    GK_OPT_REV,
    GK_OPT_REPO,
    GK_OPT_TO,
    GK_OPT_REF,
    GK_OPT_CONFIG,
    GK_OPT_KEEP,
    GK_OPT_ROLLBACK,
    GK_OPT_LIST,
    GK_OPT_WATCH,
    GK_OPT_DRAIN,
    GK_OPT_UNINSTALL,
    GK_OPT_DRAFTS,
    GK_OPT_PRIVATE,
    GK_OPT_BASE_URL,
    GK_OPT_EDITION,
    GK_OPT_JOBS,
    GK_OPT_STATS,
    GK_OPT_PORT,
    GK_OPT_SITE,
    GK_OPT_SECTION,
    GK_OPT_OPENS,
    GK_OPT_DAYS,
    GK_OPT_COUNT_DAYS,
    GK_OPT_START,
    GK_OPT_MOVE,
    GK_OPT_NOTE,
    GK_OPT_AGAIN,
    GK_OPT_SIZE,
    GK_OPT_DPI,
    GK_OPT_LIVE,
    GK_OPT_KEY,
    GK_OPT_REBUILD,
    GK_OPT_SIGNERS,
    GK_OPT_UNSAFE,
    GK_OPT_MAN,
    GK_OPT_COMPLETION,
    GK_OPT_FORMAT,
    GK_OPT_COLOR,
    GK_OPT_LANG,
    GK_OPT_QUIET,
    GK_OPT_VERBOSE,
    GK_OPT_HELP,
    GK_OPT_VERSION,
    GK_OPT_COUNT
} gk_option_id;

typedef struct gk_text {
    const char *zh, *en;
} gk_text;

/* The text in a language. */
static inline const char *gk_text_in(gk_text text, gk_lang lang)
{
    return lang == GK_LANG_ZH ? text.zh : text.en;
}

typedef struct gk_option_row {
    const char *name;    /* long name, without dashes */
    char letter;         /* short name, or 0 */
    gk_text value;       /* what stands for its value in help; {NULL, NULL}: a flag */
    const char *choices; /* the only values, separated by spaces; or NULL */
    unsigned commands;   /* bits 1 << gk_command_id; GK_OPT_EVERYWHERE */
    gk_text help;
} gk_option_row;

#define GK_OPT_EVERYWHERE (~0u)

struct gk_options;

typedef struct gk_command_row {
    const char *name;
    gk_text arguments; /* as in help: "[站点]"; "" = none */
    unsigned least, most;
    gk_text summary; /* a few words */
    gk_text details; /* paragraphs, separated by newlines */
    gk_exit (*run)(const struct gk_options *options);
    const char *formats; /* values of --format that this command alone takes, or NULL */
} gk_command_row;

/* Rows by their id. */
const gk_command_row *gk_command_get(gk_command_id id);
const gk_option_row *gk_option_get(gk_option_id id);

/* Finds a command by its name; GK_CMD_COUNT when there is none. */
gk_command_id gk_command_find(gk_view name);

/* Whether a command knows an option. */
bool gk_command_takes(gk_command_id command, gk_option_id option);

typedef enum gk_format { GK_FORMAT_HUMAN, GK_FORMAT_JSON, GK_FORMAT_GCC, GK_FORMAT_CSV } gk_format;

enum { GK_ARGS_MAX = 200 };

/* What the surroundings say; read once by main. NULL: not set. */
typedef struct gk_surroundings {
    const char *lc_all, *lc_messages, *lang, *no_color, *source_date_epoch, *home, *tmpdir,
        *private_folder, *pusher;
    bool stderr_is_terminal, stdout_is_terminal;
} gk_surroundings;

typedef struct gk_options {
    gk_command_id command;
    const char *args[GK_ARGS_MAX]; /* NULL behind the last */
    size_t arg_count;
    const char *values[GK_OPT_COUNT]; /* as written; "" for a flag that is set, NULL: not given */
    gk_lang lang;
    gk_format format;
    bool color, color_out;                      /* on standard error, on standard output */
    unsigned jobs, port, days, size, dpi, keep; /* 0: not given */
    bool has_epoch;
    int64_t epoch;
    gk_surroundings around;
} gk_options;

/* Reads the command line. False: a fault of usage was added (options->lang, color and format
 * are set all the same). */
bool gk_options_parse(int argc, char **argv, const gk_surroundings *around, gk_options *options,
                      gk_diags *diags);

/* The text in the language of the command line. */
#define GK_SAY(options, zh_, en_) ((options)->lang == GK_LANG_ZH ? (zh_) : (en_))

/* Commands, one file each. */
gk_exit gk_cmd_build(const gk_options *options);
gk_exit gk_cmd_check(const gk_options *options);
gk_exit gk_cmd_serve(const gk_options *options);
gk_exit gk_cmd_publish(const gk_options *options);
gk_exit gk_cmd_hook(const gk_options *options);
gk_exit gk_cmd_expire(const gk_options *options);
gk_exit gk_cmd_audit(const gk_options *options);
gk_exit gk_cmd_approval(const gk_options *options);
gk_exit gk_cmd_new(const gk_options *options);
gk_exit gk_cmd_window(const gk_options *options);
gk_exit gk_cmd_next_change(const gk_options *options);
gk_exit gk_cmd_qr(const gk_options *options);
gk_exit gk_cmd_rules(const gk_options *options);
gk_exit gk_cmd_sign(const gk_options *options);
gk_exit gk_cmd_verify(const gk_options *options);
gk_exit gk_cmd_deliver(const gk_options *options);
gk_exit gk_cmd_doctor(const gk_options *options);
gk_exit gk_cmd_archive(const gk_options *options);
gk_exit gk_cmd_plugin(const gk_options *options);
gk_exit gk_cmd_markdown(const gk_options *options);
gk_exit gk_cmd_explain(const gk_options *options);
gk_exit gk_cmd_help(const gk_options *options);
gk_exit gk_cmd_version(const gk_options *options);

#endif
