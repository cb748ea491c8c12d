#include "script/script.h"

#include "harness.h"
#include "script/fixture.h"

GK_TEST(script_gives_values_back)
{
    GK_CHECK_STR(gk_fixture_run("return v"), "\"值\"");
    GK_CHECK_STR(gk_fixture_run("return {1, 2.5, 'a', true}"), "[1,2.5,\"a\",true]");
    GK_CHECK_STR(gk_fixture_run("return {b = 1, a = {c = {}}}"), "{\"a\":{\"c\":[]},\"b\":1}");
    GK_CHECK_STR(gk_fixture_run("return nil"), "null");
}

GK_TEST(script_says_what_is_wrong_with_csv)
{
    GK_CHECK_STR(
        gk_fixture_run("local a, b = gongkai.csv('甲,乙\\n1,2\\n1,2,3\\n') return {a == nil, b}"),
        "[true,\"第 3 行：这一行有 3 列，表头有 2 列\"]");
}

GK_TEST(script_refuses_results)
{
    GK_CHECK_STR(
        gk_fixture_run("return {a = {1, type}}"),
        "PLUGIN-RESULT:0 plugin p gave back a[2], which can't be used: a function can't be given back (while "
        "handling notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run("local t = {} t.t = t return t"),
        "PLUGIN-RESULT:0 plugin p gave back t.t.t.t.t.t.t.t.t.t.t.t.t.t.t.t, which can't be "
        "used: tables are nested more than 16 deep (while handling notices/a.md)");
}

GK_TEST(script_refuses_nonsense)
{
    GK_CHECK_STR(
        gk_fixture_run("return {x = 0/0}"),
        "PLUGIN-RESULT:0 plugin p gave back x, which can't be used: not a finite number (while "
        "handling notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run("return ('\xE4\xB8'):rep(3)"),
        "PLUGIN-RESULT:0 plugin p gave back f, which can't be used: the string is no text: not "
        "UTF-8, or with control characters (while handling notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run("return 'a\\0b'"),
        "PLUGIN-RESULT:0 plugin p gave back f, which can't be used: the string is no text: not "
        "UTF-8, or with control characters (while handling notices/a.md)");
    GK_CHECK_STR(gk_fixture_run("return h('p', nil, '\\xff')"),
                 "PLUGIN-HTML:2 plugin p: h() refuses a text that is not UTF-8 (while handling "
                 "notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run("return {[1] = 1, [3] = 3}"),
        "PLUGIN-RESULT:0 plugin p gave back f, which can't be used: a table must hold 1 … n "
        "without gaps, or only names (while handling notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run("local t = {} for i = 1, 60 do t[i] = ('x'):rep(100000) end return t"),
        "PLUGIN-RESULT:0 plugin p gave back [42], which can't be used: the result is too large "
        "(while handling notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run("local t = {} for i = 1, 600 do t = {t, t} end return t"),
        "PLUGIN-RESULT:0 plugin p gave back [1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1], "
        "which can't be used: tables are nested more than 16 deep (while handling "
        "notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run(
            "local e = ('x'):rep(1000000) local p = h('p', nil, e, e, e, e, e) return p"),
        "PLUGIN-ERROR:2 plugin p: the HTML is larger than 4 MB (while handling notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run("local t = {h('b')} for i = 1, 30 do t = {t} end return h('p', nil, t)"),
        "PLUGIN-ERROR:2 plugin p: lists of children are nested too deeply (while handling "
        "notices/a.md)");
}

GK_TEST(script_errors_have_a_place)
{
    GK_CHECK_STR(gk_fixture_run("error('no')"), "PLUGIN-ERROR:2 plugin p: no (while handling "
                                                "notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run("\nlocal x = nil + 1"),
        "PLUGIN-NIL-ARITHMETIC:3 plugin p: attempt to perform arithmetic on ?, which is nil (while "
        "handling notices/a.md)");
    GK_CHECK_STR(gk_fixture_run("x ="), "PLUGIN-SYNTAX:3 plugin p: unexpected symbol near 'end'");
}

#define TOO_LONG                                                                                   \
    "PLUGIN-STEPS:2 plugin p ran too long and was stopped (while handling notices/a.md)"

GK_TEST(script_ends_endless_loops)
{
    GK_CHECK_STR(gk_fixture_run("while true do end"), TOO_LONG);
    GK_CHECK_STR(gk_fixture_run("while true do pcall(function() while true do end end) end"),
                 TOO_LONG);
    GK_CHECK_STR(gk_fixture_run("local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end"),
                 "PLUGIN-MEMORY:2 plugin p used more than 48 MB of memory and was stopped (while "
                 "handling notices/a.md)");
}

GK_TEST(script_says_where_the_document_is_wrong)
{
    GK_CHECK_STR(gk_fixture_run("if v then error('没有数据', 0) end"),
                 "PLUGIN-SAYS:7 plugin p: 没有数据");
    GK_CHECK_STR(gk_fixture_run("local ok, e = pcall(error, 'a', 0) return {ok, e}"),
                 "[false,\"a\"]");
    GK_CHECK_STR(gk_fixture_run("pcall(error, 'a', 0) table.sort({1, 'a'})"),
                 "PLUGIN-COMPARE:2 plugin p: attempt to compare string with number (while handling "
                 "notices/a.md)");
}
