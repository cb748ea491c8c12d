/* What a build cannot be cheaper than: floor IN OUT BYTES [JOBS].
 *
 * Reads every .md below IN, skips the front matter, parses and renders it by cmark-gfm with the
 * program's extensions (tables, strikethrough, task lists, emphasis beside Chinese), and writes
 * BYTES bytes for it into OUT: the HTML, then filling up to what the real build writes a page.
 * Forked workers take documents sixteen at a time from a counter in shared memory; each has an
 * allocator that only moves a pointer and starts anew for every document. */
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "markup/cjk.h"

enum { CHUNK = 16 };

static struct {
    char **names;
    size_t count, room;
    const char *out;
    size_t bytes;
    /* The allocator: cmark_mem has no context, so it is the process's. */
    char *block;
    size_t used, size;
    char *last;
    cmark_syntax_extension *cjk;
} state;

static void die(const char *what)
{
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* A block's size stands before it, for realloc. */
static void *bump(size_t size)
{
    size = (size + 15) & ~(size_t)15;
    if (state.used + size + 16 > state.size) {
        errno = ENOMEM;
        die("memory");
    }
    char *p = state.block + state.used + 16;
    memcpy(p - 16, &size, sizeof(size));
    state.used += size + 16;
    state.last = p;
    return p;
}

static void *bump_calloc(size_t n, size_t size)
{
    return memset(bump(n * size), 0, n * size);
}

static void *bump_realloc(void *old, size_t size)
{
    size_t had = 0;
    if (old) {
        memcpy(&had, (char *)old - 16, sizeof(had));
        if (size <= had) {
            return old;
        }
        if (old == state.last) {
            state.used -= had + 16;
            return bump(size);
        }
    }
    void *p = bump(size);
    return had ? memcpy(p, old, had) : p;
}

static void bump_free(void *p)
{
    (void)p;
}

static cmark_mem bump_mem = {bump_calloc, bump_realloc, bump_free};

static int remember(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)ftw;
    size_t len = strlen(path);
    if (type != FTW_F || len < 3 || strcmp(path + len - 3, ".md") != 0) {
        return 0;
    }
    if (state.count == state.room) {
        state.room = state.room ? state.room * 2 : 1024;
        state.names = realloc(state.names, state.room * sizeof(char *));
        if (!state.names) {
            die("memory");
        }
    }
    state.names[state.count++] = strdup(path);
    return 0;
}

static const char *read_file(const char *path, size_t *len)
{
    static char bytes[1 << 20];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes) - 1);
    if (n < 0) {
        die(path);
    }
    close(fd);
    bytes[n] = '\0';
    *len = (size_t)n;
    return bytes;
}

static const char *skip_front_matter(const char *bytes, size_t *len)
{
    const char *end = strncmp(bytes, "---\n", 4) == 0 ? strstr(bytes + 3, "\n---\n") : NULL;
    if (end) {
        *len -= (size_t)(end + 5 - bytes);
        return end + 5;
    }
    return bytes;
}

static void write_page(size_t n, char *html)
{
    size_t len = strlen(html), made = 0;
    char path[4096];
    snprintf(path, sizeof(path), "%s/%zu.html", state.out, n);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        die(path);
    }
    do {
        size_t part = made && len > state.bytes - made ? state.bytes - made : len;
        if (write(fd, html, part) != (ssize_t)part) {
            die(path);
        }
        made += part;
    } while (len && made < state.bytes);
    close(fd);
}

static void convert(size_t n)
{
    static const char *const names[] = {"table", "strikethrough", "tasklist"};
    size_t len;
    const char *text = skip_front_matter(read_file(state.names[n], &len), &len);
    state.used = 0;
    state.last = NULL;
    int options = CMARK_OPT_UNSAFE | CMARK_OPT_FOOTNOTES | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE;
    cmark_parser *parser = cmark_parser_new_with_mem(options, &bump_mem);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(names[i]));
    }
    cmark_parser_attach_syntax_extension(parser, state.cjk);
    cmark_parser_feed(parser, text, len);
    cmark_node *root = cmark_parser_finish(parser);
    char *html = cmark_render_html_with_mem(root, options,
                                            cmark_parser_get_syntax_extensions(parser), &bump_mem);
    write_page(n, html);
}

static void work(atomic_size_t *next)
{
    state.size = (size_t)64 << 20;
    state.block = mmap(NULL, state.size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (state.block == MAP_FAILED) {
        die("memory");
    }
    for (size_t n; (n = atomic_fetch_add(next, CHUNK)) < state.count;) {
        for (size_t i = n; i < n + CHUNK && i < state.count; i++) {
            convert(i);
        }
    }
    _exit(0);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: floor IN OUT BYTES [JOBS]\n", stderr);
        return 2;
    }
    state.out = argv[2];
    state.bytes = strtoul(argv[3], NULL, 10);
    long jobs = argc > 4 ? atol(argv[4]) : sysconf(_SC_NPROCESSORS_ONLN);
    if (nftw(argv[1], remember, 32, FTW_PHYS) < 0) {
        die(argv[1]);
    }
    cmark_gfm_core_extensions_ensure_registered();
    state.cjk = gk_cjk_extension();
    gk_cjk_look_ahead(state.cjk, true);
    atomic_size_t *next =
        mmap(NULL, sizeof(*next), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (next == MAP_FAILED) {
        die("memory");
    }
    for (long i = 0; i < jobs; i++) {
        pid_t pid = fork();
        if (pid < 0) {
            die("fork");
        }
        if (pid == 0) {
            work(next);
        }
    }
    int status, worst = 0;
    while (wait(&status) > 0) {
        worst |= status;
    }
    return worst ? 1 : 0;
}
