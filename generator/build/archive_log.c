/* Evidence of the server: its log, and which lines of it are about the document. */
#include <fcntl.h>

#include "base/fs.h"
#include "build/archive_parts.h"
#include "store/receive_log.h"

enum { LOG_MAX = 1 << 30 };

/* The bytes up to the line that the manifest names, its newline included; all of them when it names
 * none, nothing when there is no such line. */
static gk_view cut(const gk_packing *p, gk_view text)
{
    gk_view rest = text, line;
    gk_sha256 until, hash;
    if (!p->log_until.n) return text;
    if (!gk_hash_parse(p->log_until, &until)) return (gk_view){NULL, 0};
    while (gk_view_split(&rest, '\n', &line)) {
        hash = gk_hash_sha256(line);
        if (memcmp(&hash, &until, sizeof hash) == 0)
            return gk_view_n(text.p, (size_t)(line.p - text.p) + line.n + 1);
    }
    return (gk_view){NULL, 0};
}

static const gk_received *find_line(const gk_receive_log *log, uint32_t number)
{
    for (size_t i = 0; i < log->count; i++)
        if (log->items[i].line == number) return &log->items[i];
    return NULL;
}

/* Which push brought which commit. */
static void pack_own(gk_packing *p)
{
    gk_buf table = GK_BUF_INIT;
    gk_receive_log log;
    if (gk_receive_log_read(p->options->log, &p->arena, &log) != 0) return;
    gk_buf_puts(&table, "提交\t服务器收到的时间\t推送的人\t接收记录.tsv 的第几行\n");
    for (uint32_t i = 0; i < p->commit_count; i++) {
        char hex[GK_GIT_HEX];
        const gk_received *line = find_line(&log, p->commits[i].line);
        gk_git_id_hex(&p->commits[i].id, hex);
        if (!line) continue;
        gk_buf_printf(&table, "%s\t", hex);
        gk_date_put_rfc3339(&table, (gk_date){line->time.seconds, 8 * 60, false});
        gk_buf_printf(&table, "\t%.*s\t%u\n", (int)line->pusher.n, line->pusher.p, line->line);
    }
    gk_pack_file(p, "", GK_V("接收记录-本文稿.tsv"), gk_buf_view(&table));
    gk_buf_free(&table);
}

void gk_pack_log(gk_packing *p)
{
    gk_buf bytes = GK_BUF_INIT;
    const char *path = p->options->log;
    bool read = path && *path && gk_fs_read(AT_FDCWD, path, LOG_MAX, &bytes) == 0;
    gk_view log = read ? cut(p, gk_buf_view(&bytes)) : (gk_view){NULL, 0};
    if (read && p->log_until.n && !log.n)
        gk_diag_add(p->diags, GK_MSG_receive_other, gk_place_file(gk_view_of(path)),
                    gk_view_sub(p->log_until, 0, 12));
    p->has_log = log.n > 0;
    if (p->has_log) gk_pack_file(p, "", GK_V("接收记录.tsv"), log);
    if (p->has_log && p->log_until.n) pack_own(p);
    gk_buf_free(&bytes);
}
