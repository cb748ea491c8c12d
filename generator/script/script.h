/* Plugins at work: one Lua state of one worker, with all plugins of the site.
 *
 * Foreign code runs here, so a gk_script is made in a worker only (or in a test), never in the
 * parent: memory and instructions are counted for good messages, but what holds is the worker's
 * limits (base/workers.h). Lua's headers have their home in this folder.
 *
 * Order of calls: new; then for each item begin, any number of call, end; free. What a call gives
 * lives in the item's arena. Values that Lua was given in one item are dead in the next: using one
 * is an error of the plugin.
 *
 * Everything a plugin can reach is read-only once it is loaded, and a local variable of its file
 * that has changed by the end of an item is an error: which documents a worker has seen before must
 * not matter.
 *
 * An error in a plugin is a diagnostic at its line in plugin.lua (or in the file that `begin`
 * named, when there is no line), with the document and a short traceback. */
#ifndef GK_SCRIPT_SCRIPT_H
#define GK_SCRIPT_SCRIPT_H

#include "base/piece.h"
#include "model/calendar.h"
#include "script/hooks.h"
#include "script/plugin.h"

enum {
    GK_SCRIPT_MEMORY = 48 << 20, /* bytes of one state */
    GK_SCRIPT_STEPS = 20000000,  /* instructions of one call */
    GK_SCRIPT_SITE_STEPS =
        200000,                 /* more for the site hook and its outputs, a document of the site */
    GK_SCRIPT_RESULT = 4 << 20, /* bytes that a call may give back */
    GK_SCRIPT_SITE_RESULT = 1024, /* more for the site hook and outputs, a document */
    GK_SCRIPT_DEPTH = 16          /* lists and maps within each other, of a result */
};

typedef struct gk_script gk_script;

/* What gongkai.report was called with. */
typedef struct gk_script_report {
    uint32_t plugin;
    gk_severity severity;
    gk_view code; /* as declared by the plugin, upper case: "TERMS"; empty: the plugin's name */
    gk_view message, help;
    bool only_check; /* told by `gongkai check`, not by builds */
    size_t piece;    /* where: number of the piece, SIZE_MAX = none: the whole document */
    size_t from, to; /* bytes within the piece; from == to: the whole piece */
    gk_value at;     /* of the site hook: the document (a map) or its path (a string); else null */
} gk_script_report;

/* What a plugin asks of the program. Functions may be NULL: the API then says that it is not
 * available here. All are called within gk_script_call. */
typedef struct gk_script_host {
    const gk_plugin *plugins;
    size_t count;
    gk_value site; /* map: what gongkai.site is; lives as long as the script */
    gk_value data; /* map: what gongkai.data is; likewise */
    gk_date today;
    bool english;       /* how dates are written */
    uint32_t documents; /* of the site, for the budget of the site hook */
    /* Markdown to html in the arena; false after faults were added to diags. */
    bool (*markdown)(void *ctx, gk_view text, gk_arena *arena, gk_diags *diags, gk_view *html);
    /* "/path/" with the portal's folder before it, or with the whole base_url. */
    gk_view (*url)(void *ctx, gk_view path, bool absolute, gk_arena *arena);
    /* An address that the document wrote (an argument of a shortcode) and h() puts into an
     * attribute: what to write there (not escaped). For slots that are filled in later, a text that
     * the host finds again. False: refused, and the fault was reported. */
    bool (*resolve)(void *ctx, gk_view address, bool picture, gk_arena *arena, gk_view *out);
    /* Where in the document the running call stands (a shortcode), for errors that a plugin raises
     * without a place of its own: error("…", 0). False: nowhere. */
    bool (*where)(void *ctx, gk_place *out);
    void (*report)(void *ctx, const gk_script_report *report);
    void (*log)(void *ctx, uint32_t plugin, gk_view line);
    const gk_calendar *calendar; /* for working days, or NULL */
    void *ctx;
    uint32_t
        *note; /* shared with the parent: number of the running plugin + 1, 0 = none; or NULL */
} gk_script_host;

/* Loads and freezes all plugins; the host is copied, what it points at is borrowed. NULL after
 * errors were added. */
gk_script *gk_script_new(const gk_script_host *host, gk_diags *diags);
void gk_script_free(gk_script *script);

/* An item begins: `document` names it in messages; results are made in the arena; faults go to
 * diags. */
void gk_script_begin(gk_script *script, gk_view document, gk_arena *arena, gk_diags *diags);

/* Says what doc.pieces and doc:find of the next checks look at; borrowed until the item ends. The
 * first argument of a check is a map (kind path type values …), which gets text, pieces and find.
 */
void gk_script_subject(gk_script *script, const gk_pieces *pieces);

/* Calls a function of a plugin. name is "" for hooks that have one function. named is a map that
 * becomes the last argument unless it is null or empty. False when a fault was added; *out is then
 * null. Calling what the plugin does not provide gives null and true. */
bool gk_script_call(gk_script *script, uint32_t plugin, gk_hook hook, gk_view name,
                    const gk_value *args, size_t count, gk_value named, gk_value *out);

/* A plugin used up its instructions or memory: the state is not to be called again, and the build
 * should stop. */
bool gk_script_spent(const gk_script *script);

/* The item ends. False when a fault was added: a variable of a plugin has changed. */
bool gk_script_end(gk_script *script);

/* The value of an argument of a shortcode that holds an address of its document: a string that h()
 * hands to host.resolve. Other strings in addresses of h() are taken as they are. */
gk_value gk_script_address(gk_view address);

#endif
