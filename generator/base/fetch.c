#include "base/fetch.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "base/library.h"
#include "base/mem.h"

enum {
    PARALLEL = 8,
    CONNECT_SECONDS = 15,
    SLOW_SECONDS = 30,
    SLOW_BYTES = 100,
    REDIRECTS = 5,
    TRIES = 2
};

#define FUNCTIONS(row)                                                                             \
    row(global_init) row(easy_init) row(easy_cleanup) row(easy_reset) row(easy_setopt)             \
        row(easy_getinfo) row(easy_strerror) row(multi_init) row(multi_cleanup) row(multi_setopt)  \
            row(multi_add_handle) row(multi_remove_handle) row(multi_perform) row(multi_poll)      \
                row(multi_info_read)

/* The header checks the types of options by macros of these names. */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

typedef struct library {
#define ROW(name) __typeof__(curl_##name) *name;
    FUNCTIONS(ROW)
#undef ROW
} library;

/* A request that is under way. */
typedef struct errand {
    CURL *easy;
    struct gk_fetch *fetch;
    size_t item;
    unsigned tries;
    bool busy;
    gk_wish wish;
    gk_buf url, body;
    gk_sha256_stream hash;
    uint64_t size;
    bool longer;
} errand;

struct gk_fetch {
    library curl;
    CURLM *multi;
    errand errands[PARALLEL];
};

static const char *load(library *curl)
{
    static const gk_library_row rows[] = {
#define ROW(name) {"curl_" #name, offsetof(library, name)},
        FUNCTIONS(ROW)
#undef ROW
    };
    return gk_library_load("libcurl.so.4", rows, sizeof rows / sizeof *rows, curl);
}

static size_t take(char *bytes, size_t size, size_t count, void *ctx)
{
    errand *e = ctx;
    size_t n = size * count;
    uint64_t room = e->wish.most - e->size;
    size_t fits = n < room ? n : (size_t)room;
    gk_hash_add(&e->hash, gk_view_n(bytes, fits));
    if (e->wish.keep) gk_buf_put(&e->body, gk_view_n(bytes, fits));
    e->size += fits;
    e->longer = fits < n;
    return e->longer ? 0 : n;
}

static void begin(errand *e)
{
    library *curl = &e->fetch->curl;
    e->size = 0;
    e->longer = false;
    gk_buf_truncate(&e->body, 0);
    gk_hash_start(&e->hash);
    curl->easy_reset(e->easy);
    curl->easy_setopt(e->easy, CURLOPT_URL, e->url.p);
    curl->easy_setopt(e->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl->easy_setopt(e->easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl->easy_setopt(e->easy, CURLOPT_FOLLOWLOCATION, e->wish.follow ? 1L : 0L);
    curl->easy_setopt(e->easy, CURLOPT_MAXREDIRS, (long)REDIRECTS);
    curl->easy_setopt(e->easy, CURLOPT_NOSIGNAL, 1L);
    curl->easy_setopt(e->easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl->easy_setopt(e->easy, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
    curl->easy_setopt(e->easy, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
    curl->easy_setopt(e->easy, CURLOPT_USERAGENT, "gongkai/" GK_VERSION);
    curl->easy_setopt(e->easy, CURLOPT_WRITEFUNCTION, take);
    curl->easy_setopt(e->easy, CURLOPT_WRITEDATA, (void *)e);
    curl->easy_setopt(e->easy, CURLOPT_PRIVATE, (void *)e);
    curl->multi_add_handle(e->fetch->multi, e->easy);
}

static void start(errand *e, const gk_fetch_work *work, size_t item)
{
    e->item = item;
    e->busy = true;
    e->tries = 1;
    e->wish = work->wish(work->ctx, item);
    gk_buf_truncate(&e->url, 0);
    gk_buf_put(&e->url, e->wish.url);
    begin(e);
}

static void finish(errand *e, const gk_fetch_work *work, CURLcode code)
{
    library *curl = &e->fetch->curl;
    gk_fetched got = {.size = e->size, .longer = e->longer, .hash = gk_hash_end(&e->hash)};
    const char *url = NULL, *location = NULL;
    curl->easy_getinfo(e->easy, CURLINFO_RESPONSE_CODE, &got.status);
    curl->easy_getinfo(e->easy, CURLINFO_EFFECTIVE_URL, &url);
    curl->easy_getinfo(e->easy, CURLINFO_REDIRECT_URL, &location);
    got.body = gk_buf_view(&e->body);
    got.url = gk_view_of(url);
    got.location = gk_view_of(location);
    if (code != CURLE_OK && !e->longer) {
        got.status = 0;
        got.error = curl->easy_strerror(code);
    }
    e->busy = false;
    work->done(work->ctx, e->item, &got);
}

/* What has ended is given away, or tried again. */
static void collect(gk_fetch *fetch, const gk_fetch_work *work)
{
    int left;
    for (CURLMsg *m; (m = fetch->curl.multi_info_read(fetch->multi, &left));) {
        if (m->msg != CURLMSG_DONE) continue;
        CURLcode code = m->data.result;
        void *mine = NULL;
        fetch->curl.easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &mine);
        errand *e = mine;
        fetch->curl.multi_remove_handle(fetch->multi, e->easy);
        bool again = code != CURLE_OK && !e->longer && e->tries++ < TRIES;
        if (again)
            begin(e);
        else
            finish(e, work, code);
    }
}

void gk_fetch_run(gk_fetch *fetch, const gk_fetch_work *work)
{
    size_t next = 0, busy;
    do {
        int running = 0;
        busy = 0;
        for (int i = 0; i < PARALLEL; i++) {
            errand *e = &fetch->errands[i];
            if (!e->busy && next < work->count) start(e, work, next++);
            busy += e->busy;
        }
        if (!busy) break;
        fetch->curl.multi_perform(fetch->multi, &running);
        collect(fetch, work);
        if (running) fetch->curl.multi_poll(fetch->multi, NULL, 0, 1000, NULL);
    } while (busy);
}

gk_fetch *gk_fetch_open(gk_diags *diags)
{
    gk_fetch *fetch = gk_mem_calloc(1, sizeof *fetch);
    const char *why = load(&fetch->curl);
    if (why) {
        gk_diag_add(diags, GK_MSG_fetch_library, gk_place_file((gk_view){NULL, 0}),
                    gk_view_of(why));
        free(fetch);
        return NULL;
    }
    fetch->curl.global_init(CURL_GLOBAL_DEFAULT);
    fetch->multi = fetch->curl.multi_init();
    for (int i = 0; i < PARALLEL; i++)
        fetch->errands[i] = (errand){.easy = fetch->curl.easy_init(), .fetch = fetch};
    return fetch;
}

void gk_fetch_close(gk_fetch *fetch)
{
    if (!fetch) return;
    for (int i = 0; i < PARALLEL; i++) {
        fetch->curl.easy_cleanup(fetch->errands[i].easy);
        gk_buf_free(&fetch->errands[i].url);
        gk_buf_free(&fetch->errands[i].body);
    }
    fetch->curl.multi_cleanup(fetch->multi);
    free(fetch); /* the library stays loaded: it has exit handlers */
}
