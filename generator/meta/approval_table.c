#include "meta/approval_table.h"

#define TEXT(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
#define COUNT(array) (sizeof(array) / sizeof *(array))

const gk_approval_step_row gk_approval_steps[] = {
    {"first", "一审", "Reviewed-by"},
    {"second", "二审", "Secrecy-reviewed-by"},
    {"third", "三审", "Approved-by"},
    {NULL, NULL, NULL},
};

static const gk_field word = {.kind = GK_FIELD_STRING, .has_max = true, .max = 60};

static const gk_choice missings[] = {{TEXT("omit"), TEXT("不公布，并且报告")},
                                     {TEXT("stop"), TEXT("停止生成")}};
static const gk_choice evidences[] = {{TEXT("recorded"), TEXT("提交说明里有登记")},
                                      {TEXT("verified"), TEXT("有核验过的签名")}};

static const gk_field step_fields[] = {
    {.name = TEXT("label"), .label = TEXT("名称"), .kind = GK_FIELD_STRING, .required = true},
    {.name = TEXT("trailer"),
     .label = TEXT("提交说明里的标记"),
     .help = TEXT("例如 Reviewed-by"),
     .kind = GK_FIELD_STRING,
     .required = true},
    {.name = TEXT("roles"),
     .label = TEXT("由谁"),
     .help = TEXT("职务，approvers 里的 roles；不写就是任何一位审批人"),
     .kind = GK_FIELD_LIST,
     .items = &word},
};
static const gk_field step = {.kind = GK_FIELD_MAP,
                              .label = TEXT("步骤"),
                              .fields = step_fields,
                              .field_count = COUNT(step_fields)};

static const gk_field rule_fields[] = {
    {.name = TEXT("types"),
     .label = TEXT("类型"),
     .help = TEXT("哪些类型的文稿；不写就是全部"),
     .kind = GK_FIELD_LIST,
     .items = &word},
    {.name = TEXT("branches"),
     .label = TEXT("支部"),
     .help = TEXT("哪些支部的文稿；不写就是全部"),
     .kind = GK_FIELD_LIST,
     .items = &word},
    {.name = TEXT("steps"),
     .label = TEXT("步骤"),
     .help = TEXT("要哪几步；写 [] 就不用审批"),
     .kind = GK_FIELD_LIST,
     .required = true,
     .items = &word},
    {.name = TEXT("evidence"),
     .label = TEXT("凭据"),
     .help = TEXT("不写是 recorded"),
     .kind = GK_FIELD_ENUM,
     .choices = evidences,
     .choice_count = COUNT(evidences)},
    {.name = TEXT("missing"),
     .label = TEXT("没有审批时"),
     .help = TEXT("不写是 omit"),
     .kind = GK_FIELD_ENUM,
     .choices = missings,
     .choice_count = COUNT(missings)},
};
static const gk_field rule_item = {.kind = GK_FIELD_MAP,
                                   .label = TEXT("规定"),
                                   .fields = rule_fields,
                                   .field_count = COUNT(rule_fields)};

static const gk_field approver_fields[] = {
    {.name = TEXT("email"), .label = TEXT("邮箱"), .kind = GK_FIELD_EMAIL, .required = true},
    {.name = TEXT("roles"),
     .label = TEXT("职务"),
     .help = TEXT("网页上显示的是职务，不写姓名"),
     .kind = GK_FIELD_LIST,
     .required = true,
     .has_min = true,
     .min = 1,
     .items = &word},
    {.name = TEXT("branches"),
     .label = TEXT("支部"),
     .help = TEXT("只审批这些支部的文稿；不写就是全部"),
     .kind = GK_FIELD_LIST,
     .items = &word},
};
static const gk_field approver_item = {.kind = GK_FIELD_MAP,
                                       .label = TEXT("审批人"),
                                       .fields = approver_fields,
                                       .field_count = COUNT(approver_fields)};

static const gk_field approval[] = {
    {.name = TEXT("since"),
     .label = TEXT("从哪次提交起"),
     .help = TEXT("提交的完整编号；这次提交和它以前提交的文稿不用补审批"),
     .kind = GK_FIELD_STRING},
    {.name = TEXT("steps"),
     .label = TEXT("步骤"),
     .help = TEXT("名称与文稿 reviewers 里的相同；不写就是 first 一审、second 二审、third 三审"),
     .kind = GK_FIELD_TABLE,
     .items = &step},
    {.name = TEXT("rules"),
     .label = TEXT("规定"),
     .help = TEXT("从上往下，第一条符合的算数"),
     .kind = GK_FIELD_LIST,
     .required = true,
     .items = &rule_item},
    {.name = TEXT("approvers"),
     .label = TEXT("审批人"),
     .kind = GK_FIELD_LIST,
     .items = &approver_item},
};

const gk_field *gk_approval_table(size_t *count)
{
    *count = COUNT(approval);
    return approval;
}

bool gk_approval_trailer_ok(gk_view text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c != '-' || i == 0)) return false;
    }
    return text.n > 0;
}
