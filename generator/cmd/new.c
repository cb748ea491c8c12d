#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/utf8.h"
#include "cmd/new_site.h"
#include "cmd/report.h"
#include "cmd/site_config.h"
#include "store/store.h"

enum { SUFFIX = 4, TRIES = 100 };

typedef struct document {
    const gk_options *options;
    gk_buf folder, shown; /* the site's, and what stands before its paths in messages */
    gk_site_config site;
    const gk_schema *type;
    gk_view section;
    gk_buf path; /* in the site */
    gk_diags diags;
} document;

static const gk_place nowhere = {{NULL, 0}, {NULL, 0}, 0, 0, 0};

static gk_value sections_of(const document *d)
{
    return gk_value_get(d->site.config.site, GK_V("sections"), NULL, NULL);
}

/* Adds "did you mean" for a word that is none of the names. */
static void suggest(document *d, gk_view word, const gk_view *names, size_t count)
{
    gk_view nearest = gk_view_nearest(word, names, count);
    gk_buf help = GK_BUF_INIT;
    if (nearest.n) {
        gk_buf_printf(&help, GK_SAY(d->options, "您要的是 %.*s 吗？", "did you mean %.*s?"),
                      (int)nearest.n, nearest.p);
    } else {
        gk_buf_puts(&help, GK_SAY(d->options, "可以用的有：", "there are: "));
        for (size_t i = 0; i < count; i++) {
            gk_buf_puts(&help, i ? " " : "");
            gk_buf_put(&help, names[i]);
        }
    }
    gk_diag_help(&d->diags, gk_buf_view(&help));
    gk_buf_free(&help);
}

static bool find_type(document *d, gk_view name)
{
    const gk_types *types = &d->site.config.types;
    d->type = gk_types_find(types, name);
    if (d->type && !d->type->abstract) return true;
    /* A type may be missing only because its file has faults: those come first. */
    if (d->site.diags.errors) gk_diags_append(&d->diags, &d->site.diags);
    gk_view *names = gk_arena_alloc(&d->site.arena, (types->count + 1) * sizeof *names);
    size_t n = 0;
    for (size_t i = 0; i < types->count; i++)
        if (!types->items[i].abstract) names[n++] = types->items[i].name;
    names[n++] = GK_V("site");
    gk_diag_add(&d->diags, GK_MSG_new_type, nowhere, name);
    suggest(d, name, names, n);
    return false;
}

/* The section of --section: one of site.yaml, or a folder below one. */
static bool take_section(document *d, gk_view wanted)
{
    gk_value sections = sections_of(d);
    while (wanted.n > 1 && wanted.p[wanted.n - 1] == '/') wanted.n--;
    for (gk_view at = wanted; gk_store_path_ok(at);) {
        bool found;
        gk_value_get(sections, at, NULL, &found);
        if (found) {
            d->section = wanted;
            return true;
        }
        size_t slash = gk_view_rfind_byte(at, '/');
        if (slash == SIZE_MAX) break;
        at = gk_view_sub(at, 0, slash);
    }
    uint32_t count = gk_value_count(sections);
    gk_view *names = gk_arena_alloc(&d->site.arena, (count + 1) * sizeof *names);
    for (uint32_t i = 0; i < count; i++) names[i] = gk_value_key(sections, i);
    gk_diag_add(&d->diags, GK_MSG_new_section, nowhere, wanted);
    suggest(d, wanted, names, count);
    return false;
}

/* The first section of site.yaml whose documents have the type. */
static bool find_section(document *d)
{
    const char *wanted = d->options->values[GK_OPT_SECTION];
    if (wanted) return take_section(d, gk_view_of(wanted));
    gk_value sections = sections_of(d);
    for (uint32_t i = 0; i < gk_value_count(sections); i++) {
        gk_view path = gk_value_key(sections, i);
        if (!gk_view_eq(gk_site_config_type_of(&d->site, path), d->type->name)) continue;
        d->section = path;
        return true;
    }
    /* Outside of all sections documents are of the type that has no section of its own: "page". */
    d->section = (gk_view){"", 0};
    if (gk_view_eq(gk_site_config_type_of(&d->site, d->section), d->type->name)) return true;
    gk_diag_add(&d->diags, GK_MSG_new_no_section, nowhere, d->type->name);
    return false;
}

/* Four characters of base 36 by chance. */
static bool put_suffix(gk_buf *out)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    uint32_t random;
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random) return false;
    for (int i = 0; i < SUFFIX; i++, random /= 36) gk_buf_putc(out, digits[random % 36]);
    return true;
}

/* Chooses SECTION/YYYYMMDD-xxxx, of which there is neither a file nor a folder. 0 or an errno. */
static int choose_path(document *d, int top, gk_date today)
{
    gk_buf day = GK_BUF_INIT;
    gk_date_put_day(&day, today);
    int error = EEXIST;
    for (int i = 0; i < TRIES && error == EEXIST; i++) {
        struct stat st;
        gk_buf_truncate(&d->path, 0);
        gk_buf_put(&d->path, d->section);
        if (d->section.n) gk_buf_putc(&d->path, '/');
        for (size_t k = 0; k < day.n; k++)
            if (day.p[k] != '-') gk_buf_putc(&d->path, day.p[k]);
        gk_buf_putc(&d->path, '-');
        if (!put_suffix(&d->path)) {
            error = EIO;
            break;
        }
        if (fstatat(top, d->path.p, &st, AT_SYMLINK_NOFOLLOW) != 0)
            error = errno == ENOENT ? 0 : errno;
    }
    gk_buf_free(&day);
    gk_buf_puts(&d->path, ".md");
    return error;
}

static void put_text(document *d, gk_view title, gk_date today, gk_buf *out)
{
    gk_preset presets[] = {{GK_V("title"), title}};
    gk_buf front = GK_BUF_INIT;
    gk_schema_scaffold(d->type, presets, title.n ? 1 : 0, today, &front);
    gk_view rest = gk_buf_view(&front);
    /* Where the section's documents have another type, this one says its own. */
    bool other = !gk_view_eq(gk_site_config_type_of(&d->site, d->section), d->type->name);
    if (other && gk_view_starts(rest, GK_V("---\n"))) {
        gk_buf_printf(out, "---\ntype: %.*s\n", (int)d->type->name.n, d->type->name.p);
        rest = gk_view_from(rest, 4);
    }
    gk_buf_put(out, rest);
    gk_buf_putc(out, '\n');
    gk_buf_free(&front);
}

static int write_document(document *d, gk_view text, gk_date today)
{
    gk_buf section = GK_BUF_INIT;
    int top = open(d->folder.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (top < 0) return errno;
    gk_buf_put(&section, d->section);
    int error = section.n ? gk_fs_mkdirs(top, section.p) : 0;
    gk_buf_free(&section);
    if (!error) error = choose_path(d, top, today);
    int fd =
        error ? -1
              : openat(top, d->path.p, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (!error && fd < 0) error = errno;
    if (fd >= 0) {
        error = gk_fs_write_all(fd, text);
        if (close(fd) != 0 && !error) error = errno;
    }
    close(top);
    return error;
}

static void say_next(const document *d)
{
    gk_buf line = GK_BUF_INIT;
    gk_buf_put(&line, gk_buf_view(&d->shown));
    gk_buf_put(&line, gk_buf_view(&d->path));
    gk_buf_putc(&line, '\n');
    gk_report_out(gk_buf_view(&line));
    gk_buf_truncate(&line, 0);
    gk_buf_printf(&line,
                  GK_SAY(d->options, "下一步：用编辑器填写各项和正文，运行 gongkai serve %s 预览。",
                         "next: fill it in with an editor; gongkai serve %s shows it."),
                  d->folder.p);
    gk_report_line(d->options, gk_buf_view(&line));
    gk_buf_free(&line);
}

static gk_exit make_document(document *d, gk_view title)
{
    gk_date today = gk_site_config_now(&d->site, d->options);
    gk_buf text = GK_BUF_INIT;
    put_text(d, title, today, &text);
    int error = write_document(d, gk_buf_view(&text), today);
    gk_buf_free(&text);
    if (error) {
        gk_buf file = GK_BUF_INIT;
        gk_buf_put(&file, gk_buf_view(&d->shown));
        gk_buf_put(&file, d->path.n ? gk_buf_view(&d->path) : d->section);
        gk_fs_report(&d->diags, GK_FS_WRITING, gk_buf_view(&file), error);
        gk_buf_free(&file);
        return GK_EXIT_SYSTEM;
    }
    say_next(d);
    return GK_EXIT_FINE;
}

static bool has_site(const document *d)
{
    gk_buf path = GK_BUF_INIT;
    gk_buf_printf(&path, "%s/site.yaml", d->folder.p);
    bool found = access(path.p, F_OK) == 0;
    gk_buf_free(&path);
    return found;
}

static bool is_title(gk_view title)
{
    if (!gk_utf8_valid(title, NULL)) return false;
    for (size_t i = 0; i < title.n;)
        if (gk_utf8_is_hidden(gk_utf8_next(title, &i))) return false;
    return true;
}

static gk_exit new_document(document *d, gk_view type, gk_view title)
{
    gk_report_site(d->options->values[GK_OPT_SITE], &d->folder);
    gk_report_shown(d->folder.p, &d->shown);
    if (!is_title(title)) {
        gk_diag_add(&d->diags, GK_MSG_new_title, nowhere, title);
        return GK_EXIT_USAGE;
    }
    if (!has_site(d)) {
        gk_diag_add(&d->diags, GK_MSG_new_no_site, nowhere, gk_buf_view(&d->folder));
        return GK_EXIT_USAGE;
    }
    if (!gk_site_config_open(&d->site, d->folder.p, gk_buf_view(&d->shown))) {
        gk_diags_append(&d->diags, &d->site.diags);
        return GK_EXIT_CONTENT;
    }
    if (!find_type(d, type) || !find_section(d)) return GK_EXIT_USAGE;
    return make_document(d, title);
}

gk_exit gk_cmd_new(const gk_options *options)
{
    gk_view kind = gk_view_of(options->args[0]);
    if (gk_view_is(kind, "site") && options->arg_count == 2)
        return gk_new_site(options, options->args[1]);
    document d = {.options = options, .diags = GK_DIAGS_INIT};
    gk_exit ended;
    if (gk_view_is(kind, "site")) {
        gk_diag_add(&d.diags, GK_MSG_usage_needed, nowhere, GK_V("new"),
                    gk_view_of(GK_SAY(options, "site 文件夹", "site DIR")));
        ended = GK_EXIT_USAGE;
    } else {
        ended = new_document(&d, kind, gk_view_of(options->args[1]));
    }
    gk_report_diags(options, &d.diags);
    gk_site_config_free(&d.site);
    gk_diags_free(&d.diags);
    gk_buf_free(&d.folder);
    gk_buf_free(&d.shown);
    gk_buf_free(&d.path);
    return ended;
}
