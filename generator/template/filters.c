#include "template/filters.h"

static const gk_filter table[] = {
    {"default",
     "default(value, empty=false)",
     "名字不存在或值为 null 时改用 value；empty=true 时空文字、0、空列表也换掉",
     NULL,
     GK_TAKES_ANY,
     0,
     2,
     {"value", "empty"}},
    {"date",
     "date(format=\"long\")",
     "日期的中文写法",
     gk_filter_date,
     GK_TAKES_ANY,
     0,
     1,
     {"format"}},
    {"number",
     "number(digits=0)",
     "数字加千分位",
     gk_filter_number,
     GK_TAKES_NUMBER,
     0,
     1,
     {"digits"}},
    {"filesize",
     "filesize",
     "字节数写成 KB、MB",
     gk_filter_filesize,
     GK_TAKES_NUMBER,
     0,
     0,
     {NULL}},
    {"round", "round(digits=0)", "四舍五入", gk_filter_round, GK_TAKES_NUMBER, 0, 1, {"digits"}},
    {"abs", "abs", "绝对值", gk_filter_abs, GK_TAKES_NUMBER, 0, 0, {NULL}},
    {"int", "int", "取整数；文字会当作数字来读", gk_filter_int, GK_TAKES_ANY, 0, 0, {NULL}},
    {"truncate",
     "truncate(width, end=\"…\")",
     "按显示宽度截短，一个汉字算 2，结尾算在内",
     gk_filter_truncate,
     GK_TAKES_TEXT,
     1,
     2,
     {"width", "end"}},
    {"upper", "upper", "变成大写", gk_filter_upper, GK_TAKES_TEXT, 0, 0, {NULL}},
    {"lower", "lower", "变成小写", gk_filter_lower, GK_TAKES_TEXT, 0, 0, {NULL}},
    {"trim", "trim", "去掉首尾空白", gk_filter_trim, GK_TAKES_TEXT, 0, 0, {NULL}},
    {"replace",
     "replace(old, new)",
     "替换文字",
     gk_filter_replace,
     GK_TAKES_TEXT,
     2,
     2,
     {"old", "new"}},
    {"split", "split(separator)", "切成列表", gk_filter_split, GK_TAKES_TEXT, 1, 1, {"separator"}},
    {"startswith",
     "startswith(text)",
     "是不是以它开头",
     gk_filter_startswith,
     GK_TAKES_TEXT,
     1,
     1,
     {"text"}},
    {"endswith",
     "endswith(text)",
     "是不是以它结尾",
     gk_filter_endswith,
     GK_TAKES_TEXT,
     1,
     1,
     {"text"}},
    {"contains",
     "contains(value)",
     "文字里有没有、列表里有没有",
     gk_filter_contains,
     GK_TAKES_ANY,
     1,
     1,
     {"value"}},
    {"striptags", "striptags", "HTML 变成纯文字", gk_filter_striptags, GK_TAKES_ANY, 0, 0, {NULL}},
    {"escape",
     "escape",
     "文字变成 HTML（特殊字符转义）",
     gk_filter_escape,
     GK_TAKES_ANY,
     0,
     0,
     {NULL}},
    {"urlencode",
     "urlencode",
     "编码成网址里的一段",
     gk_filter_urlencode,
     GK_TAKES_TEXT,
     0,
     0,
     {NULL}},
    {"json", "json", "写成 JSON 文字", gk_filter_json, GK_TAKES_ANY, 0, 0, {NULL}},
    {"length", "length", "有几项、几个键、几个字", gk_filter_length, GK_TAKES_ANY, 0, 0, {NULL}},
    {"first", "first", "第一项；没有时为空", gk_filter_first, GK_TAKES_LIST, 0, 0, {NULL}},
    {"last", "last", "最后一项；没有时为空", gk_filter_last, GK_TAKES_LIST, 0, 0, {NULL}},
    {"limit", "limit(n)", "前 n 项", gk_filter_limit, GK_TAKES_LIST, 1, 1, {"n"}},
    {"offset", "offset(n)", "跳过前 n 项", gk_filter_offset, GK_TAKES_LIST, 1, 1, {"n"}},
    {"slice",
     "slice(from, n)",
     "从第几项（0 起）取几项",
     gk_filter_slice,
     GK_TAKES_LIST,
     2,
     2,
     {"from", "n"}},
    {"batch", "batch(n)", "每 n 项一组", gk_filter_batch, GK_TAKES_LIST, 1, 1, {"n"}},
    {"reverse", "reverse", "倒过来", gk_filter_reverse, GK_TAKES_LIST, 0, 0, {NULL}},
    {"join",
     "join(separator=\"\", attr)",
     "连成文字；给了键就取各项的这个键",
     gk_filter_join,
     GK_TAKES_LIST,
     0,
     2,
     {"separator", "attr"}},
    {"map",
     "map(attr)",
     "取各项的一个键，如 \"title\"、\"branch.name\"",
     gk_filter_map,
     GK_TAKES_LIST,
     1,
     1,
     {"attr"}},
    {"where",
     "where(attr, value)",
     "只留键等于值的项；不写值就留下键不空的项",
     gk_filter_where,
     GK_TAKES_LIST,
     1,
     2,
     {"attr", "value"}},
    {"reject",
     "reject(attr, value)",
     "与 where 相反",
     gk_filter_reject,
     GK_TAKES_LIST,
     1,
     2,
     {"attr", "value"}},
    {"sort",
     "sort(attr, reverse=false)",
     "排序，相同的保持原来的先后；键前写 - 是倒序",
     gk_filter_sort,
     GK_TAKES_LIST,
     0,
     2,
     {"attr", "reverse"}},
    {"shuffle",
     "shuffle(seed)",
     "打乱次序；同样的 seed 总是同样的次序",
     gk_filter_shuffle,
     GK_TAKES_LIST,
     1,
     1,
     {"seed"}},
    {"group",
     "group(attr)",
     "按键的值分组，得到 {key, items} 的列表",
     gk_filter_group,
     GK_TAKES_LIST,
     1,
     1,
     {"attr"}},
    {"unique", "unique(attr)", "去掉重复的项", gk_filter_unique, GK_TAKES_LIST, 0, 1, {"attr"}},
    {"min", "min(attr)", "最小的值", gk_filter_min, GK_TAKES_LIST, 0, 1, {"attr"}},
    {"max", "max(attr)", "最大的值", gk_filter_max, GK_TAKES_LIST, 0, 1, {"attr"}},
    {"sum", "sum(attr)", "加起来", gk_filter_sum, GK_TAKES_LIST, 0, 1, {"attr"}},
    {"keys", "keys", "映射的各个键", gk_filter_keys, GK_TAKES_MAP, 0, 0, {NULL}},
    {"values", "values", "映射的各个值", gk_filter_values, GK_TAKES_MAP, 0, 0, {NULL}},
};

const gk_filter *gk_filter_at(size_t i)
{
    return i < sizeof table / sizeof *table ? &table[i] : NULL;
}

const gk_filter *gk_filter_find(gk_view name)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (gk_view_is(name, table[i].name)) return &table[i];
    return NULL;
}

bool gk_use_kind(gk_use *use, gk_value wrong, gk_view wanted)
{
    gk_view name = gk_view_of(use->expr->u.call.filter->name);
    gk_message id =
        wrong.kind == GK_HTML ? GK_MSG_template_filter_html : GK_MSG_template_filter_kind;
    return GK_RUN_FAULT(use->run, use->expr->span, id, name, gk_view_of(gk_value_kind_name(wrong)),
                        wanted);
}

/* A number or a short word as it is, of others the kind. */
static gk_view shown(gk_use *use, gk_value v)
{
    gk_view text = gk_value_view(v);
    if (v.kind == GK_INT) return gk_arena_printf(use->run->arena, "%lld", (long long)v.u.i);
    if (v.kind == GK_STRING && text.n <= 40)
        return GK_JOIN(use->run->arena, GK_V("\""), text, GK_V("\""));
    return gk_view_of(gk_value_kind_name(v));
}

bool gk_use_bad(gk_use *use, unsigned i, gk_view allowed)
{
    gk_view name = gk_view_of(use->expr->u.call.filter->name);
    const gk_expr *arg = use->expr->u.call.args[i];
    gk_span span = arg ? arg->span : use->expr->span;
    return GK_RUN_FAULT(use->run, span, GK_MSG_template_filter_argument, name,
                        shown(use, use->args[i]), allowed);
}

bool gk_use_string(gk_use *use, unsigned i, gk_view *out)
{
    *out = gk_value_view(use->args[i]);
    return use->args[i].kind == GK_STRING || gk_use_bad(use, i, GK_V("string"));
}

bool gk_use_int(gk_use *use, unsigned i, int64_t least, int64_t *out)
{
    *out = use->args[i].u.i;
    if (use->args[i].kind == GK_INT && *out >= least) return true;
    return gk_use_bad(use, i, gk_arena_printf(use->run->arena, "int ≥ %lld", (long long)least));
}

gk_value gk_filter_path(gk_run *run, gk_value item, gk_view path)
{
    gk_view piece;
    if (path.n && !memchr(path.p, '.', path.n))
        return gk_eval_member(run, item, path, &item) ? item : gk_value_null();
    while (path.n && gk_view_split(&path, '.', &piece))
        if (!gk_eval_member(run, item, piece, &item)) return gk_value_null();
    return item;
}

static bool fits(gk_takes takes, gk_value v)
{
    switch (takes) {
    case GK_TAKES_ANY: return true;
    case GK_TAKES_TEXT: return v.kind == GK_STRING;
    case GK_TAKES_LIST: return v.kind == GK_LIST;
    case GK_TAKES_NUMBER: return v.kind == GK_INT || v.kind == GK_FLOAT;
    case GK_TAKES_MAP: return v.kind == GK_MAP;
    }
    return false;
}

bool gk_filter_run(gk_use *use, gk_value *out)
{
    static const char *const wanted[] = {"", "string", "list", "int, float", "map"};
    const gk_filter *filter = use->expr->u.call.filter;
    gk_takes takes = (gk_takes)filter->takes;
    gk_value v = use->subject;
    if (v.kind == GK_NULL && (takes == GK_TAKES_TEXT || takes == GK_TAKES_NUMBER)) {
        *out = v;
        return true;
    }
    if (v.kind == GK_NULL && takes == GK_TAKES_LIST) v = use->subject = gk_value_list(NULL, 0);
    if (v.kind == GK_NULL && takes == GK_TAKES_MAP) v = use->subject = gk_value_map(NULL, 0);
    if (!fits(takes, v)) return gk_use_kind(use, v, gk_view_of(wanted[takes]));
    uint64_t cost = 0;
    if (v.kind == GK_LIST) cost = gk_value_count(v);
    if (v.kind == GK_STRING || v.kind == GK_HTML) cost = v.n / 256;
    return gk_run_charge(use->run, cost, use->expr->span) && filter->run(use, out);
}
