/* What plugins can and can't reach. */
#include "harness.h"
#include "script/fixture.h"

GK_TEST(globals_are_listed)
{
    GK_CHECK_STR(
        gk_fixture_run("local names = {} for k in pairs(_ENV) do names[#names + 1] = k end "
                       "return table.concat(names, ' ')"),
        "\"_VERSION assert error getmetatable gongkai h ipairs math pairs pcall print "
        "rawequal select setmetatable string table tonumber tostring type utf8\"");
    GK_CHECK_STR(
        gk_fixture_run("local names = {} for k in pairs(string) do names[#names + 1] = k end "
                       "return table.concat(names, ' ')"),
        "\"byte char find format gmatch gsub len lower match rep reverse sub upper\"");
    GK_CHECK_STR(
        gk_fixture_run("local names = {} for k in pairs(table) do names[#names + 1] = k end "
                       "return table.concat(names, ' ')"),
        "\"concat insert move pack remove sort unpack\"");
    GK_CHECK_STR(
        gk_fixture_run("local names = {} for k in pairs(utf8) do names[#names + 1] = k end "
                       "return table.concat(names, ' ')"),
        "\"char charpattern codepoint codes len offset\"");
    GK_CHECK_STR(
        gk_fixture_run("return {math.random == nil, string.dump == nil, ('').dump == nil}"),
        "[true,true,true]");
}

GK_TEST(globals_that_are_not_there)
{
    GK_CHECK_STR(gk_fixture_run("return os"),
                 "PLUGIN-GLOBAL:2 plugin p: there is no os (while handling notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run("return tabel.concat({})"),
        "PLUGIN-GLOBAL-NEAR:2 plugin p: there is no tabel; did you mean table? (while handling "
        "notices/a.md)");
}

GK_TEST(globals_pairs_has_an_order)
{
    GK_CHECK_STR(
        gk_fixture_run("local t = {b = 1, a = 2, [3] = 1, [1.5] = 1, [-1] = 0, [true] = 1, "
                       "[false] = 0, [1] = 1, B = 3}\n"
                       "local l = {} for k in pairs(t) do l[#l + 1] = tostring(k) end\n"
                       "return table.concat(l, ' ')"),
        "\"-1 1 1.5 3 B a b false true\"");
    GK_CHECK_STR(gk_fixture_run("for k in pairs({[print] = 1}) do end"),
                 "PLUGIN-ERROR:2 plugin p: pairs has no order for a key that is a function (while "
                 "handling notices/a.md)");
    GK_CHECK_STR(gk_fixture_run("local t = {a = 1, b = 2, c = 3} local l = {}\n"
                                "for k in pairs(t) do t.b = nil l[#l + 1] = k end\n"
                                "return table.concat(l)"),
                 "\"ac\"");
    GK_CHECK_STR(
        gk_fixture_run("local l = {} for k, v in pairs(gongkai.data.map) do l[#l + 1] = k end "
                       "for i, v in pairs(gongkai.data.list) do l[#l + 1] = i * v end "
                       "return l"),
        "[\"b\",\"a\",1,4,9]");
}

GK_TEST(globals_show_no_addresses)
{
    GK_CHECK_STR(gk_fixture_run("return tostring({}) .. tostring(print) .. "
                                "string.format('%s %10s', {}, gongkai.data.list)"),
                 "\"tablefunctiontable       list\"");
    GK_CHECK_STR(gk_fixture_run("return string.format('%p', {})"),
                 "PLUGIN-ERROR:2 plugin p: invalid conversion '%p' to 'format' (while handling "
                 "notices/a.md)");
    GK_CHECK_STR(gk_fixture_run("error({})"),
                 "PLUGIN-ERROR:2 plugin p: (the error is a table, not a string) (while handling "
                 "notices/a.md)");
}

GK_TEST(globals_metatables)
{
    GK_CHECK_STR(gk_fixture_run("local C = {} C.__index = C function C:m() return self.x end\n"
                                "local o = setmetatable({x = 5}, C)\n"
                                "return {o:m(), getmetatable(o) == C}"),
                 "[5,true]");
    GK_CHECK_STR(gk_fixture_run("return {pcall(setmetatable, {}, {__gc = print})}"),
                 "[false,\"bad argument #2 to '?' ('__gc' has no use in plugins)\"]");
    GK_CHECK_STR(
        gk_fixture_run("return {getmetatable('') == nil, getmetatable(gongkai.today) == nil}"),
        "[true,true]");
    GK_CHECK_STR(
        gk_fixture_run("local m = {} local t = setmetatable({}, m) m.__tostring = "
                       "function() return 'late' end setmetatable({}, m) return tostring(t)"),
        "\"late\"");
}

GK_TEST(globals_sort_is_stable)
{
    GK_CHECK_STR(
        gk_fixture_run(
            "local t = {} for i = 1, 500 do t[i] = {k = i * 7 % 10, i = i} end\n"
            "table.sort(t, function(a, b) return a.k < b.k end)\n"
            "for i = 2, 500 do local a, b = t[i - 1], t[i]\n"
            "if a.k > b.k or (a.k == b.k and a.i > b.i) then return 'wrong at ' .. i end end\n"
            "local u = {5, 3, 1, 4, 2, 9, 8, 7, 6, 0} table.sort(u) return table.concat(u)"),
        "\"0123456789\"");
    GK_CHECK_STR(gk_fixture_run("return {pcall(table.sort, {1, 'a'})}"),
                 "[false,\"attempt to compare string with number\"]");
}

GK_TEST(globals_strings_are_capped)
{
    GK_CHECK_STR(gk_fixture_run("return {pcall(string.rep, 'x', 1e18 // 1)}"),
                 "[false,\"resulting string too large (8 MB at most)\"]");
    GK_CHECK_STR(gk_fixture_run("return {pcall(string.rep, 'x', 1 << 40)}"),
                 "[false,\"resulting string too large (8 MB at most)\"]");
    GK_CHECK_STR(gk_fixture_run("return {('ab'):rep(3, '-'), ('x'):rep(0), ('x'):rep(-1)}"),
                 "[\"ab-ab-ab\",\"\",\"\"]");
    GK_CHECK_STR(gk_fixture_run("return {pcall(table.unpack, {}, 1, 1e8)}"),
                 "[false,\"too many results to unpack (100000 at most)\"]");
}
