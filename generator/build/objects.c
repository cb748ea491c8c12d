#include "build/objects.h"

#include <unistd.h>

/* Whether file i is a pointer, and to what. */
static bool read_pointer(const gk_source *source, size_t i, gk_buf *text, gk_lfs_pointer *pointer,
                         gk_lfs_state *state)
{
    const gk_source_file *file = gk_source_at(source, i);
    if (file->pointer || file->size > GK_LFS_POINTER_MAX ||
        !gk_source_read(source, i, GK_LFS_POINTER_MAX, text) ||
        !gk_lfs_parse(gk_buf_view(text), pointer))
        return false;
    int fd = gk_lfs_open(gk_source_objects(source), pointer, state);
    if (fd >= 0) close(fd);
    return true;
}

void gk_objects_look(gk_source *source, size_t i, gk_region *region, gk_buf *text, gk_digested *out)
{
    gk_lfs_pointer pointer;
    if (!read_pointer(source, i, text, &pointer, &out->object)) return;
    gk_source_stand_in(source, i, &pointer, out->object);
    out->pointer = gk_region_put(region, gk_view_n((const char *)&pointer, sizeof pointer));
}

void gk_objects_take(gk_job *job)
{
    for (size_t i = 0; i < gk_source_count(job->source); i++) {
        const gk_digested *found = &job->digested[i];
        if (found->pointer) gk_source_stand_in(job->source, i, found->pointer, found->object);
    }
}

void gk_objects_replace(gk_source *source, size_t i)
{
    gk_buf text = GK_BUF_INIT;
    gk_lfs_pointer pointer;
    gk_lfs_state state;
    if (read_pointer(source, i, &text, &pointer, &state))
        gk_source_stand_in(source, i, &pointer, state);
    gk_buf_free(&text);
}

void gk_objects_replace_all(gk_source *source)
{
    for (size_t i = 0; i < gk_source_count(source); i++) gk_objects_replace(source, i);
}

/* The file of the source that a mention leads to, or SIZE_MAX. */
static size_t file_of(const gk_job *job, const gk_resolved *found, gk_arena *arena)
{
    if (found->kind == GK_RESOLVED_MEDIA) return found->id;
    if (found->kind != GK_RESOLVED_OUTPUT) return SIZE_MAX;
    return gk_source_find(job->source, GK_JOIN(arena, GK_V("static/"), found->path));
}

static void mark(gk_job *job, const gk_card *card, gk_arena *arena)
{
    gk_view from = gk_source_at(job->source, card->source)->path;
    for (uint32_t m = 0; m < card->mentions.n; m++) {
        const gk_card_mention *mention = &gk_card_mentions(card)[m];
        gk_view target = gk_card_view(card, mention->target);
        if (!gk_card_mentions_file(mention->kind) || !target.n) continue;
        gk_arena_reset(arena);
        gk_resolved found = gk_resolve(job->site, from, target, arena);
        size_t file = file_of(job, &found, arena);
        if (file != SIZE_MAX) job->mentioned[file] = true;
    }
}

void gk_objects_mark(gk_job *job)
{
    gk_arena arena = GK_ARENA_INIT;
    size_t count = gk_source_count(job->source), missing = 0;
    for (size_t i = 0; i < count && !missing; i++)
        missing += gk_source_at(job->source, i)->state != GK_LFS_HERE;
    if (!missing) return;
    job->mentioned = gk_arena_calloc(&job->arena, count, sizeof *job->mentioned);
    for (uint32_t d = 0; d < job->site->doc_count; d++) mark(job, job->site->docs[d].card, &arena);
    for (size_t i = 0; i < count; i++)
        if (job->digested[i].faulty) mark(job, job->digested[i].faulty, &arena);
    gk_arena_free(&arena);
}

size_t gk_objects_missing(const gk_job *job, const gk_resolved *found, gk_arena *arena)
{
    size_t i = job->mentioned ? file_of(job, found, arena) : SIZE_MAX;
    return i == SIZE_MAX || gk_source_at(job->source, i)->state == GK_LFS_HERE ? SIZE_MAX : i;
}

void gk_objects_tell(const gk_lfs_pointer *pointer, gk_lfs_state state, gk_view name,
                     gk_place place, gk_diags *diags)
{
    char hex[65];
    gk_hash_hex(&pointer->oid, hex);
    gk_diag_add(diags, state == GK_LFS_MISSING ? GK_MSG_lfs_missing : GK_MSG_lfs_damaged, place,
                name, gk_view_of(hex));
}

void gk_objects_report(const gk_source *source, size_t i, gk_place place, gk_diags *diags)
{
    const gk_source_file *file = gk_source_at(source, i);
    gk_objects_tell(file->pointer, file->state, file->path, place, diags);
}

bool gk_objects_check_file(const gk_job *job, const gk_source *source, size_t i, gk_arena *arena,
                           gk_diags *diags)
{
    const gk_source_file *file = gk_source_at(source, i);
    if (file->state == GK_LFS_HERE) return true;
    bool told = source == job->source && job->mentioned && job->mentioned[i];
    if (!told)
        gk_objects_report(source, i, gk_place_file(gk_source_shown(source, file->path, arena)),
                          diags);
    return false;
}

bool gk_objects_verify(const gk_source *source, size_t i, const gk_sha256 *hash, gk_arena *arena,
                       gk_diags *diags)
{
    const gk_source_file *file = gk_source_at(source, i);
    if (!file->pointer || memcmp(&file->pointer->oid, hash, sizeof *hash) == 0) return true;
    gk_view shown = gk_source_shown(source, file->path, arena);
    gk_objects_tell(file->pointer, GK_LFS_DAMAGED, file->path, gk_place_file(shown), diags);
    return false;
}
