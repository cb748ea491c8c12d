#include "meta/policy_table.h"

#define TEXT(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A list of words, as the enum's choices and as the list that model/policy.c reads. */
#define AS_CHOICE(value, label) {TEXT(value), TEXT(label)},
#define AS_WORD(value, label)   {value, label},
#define WORDS(name, words)      const gk_policy_word gk_policy_##name[] = {words(AS_WORD){0}};
#define LIST(name, words)                                                                          \
    static const gk_choice name##_choices[] = {words(AS_CHOICE)};                                  \
    WORDS(name, words)

#define COUNTS(X) X("working", "工作日") X("calendar", "自然日")
#define STARTS(X) X("same", "当日起算") X("next", "次日起算")
#define KEEPS(X)                                                                                   \
    X("window", "起止时间")                                                                        \
    X("branch", "所属支部")                                                                        \
    X("count", "人数")                                                                             \
    X("contact", "反映意见的方式")                                                                 \
    X("steps", "公开程序")                                                                         \
    X("events", "更正和延期等记录")                                                                \
    X("outcome", "公示结果")
#define CONTACTS(X) X("phone", "电话") X("email", "邮箱") X("address", "意见箱")
#define EVENTS(X)                                                                                  \
    X("correct", "更正") X("extend", "延期") X("suspend", "中止") X("withdraw", "撤回")
#define EFFECTS(X)                                                                                 \
    X("none", "截止时间不变")                                                                      \
    X("restart", "从当日起重新计算")                                                               \
    X("add", "按写明的天数顺延")                                                                   \
    X("pause", "暂停计算，恢复后补足余下的天数")                                                   \
    X("end", "立即结束")
#define POINTS(X)                                                                                  \
    X("born", "出生")                                                                              \
    X("applied", "申请入党")                                                                       \
    X("activist", "列为入党积极分子")                                                              \
    X("candidate", "列为发展对象")                                                                 \
    X("probationary", "接收为预备党员")                                                            \
    X("full", "转为正式党员")                                                                      \
    X("submitted", "报上级党委")                                                                   \
    X("approved", "上级党委审批")                                                                  \
    X("opens", "公示开始")

LIST(counts, COUNTS)
LIST(starts, STARTS)
LIST(keeps, KEEPS)
LIST(contacts, CONTACTS)
WORDS(events, EVENTS)
LIST(effects, EFFECTS)
LIST(points, POINTS)

static const gk_person_field persons[] = {
    {"name", "姓名", GK_FIELD_STRING, false},
    {"gender", "性别", GK_FIELD_STRING, false},
    {"age", "年龄", GK_FIELD_INTEGER, false},
    {"ethnicity", "民族", GK_FIELD_STRING, false},
    {"political_status", "政治面貌", GK_FIELD_STRING, false},
    {"school", "学校", GK_FIELD_STRING, false},
    {"department", "院系部门", GK_FIELD_STRING, false},
    {"branch", "所在支部", GK_FIELD_STRING, false},
    {"grade", "年级", GK_FIELD_STRING, false},
    {"major", "专业", GK_FIELD_STRING, false},
    {"class", "班级", GK_FIELD_STRING, false},
    {"post", "职务", GK_FIELD_STRING, false},
    {"applied", "申请入党时间", GK_FIELD_DATE, false},
    {"activist", "列为入党积极分子时间", GK_FIELD_DATE, false},
    {"candidate", "列为发展对象时间", GK_FIELD_DATE, false},
    {"probationary", "接收为预备党员时间", GK_FIELD_DATE, false},
    {"submitted", "报上级党委时间", GK_FIELD_DATE, false},
    {"approved", "上级党委审批时间", GK_FIELD_DATE, false},
    {"full", "转为正式党员时间", GK_FIELD_DATE, false},
    {"training", "培训情况", GK_FIELD_STRING, false},
    {"awards", "奖励情况", GK_FIELD_STRING, false},
    {"honour", "拟授荣誉", GK_FIELD_STRING, false},
    {"position", "拟任职务", GK_FIELD_STRING, false},
    {"birth_date", "出生日期", GK_FIELD_DATE, true},
    {"id_number", "身份证号", GK_FIELD_STRING, true},
    {"student_number", "学号", GK_FIELD_STRING, true},
    {"staff_number", "工号", GK_FIELD_STRING, true},
    {"phone", "电话", GK_FIELD_STRING, true},
    {"email", "邮箱", GK_FIELD_STRING, true},
    {"address", "住址", GK_FIELD_STRING, true},
    {"bank_account", "银行账号", GK_FIELD_STRING, true},
    {"family", "家庭情况", GK_FIELD_STRING, true},
    {"discipline", "处分情况", GK_FIELD_STRING, true},
};

static const gk_field show_item = {.kind = GK_FIELD_STRING};
static const gk_field keep_item = {
    .kind = GK_FIELD_ENUM, .choices = keeps_choices, .choice_count = COUNT(keeps_choices)};
static const gk_field contact_item = {
    .kind = GK_FIELD_ENUM, .choices = contacts_choices, .choice_count = COUNT(contacts_choices)};
static const gk_field stage_item = {.kind = GK_FIELD_STRING};

#define EFFECT(name_, label_)                                                                      \
    {                                                                                              \
        .name = TEXT(name_), .label = TEXT(label_), .kind = GK_FIELD_ENUM,                         \
        .choices = effects_choices, .choice_count = COUNT(effects_choices)                         \
    }
static const gk_field event_fields[] = {EFFECT("correct", "更正"), EFFECT("extend", "延期"),
                                        EFFECT("suspend", "中止"), EFFECT("withdraw", "撤回")};

/* The length of a window: the same in the defaults, of a kind, a stage, and of windows of notices.
 */
#define LENGTH_FIELDS                                                                              \
    {.name = TEXT("days"),                                                                         \
     .label = TEXT("天数"),                                                                        \
     .help = TEXT("至少多少天"),                                                                   \
     .kind = GK_FIELD_INTEGER,                                                                     \
     .has_min = true,                                                                              \
     .min = 1,                                                                                     \
     .has_max = true,                                                                              \
     .max = 366},                                                                                  \
        {.name = TEXT("count"),                                                                    \
         .label = TEXT("计算方式"),                                                                \
         .help = TEXT("按工作日还是按自然日算"),                                                   \
         .kind = GK_FIELD_ENUM,                                                                    \
         .choices = counts_choices,                                                                \
         .choice_count = COUNT(counts_choices)},                                                   \
        {.name = TEXT("start"),                                                                    \
         .label = TEXT("起算"),                                                                    \
         .help = TEXT("开始当日算第一天，还是次日算第一天"),                                       \
         .kind = GK_FIELD_ENUM,                                                                    \
         .choices = starts_choices,                                                                \
         .choice_count = COUNT(starts_choices)},                                                   \
        {.name = TEXT("closes"),                                                                   \
         .label = TEXT("截止时刻"),                                                                \
         .help = TEXT("最后一天的几点，例如 \"17:00\"；到当天结束写 \"24:00\""),                   \
         .kind = GK_FIELD_STRING},                                                                 \
    {                                                                                              \
        .name = TEXT("move_last_day"), .label = TEXT("遇休息日顺延"),                              \
        .help = TEXT("最后一天是休息日时，写 true 就顺延到下一个工作日"), .kind = GK_FIELD_BOOLEAN \
    }

#define RULE_FIELDS                                                                                \
    LENGTH_FIELDS,                                                                                 \
        {.name = TEXT("show"),                                                                     \
         .label = TEXT("公示期内显示的项目"),                                                      \
         .help = TEXT("每人显示哪几项，按显示的先后写，例如 [name, department, post]"),            \
         .kind = GK_FIELD_LIST,                                                                    \
         .items = &show_item,                                                                      \
         .has_max = true,                                                                          \
         .max = COUNT(persons)},                                                                   \
        {.name = TEXT("contact"),                                                                  \
         .label = TEXT("必须写明的联系方式"),                                                      \
         .help = TEXT("反映意见的方式里哪几项必填，例如 [phone, email]"),                          \
         .kind = GK_FIELD_LIST,                                                                    \
         .items = &contact_item,                                                                   \
         .has_max = true,                                                                          \
         .max = COUNT(contacts_choices)},                                                          \
        {.name = TEXT("keep"),                                                                     \
         .label = TEXT("期满后保留的内容"),                                                        \
         .help = TEXT("名单以外的哪些内容在期满以后仍然显示"),                                     \
         .kind = GK_FIELD_LIST,                                                                    \
         .items = &keep_item,                                                                      \
         .has_max = true,                                                                          \
         .max = COUNT(keeps_choices)},                                                             \
        {.name = TEXT("events"),                                                                   \
         .label = TEXT("期间的变动"),                                                              \
         .help = TEXT("更正、延期、中止、撤回对截止时间的影响"),                                   \
         .kind = GK_FIELD_MAP,                                                                     \
         .fields = event_fields,                                                                   \
         .field_count = COUNT(event_fields)},                                                      \
    {                                                                                              \
        .name = TEXT("outcome_within"), .label = TEXT("结果公布时限"),                             \
        .help = TEXT("期满以后几个工作日内公布结果"), .kind = GK_FIELD_INTEGER, .has_min = true,   \
        .min = 1, .has_max = true, .max = 366                                                      \
    }

#define LABEL_FIELD(required_)                                                                     \
    {                                                                                              \
        .name = TEXT("label"), .label = TEXT("名称"), .kind = GK_FIELD_STRING,                     \
        .required = (required_), .has_max = true, .max = 20                                        \
    }

static const gk_field stage_fields[] = {LABEL_FIELD(true), RULE_FIELDS};
static const gk_field stage = {.kind = GK_FIELD_MAP,
                               .label = TEXT("环节"),
                               .fields = stage_fields,
                               .field_count = COUNT(stage_fields)};

#define GAP_UNIT(name_, label_, max_)                                                              \
    {                                                                                              \
        .name = TEXT(name_), .label = TEXT(label_), .kind = GK_FIELD_INTEGER, .has_min = true,     \
        .min = 0, .has_max = true, .max = (max_)                                                   \
    }
static const gk_field gap_fields[] = {GAP_UNIT("years", "年", 100), GAP_UNIT("months", "个月", 600),
                                      GAP_UNIT("days", "天", 3660)};
#define GAP(name_, label_, help_)                                                                  \
    {                                                                                              \
        .name = TEXT(name_), .label = TEXT(label_), .help = TEXT(help_), .kind = GK_FIELD_MAP,     \
        .fields = gap_fields, .field_count = COUNT(gap_fields)                                     \
    }
static const gk_choice levels[] = {{TEXT("error"), TEXT("错误")}, {TEXT("warning"), TEXT("警告")}};
#define POINT(name_, label_)                                                                       \
    {                                                                                              \
        .name = TEXT(name_), .label = TEXT(label_), .kind = GK_FIELD_ENUM, .required = true,       \
        .choices = points_choices, .choice_count = COUNT(points_choices)                           \
    }

static const gk_field timeline_fields[] = {
    {.name = TEXT("id"),
     .label = TEXT("代号"),
     .help = TEXT("英文字母、数字和连字符"),
     .kind = GK_FIELD_STRING,
     .required = true},
    POINT("from", "从"),
    POINT("to", "到"),
    GAP("at_least", "至少", "例如 {months: 6}"),
    GAP("at_most", "至多", "例如 {months: 6}"),
    {.name = TEXT("stages"),
     .label = TEXT("适用的环节"),
     .help = TEXT("不写就适用于全部环节"),
     .kind = GK_FIELD_LIST,
     .items = &stage_item},
    {.name = TEXT("level"),
     .label = TEXT("程度"),
     .help = TEXT("不写是错误"),
     .kind = GK_FIELD_ENUM,
     .choices = levels,
     .choice_count = COUNT(levels)},
    {.name = TEXT("message"),
     .label = TEXT("提示"),
     .help = TEXT("不符合时说的话，不写姓名"),
     .kind = GK_FIELD_STRING,
     .required = true,
     .has_max = true,
     .max = 120},
};
static const gk_field timeline_item = {.kind = GK_FIELD_MAP,
                                       .label = TEXT("时间要求"),
                                       .fields = timeline_fields,
                                       .field_count = COUNT(timeline_fields)};

static const gk_field kind_fields[] = {
    LABEL_FIELD(true),
    RULE_FIELDS,
    {.name = TEXT("stages"),
     .label = TEXT("环节"),
     .help = TEXT("各环节与本类不同的规定"),
     .kind = GK_FIELD_TABLE,
     .items = &stage},
    {.name = TEXT("timeline"),
     .label = TEXT("时间要求"),
     .help = TEXT("前后两个日期之间至少、至多多久"),
     .kind = GK_FIELD_LIST,
     .items = &timeline_item},
};
static const gk_field kind = {.kind = GK_FIELD_MAP,
                              .label = TEXT("公示类别"),
                              .fields = kind_fields,
                              .field_count = COUNT(kind_fields)};

static const gk_field window_fields[] = {LABEL_FIELD(false), LENGTH_FIELDS};
static const gk_field window = {.kind = GK_FIELD_MAP,
                                .label = TEXT("通知的期限"),
                                .fields = window_fields,
                                .field_count = COUNT(window_fields)};

static const gk_field default_fields[] = {RULE_FIELDS};
static const gk_field statistics_fields[] = {
    {.name = TEXT("threshold"),
     .label = TEXT("最小人数"),
     .help = TEXT("少于这个人数的格子不公布，以免看出是谁"),
     .kind = GK_FIELD_INTEGER,
     .has_min = true,
     .min = 1,
     .has_max = true,
     .max = 100},
};

static const gk_field policy[] = {
    {.name = TEXT("defaults"),
     .label = TEXT("各类通用的规定"),
     .kind = GK_FIELD_MAP,
     .fields = default_fields,
     .field_count = COUNT(default_fields)},
    {.name = TEXT("kinds"),
     .label = TEXT("公示类别"),
     .help = TEXT("名称与公示文稿的 kind 相同"),
     .kind = GK_FIELD_TABLE,
     .items = &kind},
    {.name = TEXT("windows"),
     .label = TEXT("通知的期限"),
     .help = TEXT("名称与通知的 window.kind 相同"),
     .kind = GK_FIELD_TABLE,
     .items = &window},
    {.name = TEXT("statistics"),
     .label = TEXT("统计"),
     .kind = GK_FIELD_MAP,
     .fields = statistics_fields,
     .field_count = COUNT(statistics_fields)},
};

static const gk_field notice_fields[] = {
    {.name = TEXT("number"), .label = TEXT("文号"), .kind = GK_FIELD_STRING, .required = true},
    {.name = TEXT("title"), .label = TEXT("标题"), .kind = GK_FIELD_STRING, .required = true},
    {.name = TEXT("date"), .label = TEXT("日期"), .kind = GK_FIELD_DATE, .required = true},
};
static const gk_field off_fields[] = {
    {.name = TEXT("name"),
     .label = TEXT("节日"),
     .kind = GK_FIELD_STRING,
     .required = true,
     .has_max = true,
     .max = 20},
    {.name = TEXT("from"), .label = TEXT("第一天"), .kind = GK_FIELD_DATE, .required = true},
    {.name = TEXT("to"), .label = TEXT("最后一天"), .kind = GK_FIELD_DATE, .required = true},
};
static const gk_field off_item = {.kind = GK_FIELD_MAP,
                                  .label = TEXT("放假"),
                                  .fields = off_fields,
                                  .field_count = COUNT(off_fields)};
static const gk_field work_item = {.kind = GK_FIELD_DATE, .label = TEXT("补班")};
static const gk_field holidays[] = {
    {.name = TEXT("year"),
     .label = TEXT("年份"),
     .help = TEXT("与文件名相同"),
     .kind = GK_FIELD_INTEGER,
     .required = true,
     .has_min = true,
     .min = 1949,
     .has_max = true,
     .max = 2199},
    {.name = TEXT("notice"),
     .label = TEXT("放假通知"),
     .help = TEXT("国务院办公厅通知的文号、标题和日期"),
     .kind = GK_FIELD_MAP,
     .required = true,
     .fields = notice_fields,
     .field_count = COUNT(notice_fields)},
    {.name = TEXT("off"),
     .label = TEXT("放假"),
     .help = TEXT("每个节日一行，例如 {name: 元旦, from: 2026-01-01, to: 2026-01-03}"),
     .kind = GK_FIELD_LIST,
     .required = true,
     .items = &off_item},
    {.name = TEXT("work"),
     .label = TEXT("补班"),
     .help = TEXT("周末上班的日期；没有就写 []"),
     .kind = GK_FIELD_LIST,
     .required = true,
     .items = &work_item},
};

const gk_field *gk_policy_table(size_t *count)
{
    *count = COUNT(policy);
    return policy;
}

const gk_field *gk_holidays_table(size_t *count)
{
    *count = COUNT(holidays);
    return holidays;
}

const gk_person_field *gk_person_fields(size_t *count)
{
    *count = COUNT(persons);
    return persons;
}

const gk_person_field *gk_person_field_find(gk_view name)
{
    for (size_t i = 0; i < COUNT(persons); i++)
        if (gk_view_is(name, persons[i].name)) return &persons[i];
    return NULL;
}

int gk_policy_word_find(const gk_policy_word *words, gk_view value)
{
    for (int i = 0; words[i].value; i++)
        if (gk_view_is(value, words[i].value)) return i;
    return -1;
}

bool gk_policy_hour(gk_view text, uint16_t *minutes)
{
    enum { HOUR = 60, DAY = 24 * HOUR };
    int64_t hour, minute;
    if (text.n != 5 || text.p[2] != ':' || text.p[0] < '0' || text.p[0] > '9' || text.p[3] < '0' ||
        text.p[3] > '5')
        return false;
    if (!gk_view_to_int(gk_view_sub(text, 0, 2), &hour) ||
        !gk_view_to_int(gk_view_sub(text, 3, 2), &minute))
        return false;
    int64_t all = hour * HOUR + minute;
    *minutes = (uint16_t)all;
    return all > 0 && all <= DAY;
}
