#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "cmd/qr.h"
#include "cmd/report.h"
#include "meta/code.h"
#include "meta/register.h"

enum { REGISTER_MAX = 8 * 1024 * 1024 };

static const gk_place nowhere = {{NULL, 0}, {NULL, 0}, 0, 0, 0};

typedef struct issuing {
    gk_qr_work *work;
    int top, data;  /* the site's folder and its data/ */
    gk_buf text;    /* of the register */
    gk_view header; /* its first line, in text */
    gk_date today;
    gk_buf printed; /* what is said at the end */
    size_t issued;
} issuing;

static bool is_file(int top, const char *path)
{
    struct stat st;
    return fstatat(top, path, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
}

/* The path in the site of a document that is named from the working folder or from the site. */
static bool find_document(issuing *m, const char *word, gk_buf *out)
{
    gk_view name = gk_view_of(word);
    gk_buf folder = GK_BUF_INIT;
    gk_buf_puts(&folder, m->work->folder.p);
    gk_buf_putc(&folder, '/');
    if (gk_view_starts(name, gk_buf_view(&folder))) name = gk_view_from(name, folder.n);
    gk_buf_free(&folder);
    while (gk_view_starts(name, GK_V("/"))) name = gk_view_from(name, 1);
    while (gk_view_ends(name, GK_V("/"))) name.n--;
    static const char *const endings[] = {"", "/index.md", ".md"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        gk_buf_truncate(out, 0);
        gk_buf_put(out, name);
        gk_buf_puts(out, endings[i]);
        if (out->n && gk_view_ends(gk_buf_view(out), GK_V(".md")) && is_file(m->top, out->p))
            return true;
    }
    gk_diag_add(&m->work->diags, GK_MSG_qr_document, nowhere, gk_view_of(word));
    return false;
}

/* The row of a code that leads to a document, or null. */
static gk_value row_of(const issuing *m, gk_view document)
{
    for (uint32_t i = 0; i < gk_value_count(m->work->rows); i++) {
        gk_value row = gk_value_at(m->work->rows, i, NULL);
        if (!gk_view_is(gk_qr_text(row, "state"), "retired") &&
            gk_view_eq(gk_qr_leads_to(row), document))
            return row;
    }
    return gk_value_null();
}

static bool is_taken(const issuing *m, const char *code)
{
    for (uint32_t i = 0; i < gk_value_count(m->work->rows); i++)
        if (gk_view_is(gk_qr_text(gk_value_at(m->work->rows, i, NULL), "code"), code)) return true;
    return gk_view_find(gk_buf_view(&m->text), gk_view_of(code), 0) != SIZE_MAX;
}

static void make_code(const issuing *m, gk_view document, char code[GK_CODE_LENGTH + 1])
{
    gk_buf seed = GK_BUF_INIT;
    gk_buf_put(&seed, m->work->base);
    gk_buf_put(&seed, document);
    do {
        gk_buf_putc(&seed, '\n');
        gk_code_make(gk_buf_view(&seed), code);
    } while (is_taken(m, code));
    gk_buf_free(&seed);
}

static void put_cell(gk_view cell, gk_buf *out)
{
    bool plain = true;
    for (size_t i = 0; i < cell.n; i++) plain = plain && !strchr(",\"\r\n", cell.p[i]);
    if (!plain) gk_buf_putc(out, '"');
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '"') gk_buf_putc(out, '"');
        gk_buf_putc(out, cell.p[i]);
    }
    if (!plain) gk_buf_putc(out, '"');
}

static gk_view cell_of(const issuing *m, gk_view column, gk_view code, gk_view document,
                       gk_view today)
{
    const char *note = m->work->options->values[GK_OPT_NOTE];
    if (gk_view_is(column, "code")) return code;
    if (gk_view_is(column, "document")) return document;
    if (gk_view_is(column, "issued")) return today;
    if (gk_view_is(column, "state")) return GK_V("active");
    if (gk_view_is(column, "base")) return m->work->base;
    return gk_view_is(column, "note") && note ? gk_view_of(note) : (gk_view){NULL, 0};
}

/* In the order of the columns that the register has. */
static void add_row(issuing *m, gk_view document, gk_view code)
{
    gk_buf row = GK_BUF_INIT, path = GK_BUF_INIT, today = GK_BUF_INIT;
    gk_view rest = m->header, column;
    gk_buf_putc(&path, '/');
    gk_buf_put(&path, document);
    gk_date_put_day(&today, m->today);
    while (gk_view_split(&rest, ',', &column)) {
        if (row.n) gk_buf_putc(&row, ',');
        put_cell(cell_of(m, gk_view_trim(column), code, gk_buf_view(&path), gk_buf_view(&today)),
                 &row);
    }
    gk_buf_putc(&row, '\n');
    size_t header = (size_t)(m->header.p - m->text.p);
    gk_buf_put(&m->text, gk_buf_view(&row));
    m->header.p = m->text.p + header;
    gk_buf_free(&row);
    gk_buf_free(&path);
    gk_buf_free(&today);
}

static void say_row(issuing *m, gk_view code, gk_view document, gk_view base)
{
    gk_buf_put(&m->printed, code);
    gk_buf_puts(&m->printed, "  /");
    gk_buf_put(&m->printed, document);
    gk_buf_puts(&m->printed, "  ");
    gk_code_put_printed(base, code, &m->printed);
    gk_buf_putc(&m->printed, '\n');
}

/* A document that has a code keeps it: the second run of a command changes nothing. */
static bool issue_one(issuing *m, const char *word)
{
    gk_buf document = GK_BUF_INIT;
    if (!find_document(m, word, &document)) {
        gk_buf_free(&document);
        return false;
    }
    gk_value row = row_of(m, gk_buf_view(&document));
    char code[GK_CODE_LENGTH + 1];
    bool again = m->work->options->values[GK_OPT_AGAIN] != NULL;
    if (row.kind == GK_MAP && !again) {
        gk_view base = gk_qr_text(row, "base");
        say_row(m, gk_qr_text(row, "code"), gk_buf_view(&document), base.n ? base : m->work->base);
    } else {
        make_code(m, gk_buf_view(&document), code);
        add_row(m, gk_buf_view(&document), gk_view_of(code));
        say_row(m, gk_view_of(code), gk_buf_view(&document), m->work->base);
        m->issued++;
    }
    gk_buf_free(&document);
    return true;
}

static int read_register(issuing *m)
{
    int error = gk_fs_mkdirs(m->top, "data");
    if (error) return error;
    m->data = gk_fs_open_dir(m->top, "data", &error);
    if (m->data < 0) return error;
    error = gk_fs_read(m->data, GK_REGISTER_NAME ".csv", REGISTER_MAX, &m->text);
    if (error == ENOENT) {
        gk_buf_puts(&m->text, GK_REGISTER_HEADER "\n");
        error = 0;
    }
    if (m->text.n && m->text.p[m->text.n - 1] != '\n') gk_buf_putc(&m->text, '\n');
    gk_view text = gk_buf_view(&m->text);
    if (gk_view_starts(text, GK_V("\xef\xbb\xbf"))) text = gk_view_from(text, 3);
    m->header = gk_view_trim(gk_view_sub(text, 0, gk_view_find_byte(text, '\n', 0)));
    return error;
}

static gk_exit finish(issuing *m)
{
    const gk_options *options = m->work->options;
    int error =
        m->issued ? gk_fs_replace(m->data, GK_REGISTER_NAME ".csv", gk_buf_view(&m->text)) : 0;
    if (error) {
        gk_fs_report(&m->work->diags, GK_FS_WRITING, GK_V("data/" GK_REGISTER_NAME ".csv"), error);
        return GK_EXIT_SYSTEM;
    }
    gk_report_out(gk_buf_view(&m->printed));
    gk_buf line = GK_BUF_INIT;
    gk_buf_printf(&line,
                  GK_SAY(options,
                         "新发 %zu 个代号，已登记在 data/" GK_REGISTER_NAME ".csv，请提交。",
                         "%zu new codes, in data/" GK_REGISTER_NAME ".csv; commit it"),
                  m->issued);
    gk_report_line(options, gk_buf_view(&line));
    gk_buf_free(&line);
    return GK_EXIT_FINE;
}

gk_exit gk_qr_issue(gk_qr_work *work)
{
    issuing m = {.work = work, .top = -1, .data = -1};
    int error = 0;
    gk_exit ended = GK_EXIT_USAGE;
    m.today = gk_site_config_now(&work->site, work->options);
    m.top = gk_fs_open_dir(AT_FDCWD, work->folder.p, &error);
    if (m.top >= 0) error = read_register(&m);
    if (error) {
        gk_fs_report(&work->diags, GK_FS_READING, GK_V("data/" GK_REGISTER_NAME ".csv"), error);
        ended = GK_EXIT_SYSTEM;
    } else {
        bool good = true;
        for (size_t i = 1; i < work->options->arg_count; i++)
            good = issue_one(&m, work->options->args[i]) && good;
        if (good) ended = finish(&m);
    }
    if (m.data >= 0) close(m.data);
    if (m.top >= 0) close(m.top);
    gk_buf_free(&m.text);
    gk_buf_free(&m.printed);
    return ended;
}
