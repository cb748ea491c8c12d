#include "template/is.h"

static bool is_none(gk_value v, gk_value arg)
{
    (void)arg;
    return v.kind == GK_NULL;
}

static bool is_string(gk_value v, gk_value arg)
{
    (void)arg;
    return v.kind == GK_STRING;
}

static bool is_html(gk_value v, gk_value arg)
{
    (void)arg;
    return v.kind == GK_HTML;
}

static bool is_number(gk_value v, gk_value arg)
{
    (void)arg;
    return v.kind == GK_INT || v.kind == GK_FLOAT;
}

static bool is_boolean(gk_value v, gk_value arg)
{
    (void)arg;
    return v.kind == GK_BOOL;
}

static bool is_date(gk_value v, gk_value arg)
{
    (void)arg;
    return v.kind == GK_DATE;
}

static bool is_list(gk_value v, gk_value arg)
{
    (void)arg;
    return v.kind == GK_LIST;
}

static bool is_map(gk_value v, gk_value arg)
{
    (void)arg;
    return v.kind == GK_MAP;
}

static bool is_odd(gk_value v, gk_value arg)
{
    (void)arg;
    return v.kind == GK_INT && v.u.i % 2 != 0;
}

static bool is_even(gk_value v, gk_value arg)
{
    (void)arg;
    return v.kind == GK_INT && v.u.i % 2 == 0;
}

static bool is_divisible(gk_value v, gk_value arg)
{
    /* INT64_MIN % -1 traps. */
    return v.kind == GK_INT && (arg.u.i == -1 || v.u.i % arg.u.i == 0);
}

static const gk_is table[] = {
    {"defined", "defined", "名字或键存在（值为空也算存在）", NULL, false},
    {"undefined", "undefined", "名字或键不存在", NULL, false},
    {"none", "none", "值为空", is_none, false},
    {"null", "null", "同 none", is_none, false},
    {"string", "string", "是文字", is_string, false},
    {"html", "html", "是排好版的 HTML（正文、宏的结果）", is_html, false},
    {"number", "number", "是整数或小数", is_number, false},
    {"boolean", "boolean", "是 true 或 false", is_boolean, false},
    {"date", "date", "是日期或时间", is_date, false},
    {"list", "list", "是列表", is_list, false},
    {"map", "map", "是映射（有键有值）", is_map, false},
    {"odd", "odd", "是奇数", is_odd, false},
    {"even", "even", "是偶数", is_even, false},
    {"divisibleby", "divisibleby(n)", "能被 n 整除", is_divisible, true},
};

const gk_is *gk_is_at(size_t i)
{
    return i < sizeof table / sizeof *table ? &table[i] : NULL;
}

const gk_is *gk_is_find(gk_view name)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (gk_view_is(name, table[i].name)) return &table[i];
    return NULL;
}
