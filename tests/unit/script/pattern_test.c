/* Our patterns do what Lua's own do. */
#include "harness.h"
#include "script/fixture.h"

/* Six thousand random patterns, five functions each; the sum over all results is what the stock
 * lua5.4 gives for the same text. */
static const char sum[] =
    "local seed = 12345\n"
    "local function rnd(n) seed = (seed * 1103515245 + 12345) % 2147483648 return (seed // 65536) % n end\n"
    "local texts, atoms = {\"\", \"a\", \"ab\", \"hello world\", \"THE (quick) fox\", \"a=1, b=2\", \"x.y.z\", \"  trim  \", \"[[]]\", \"f(a(b)c)d\", \"2026-11-20\", \"aaa\", \"abcabc\", \"\\0a\\0\", \"中文abc\"}, {}\n"
    "for w in (\"a|b|.|%a|%d|%s|%w|%p|%u|%l|%x|%c|%g|%S|%A|%D|%W|[abc]|[^a]|[a-c]|[%a_]|[]x]|[^]x]|[a-]|[-a]|%.|%(|x|1|=| |(|)|()|%1|%b()|%f[%w]|%f[^%w]|^|$|%2|[%d%s]|[%\"):gmatch(\"[^|]+\") do atoms[#atoms+1] = w end\n"
    "local quant = {\"\", \"\", \"\", \"*\", \"+\", \"-\", \"?\"}\n"
    "local sum, n, oks = 0, 0, 0\n"
    "local function add(...)\n"
    "  for i = 1, select(\"#\", ...) do\n"
    "    local v = select(i, ...)\n"
    "    local t = v == nil and \"nil\" or tostring(v)\n"
    "    for j = 1, #t do sum = (sum * 31 + t:byte(j)) % 1000000007 end\n"
    "  end\n"
    "end\n"
    "for round = 1, 6000 do\n"
    "  local p = \"\"\n"
    "  for i = 1, 1 + rnd(5) do p = p .. atoms[1 + rnd(#atoms)] .. quant[1 + rnd(#quant)] end\n"
    "  local t = texts[1 + rnd(#texts)]\n"
    "  local init = rnd(4) - 1\n"
    "  local function try(f, ...)\n"
    "    local r = {pcall(f, ...)}\n"
    "    if r[1] then oks = oks + 1 add(table.unpack(r, 1, 8)) else add(\"error\") end\n"
    "  end\n"
    "  try(string.find, t, p, init)\n"
    "  try(string.match, t, p, init)\n"
    "  try(string.gsub, t, p, \"<%0%%>\")\n"
    "  try(string.gsub, t, p, function(a, b) return b end, 2)\n"
    "  try(function() local l = {} for a, b in t:gmatch(p) do l[#l+1] = tostring(a) .. tostring(b) end return table.concat(l, \";\") end)\n"
    "end\n"
    "return sum .. \" \" .. oks\n";

GK_TEST(pattern_agrees_with_lua)
{
    GK_CHECK_STR(gk_fixture_run(sum), "\"476528973 25438\"");
}

GK_TEST(pattern_faults)
{
    GK_CHECK_STR(gk_fixture_run("return {pcall(string.find, 'a', '[a')}"),
                 "[false,\"malformed pattern (missing ']')\"]");
    GK_CHECK_STR(gk_fixture_run("return {pcall(string.find, 'a', 'a%')}"),
                 "[false,\"malformed pattern (ends with '%')\"]");
    GK_CHECK_STR(gk_fixture_run("return {pcall(string.find, 'a', '%1')}"),
                 "[false,\"invalid capture index %1\"]");
    GK_CHECK_STR(gk_fixture_run("return {pcall(string.gsub, 'a', 'a', '%2')}"),
                 "[false,\"invalid capture index %2\"]");
    GK_CHECK_STR(gk_fixture_run("return {pcall(string.find, 'a', ('('):rep(40))}"),
                 "[false,\"too many captures\"]");
    GK_CHECK_STR(gk_fixture_run("return {pcall(string.find, ('a'):rep(500), ('a?'):rep(500))}"),
                 "[false,\"pattern too complex\"]");
}

GK_TEST(pattern_has_a_budget)
{
    GK_CHECK_STR(
        gk_fixture_run("return (('a'):rep(4000)):find('.-.-.-.-b')"),
        "PLUGIN-STEPS:2 plugin p ran too long and was stopped (while handling notices/a.md)");
}
