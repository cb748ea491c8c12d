#include "cmd/options.h"

#include "base/date.h"
#include "meta/config.h"
#include "meta/server.h"

typedef struct parser {
    gk_options *options;
    gk_diags *diags;
    char **argv;
    int argc, at;                       /* the word being read */
    bool ended;                         /* behind "--" */
    const char *words[GK_ARGS_MAX + 1]; /* the command and its arguments */
    size_t word_count;
    const char *extra; /* the first word too many */
} parser;

enum { PORT_MAX = 65535, JOBS_MAX = 64, DAYS_MAX = 366, SIZE_MAX_MM = 2000, DPI_MAX = 2400 };

/* The end of the year 9999 in every zone: later times have no form in RFC 3339. */
#define EPOCH_MAX 253402214400LL

static const gk_place nowhere = {{NULL, 0}, {NULL, 0}, 0, 0, 0};

/* Adds the help "did you mean", when there is something alike. */
static void suggest(parser *p, gk_view word, const gk_view *candidates, size_t count)
{
    gk_view nearest = gk_view_nearest(word, candidates, count);
    if (nearest.n == 0) return;
    gk_buf help = GK_BUF_INIT;
    gk_buf_printf(&help, GK_SAY(p->options, "您要的是 %.*s 吗？", "did you mean %.*s?"),
                  (int)nearest.n, nearest.p);
    gk_diag_help(p->diags, gk_buf_view(&help));
    gk_buf_free(&help);
}

static void unknown_option(parser *p, gk_view word)
{
    gk_view names[GK_OPT_COUNT];
    gk_buf dashed[GK_OPT_COUNT];
    gk_view bare = gk_view_sub(word, 0, gk_view_find_byte(word, '=', 0));
    for (size_t i = 0; i < GK_OPT_COUNT; i++) {
        dashed[i] = (gk_buf)GK_BUF_INIT;
        gk_buf_printf(&dashed[i], "--%s", gk_option_get((gk_option_id)i)->name);
        names[i] = gk_buf_view(&dashed[i]);
    }
    gk_diag_add(p->diags, GK_MSG_usage_option, nowhere, bare);
    suggest(p, bare, names, GK_OPT_COUNT);
    for (size_t i = 0; i < GK_OPT_COUNT; i++) gk_buf_free(&dashed[i]);
}

static void unknown_command(parser *p, gk_view word)
{
    gk_view names[GK_CMD_COUNT];
    for (size_t i = 0; i < GK_CMD_COUNT; i++)
        names[i] = gk_view_of(gk_command_get((gk_command_id)i)->name);
    gk_diag_add(p->diags, GK_MSG_usage_command, nowhere, word);
    suggest(p, word, names, GK_CMD_COUNT);
}

/* The option as it is written: "--output". */
static void put_option(gk_buf *out, gk_option_id id)
{
    gk_buf_printf(out, "--%s", gk_option_get(id)->name);
}

/* Adds a message about an option and up to two words more. */
static void fault(parser *p, gk_message message, gk_option_id id, gk_view second, gk_view third)
{
    gk_buf name = GK_BUF_INIT;
    put_option(&name, id);
    gk_diag_add(p->diags, message, nowhere, gk_buf_view(&name), second, third);
    gk_buf_free(&name);
}

static bool is_choice(const char *choices, gk_view value)
{
    gk_view rest = gk_view_of(choices), one;
    while (gk_view_split(&rest, ' ', &one))
        if (gk_view_eq(one, value)) return true;
    return false;
}

static void set_option(parser *p, gk_option_id id, const char *value)
{
    const gk_option_row *row = gk_option_get(id);
    if (row->choices && !is_choice(row->choices, gk_view_of(value))) {
        fault(p, GK_MSG_usage_choice, id, gk_view_of(value), gk_view_of(row->choices));
        return;
    }
    /* "$OUT" of a script that never set it must not mean the working folder. */
    if (!*value) {
        fault(p, GK_MSG_usage_empty, id, (gk_view){NULL, 0}, (gk_view){NULL, 0});
        return;
    }
    p->options->values[id] = value;
}

/* Sets an option whose value, if it has one, is `attached` or the next word. */
static void take_option(parser *p, gk_option_id id, const char *attached)
{
    const gk_option_row *row = gk_option_get(id);
    if (!row->value.zh) {
        if (attached)
            fault(p, GK_MSG_usage_flag, id, gk_view_of(attached), (gk_view){NULL, 0});
        else
            p->options->values[id] = "";
    } else if (attached) {
        set_option(p, id, attached);
    } else if (p->at + 1 < p->argc) {
        set_option(p, id, p->argv[++p->at]);
    } else {
        fault(p, GK_MSG_usage_value, id, gk_view_of(gk_text_in(row->value, p->options->lang)),
              (gk_view){NULL, 0});
    }
}

static void take_long(parser *p, const char *word)
{
    gk_view whole = gk_view_of(word + 2);
    size_t equals = gk_view_find_byte(whole, '=', 0);
    gk_view name = gk_view_sub(whole, 0, equals);
    for (int id = 0; id < GK_OPT_COUNT; id++) {
        if (!gk_view_is(name, gk_option_get((gk_option_id)id)->name)) continue;
        take_option(p, (gk_option_id)id, equals == SIZE_MAX ? NULL : whole.p + equals + 1);
        return;
    }
    unknown_option(p, gk_view_of(word));
}

static void take_letters(parser *p, const char *letters)
{
    for (; *letters; letters++) {
        int id = 0;
        while (id < GK_OPT_COUNT && gk_option_get((gk_option_id)id)->letter != *letters) id++;
        if (id == GK_OPT_COUNT) {
            char word[] = {'-', *letters, '\0'};
            unknown_option(p, (unsigned char)*letters < 0x80 ? gk_view_of(word)
                                                             : gk_view_of(p->argv[p->at]));
            return;
        }
        bool has_value = gk_option_get((gk_option_id)id)->value.zh != NULL;
        take_option(p, (gk_option_id)id, has_value && letters[1] ? letters + 1 : NULL);
        if (has_value) return;
    }
}

static void take_word(parser *p)
{
    const char *word = p->argv[p->at];
    if (!p->ended && strcmp(word, "--") == 0)
        p->ended = true;
    else if (!p->ended && word[0] == '-' && word[1] == '-')
        take_long(p, word);
    else if (!p->ended && word[0] == '-' && word[1])
        take_letters(p, word + 1);
    else if (p->word_count <= GK_ARGS_MAX)
        p->words[p->word_count++] = word;
    else if (!p->extra)
        p->extra = word;
}

/* The language has to be known before the first complaint. */
static gk_lang find_language(int argc, char **argv, const gk_surroundings *around)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *value = NULL;
        if (strncmp(argv[i], "--lang=", 7) == 0)
            value = argv[i] + 7;
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            value = argv[i + 1];
        if (value) return strcmp(value, "en") == 0 ? GK_LANG_EN : GK_LANG_ZH;
    }
    const char *set[] = {around->lc_all, around->lc_messages, around->lang};
    for (size_t i = 0; i < 3; i++) {
        if (!set[i] || !*set[i]) continue;
        gk_view name = gk_view_of(set[i]);
        gk_view language = gk_view_sub(name, 0, strcspn(set[i], "_.@"));
        bool none = gk_view_is(language, "C") || gk_view_is(language, "POSIX");
        return none || gk_view_is(language, "zh") ? GK_LANG_ZH : GK_LANG_EN;
    }
    return GK_LANG_ZH;
}

static bool wants_color(const gk_options *options, bool terminal)
{
    const char *when = options->values[GK_OPT_COLOR];
    if (when && strcmp(when, "always") == 0) return true;
    bool refused = options->around.no_color && *options->around.no_color;
    return terminal && !refused && (!when || strcmp(when, "never") != 0);
}

static unsigned number(parser *p, gk_option_id id, int64_t most)
{
    int64_t value;
    const char *text = p->options->values[id];
    if (!text) return 0;
    if (gk_view_to_int(gk_view_of(text), &value) && value >= 1 && value <= most)
        return (unsigned)value;
    gk_buf range = GK_BUF_INIT;
    gk_buf_printf(&range, "1–%lld", (long long)most);
    fault(p, GK_MSG_usage_number, id, gk_view_of(text), gk_buf_view(&range));
    gk_buf_free(&range);
    return 0;
}

static void check_base_url(parser *p)
{
    const char *text = p->options->values[GK_OPT_BASE_URL];
    gk_buf url = GK_BUF_INIT;
    if (!text) return;
    gk_buf_puts(&url, text);
    if (!gk_view_ends(gk_buf_view(&url), GK_V("/"))) gk_buf_putc(&url, '/');
    if (!gk_config_is_base_url(gk_buf_view(&url)))
        gk_diag_add(p->diags, GK_MSG_usage_base_url, nowhere, gk_view_of(text));
    gk_buf_free(&url);
}

static void read_values(parser *p)
{
    gk_options *o = p->options;
    const char *format = o->values[GK_OPT_FORMAT];
    o->format = !format || strcmp(format, "human") == 0 ? GK_FORMAT_HUMAN
                : strcmp(format, "json") == 0           ? GK_FORMAT_JSON
                : strcmp(format, "gcc") == 0            ? GK_FORMAT_GCC
                : strcmp(format, "csv") == 0            ? GK_FORMAT_CSV
                                                        : GK_FORMAT_HUMAN;
    o->color = wants_color(o, o->around.stderr_is_terminal);
    o->color_out = wants_color(o, o->around.stdout_is_terminal);
    o->jobs = number(p, GK_OPT_JOBS, JOBS_MAX);
    o->port = number(p, GK_OPT_PORT, PORT_MAX);
    o->days = number(p, GK_OPT_DAYS, DAYS_MAX);
    o->size = number(p, GK_OPT_SIZE, SIZE_MAX_MM);
    o->dpi = number(p, GK_OPT_DPI, DPI_MAX);
    o->keep = number(p, GK_OPT_KEEP, GK_SERVER_KEEP_MAX);
    gk_date now;
    const char *text = o->values[GK_OPT_NOW];
    /* The site's own offset is not known yet; any will do to see whether it is a time. */
    if (text && !gk_date_parse(gk_view_of(text), 0, &now))
        gk_diag_add(p->diags, GK_MSG_usage_time, nowhere, gk_view_of(text));
    check_base_url(p);
    const char *epoch = o->around.source_date_epoch;
    if (!epoch || !*epoch) return;
    o->has_epoch =
        gk_view_to_int(gk_view_of(epoch), &o->epoch) && o->epoch >= 0 && o->epoch <= EPOCH_MAX;
    if (!o->has_epoch) gk_diag_add(p->diags, GK_MSG_usage_epoch, nowhere, gk_view_of(epoch));
}

static void find_command(parser *p)
{
    gk_options *o = p->options;
    if (p->word_count)
        o->command = gk_command_find(gk_view_of(p->words[0]));
    else
        o->command =
            o->values[GK_OPT_VERSION] && !o->values[GK_OPT_HELP] ? GK_CMD_VERSION : GK_CMD_HELP;
    if (o->command == GK_CMD_COUNT) {
        unknown_command(p, gk_view_of(p->words[0]));
        return;
    }
    /* `build --help` is `help build`. */
    if (p->word_count && o->values[GK_OPT_HELP] && o->command != GK_CMD_HELP) {
        o->command = GK_CMD_HELP;
        o->args[0] = p->words[0];
        o->arg_count = 1;
        return;
    }
    for (size_t i = 1; i < p->word_count; i++) {
        if (!*p->words[i]) gk_diag_add(p->diags, GK_MSG_usage_empty_word, nowhere);
        o->args[o->arg_count++] = p->words[i];
    }
}

static void check_command(parser *p)
{
    gk_options *o = p->options;
    const gk_command_row *row = gk_command_get(o->command);
    if (o->values[GK_OPT_HELP]) return;
    for (int id = 0; id < GK_OPT_COUNT; id++)
        if (o->values[id] && !gk_command_takes(o->command, (gk_option_id)id))
            fault(p, GK_MSG_usage_option_here, (gk_option_id)id, gk_view_of(row->name),
                  (gk_view){NULL, 0});
    /* A table has no form that compilers know, and diagnostics none of tables. */
    bool table = o->command == GK_CMD_AUDIT;
    if (o->format == (table ? GK_FORMAT_GCC : GK_FORMAT_CSV))
        fault(p, GK_MSG_usage_choice, GK_OPT_FORMAT, gk_view_of(o->values[GK_OPT_FORMAT]),
              table ? GK_V("human json csv") : GK_V("human json gcc"));
    if (o->arg_count < row->least)
        gk_diag_add(p->diags, GK_MSG_usage_needed, nowhere, gk_view_of(row->name),
                    gk_view_of(gk_text_in(row->arguments, o->lang)));
    const char *format = o->values[GK_OPT_FORMAT];
    bool own = format && strcmp(format, "human") != 0 && strcmp(format, "json") != 0 &&
               strcmp(format, "gcc") != 0;
    if (own && !(row->formats && is_choice(row->formats, gk_view_of(format))))
        fault(p, GK_MSG_usage_choice, GK_OPT_FORMAT, gk_view_of(format), GK_V("human json gcc"));
    const char *extra = o->arg_count > row->most ? o->args[row->most] : p->extra;
    if (extra) gk_diag_add(p->diags, GK_MSG_usage_extra, nowhere, gk_view_of(extra));
}

bool gk_options_parse(int argc, char **argv, const gk_surroundings *around, gk_options *options,
                      gk_diags *diags)
{
    parser p = {.options = options, .diags = diags, .argv = argv, .argc = argc};
    size_t before = diags->errors;
    *options = (gk_options){.command = GK_CMD_COUNT, .around = *around};
    options->lang = find_language(argc, argv, around);
    for (p.at = 1; p.at < argc; p.at++) take_word(&p);
    find_command(&p);
    read_values(&p);
    if (options->command != GK_CMD_COUNT) check_command(&p);
    return diags->errors == before;
}
