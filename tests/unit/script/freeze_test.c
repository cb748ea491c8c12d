/* After loading nothing can be remembered. */
#include "harness.h"
#include "script/fixture.h"

/* Loads a text that returns its filters, and calls f twice. */
static const char *twice(const char *source)
{
    static char result[2000];
    gk_fixture *f = gk_fixture_load("{\"filters\": {\"f\": {}}}", source);
    const char *first = gk_fixture_filter(f, "f", gk_value_null());
    const char *second = f->diags.count ? first : gk_fixture_filter(f, "f", gk_value_null());
    size_t n = strlen(second);
    memcpy(result, second, n < sizeof result ? n + 1 : sizeof result);
    gk_fixture_free(f);
    return result;
}

#define WHILE " (while handling notices/a.md)"

GK_TEST(freeze_refuses_writes)
{
    GK_CHECK_STR(twice("local t = {} return {filters = {f = function() t.x = 1 end}}"),
                 "PLUGIN-READONLY:1 plugin p wrote to something that is read-only: x" WHILE);
    GK_CHECK_STR(
        twice("local t = {a = {b = {1}}} return {filters = {f = function() t.a.b[1] = 2 end}}"),
        "PLUGIN-READONLY:1 plugin p wrote to something that is read-only: 1" WHILE);
    GK_CHECK_STR(twice("return {filters = {f = function() g = 1 end}}"),
                 "PLUGIN-READONLY:1 plugin p wrote to something that is read-only: g" WHILE);
    GK_CHECK_STR(twice("return {filters = {f = function() string.x = 1 end}}"),
                 "PLUGIN-READONLY:1 plugin p wrote to something that is read-only: x" WHILE);
    GK_CHECK_STR(twice("local t = {3, 1} return {filters = {f = function() table.sort(t) end}}"),
                 "PLUGIN-READONLY:1 plugin p wrote to something that is read-only: 1" WHILE);
    GK_CHECK_STR(twice("local t = {} return {filters = {f = function() setmetatable(t, {}) end}}"),
                 "PLUGIN-READONLY:1 plugin p wrote to something that is read-only: " WHILE);
    GK_CHECK_STR(twice("local t = setmetatable({}, {__index = function(s, k) s[k] = 1 end}) "
                       "return {filters = {f = function() return t.y end}}"),
                 "PLUGIN-READONLY:1 plugin p wrote to something that is read-only: y" WHILE);
}

GK_TEST(freeze_keeps_reading)
{
    GK_CHECK_STR(twice("local t = {'a', 'b', 'c', x = {y = 1}}\n"
                       "function helper(v) return v .. '!' end\n"
                       "return {filters = {f = function()\n"
                       "local l = {} for i, v in ipairs(t) do l[i] = v end\n"
                       "local keys = {} for k in pairs(t) do keys[#keys + 1] = tostring(k) end\n"
                       "return {#t, table.concat(t), select('#', table.unpack(t)), #l, t.x.y, "
                       "table.concat(keys), helper('h')} end}}"),
                 "[3,\"abc\",3,3,1,\"123x\",\"h!\"]");
    GK_CHECK_STR(twice("local C = {} C.__index = C function C:get() return self.v end\n"
                       "C.__tostring = function() return 'C' end\n"
                       "local D = setmetatable({}, C) D.__index = D\n"
                       "local shared = setmetatable({v = 1}, D)\n"
                       "return {filters = {f = function()\n"
                       "local own = setmetatable({v = 2}, D)\n"
                       "own.v = 3\n"
                       "return {shared:get(), own:get(), getmetatable(own) == D, tostring(C), "
                       "tostring(setmetatable({}, C))} end}}"),
                 "[1,3,true,\"table\",\"C\"]");
    GK_CHECK_STR(
        twice("local defaults = setmetatable({a = 1}, {__index = function(t, k) return k .. '?' "
              "end}) return {filters = {f = function() return {defaults.a, defaults.b} end}}"),
        "[1,\"b?\"]");
    GK_CHECK_STR(
        twice("local list = {1, 2, {3}} return {filters = {f = function() return list end}}"),
        "[1,2,[3]]");
}

GK_TEST(freeze_watches_variables)
{
    GK_CHECK_STR(twice("local n = 0 return {filters = {f = function() n = n + 1 return n end}}"),
                 "PLUGIN-VARIABLE:0 plugin p changed the variable n" WHILE);
    GK_CHECK_STR(twice("local n = 0 return {filters = {f = function() n = 0.0 end}}"),
                 "PLUGIN-VARIABLE:0 plugin p changed the variable n" WHILE);
    GK_CHECK_STR(twice("local deep do local m = {} deep = function() m = {} end end\n"
                       "local t = {x = {deep}} return {filters = {f = function() t.x[1]() end}}"),
                 "PLUGIN-VARIABLE:0 plugin p changed the variable m" WHILE);
    GK_CHECK_STR(
        twice("local n = 0 return {filters = {f = function() n = 1 n = 0 return 'ok' end}}"),
        "\"ok\"");
}

GK_TEST(freeze_values_get_old)
{
    GK_CHECK_STR(
        twice("local it = ('abc'):gmatch('.') return {filters = {f = function() return it() end}}"),
        "PLUGIN-STALE:1 plugin p used a value of an earlier document" WHILE);
    GK_CHECK_STR(
        twice("local it, t = pairs({a = 1}) return {filters = {f = function() return (it(t)) "
              "end}}"),
        "PLUGIN-STALE:1 plugin p used a value of an earlier document" WHILE);
}
