#include "store/receive_log.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* Lines are counted once each, in order; the last one's hash is the head; what was read of a log
 * without a break is chained. */
void gk_fuzz_one(const char *bytes, size_t len)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_diags diags = GK_DIAGS_INIT;
    gk_receive_log log;
    uint32_t line = 0;
    gk_receive_log_parse(gk_view_n(bytes, len), &arena, &log);
    if (log.count + log.torn != log.lines || log.broken > log.lines) abort();
    for (size_t i = 0; i < log.count; i++) {
        const gk_received *item = &log.items[i];
        if (item->line <= line || item->line > log.lines || !item->ref.n) abort();
        if (item->old.n < 40 || item->new.n < 40) abort();
        line = item->line;
    }
    bool last = log.count && log.items[log.count - 1].line == log.lines;
    if (last && memcmp(&log.head, &log.items[log.count - 1].hash, sizeof log.head) != 0) abort();
    if (gk_receive_log_report("log", &log, &diags) != !log.broken) abort();
    gk_diags_free(&diags);
    gk_arena_free(&arena);
}
