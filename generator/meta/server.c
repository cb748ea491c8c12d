#include "meta/server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "meta/encoding.h"
#include "meta/schema.h"
#include "meta/server_table.h"

typedef struct reading {
    gk_view file, text, folder;
    const gk_node *node;
    gk_value value;
    gk_arena *arena;
    gk_diags *diags;
} reading;

static void fault(reading *r, gk_message id, const gk_node *node, gk_view a, gk_view b)
{
    gk_place place = node ? gk_place_at(r->file, r->text, node->span.from, node->span.to)
                          : gk_place_file(r->file);
    gk_diag_add(r->diags, id, place, a, b);
}

static gk_view text_of(gk_value map, const char *key)
{
    return gk_value_view(gk_value_get(map, gk_view_of(key), NULL, NULL));
}

/* A path of this machine, made absolute; empty stays empty. */
static gk_view absolute(reading *r, gk_view path)
{
    if (path.n == 0) return gk_arena_view(r->arena, path);
    if (path.p[0] == '/') return gk_arena_view(r->arena, path);
    if (gk_view_is(path, ".")) return gk_arena_view(r->arena, r->folder);
    while (gk_view_starts(path, GK_V("./"))) path = gk_view_from(path, 2);
    return GK_JOIN(r->arena, r->folder, GK_V("/"), path);
}

static gk_view path_of(reading *r, const char *key)
{
    return absolute(r, text_of(r->value, key));
}

static uint32_t number_of(reading *r, const char *key, uint32_t fallback)
{
    gk_value value = gk_value_get(r->value, gk_view_of(key), NULL, NULL);
    return value.kind == GK_INT && value.u.i >= 0 && value.u.i <= UINT32_MAX ? (uint32_t)value.u.i
                                                                             : fallback;
}

/* One part of a ref's name between slashes. */
static bool is_ref_part(gk_view part)
{
    if (part.n == 0 || part.p[0] == '.' || gk_view_ends(part, GK_V(".lock"))) return false;
    for (size_t i = 0; i < part.n; i++) {
        unsigned char c = (unsigned char)part.p[i];
        if (c <= ' ' || c == 0x7F || strchr("~^:?*[\\", c)) return false;
        if (c == '.' && i + 1 < part.n && part.p[i + 1] == '.') return false;
        if (c == '@' && i + 1 < part.n && part.p[i + 1] == '{') return false;
    }
    return part.p[part.n - 1] != '.';
}

gk_view gk_server_ref(gk_view name, gk_arena *arena)
{
    gk_view rest = name, part;
    if (name.n == 0 || name.p[0] == '-' || name.p[name.n - 1] == '/' || gk_view_is(name, "@"))
        return (gk_view){NULL, 0};
    while (gk_view_split(&rest, '/', &part))
        if (!is_ref_part(part)) return (gk_view){NULL, 0};
    if (gk_view_starts(name, GK_V("refs/"))) return gk_arena_view(arena, name);
    return GK_JOIN(arena, GK_V("refs/heads/"), name);
}

static void read_ref(reading *r, gk_server *out)
{
    gk_view name = text_of(r->value, "ref");
    gk_view ref = gk_server_ref(name, r->arena);
    if (ref.n)
        out->ref = ref;
    else if (name.n)
        fault(r, GK_MSG_server_ref, gk_node_get(r->node, GK_V("ref")), name, (gk_view){NULL, 0});
}

/* A folder within the repository: no way out of it. */
static void read_site(reading *r, gk_server *out)
{
    gk_view site = text_of(r->value, "site"), rest = site, part;
    while (site.n && site.p[site.n - 1] == '/') site.n--;
    bool fine = site.n == 0 || site.p[0] != '/';
    for (rest = site; fine && site.n && gk_view_split(&rest, '/', &part);)
        fine = part.n && !gk_view_is(part, "..") && !gk_view_is(part, ".git");
    if (gk_view_is(site, ".")) site.n = 0;
    if (fine)
        out->site = gk_arena_view(r->arena, site);
    else
        fault(r, GK_MSG_server_site, gk_node_get(r->node, GK_V("site")), site, (gk_view){NULL, 0});
}

static void read_targets(reading *r, gk_server *out)
{
    gk_value list = gk_value_get(r->value, GK_V("targets"), NULL, NULL);
    uint32_t count = gk_value_count(list);
    gk_server_target *targets = gk_arena_calloc(r->arena, count + 1, sizeof *targets);
    for (uint32_t i = 0; i < count; i++) {
        gk_value item = gk_value_at(list, i, NULL);
        gk_view remote = text_of(item, "remote");
        bool folder = gk_view_is(text_of(item, "kind"), "folder");
        targets[i].kind = folder ? GK_TARGET_FOLDER : GK_TARGET_RCLONE;
        targets[i].remote = folder ? absolute(r, remote) : gk_arena_view(r->arena, remote);
        targets[i].config = absolute(r, text_of(item, "config"));
        targets[i].versions = gk_value_truth(gk_value_get(item, GK_V("versions"), NULL, NULL));
        /* A name that begins with a dash would be an option of rclone. */
        bool named = remote.n && remote.p[0] != '-' &&
                     (folder || gk_view_find_byte(remote, ':', 0) != SIZE_MAX);
        if (!named)
            fault(r, GK_MSG_server_target, gk_node_get(r->node, GK_V("targets")), remote,
                  (gk_view){NULL, 0});
    }
    out->targets = targets;
    out->target_count = count;
}

static void set_defaults(gk_view repo, gk_arena *arena, gk_server *out)
{
    *out = (gk_server){.keep = GK_SERVER_KEEP, .ref = GK_V("refs/heads/main")};
    gk_view none = gk_arena_view(arena, (gk_view){NULL, 0});
    out->file = out->site = out->edition = out->to = out->private_folder = none;
    out->key = out->signers = out->log = out->state = none;
    out->repo = gk_arena_view(arena, repo);
}

/* Where the server keeps what it writes, unless the file says otherwise. */
static void set_places(gk_arena *arena, gk_server *out)
{
    if (out->repo.n == 0) return;
    out->state = GK_JOIN(arena, out->repo, GK_V("/" GK_SERVER_STATE));
    if (!out->log.n) out->log = GK_JOIN(arena, out->state, GK_V("/receive.log"));
}

static bool parse(reading *r)
{
    size_t count;
    const gk_field *fields = gk_server_table(&count);
    if (!gk_encoding_check(r->file, r->text, r->diags)) return false;
    r->node = gk_yaml_parse(r->file, r->text, gk_encoding_bom(r->text), r->text.n,
                            GK_YAML_FRONT_MAX, r->arena, r->diags);
    if (!r->node) return false;
    if (r->node->kind != GK_NODE_MAP && !gk_node_is_null(r->node)) {
        fault(r, GK_MSG_config_not_map, r->node, (gk_view){NULL, 0}, (gk_view){NULL, 0});
        return false;
    }
    if (r->node->kind != GK_NODE_MAP) r->node = NULL;
    gk_check check = {.file = r->file, .text = r->text, .complete = true};
    return gk_schema_check_fields(fields, count, GK_V("服务器的配置"), r->node, &check, r->arena,
                                  r->diags, &r->value);
}

bool gk_server_read(gk_view file, gk_view text, gk_view folder, gk_arena *arena, gk_diags *diags,
                    gk_server *out)
{
    size_t errors = diags->errors;
    reading r = {.file = file, .text = text, .folder = folder, .arena = arena, .diags = diags};
    bool beside = gk_view_is(file, GK_SERVER_FILE) || gk_view_ends(file, GK_V("/" GK_SERVER_FILE));
    set_defaults(beside ? folder : (gk_view){NULL, 0}, arena, out);
    out->file = gk_arena_view(arena, file);
    if (parse(&r)) {
        if (text_of(r.value, "repo").n) out->repo = path_of(&r, "repo");
        out->to = path_of(&r, "to");
        out->private_folder = path_of(&r, "private");
        out->key = path_of(&r, "key");
        out->signers = path_of(&r, "signers");
        out->log = path_of(&r, "log");
        out->edition = gk_arena_view(arena, text_of(r.value, "edition"));
        out->keep = number_of(&r, "keep", GK_SERVER_KEEP);
        out->jobs = number_of(&r, "jobs", 0);
        read_ref(&r, out);
        read_site(&r, out);
        read_targets(&r, out);
        if (!out->repo.n)
            fault(&r, GK_MSG_server_repo, NULL, (gk_view){NULL, 0}, (gk_view){NULL, 0});
    }
    set_places(arena, out);
    return diags->errors == errors;
}

/* The folder of a file as an absolute path, in the arena; empty with errno. */
static gk_view folder_of(const char *file, gk_arena *arena)
{
    char *real = realpath(file, NULL);
    if (!real) return (gk_view){NULL, 0};
    gk_view path = gk_view_of(real);
    path.n = gk_view_rfind_byte(path, '/');
    gk_view folder = gk_arena_view(arena, path);
    free(real);
    return folder;
}

bool gk_server_load(const char *file, gk_arena *arena, gk_diags *diags, gk_server *out)
{
    gk_buf text = GK_BUF_INIT;
    gk_view name = gk_view_of(file), folder = folder_of(file, arena);
    int error = folder.p ? gk_fs_read(AT_FDCWD, file, GK_YAML_FRONT_MAX, &text) : errno;
    set_defaults((gk_view){NULL, 0}, arena, out);
    bool fine = error == 0;
    if (fine)
        fine = gk_server_read(name, gk_arena_view(arena, gk_buf_view(&text)), folder, arena, diags,
                              out);
    else
        gk_fs_report(diags, GK_FS_READING, name, error);
    gk_buf_free(&text);
    return fine;
}

bool gk_server_of_repo(const char *repo, gk_arena *arena, gk_diags *diags, gk_server *out)
{
    set_defaults((gk_view){NULL, 0}, arena, out);
    if (!repo) return true;
    char *real = realpath(repo, NULL);
    if (!real) {
        gk_fs_report(diags, GK_FS_READING, gk_view_of(repo), errno);
        return false;
    }
    gk_view own = GK_JOIN(arena, gk_view_of(real), GK_V("/.git"));
    if (access(own.p, F_OK) != 0) own = gk_arena_view(arena, gk_view_of(real));
    free(real);
    gk_view file = GK_JOIN(arena, own, GK_V("/" GK_SERVER_FILE));
    if (access(file.p, F_OK) == 0) return gk_server_load(file.p, arena, diags, out);
    set_defaults(own, arena, out);
    set_places(arena, out);
    return true;
}
