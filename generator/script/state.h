/* Inside of script/: the state that its files share, and what Lua values stand for.
 *
 * Functions with a lua_State may raise a Lua error, which leaves by longjmp: they hold no memory of
 * their own across calls of the library; what they make is in the item's arena or in scratch. */
#ifndef GK_SCRIPT_STATE_H
#define GK_SCRIPT_STATE_H

#include <lua.h>

#include "base/matcher.h"
#include "script/script.h"

enum { GK_FRAMES_MAX = 6, GK_FRAME_NAME = 40, GK_FAULT_ARGS = 4 };

/* What a userdata is. */
typedef enum gk_box_type {
    GK_BOX_LIST,
    GK_BOX_MAP,
    GK_BOX_DATE,
    GK_BOX_HTML,
    GK_BOX_ADDRESS, /* an address that a document wrote */
    GK_BOX_SUBJECT, /* what a check is asked about: a map with pieces and find */
    GK_BOX_PIECES,
    GK_BOX_PIECE, /* its number in u.i */
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
    gk_buf
        args[GK_FAULT_ARGS]; /* {0} is the plugin; these are {1} {2} {5}, and the traceback, {3} */
    gk_frame frames[GK_FRAMES_MAX];
    size_t frame_count;
    const char *said; /* the string of an error(…, 0), to be told from others */
} gk_fault;

/* The variables of one plugin, and the last item in which it ran. */
typedef struct gk_watch_range {
    size_t from, to;
    uint32_t ran;
} gk_watch_range;

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
    unsigned depth;      /* of calls within calls: a shortcode in the Markdown of a plugin */
    gk_view document;
    gk_arena *arena;
    size_t arena_start; /* its total when the item began */
    gk_diags *diags;
    gk_arena load;           /* what is made while loading lives as long as the state */
    const gk_pieces *pieces; /* of the subject, or NULL */
    gk_fault fault;
    gk_buf scratch; /* of one function, until it calls another */
    gk_buf html;    /* h() builds here */
    gk_hits hits;
    struct gk_watched *watched; /* the variables whose values are in GK_SLOT_WATCH */
    size_t watched_count, watched_cap;
    gk_watch_range *ranges; /* of watched, a plugin each */
};

/* Slots of the registry (integers, the quickest). */
enum {
    GK_SLOT_LIBRARY = 90,     /* what every environment begins with */
    GK_SLOT_METAS,            /* a plugin's metatable → ours, weak keys */
    GK_SLOT_SEEN,             /* while freezing: things that were reached */
    GK_SLOT_NOTHING,          /* the list without items: frozen, shared */
    GK_SLOT_WATCH,            /* a thread whose stack holds functions and values of variables */
    GK_SLOT_METATABLES = 100, /* + gk_box_type */
    GK_SLOT_TESTER = 119,
    GK_SLOT_FUNCTIONS = 120,   /* + plugin × GK_HOOK_COUNT + hook */
    GK_SLOT_RETURNED = 100000, /* + plugin: the table of its plugin.lua, for its tests */
};

/* Whose state it is. */
static inline gk_script *gk_script_of(lua_State *L)
{
    return *(gk_script **)lua_getextraspace(L);
}

/* script/budget.c: memory and instructions. */
void *gk_budget_allocate(void *script, void *p, size_t old, size_t n);
void gk_budget_begin(gk_script *script, int64_t steps);
/* Ends a plugin for the memory that the program has taken for it. */
_Noreturn void gk_budget_no_memory(lua_State *L);
/* Takes the cost of work that C does for a plugin. */
void gk_budget_charge(lua_State *L, size_t cost);
int gk_lua_pcall(lua_State *L);
int gk_lua_error(lua_State *L);

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
/* The same once more, for an error that has no message of its own. */
void gk_fault_relocate(gk_script *script);
/* Adds the diagnostic of a call that failed; the error is on top of the stack and stays. */
void gk_fault_report(gk_script *script, int status);
/* Adds a diagnostic about a plugin that is not at a line. */
void gk_fault_add(gk_script *script, gk_message id, gk_view first, gk_view second, gk_view third);
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
    size_t most;        /* bytes allowed; 0 = GK_SCRIPT_RESULT */
    bool bytes_allowed; /* strings need not be text (outputs) */
    gk_view path;       /* of the value that is refused, "pages[3].title" */
    const char *why;    /* in English, NULL: all is well */
    const char *why_zh;
} gk_take;
bool gk_take_value(gk_take *take, int index, gk_value *out);
/* Whether bytes are text: UTF-8 without control characters but tab and line ends. */
bool gk_take_is_text(gk_view bytes);
/* Pushes the table that holds what a table shows (of a frozen one, the one behind it) and gives its
 * index. */
int gk_push_contents(lua_State *L, int index);

/* script/metatable.c: metatables of tables. Ours stand before the plugin's: [1] is the one that the
 * plugin gave (or nil), [2] of a frozen table what it holds, [3] its keys in order. */
enum { GK_META_GIVEN = 1, GK_META_CONTENTS = 2, GK_META_KEYS = 3 };
int gk_lua_setmetatable(lua_State *L);
int gk_lua_getmetatable(lua_State *L);
/* Pushes ours for the one at an index, with its metamethods as they are now. */
void gk_meta_push(lua_State *L, int given);
/* Copies all metamethods but __index, __newindex and __len from a table to another. */
void gk_meta_copy(lua_State *L, int from, int to);

/* script/pairs.c: iteration in order. */
int gk_lua_pairs(lua_State *L);
/* Pushes the keys of the table at an index in order; raises for keys that have none. */
void gk_keys_push(lua_State *L, int table);

/* script/watch.c */
/* Notes the variables of a function and pushes their values; gives how many. */
int gk_watch_function(lua_State *L, int function);
/* The first variable that has changed gets its value back. False: none has. */
bool gk_watch_changed(gk_script *script, uint32_t *plugin, gk_view *name);

/* script/globals.c and its like: what plugins can call. */
void gk_globals_open(lua_State *L);
/* Pushes what tostring() gives. */
void gk_push_text(lua_State *L, int index);

/* The globals of one plugin. */
void gk_environment_push(lua_State *L, uint32_t plugin);
/* Makes the thing at an index read-only with all that can be reached from it, and notes the values
 * of variables. */
void gk_freeze(lua_State *L, int index);
/* "list", "html", …, or Lua's own name. */
const char *gk_type_name(lua_State *L, int index);
/* h(tag, attributes, children …) */
int gk_lua_h(lua_State *L);

/* script/load.c */
bool gk_load_plugin(gk_script *script, uint32_t plugin);

#endif
