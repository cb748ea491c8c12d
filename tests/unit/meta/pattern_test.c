#include "meta/pattern.h"

#include "harness.h"

static int found(const char *pattern, const char *text)
{
    gk_arena arena = GK_ARENA_INIT;
    gk_pattern_fault fault;
    size_t at;
    const gk_pattern *p = gk_pattern_compile(gk_view_of(pattern), &arena, &fault, &at);
    int result = p ? gk_pattern_found(p, gk_view_of(text), &arena) : -(int)fault;
    gk_arena_free(&arena);
    return result;
}

GK_TEST(pattern_finds)
{
    GK_CHECK_INT(found("^[A-HJ-NP-Z2-9]{6}$", "ABC234"), 1);
    GK_CHECK_INT(found("^[A-HJ-NP-Z2-9]{6}$", "ABC23I"), 0);
    GK_CHECK_INT(found("^[A-HJ-NP-Z2-9]{6}$", "ABC2345"), 0);
    GK_CHECK_INT(found("^[^0-9]+〔[0-9]{4}〕[0-9]+号$", "星图党〔2026〕5号"), 1);
    GK_CHECK_INT(found("^[^0-9]+〔[0-9]{4}〕[0-9]+号$", "星图党[2026]5号"), 0);
    GK_CHECK_INT(found("^.{2,3}$", "党费"), 1);
    GK_CHECK_INT(found("^.{2,3}$", "党"), 0);
    GK_CHECK_INT(found("^.{2,3}$", "党费通知"), 0);
    GK_CHECK_INT(found("^[一-龥]+$", "支部"), 1);
    GK_CHECK_INT(found("b|c", "abc"), 1);
    GK_CHECK_INT(found("^(a|bc)*d$", "abcad"), 1);
    GK_CHECK_INT(found("^a?b+$", "bbb"), 1);
    GK_CHECK_INT(found("", "x"), 1);
    GK_CHECK_INT(found("^$", ""), 1);
    GK_CHECK_INT(found("^$", "x"), 0);
    GK_CHECK_INT(found("x$", "x x"), 1);
    GK_CHECK_INT(found("^\\d{4}-\\d\\d$", "2026-03"), 1);
    GK_CHECK_INT(found("^[\\w.]+\\.$", "a_b.c."), 1);
    GK_CHECK_INT(found("^\\D+$", "a1"), 0);
    GK_CHECK_INT(found("^[]a-]+$", "a-]"), 1);
    GK_CHECK_INT(found("^(a|)+$", "aaa"), 1);
    GK_CHECK_INT(found("^(a*)*$", "aab"), 0);
}

GK_TEST(pattern_names_its_faults)
{
    GK_CHECK_INT(found("(a", ""), -GK_PATTERN_PAREN);
    GK_CHECK_INT(found("a)", ""), -GK_PATTERN_PAREN);
    GK_CHECK_INT(found("[a", ""), -GK_PATTERN_CLASS);
    GK_CHECK_INT(found("[z-a]", ""), -GK_PATTERN_CLASS);
    GK_CHECK_INT(found("[[:alpha:]]", ""), -GK_PATTERN_CLASS);
    GK_CHECK_INT(found("*a", ""), -GK_PATTERN_REPEAT);
    GK_CHECK_INT(found("a{3,2}", ""), -GK_PATTERN_REPEAT);
    GK_CHECK_INT(found("a{x}", ""), -GK_PATTERN_REPEAT);
    GK_CHECK_INT(found("a\\", ""), -GK_PATTERN_ESCAPE);
    GK_CHECK_INT(found("(a)\\1", ""), -GK_PATTERN_ESCAPE);
    GK_CHECK_INT(found("((a{1000}){1000}){1000}", ""), -GK_PATTERN_SIZE);
    GK_CHECK_INT(
        found("((((((((((a{0,1}){1000}){1000}){1000}){1000}){1000}){1000}){1000}){1000}){1000})",
              ""),
        -GK_PATTERN_SIZE);
}

GK_TEST(pattern_takes_linear_time)
{
    char text[3001];
    memset(text, 'a', 3000);
    text[3000] = '\0';
    GK_CHECK_INT(found("^(a|a)*(a|a)*(a?){30}a{30}b$", text), 0);
    GK_CHECK_INT(found("^(([a-z])+.)+[A-Z]([a-z])+$", text), 0);
}
