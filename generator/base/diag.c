#include "base/diag.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"

static const gk_message_row catalogue[] = {
#define WARNING GK_WARNING
#define ERROR   GK_ERROR
#define NOTE    GK_NOTE
#define GK_MESSAGE(id, name, severity, zh, en, help_zh, help_en)                                   \
    {name, severity, zh, en, help_zh, help_en},
#include "base/messages.def"
#undef GK_MESSAGE
#undef WARNING
#undef ERROR
#undef NOTE
};

enum { SOURCE_MAX = 2000, ARG_MAX_BYTES = 400 };

const gk_message_row *gk_message_get(gk_message id)
{
    return &catalogue[id];
}

gk_message gk_message_find(gk_view name)
{
    for (int id = 0; id < GK_MSG_COUNT; id++) {
        gk_view row = gk_view_of(catalogue[id].name);
        if (row.n == name.n && strncasecmp(row.p, name.p, row.n) == 0) return (gk_message)id;
    }
    return GK_MSG_COUNT;
}

gk_place gk_place_at(gk_view file, gk_view text, size_t from, size_t to)
{
    gk_place place = {file, text, 1, 1, 0};
    size_t start = 0;
    if (from > text.n) from = text.n;
    for (size_t nl; (nl = gk_view_find_byte(text, '\n', start)) < from; start = nl + 1)
        place.line++;
    size_t end = gk_view_find_byte(text, '\n', from);
    if (end > text.n) end = text.n;
    if (to > end) to = end;
    if (to < from) to = from;
    place.col = 1 + (uint32_t)gk_utf8_count(gk_view_n(text.p + start, from - start));
    place.endcol = place.col + (uint32_t)gk_utf8_count(gk_view_n(text.p + from, to - from));
    return place;
}

static gk_view line_of(gk_view text, uint32_t line)
{
    size_t start = 0;
    for (uint32_t i = 1; i < line; i++) {
        size_t nl = gk_view_find_byte(text, '\n', start);
        if (nl == SIZE_MAX) return (gk_view){NULL, 0};
        start = nl + 1;
    }
    size_t end = gk_view_find_byte(text, '\n', start);
    if (end > text.n) end = text.n;
    gk_view found = gk_view_sub(text, start, end - start);
    if (found.n && found.p[found.n - 1] == '\r') found.n--;
    return found.n > SOURCE_MAX ? (gk_view){NULL, 0} : found;
}

/* At most `max` bytes, never cutting a character. */
static gk_view clip(gk_view v, size_t max)
{
    if (v.n <= max) return v;
    while (max && ((unsigned char)v.p[max] & 0xC0) == 0x80) max--;
    return gk_view_n(v.p, max);
}

static void count_in(gk_diags *diags, gk_severity severity, size_t by)
{
    if (severity == GK_ERROR) diags->errors += by;
    if (severity == GK_WARNING) diags->warnings += by;
}

static gk_diag *push(gk_diags *diags, const gk_diag *diag)
{
    diags->items = gk_mem_grow(diags->items, &diags->cap, diags->count + 1, sizeof *diags->items);
    gk_diag *copy = &diags->items[diags->count++];
    *copy = *diag;
    copy->file = gk_arena_view(&diags->arena, diag->file);
    copy->source = gk_arena_view(&diags->arena, diag->source);
    copy->help = gk_arena_view(&diags->arena, diag->help);
    copy->code = gk_arena_view(&diags->arena, diag->code);
    for (size_t i = 0; i < GK_DIAG_ARGS; i++)
        copy->args[i] = gk_arena_view(&diags->arena, diag->args[i]);
    count_in(diags, diag->severity, 1);
    return copy;
}

gk_diag *gk_diag_addv(gk_diags *diags, gk_message id, gk_place place, size_t count,
                      const gk_view *args)
{
    gk_diag diag = {.id = id,
                    .severity = catalogue[id].severity,
                    .file = place.file,
                    .line = place.line,
                    .col = place.col,
                    .endcol = place.endcol};
    if (place.text.p && place.line) diag.source = line_of(place.text, place.line);
    for (size_t i = 0; i < count && i < GK_DIAG_ARGS; i++)
        diag.args[i] = clip(args[i], ARG_MAX_BYTES);
    return push(diags, &diag);
}

void gk_diag_help(gk_diags *diags, gk_view help)
{
    if (diags->count && help.n)
        diags->items[diags->count - 1].help = gk_arena_view(&diags->arena, help);
}

void gk_diag_code(gk_diags *diags, gk_view code)
{
    if (diags->count) diags->items[diags->count - 1].code = gk_arena_view(&diags->arena, code);
}

gk_view gk_diag_name(const gk_diag *diag)
{
    return diag->code.n ? diag->code : gk_view_of(catalogue[diag->id].name);
}

void gk_diag_severity(gk_diags *diags, gk_severity severity)
{
    if (!diags->count) return;
    gk_diag *newest = &diags->items[diags->count - 1];
    count_in(diags, newest->severity, (size_t)-1);
    newest->severity = severity;
    count_in(diags, severity, 1);
}

static int compare_u32(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare(const void *left, const void *right)
{
    const gk_diag *a = left, *b = right;
    int order = gk_view_cmp(a->file, b->file);
    if (!order) order = compare_u32(a->line, b->line);
    if (!order) order = compare_u32(a->col, b->col);
    if (!order) order = (int)a->id - (int)b->id;
    for (size_t i = 0; !order && i < GK_DIAG_ARGS; i++) order = gk_view_cmp(a->args[i], b->args[i]);
    if (!order) order = gk_view_cmp(a->code, b->code);
    return order;
}

void gk_diags_sort(gk_diags *diags)
{
    if (diags->count < 2) return;
    qsort(diags->items, diags->count, sizeof *diags->items, compare);
    size_t kept = 1;
    for (size_t i = 1; i < diags->count; i++) {
        if (compare(&diags->items[kept - 1], &diags->items[i]) == 0)
            count_in(diags, diags->items[i].severity, (size_t)-1);
        else
            diags->items[kept++] = diags->items[i];
    }
    diags->count = kept;
}

void gk_diags_append(gk_diags *to, const gk_diags *from)
{
    for (size_t i = 0; i < from->count; i++) push(to, &from->items[i]);
}

enum { PACKED_NUMBERS = 6, PACKED_VIEWS = 4 + GK_DIAG_ARGS };

void gk_diags_pack(const gk_diags *diags, gk_buf *out)
{
    for (size_t i = 0; i < diags->count; i++) {
        const gk_diag *d = &diags->items[i];
        uint32_t head[PACKED_NUMBERS] = {0,       (uint32_t)d->id, (uint32_t)d->severity,
                                         d->line, d->col,          d->endcol};
        gk_view views[PACKED_VIEWS] = {d->file, d->source, d->help, d->code};
        memcpy(views + 4, d->args, sizeof d->args);
        gk_buf_put(out, gk_view_n((const char *)head, sizeof head));
        for (size_t k = 0; k < PACKED_VIEWS; k++) {
            uint32_t n = (uint32_t)views[k].n;
            gk_buf_put(out, gk_view_n((const char *)&n, sizeof n));
            gk_buf_put(out, views[k]);
        }
    }
}

static bool take(gk_view *rest, void *to, size_t n)
{
    if (rest->n < n) return false;
    memcpy(to, rest->p, n);
    *rest = gk_view_n(rest->p + n, rest->n - n);
    return true;
}

static bool take_view(gk_view *rest, gk_view *out)
{
    uint32_t n;
    if (!take(rest, &n, sizeof n) || rest->n < n) return false;
    *out = gk_view_n(rest->p, n);
    *rest = gk_view_n(rest->p + n, rest->n - n);
    return true;
}

bool gk_diags_unpack(gk_diags *diags, gk_view packed)
{
    while (packed.n) {
        uint32_t head[PACKED_NUMBERS];
        gk_view views[PACKED_VIEWS];
        if (!take(&packed, head, sizeof head)) return false;
        for (size_t k = 0; k < PACKED_VIEWS; k++)
            if (!take_view(&packed, &views[k])) return false;
        if (head[1] >= GK_MSG_COUNT || head[2] > GK_ERROR) return false;
        gk_diag d = {(gk_message)head[1],
                     (gk_severity)head[2],
                     views[0],
                     head[3],
                     head[4],
                     head[5],
                     views[1],
                     {{0}},
                     views[2],
                     views[3]};
        memcpy(d.args, views + 4, sizeof d.args);
        push(diags, &d);
    }
    return true;
}

void gk_diags_clear(gk_diags *diags)
{
    gk_arena_reset(&diags->arena);
    diags->count = diags->errors = diags->warnings = 0;
}

void gk_diags_free(gk_diags *diags)
{
    gk_arena_free(&diags->arena);
    free(diags->items);
    *diags = (gk_diags)GK_DIAGS_INIT;
}

/* {0} … {5} are replaced; anything else in braces stays. Control characters of arguments become
 * U+FFFD so that a name can't write on the terminal, and so does what isn't UTF-8: plugins say
 * whatever they like, and the JSON form must stay text. */
static void put_clean(gk_buf *out, gk_view v)
{
    for (size_t i = 0; i < v.n;) {
        size_t from = i;
        uint32_t c = gk_utf8_next(v, &i);
        if (c == 0xFFFD || gk_utf8_is_hidden(c))
            gk_buf_puts(out, "\xEF\xBF\xBD");
        else
            gk_buf_put(out, gk_view_n(v.p + from, i - from));
    }
}

/* What the system (strerror) and a library say of a failure comes as an argument in English, since
 * the language is only known here; in Chinese the common ones are said in Chinese. */
static gk_view reason_in(gk_view argument, gk_lang lang)
{
    static const struct {
        int error;
        const char *zh;
    } reasons[] = {
        {EACCES, "没有权限"},
        {EPERM, "不允许这样做"},
        {ENOENT, "找不到这个文件或文件夹"},
        {EEXIST, "已有同名的文件"},
        {EISDIR, "这是文件夹，不是文件"},
        {ENOTDIR, "路径中有一段不是文件夹"},
        {ENOTEMPTY, "文件夹不是空的"},
        {ENAMETOOLONG, "名称太长"},
        {ELOOP, "符号链接（快捷方式）绕成了圈，或这里不能用符号链接"},
        {EFBIG, "文件太大"},
        {EIO, "磁盘读写出错"},
        {ENODEV, "没有这个设备"},
        {ENXIO, "没有这个设备"},
        {EBADF, "没有打开"},
        {EINVAL, "系统不接受"},
        {EBUSY, "正在被别的程序使用"},
        {ETXTBSY, "正在被别的程序使用"},
        {EXDEV, "两处不在同一个磁盘上"},
        {EPIPE, "对方已经关闭"},
        {EROFS, "所在的磁盘是只读的"},
        {ENOSPC, "磁盘空间不足"},
        {EDQUOT, "磁盘配额已用完"},
        {ENOMEM, "内存不足"},
        {EAGAIN, "系统暂时没有资源"},
        {EMFILE, "同时打开的文件太多"},
        {ENFILE, "同时打开的文件太多"},
        {ESTALE, "网络磁盘上的文件已经不在了"},
        {EADDRINUSE, "已被别的程序占用"},
        {EADDRNOTAVAIL, "本机没有这个地址"},
        {ETIMEDOUT, "等待太久"},
        {ECONNREFUSED, "对方拒绝连接"},
        {ECONNRESET, "连接中断"},
    };
    /* of the library that reads JSON */
    static const struct {
        const char *en, *zh;
    } said[] = {
        {"invalid token", "有不认识的字，文字要用英文双引号"},
        {"unexpected token", "这里不该有这个"},
        {"string or '}' expected", "这里应是英文双引号里的名称，或 }"},
        {"':' expected", "这里缺少英文冒号"},
        {"'}' expected", "这里缺少英文逗号或 }"},
        {"']' expected", "这里缺少英文逗号或 ]"},
        {"'[' or '{' expected", "文件要以 [ 或 { 开头"},
        {"end of file expected", "后面还有多余的内容"},
        {"premature end of input", "没有写完"},
        {"unexpected newline", "文字没有写完就换了行"},
        {"invalid escape", "反斜杠后面不能是这个字符"},
        {"too big integer", "整数太大"},
        {"real number overflow", "数太大"},
    };
    if (lang != GK_LANG_ZH) return argument;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (gk_view_is(argument, said[i].en)) return gk_view_of(said[i].zh);
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (gk_view_is(argument, strerror(reasons[i].error))) return gk_view_of(reasons[i].zh);
    return argument;
}

static void fill(const gk_diag *diag, const char *format, gk_lang lang, gk_buf *out)
{
    for (const char *p = format; *p; p++) {
        bool argument = p[0] == '{' && p[1] >= '0' && p[1] < '0' + GK_DIAG_ARGS && p[2] == '}';
        if (!argument) {
            gk_buf_putc(out, *p);
            continue;
        }
        put_clean(out, reason_in(diag->args[p[1] - '0'], lang));
        p += 2;
    }
}

void gk_diag_message(const gk_diag *diag, gk_lang lang, gk_buf *out)
{
    const gk_message_row *row = &catalogue[diag->id];
    fill(diag, lang == GK_LANG_ZH ? row->zh : row->en, lang, out);
}

void gk_diag_help_text(const gk_diag *diag, gk_lang lang, gk_buf *out)
{
    const gk_message_row *row = &catalogue[diag->id];
    if (diag->help.n)
        put_clean(out, diag->help);
    else
        fill(diag, lang == GK_LANG_ZH ? row->help_zh : row->help_en, lang, out);
}
