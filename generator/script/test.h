/* Tests of a plugin: Lua files beside it, in the same sandbox.
 *
 * A file sees what plugin.lua sees, and plugin (the table that plugin.lua returned), test(name,
 * function), equal(a, b), raises(function, text), document(text, {path = …, type = …}), data(path,
 * text), file(path), reports(): what gongkai.report has said in this test. */
#ifndef GK_SCRIPT_TEST_H
#define GK_SCRIPT_TEST_H

#include "script/script.h"

/* What is behind document, data and file; and who is told of every test. */
typedef struct gk_script_tester {
    /* subject: "document", "data", "file" or "reports". The result is made in the arena. */
    bool (*make)(void *ctx, gk_view subject, gk_view first, gk_value second, gk_arena *arena,
                 gk_value *out);
    void (*told)(void *ctx, gk_view test, bool passed, gk_view why);
    void *ctx;
} gk_script_tester;

/* Runs one file, between gk_script_begin and gk_script_end. False when the file itself failed:
 * why is in the diagnostics of the item. */
bool gk_script_test(gk_script *script, uint32_t plugin, gk_view name, gk_view source,
                    const gk_script_tester *tester);

#endif
