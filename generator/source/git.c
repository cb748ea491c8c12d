#include "source/git.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "source/git_parts.h"

/* Commits and trees are read by the parent: more than this is nobody's folder. */
enum { COMMIT_MAX = 4 << 20, TREE_MAX = 64 << 20 };

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void gk_git_id_hex(const gk_git_id *id, char out[GK_GIT_HEX])
{
    static const char digits[] = "0123456789abcdef";
    size_t n = 0;
    for (size_t i = 0; i < id->n; i++) {
        out[n++] = digits[id->bytes[i] >> 4];
        out[n++] = digits[id->bytes[i] & 15];
    }
    out[n] = '\0';
}

bool gk_git_id_parse(gk_view hex, gk_git_id *out)
{
    bool some = false;
    *out = (gk_git_id){.n = 0};
    if (hex.n != 40 && hex.n != 64) return false;
    for (size_t i = 0; i < hex.n; i += 2) {
        int high = digit(hex.p[i]), low = digit(hex.p[i + 1]);
        if (high < 0 || low < 0) return false;
        out->bytes[i / 2] = (uint8_t)(high << 4 | low);
        some = some || high || low;
    }
    if (some) out->n = (uint8_t)(hex.n / 2);
    return true;
}

static gk_git_id id_of(const git_oid *oid)
{
    gk_git_id id = {.n = GIT_OID_RAWSZ};
    memcpy(id.bytes, oid->id, GIT_OID_RAWSZ);
    return id;
}

static bool oid_of(const gk_git_id *id, git_oid *oid)
{
    if (id->n != GIT_OID_RAWSZ) return false;
    memcpy(oid->id, id->bytes, GIT_OID_RAWSZ);
    return true;
}

static gk_view last_words(const gk_git_library *library)
{
    const git_error *error = library->error_last();
    return error && error->message ? gk_view_of(error->message) : (gk_view){NULL, 0};
}

static void say_why(const gk_git_library *library, int error, const char *path, gk_diags *diags)
{
    gk_view words = last_words(library);
    bool sha256 = gk_view_find(words, GK_V("objectformat"), 0) != SIZE_MAX;
    gk_message id = error == GIT_ENOTFOUND ? GK_MSG_git_none
                    : error == GIT_EOWNER  ? GK_MSG_git_owner
                    : sha256               ? GK_MSG_git_sha256
                                           : GK_MSG_git_open;
    gk_diag_add(diags, id, gk_place_file(gk_view_of(path)), words);
}

/* What newer versions of git mark so concerns work trees and transfers, not objects. */
static void accept_extensions(const gk_git_library *library)
{
    const char *harmless[] = {"worktreeconfig", "partialclone", "preciousobjects",
                              "relativeworktrees"};
    library->libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless, sizeof harmless / sizeof *harmless);
}

static gk_view folder_of(gk_git *git, const char *path)
{
    gk_view view = path ? gk_view_of(path) : (gk_view){NULL, 0};
    while (view.n > 1 && view.p[view.n - 1] == '/') view.n--;
    return gk_arena_view(&git->arena, view);
}

static bool open_repository(gk_git *git, const char *path, gk_git_where where, gk_diags *diags)
{
    const gk_git_library *library = &git->library;
    unsigned flags = where == GK_GIT_ENVIRONMENT ? GIT_REPOSITORY_OPEN_FROM_ENV
                     : where == GK_GIT_HERE      ? GIT_REPOSITORY_OPEN_NO_SEARCH
                                                 : 0;
    accept_extensions(library);
    /* Whose it is matters to programs that do what a repository's configuration says. Here objects
     * are read: what a builder that runs as another user gives is the same. */
    library->libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    int error = library->repository_open_ext(
        &git->repository, where == GK_GIT_ENVIRONMENT ? NULL : path, flags, NULL);
    if (!error) error = library->repository_odb(&git->odb, git->repository);
    if (error) {
        say_why(library, error, path, diags);
        return false;
    }
    git->common = folder_of(git, library->repository_commondir(git->repository));
    git->work = folder_of(git, library->repository_workdir(git->repository));
    gk_git_folders_open(git, where == GK_GIT_ENVIRONMENT);
    return true;
}

gk_git *gk_git_open(const char *path, gk_git_where where, gk_diags *diags)
{
    gk_git *git = gk_mem_calloc(1, sizeof *git);
    const char *why = gk_git_library_load(&git->library);
    if (why) {
        gk_diag_add(diags, GK_MSG_git_library, gk_place_file(gk_view_of(path)), gk_view_of(why));
        free(git);
        return NULL;
    }
    if (open_repository(git, path, where, diags)) return git;
    gk_git_close(git);
    return NULL;
}

void gk_git_close(gk_git *git)
{
    if (!git) return;
    for (size_t i = 0; i < git->folder_count; i++) close(git->folders[i]);
    if (git->odb) git->library.odb_free(git->odb);
    if (git->repository) git->library.repository_free(git->repository);
    gk_git_library_end(&git->library);
    gk_arena_free(&git->arena);
    free(git);
}

gk_view gk_git_common_dir(const gk_git *git)
{
    return git->common;
}

gk_view gk_git_work_tree(const gk_git *git)
{
    return git->work;
}

bool gk_git_resolve(const gk_git *git, gk_view rev, gk_git_id *commit, gk_diags *diags)
{
    const gk_git_library *library = &git->library;
    git_object *named = NULL, *found = NULL;
    gk_arena arena = GK_ARENA_INIT;
    gk_view name = gk_arena_view(&arena, rev);
    int error = rev.n ? library->revparse_single(&named, git->repository, name.p) : GIT_ENOTFOUND;
    if (!error) error = library->object_peel(&found, named, GIT_OBJECT_COMMIT);
    if (!error) *commit = id_of(library->object_id(found));
    if (error) gk_diag_add(diags, GK_MSG_git_rev, gk_place_file(git->common), rev);
    library->object_free(found);
    library->object_free(named);
    gk_arena_free(&arena);
    return error == 0;
}

bool gk_git_descends(const gk_git *git, const gk_git_id *commit, const gk_git_id *ancestor)
{
    git_oid a, b;
    if (!oid_of(commit, &a) || !oid_of(ancestor, &b)) return false;
    return gk_git_id_eq(commit, ancestor) ||
           git->library.graph_descendant_of(git->repository, &a, &b) == 1;
}

static bool fail(int error)
{
    errno = error == GIT_ENOTFOUND ? ENOENT : EIO;
    return false;
}

bool gk_git_header(const gk_git *git, const gk_git_id *id, gk_git_kind *kind, uint64_t *size)
{
    git_oid oid;
    git_object_t type;
    size_t length;
    int error = oid_of(id, &oid) ? git->library.odb_read_header(&length, &type, git->odb, &oid)
                                 : GIT_ENOTFOUND;
    if (error) return fail(error);
    *kind = (gk_git_kind)type;
    *size = length;
    return true;
}

git_odb_object *gk_git_object(const gk_git *git, const gk_git_id *id, gk_git_kind kind, size_t most)
{
    git_odb_object *object = NULL;
    git_oid oid;
    gk_git_kind found;
    uint64_t size;
    if (!gk_git_header(git, id, &found, &size)) return NULL;
    if (found != kind || size > most) {
        errno = found != kind ? EINVAL : EFBIG;
        return NULL;
    }
    oid_of(id, &oid);
    int error = git->library.odb_read(&object, git->odb, &oid);
    if (!error) return object;
    fail(error);
    return NULL;
}

static gk_view bytes_of(const gk_git *git, git_odb_object *object)
{
    return gk_view_n(git->library.odb_object_data(object), git->library.odb_object_size(object));
}

bool gk_git_blob(const gk_git *git, const gk_git_id *id, size_t most, gk_buf *out)
{
    gk_buf_truncate(out, 0);
    git_odb_object *object = gk_git_object(git, id, GK_GIT_BLOB, most);
    if (!object) return false;
    gk_buf_put(out, bytes_of(git, object));
    git->library.odb_object_free(object);
    return true;
}

bool gk_git_commit_read(const gk_git *git, const gk_git_id *id, gk_arena *arena, gk_git_commit *out)
{
    git_odb_object *object = gk_git_object(git, id, GK_GIT_COMMIT, COMMIT_MAX);
    if (!object) return false;
    gk_view bytes = gk_arena_view(arena, bytes_of(git, object));
    git->library.odb_object_free(object);
    bool good = gk_git_parse_commit(bytes, arena, out);
    out->id = *id;
    out->raw = bytes;
    if (!good) errno = EINVAL;
    return good;
}

bool gk_git_tree_read(const gk_git *git, const gk_git_id *id, gk_arena *arena,
                      gk_git_entry **entries, size_t *count)
{
    git_odb_object *object = gk_git_object(git, id, GK_GIT_TREE, TREE_MAX);
    if (!object) return false;
    gk_view bytes = gk_arena_view(arena, bytes_of(git, object));
    git->library.odb_object_free(object);
    bool good = gk_git_parse_tree(bytes, id->n, arena, entries, count);
    if (!good) errno = EINVAL;
    return good;
}

static bool find_name(const gk_git *git, const gk_git_id *tree, gk_view name, gk_arena *arena,
                      gk_git_entry *found)
{
    gk_git_entry *entries;
    size_t count;
    if (!gk_git_tree_read(git, tree, arena, &entries, &count)) return false;
    for (size_t i = 0; i < count; i++) {
        if (!gk_view_eq(entries[i].name, name)) continue;
        *found = entries[i];
        found->name = name;
        return true;
    }
    errno = ENOENT;
    return false;
}

bool gk_git_find(const gk_git *git, const gk_git_id *tree, gk_view path, gk_git_entry *entry)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_view rest = path, name;
    bool found = true;
    *entry = (gk_git_entry){.mode = GK_GIT_MODE_TREE, .id = *tree};
    while (found && gk_view_split(&rest, '/', &name)) {
        gk_git_id folder = entry->id;
        found = entry->mode == GK_GIT_MODE_TREE;
        if (!found)
            errno = ENOENT;
        else if (name.n)
            found = find_name(git, &folder, name, &arena, entry);
    }
    gk_arena_free(&arena);
    return found;
}
