/* Inside of script/: the state that its files share, and what Lua values stand for.
 *
 * Functions with a lua_State may raise a Lua error, which leaves by longjmp: they hold no memory of
 * their own across calls of the library; what they make is in the item's arena or in scratch. */
#ifndef GK_SCRIPT_STATE_H
#define GK_SCRIPT_STATE_H

#include <lua.h>

#include "script/script.h"

enum { GK_FRAMES_MAX = 6, GK_FRAME_NAME = 40, GK_FAULT_ARGS = 3 };

/* What a userdata is. */
typedef enum gk_box_type {
    GK_BOX_LIST,
    GK_BOX_MAP,
    GK_BOX_DATE,
    GK_BOX_HTML,
    GK_BOX_ADDRESS, /* an address that a document wrote */
    GK_BOX_SUBJECT, /* what a check is asked about: a map with pieces and find */
    GK_BOX_PIECES,
    GK_BOX_PIECE,
    GK_BOX_HIT,
    GK_BOX_MATCHER,
    GK_BOX_TYPES
} gk_box_type;

/* Every userdata of the state begins with one. generation 0 never gets old. */
typedef struct gk_box {
    uint32_t type;
    uint32_t generation;
    gk_value value; /* of html: the bytes stand behind the box */
} gk_box;

typedef struct gk_frame {
    uint32_t plugin; /* host.count: none of the plugins' files */
    int line;
    char name[GK_FRAME_NAME]; /* of the function; "" when it has none */
} gk_frame;

/* The error that is on its way to the caller. */
typedef struct gk_fault {
    bool set;
    gk_message id;
    gk_buf args[GK_FAULT_ARGS]; /* {0} is the plugin; these are {1} {2}, and the traceback {3} */
    gk_frame frames[GK_FRAMES_MAX];
    size_t frame_count;
} gk_fault;

struct gk_script {
    lua_State *L;
    gk_script_host host;
    size_t memory; /* bytes that Lua holds */
    int64_t steps; /* instructions that are left */
    bool spent;    /* sticky: nothing runs any more */
    bool loading;
    bool compiling;      /* the text of a plugin is being read */
    uint32_t generation; /* of the item */
    uint32_t plugin;     /* running */
    gk_view document;
    gk_arena *arena;
    gk_diags *diags;
    gk_arena load;           /* what is made while loading lives as long as the state */
    const gk_pieces *pieces; /* of the subject, or NULL */
    gk_fault fault;
    gk_buf scratch;
};

/* Slots of the registry (integers, the quickest). */
enum {
    GK_SLOT_METATABLES = 100, /* + gk_box_type */
    GK_SLOT_FUNCTIONS = 120,  /* + plugin × GK_HOOK_COUNT + hook */
};

/* Whose state it is. */
static inline gk_script *gk_script_of(lua_State *L)
{
    return *(gk_script **)lua_getextraspace(L);
}

/* script/budget.c: memory and instructions. */
void *gk_budget_allocate(void *script, void *p, size_t old, size_t n);
void gk_budget_begin(gk_script *script, int64_t steps);
/* Takes the cost of work that C does for a plugin. */
void gk_budget_charge(lua_State *L, size_t cost);
int gk_lua_pcall(lua_State *L);

/* script/fault.c: errors with a place. */
/* Raises an error that has its own message; args fill {1} {2}. */
_Noreturn void gk_fault_raise(lua_State *L, gk_message id, gk_view first, gk_view second);
/* The same with a text in the manner of Lua's own: "bad argument #1 to 'rep' (…)". */
_Noreturn void gk_fault_argument(lua_State *L, int arg, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The message handler of every protected call. */
int gk_fault_handler(lua_State *L);
/* Notes where the plugin is, unless that is known already. */
void gk_fault_locate(gk_script *script);
/* Adds the diagnostic of a call that failed; the error is on top of the stack and stays. */
void gk_fault_report(gk_script *script, int status);
/* Adds a diagnostic about a plugin that is not at a line. */
void gk_fault_add(gk_script *script, gk_message id, gk_view first, gk_view second);
void gk_fault_clear(gk_script *script);

/* script/push.c: values into Lua. */
void gk_push_value(lua_State *L, gk_value value);
void gk_push_box(lua_State *L, gk_box_type type, gk_value value);
void gk_push_html(lua_State *L, gk_view html);
/* The box at a stack index when it is one of the type (and not old), else NULL. */
gk_box *gk_box_at(lua_State *L, int index, gk_box_type type);
/* The box of any type, or NULL; raises the error of values of earlier items. */
gk_box *gk_box_any(lua_State *L, int index);
void gk_boxes_open(lua_State *L);

/* script/take.c: values out of Lua. Never raises. */
typedef struct gk_take {
    gk_script *script;
    gk_arena *arena;
    size_t bytes;       /* so far */
    bool bytes_allowed; /* strings need not be UTF-8 (outputs) */
    gk_view path;       /* of the value that is refused, "pages[3].title" */
    const char *why;    /* in English, NULL: all is well */
    const char *why_zh;
} gk_take;
bool gk_take_value(gk_take *take, int index, gk_value *out);
/* Pushes the table that holds what a table shows (of a frozen one, the one behind it) and gives its
 * index. */
int gk_push_contents(lua_State *L, int index);

/* script/globals.c and its like: what plugins can call. */
void gk_globals_open(lua_State *L);
/* Pushes what tostring() gives. */
void gk_push_text(lua_State *L, int index);

/* The globals of one plugin. */
void gk_environment_push(lua_State *L, uint32_t plugin);
/* Makes all that a plugin can reach read-only and notes the values of its variables. */
void gk_freeze(lua_State *L, uint32_t plugin);

/* script/load.c */
bool gk_load_plugin(gk_script *script, uint32_t plugin);

#endif
