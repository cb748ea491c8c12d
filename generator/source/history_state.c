#include "source/history_state.h"

#include <stdlib.h>

#include "base/mem.h"

enum { BITS = 5, WIDTH = 1 << BITS, MASK = WIDTH - 1 };

/* A tree of blocks, WIDTH wide, over the numbers of paths. A block belongs to one state, which may
 * change it; others that hold it make their own first. 0 is no block, and nothing. */
typedef struct block {
    uint32_t owner;
    uint32_t cells[WIDTH]; /* blocks below, or value + 1 */
} block;

struct gk_history_states {
    block *blocks;
    size_t count, cap;
    unsigned levels;
    struct state {
        uint32_t root, owner;
        bool alone; /* its one follower may have it */
    } * states;
};

gk_history_states *gk_history_states_new(uint32_t commits, size_t paths, const uint32_t *uses)
{
    gk_history_states *s = gk_mem_calloc(1, sizeof *s);
    s->states = gk_mem_calloc((size_t)commits + 1, sizeof *s->states);
    s->levels = 1;
    while (s->levels * BITS < 32 && (paths >> (s->levels * BITS)) != 0) s->levels++;
    for (uint32_t c = 0; c < commits; c++) s->states[c].alone = uses[c] == 1;
    s->blocks = gk_mem_grow(s->blocks, &s->cap, 1, sizeof *s->blocks);
    s->blocks[s->count++] = (block){.owner = UINT32_MAX};
    return s;
}

void gk_history_states_free(gk_history_states *states)
{
    if (!states) return;
    free(states->blocks);
    free(states->states);
    free(states);
}

void gk_history_state_follow(gk_history_states *states, uint32_t c, uint32_t parent)
{
    struct state *own = &states->states[c];
    own->owner = c;
    if (parent == UINT32_MAX) return;
    own->root = states->states[parent].root;
    if (states->states[parent].alone) own->owner = states->states[parent].owner;
}

static unsigned cell_of(uint32_t path, unsigned level)
{
    return path >> (level * BITS) & MASK;
}

uint32_t gk_history_state_get(const gk_history_states *states, uint32_t c, uint32_t path)
{
    if (c == UINT32_MAX) return UINT32_MAX;
    uint32_t at = states->states[c].root;
    for (unsigned level = states->levels; at && level-- > 0;)
        at = states->blocks[at].cells[cell_of(path, level)];
    return at - 1;
}

/* The block itself, or a copy of it, that `owner` may change. */
static uint32_t own_block(gk_history_states *s, uint32_t at, uint32_t owner)
{
    if (at && s->blocks[at].owner == owner) return at;
    s->blocks = gk_mem_grow(s->blocks, &s->cap, s->count + 1, sizeof *s->blocks);
    s->blocks[s->count] = s->blocks[at];
    s->blocks[s->count].owner = owner;
    return (uint32_t)s->count++;
}

void gk_history_state_set(gk_history_states *states, uint32_t c, uint32_t path, uint32_t value)
{
    uint32_t owner = states->states[c].owner;
    uint32_t at = states->states[c].root = own_block(states, states->states[c].root, owner);
    for (unsigned level = states->levels; level-- > 1;) {
        unsigned cell = cell_of(path, level);
        uint32_t below = own_block(states, states->blocks[at].cells[cell], owner);
        states->blocks[at].cells[cell] = below;
        at = below;
    }
    states->blocks[at].cells[cell_of(path, 0)] = value + 1;
}
