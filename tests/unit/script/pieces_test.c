/* Checks: pieces, matchers, hits and reports. */
#include "harness.h"
#include "script/fixture.h"

static const char source[] =
    "local words = gongkai.matcher({'登陆', '帐号'})\n"
    "return {checks = {c = function(doc)\n"
    "  for _, hit in ipairs(doc:find(words)) do\n"
    "    gongkai.report{at = hit, message = hit.term .. hit.index .. hit.piece.kind, code = 'TERM',\n"
    "      severity = 'warning', only = 'check'}\n"
    "  end\n"
    "  for i, piece in ipairs(doc.pieces) do\n"
    "    print(i, piece.kind, piece.text, piece.field, piece.index, piece == doc.pieces[i])\n"
    "  end\n"
    "  print(#doc.pieces, doc.pieces[9], doc.path, #doc:find(words), doc.text)\n"
    "  gongkai.report{message = '全篇', at = doc}\n"
    "  gongkai.report{message = '一段', at = doc.pieces[1], from = 4, to = 6}\n"
    "end}}\n";

GK_TEST(pieces_are_found_and_reported)
{
    gk_fixture *f = gk_fixture_load("{\"checks\": {\"c\": {}}}", source);
    GK_CHECK_STR(gk_fixture_faults(f), "");
    GK_REQUIRE(f->script != NULL);
    gk_pieces pieces = GK_PIECES_INIT;
    gk_pieces_begin(&pieces, GK_V("a.md"), GK_V(""));
    gk_pieces_add(&pieces, GK_PIECE_TITLE, GK_PIECE_NOWHERE, GK_V("请登陆"), 0, 0);
    gk_pieces_name(&pieces, GK_V("title"));
    gk_pieces_add(&pieces, GK_PIECE_TEXT, GK_PIECE_NOWHERE, GK_V("帐号"), 0, 0);
    gk_pair path = {GK_V("path"), gk_value_string(GK_V("a.md"))};
    gk_value doc = gk_value_map(&path, 1), out;
    gk_script_begin(f->script, GK_V("a.md"), &f->arena, &f->diags);
    gk_script_subject(f->script, &pieces);
    GK_CHECK(
        gk_script_call(f->script, 0, GK_HOOK_CHECK, GK_V("c"), &doc, 1, gk_value_null(), &out));
    GK_CHECK(gk_script_end(f->script));
    GK_CHECK_STR(gk_fixture_faults(f), "");
    GK_CHECK_STR(f->log.p, "warning TERM 登陆1title piece=0 3-9 check\n"
                           "warning TERM 帐号2text piece=1 0-6 check\n"
                           "0:1\ttitle\t请登陆\ttitle\t1\ttrue\n"
                           "0:2\ttext\t帐号\t\t2\ttrue\n"
                           "0:2\tnil\ta.md\t2\t帐号\n\n"
                           "error  全篇 piece=-1 0-0\n"
                           "error  一段 piece=0 3-6\n");
    gk_pieces_free(&pieces);
    gk_fixture_free(f);
}

GK_TEST(pieces_matchers_are_made_while_loading)
{
    GK_CHECK_STR(
        gk_fixture_run("return #gongkai.matcher({'a'}):find('a')"),
        "PLUGIN-ERROR:2 plugin p: matchers are made while the plugin is loaded, outside of "
        "functions (while handling notices/a.md)");
}

GK_TEST(pieces_reports_are_checked)
{
    GK_CHECK_STR(gk_fixture_run("gongkai.report{at = 3}"),
                 "PLUGIN-ERROR:2 plugin p: bad argument #1 to 'report' (message is to be a string) "
                 "(while handling notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run("gongkai.report{message = 'a', at = 3}"),
        "PLUGIN-ERROR:2 plugin p: bad argument #1 to 'report' (at is to be a hit, a piece, a "
        "document or a path) (while handling notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run("gongkai.report{message = 'a', severity = 'bad'}"),
        "PLUGIN-ERROR:2 plugin p: bad argument #1 to 'report' (severity is to be \"error\" or "
        "\"warning\") (while handling notices/a.md)");
}

GK_TEST(values_of_the_program_are_read_only)
{
    GK_CHECK_STR(
        gk_fixture_run("gongkai.data.list[1] = 2"),
        "PLUGIN-READONLY:2 plugin p wrote to something that is read-only: 1 (while handling "
        "notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run("gongkai.options.width = 2"),
        "PLUGIN-READONLY:2 plugin p wrote to something that is read-only: width (while handling "
        "notices/a.md)");
    GK_CHECK_STR(
        gk_fixture_run("local d = gongkai.data return {#d.list, d.list[4] == nil, d.map.a.x, "
                       "d.map == gongkai.data.map, d.map.none == nil, table.concat(d.list, '-'), "
                       "select('#', table.unpack(d.list))}"),
        "[3,true,\"y\",true,true,\"1-2-3\",3]");
}

GK_TEST(values_dates)
{
    GK_CHECK_STR(
        gk_fixture_run("local a, b = gongkai.date('2026-02-28'), gongkai.date('2026-03-01') "
                       "return {b - a, a < b, a == gongkai.date('2026-02-28'), a:add(1) == b, "
                       "gongkai.date('x') == nil, b.weekday, tostring(a)}"),
        "[1,true,true,true,true,7,\"2026-02-28\"]");
    GK_CHECK_STR(
        gk_fixture_run("return gongkai.today:format('x')"),
        "PLUGIN-ERROR:2 plugin p: bad argument #1 to 'format' (no such form: use one of long "
        "short iso dot datetime rfc3339 month weekday year time) (while handling notices/a.md)");
}
