#include "markup/markdown.h"

#include <errno.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/region.h"
#include "base/workers.h"
#include "cmd/report.h"

/* Input beyond what a document may hold is refused by the Markdown stage; so much is read to
 * let it say so. */
enum { INPUT_MAX = GK_MARKDOWN_BYTES + 1, WALL_MS = 30000, CPU_MS = 10000 };

/* What the worker leaves in shared memory. */
typedef struct result {
    bool done;
    gk_view html, diags;
} result;

typedef struct job {
    const gk_options *options;
    gk_view text;
    gk_region region;
    result *result;
    gk_diags *diags;
} job;

static int read_input(gk_buf *text)
{
    char piece[65536];
    while (text->n < INPUT_MAX) {
        ssize_t n = read(STDIN_FILENO, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno;
        if (n == 0) break;
        gk_buf_put(text, gk_view_n(piece, (size_t)n));
    }
    return 0;
}

static gk_view share(job *j, gk_view bytes)
{
    return gk_view_n(gk_region_put(&j->region, bytes), bytes.n);
}

static void render(void *ctx, unsigned worker, size_t item)
{
    job *j = ctx;
    (void)worker, (void)item;
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_buf packed = GK_BUF_INIT;
    gk_markdown_result made = {.html = GK_BUF_INIT};
    gk_markdown_options options = {
        .unsafe = j->options->values[GK_OPT_UNSAFE] != NULL, .bare = true, .lang = GK_V("zh-CN")};
    gk_markdown *md = gk_markdown_new();
    j->result->done =
        gk_markdown_render(md, GK_V("-"), j->text, 0, &options, &arena, &made, &diags);
    gk_diags_pack(&diags, &packed);
    j->result->html = share(j, gk_buf_view(&made.html));
    j->result->diags = share(j, gk_buf_view(&packed));
    if ((made.html.n && !j->result->html.p) || (packed.n && !j->result->diags.p))
        j->result->done = false;
    gk_markdown_free(md);
    gk_buf_free(&made.html);
    gk_buf_free(&packed);
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}

static void lost(void *ctx, size_t item, gk_fate fate, int number)
{
    static const gk_message messages[] = {
        [GK_FATE_KILLED] = GK_MSG_worker_killed, [GK_FATE_CRASHED] = GK_MSG_worker_crashed,
        [GK_FATE_CPU] = GK_MSG_worker_cpu,       [GK_FATE_WALL] = GK_MSG_worker_wall,
        [GK_FATE_MEMORY] = GK_MSG_worker_memory,
    };
    job *j = ctx;
    (void)item;
    gk_buf text = GK_BUF_INIT;
    gk_buf_put_int(&text, number);
    gk_diag_add(j->diags, messages[fate], gk_place_file(GK_V("-")), gk_buf_view(&text));
    gk_buf_free(&text);
}

/* Renders in a worker that may do nothing but compute: the text is foreign. */
static bool render_apart(job *j)
{
    gk_sandbox box = {.read_count = 0};
    gk_crew crew = {.count = 1, .jobs = 1, .sandbox = &box, .item = render, .lost = lost, .ctx = j};
    crew.limits =
        (gk_worker_limits){(size_t)GK_MARKDOWN_MEMORY + ((size_t)64 << 20), CPU_MS, WALL_MS};
    if (!gk_region_open(&j->region, (size_t)256 << 20)) return false;
    j->result = gk_region_alloc(&j->region, sizeof *j->result);
    return j->result && gk_workers_run(&crew, NULL);
}

gk_exit gk_cmd_markdown(const gk_options *options)
{
    gk_buf text = GK_BUF_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_exit ended = GK_EXIT_SYSTEM;
    job j = {.options = options, .diags = &diags};
    int error = read_input(&text);
    j.text = gk_buf_view(&text);
    if (error) {
        gk_fs_report(&diags, GK_FS_READING, GK_V("-"), error);
    } else if (!render_apart(&j)) {
        gk_diag_add(&diags, GK_MSG_workers_failed, gk_place_file(GK_V("-")));
    } else {
        gk_diags_unpack(&diags, j.result->diags);
        ended = gk_report_exit(&diags);
        if (j.result->done && !gk_report_out(j.result->html)) ended = GK_EXIT_SYSTEM;
    }
    gk_report_diags(options, &diags);
    gk_region_close(&j.region);
    gk_diags_free(&diags);
    gk_buf_free(&text);
    return ended;
}
