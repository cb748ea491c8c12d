#include "cmd/options.h"

#include "harness.h"

enum { WORDS = 12 };

/* Parses a line of words; the name of the first fault, or "". */
static const char *parse(const char *line, const gk_surroundings *around, gk_options *options)
{
    static char words[256];
    char *argv[WORDS] = {words};
    int argc = 0;
    gk_diags diags = GK_DIAGS_INIT;
    strcpy(words, line);
    for (char *p = words; *p && argc < WORDS; argc++) {
        argv[argc] = p;
        p += strcspn(p, " ");
        if (*p) *p++ = '\0';
    }
    bool fine = gk_options_parse(argc, argv, around, options, &diags);
    const char *name = fine ? "" : gk_message_get(diags.items[0].id)->name;
    GK_CHECK(fine == (diags.errors == 0));
    gk_diags_free(&diags);
    return name;
}

static const char *fault(const char *line)
{
    gk_surroundings around = {.lang = NULL};
    gk_options options;
    return parse(line, &around, &options);
}

GK_TEST(options_are_read)
{
    gk_surroundings around = {.lang = NULL};
    gk_options o;
    GK_CHECK_STR(parse("gongkai build -o out --jobs=3 -qv content --now 2026-11-20", &around, &o),
                 "");
    GK_CHECK_INT(o.command, GK_CMD_BUILD);
    GK_CHECK_STR(o.args[0], "content");
    GK_CHECK_STR(o.values[GK_OPT_OUTPUT], "out");
    GK_CHECK_STR(o.values[GK_OPT_NOW], "2026-11-20");
    GK_CHECK_INT(o.jobs, 3);
    GK_CHECK(o.values[GK_OPT_QUIET] && o.values[GK_OPT_VERBOSE] && !o.values[GK_OPT_DRAFTS]);
    GK_CHECK_STR(parse("gongkai --format json check -- -x", &around, &o), "");
    GK_CHECK_INT(o.format, GK_FORMAT_JSON);
    GK_CHECK_STR(o.args[0], "-x");
    GK_CHECK_STR(parse("gongkai build -oout", &around, &o), "");
    GK_CHECK_STR(o.values[GK_OPT_OUTPUT], "out");
    GK_CHECK_STR(parse("gongkai build --help", &around, &o), "");
    GK_CHECK_INT(o.command, GK_CMD_HELP);
    GK_CHECK_STR(o.args[0], "build");
    GK_CHECK_STR(parse("gongkai --version", &around, &o), "");
    GK_CHECK_INT(o.command, GK_CMD_VERSION);
}

GK_TEST(options_are_refused)
{
    GK_CHECK_STR(fault("gongkai bild"), "USAGE-COMMAND");
    GK_CHECK_STR(fault("gongkai build --outptu x"), "USAGE-OPTION");
    GK_CHECK_STR(fault("gongkai build -x"), "USAGE-OPTION");
    GK_CHECK_STR(fault("gongkai build --unsafe"), "USAGE-OPTION-HERE");
    GK_CHECK_STR(fault("gongkai build -o"), "USAGE-VALUE");
    GK_CHECK_STR(fault("gongkai build --output="), "USAGE-EMPTY");
    GK_CHECK_STR(fault("gongkai build --stats="), "USAGE-EMPTY");
    GK_CHECK_STR(fault("gongkai build --drafts=yes"), "USAGE-FLAG");
    GK_CHECK_STR(fault("gongkai build --format xml"), "USAGE-CHOICE");
    GK_CHECK_STR(fault("gongkai build --jobs 0"), "USAGE-NUMBER");
    GK_CHECK_STR(fault("gongkai build --jobs many"), "USAGE-NUMBER");
    GK_CHECK_STR(fault("gongkai serve --port 70000"), "USAGE-NUMBER");
    GK_CHECK_STR(fault("gongkai build --now tomorrow"), "USAGE-TIME");
    GK_CHECK_STR(fault("gongkai build --now 2026-02-30"), "USAGE-TIME");
    GK_CHECK_STR(fault("gongkai build --base-url x"), "USAGE-BASE-URL");
    GK_CHECK_STR(fault("gongkai build --base-url javascript:1"), "USAGE-BASE-URL");
    GK_CHECK_STR(fault("gongkai build --base-url https://a.example/?b"), "USAGE-BASE-URL");
    GK_CHECK_STR(fault("gongkai build a b"), "USAGE-EXTRA");
    GK_CHECK_STR(fault("gongkai new a b c d e f"), "USAGE-EXTRA");
    GK_CHECK_STR(fault("gongkai new"), "USAGE-NEEDED");
}

GK_TEST(options_take_the_language_of_the_locale)
{
    static const struct {
        gk_surroundings around;
        const char *line;
        gk_lang lang;
    } rows[] = {
        {{.lang = NULL}, "gongkai help", GK_LANG_ZH},
        {{.lang = "C"}, "gongkai help", GK_LANG_ZH},
        {{.lang = "C.UTF-8"}, "gongkai help", GK_LANG_ZH},
        {{.lang = "POSIX"}, "gongkai help", GK_LANG_ZH},
        {{.lang = "zh_TW.UTF-8"}, "gongkai help", GK_LANG_ZH},
        {{.lang = "en_US.UTF-8"}, "gongkai help", GK_LANG_EN},
        {{.lang = "de_DE"}, "gongkai help", GK_LANG_EN},
        {{.lang = "zh_CN", .lc_messages = "en_GB"}, "gongkai help", GK_LANG_EN},
        {{.lang = "en_GB", .lc_all = "zh_CN"}, "gongkai help", GK_LANG_ZH},
        {{.lang = "en_GB", .lc_all = ""}, "gongkai help", GK_LANG_EN},
        {{.lang = "en_GB"}, "gongkai help --lang zh", GK_LANG_ZH},
        {{.lang = NULL}, "gongkai --lang=en nonsense", GK_LANG_EN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gk_options o;
        parse(rows[i].line, &rows[i].around, &o);
        GK_CHECK_INT(o.lang, rows[i].lang);
    }
}

GK_TEST(options_use_colour_on_terminals)
{
    gk_surroundings terminal = {.stderr_is_terminal = true};
    gk_surroundings refused = {.stderr_is_terminal = true, .no_color = "1"};
    gk_options o;
    parse("gongkai help", &terminal, &o);
    GK_CHECK(o.color && !o.color_out);
    parse("gongkai help --color never", &terminal, &o);
    GK_CHECK(!o.color);
    parse("gongkai help", &refused, &o);
    GK_CHECK(!o.color);
    parse("gongkai help --color always", &refused, &o);
    GK_CHECK(o.color && o.color_out);
}

GK_TEST(options_read_source_date_epoch)
{
    gk_surroundings around = {.source_date_epoch = "1700000000"};
    gk_options o;
    GK_CHECK_STR(parse("gongkai build", &around, &o), "");
    GK_CHECK(o.has_epoch);
    GK_CHECK_INT(o.epoch, 1700000000);
    around.source_date_epoch = "soon";
    GK_CHECK_STR(parse("gongkai build", &around, &o), "USAGE-EPOCH");
}

GK_TEST(options_have_names_of_their_own)
{
    for (int a = 0; a < GK_OPT_COUNT; a++) {
        const gk_option_row *row = gk_option_get((gk_option_id)a);
        GK_CHECK(row->name && row->help.zh && row->help.en);
        for (int b = a + 1; b < GK_OPT_COUNT; b++) {
            const gk_option_row *other = gk_option_get((gk_option_id)b);
            GK_CHECK(strcmp(row->name, other->name) != 0);
            GK_CHECK(!row->letter || row->letter != other->letter);
        }
    }
}
