/* What commits and trees hold. */
#include "source/git_parts.h"

enum { PARENTS_MAX = 10000 };

/* "key value" of a header line; false at the empty line before the message. */
static bool take_line(gk_view *rest, gk_view *key, gk_view *value)
{
    gk_view line;
    if (!gk_view_split(rest, '\n', &line) || line.n == 0) return false;
    size_t space = gk_view_find_byte(line, ' ', 0);
    if (space == SIZE_MAX) space = line.n;
    *key = gk_view_n(line.p, space);
    *value = gk_view_from(line, space < line.n ? space + 1 : line.n);
    return true;
}

static gk_view trim_spaces(gk_view v)
{
    while (v.n && v.p[0] == ' ') v = gk_view_from(v, 1);
    while (v.n && v.p[v.n - 1] == ' ') v.n--;
    return v;
}

/* "+0800" as minutes; nonsense is UTC. */
static int16_t offset_of(gk_view zone)
{
    int64_t number;
    bool west = zone.n && zone.p[0] == '-';
    if (zone.n != 5 || !gk_view_to_int(gk_view_from(zone, 1), &number) || number < 0) return 0;
    int64_t minutes = number / 100 * 60 + number % 100;
    if (minutes > 24 * 60) return 0;
    return (int16_t)(west ? -minutes : minutes);
}

/* "Name <email> 1795000000 +0800". */
static bool parse_person(gk_view line, gk_git_person *out)
{
    size_t open = gk_view_find_byte(line, '<', 0), close = gk_view_rfind_byte(line, '>');
    if (open == SIZE_MAX || close == SIZE_MAX || close < open) return false;
    gk_view rest = trim_spaces(gk_view_from(line, close + 1)), time = {NULL, 0};
    out->name = trim_spaces(gk_view_n(line.p, open));
    out->email = trim_spaces(gk_view_n(line.p + open + 1, close - open - 1));
    gk_view_split(&rest, ' ', &time);
    /* Times that nobody's clock shows are taken as none, as git does. */
    if (!gk_view_to_int(time, &out->time)) out->time = 0;
    out->offset = offset_of(trim_spaces(rest));
    return true;
}

static bool add_parent(gk_view hex, gk_arena *arena, gk_git_commit *out)
{
    size_t n = out->parent_count;
    gk_git_id *ids = out->parents;
    if (n >= PARENTS_MAX) return false;
    /* Doubled when it is full: 1, 2, 4 … */
    if ((n & (n - 1)) == 0) {
        ids = gk_arena_alloc(arena, (n ? 2 * n : 1) * sizeof *ids);
        if (n) memcpy(ids, out->parents, n * sizeof *ids);
        out->parents = ids;
    }
    if (!gk_git_id_parse(hex, &ids[n])) return false;
    out->parent_count++;
    return true;
}

/* The armour stands in a header whose further lines begin with a space; what was signed is the
 * commit without it. */
static void take_signature(gk_view bytes, gk_view head, gk_arena *arena, gk_git_commit *out)
{
    gk_buf signature = GK_BUF_INIT, payload = GK_BUF_INIT;
    gk_view rest = head, line;
    bool within = false, ours = false;
    while (rest.n && gk_view_split(&rest, '\n', &line)) {
        bool more = line.n && line.p[0] == ' ';
        if (!more) {
            ours = gk_view_starts(line, GK_V("gpgsig "));
            within = ours || gk_view_starts(line, GK_V("gpgsig-sha256 "));
        }
        if (!within) {
            gk_buf_put(&payload, line);
            gk_buf_putc(&payload, '\n');
        } else if (ours) {
            gk_buf_put(&signature, gk_view_from(line, more ? 1 : strlen("gpgsig ")));
            gk_buf_putc(&signature, '\n');
        }
    }
    gk_buf_put(&payload, gk_view_from(bytes, head.n));
    out->signature = gk_arena_view(arena, gk_buf_view(&signature));
    if (out->signature.n) out->payload = gk_arena_view(arena, gk_buf_view(&payload));
    gk_buf_free(&signature);
    gk_buf_free(&payload);
}

bool gk_git_parse_commit(gk_view bytes, gk_arena *arena, gk_git_commit *out)
{
    gk_view rest = bytes, key, value;
    bool tree = false, author = false, committer = false, good = true, is_signed = false;
    *out = (gk_git_commit){.parent_count = 0};
    while (good && take_line(&rest, &key, &value)) {
        if (gk_view_is(key, "tree") && !tree)
            good = tree = gk_git_id_parse(value, &out->tree);
        else if (gk_view_is(key, "parent") && !author)
            good = add_parent(value, arena, out);
        else if (gk_view_is(key, "author") && !author)
            good = author = parse_person(value, &out->author);
        else if (gk_view_is(key, "committer") && !committer)
            good = committer = parse_person(value, &out->committer);
        else
            is_signed = is_signed || gk_view_is(key, "gpgsig");
    }
    out->message = rest;
    gk_view head = gk_view_n(bytes.p, bytes.n - rest.n);
    /* The empty line between belongs to what was signed. */
    if (head.n && gk_view_ends(head, GK_V("\n\n"))) head.n--;
    if (good && is_signed) take_signature(bytes, head, arena, out);
    return good && tree && author && committer;
}

static bool parse_mode(gk_view *rest, uint32_t *mode)
{
    uint32_t value = 0;
    size_t n = 0;
    for (; n < rest->n && rest->p[n] != ' '; n++) {
        if (n >= 7 || rest->p[n] < '0' || rest->p[n] > '7') return false;
        value = value << 3 | (uint32_t)(rest->p[n] - '0');
    }
    *mode = value;
    if (!n || n >= rest->n) return false;
    *rest = gk_view_from(*rest, n + 1);
    return true;
}

static bool parse_entry(gk_view *rest, size_t id_size, gk_git_entry *entry)
{
    if (!parse_mode(rest, &entry->mode)) return false;
    size_t end = gk_view_find_byte(*rest, '\0', 0);
    if (end == SIZE_MAX || end == 0 || rest->n - end - 1 < id_size) return false;
    entry->name = gk_view_n(rest->p, end);
    if (gk_view_find_byte(entry->name, '/', 0) != SIZE_MAX) return false;
    entry->id = (gk_git_id){.n = (uint8_t)id_size};
    memcpy(entry->id.bytes, rest->p + end + 1, id_size);
    *rest = gk_view_from(*rest, end + 1 + id_size);
    return true;
}

bool gk_git_parse_tree(gk_view bytes, size_t id_size, gk_arena *arena, gk_git_entry **entries,
                       size_t *count)
{
    /* The shortest entry has one digit, one letter and two separators. */
    size_t most = bytes.n / (id_size + 4);
    gk_view rest = bytes;
    *entries = gk_arena_alloc(arena, most * sizeof **entries);
    *count = 0;
    while (rest.n) {
        gk_git_entry entry;
        if (*count >= most || !parse_entry(&rest, id_size, &entry)) return false;
        (*entries)[(*count)++] = entry;
    }
    return true;
}
