#include "meta/server_table.h"

#include "meta/server.h"

#define TEXT(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define PATH(name_, label_, help_)                                                                 \
    {                                                                                              \
        .name = TEXT(name_), .label = TEXT(label_), .help = TEXT(help_), .kind = GK_FIELD_STRING,  \
        .has_max = true, .max = 1000                                                               \
    }

static const gk_choice kinds[] = {{TEXT("rclone"), TEXT("rclone 远端")},
                                  {TEXT("folder"), TEXT("本机文件夹")}};

static const gk_field target_fields[] = {
    {.name = TEXT("remote"),
     .label = TEXT("去处"),
     .help = TEXT("rclone 远端和路径，例如 oss:party/www；kind 是 folder 时写文件夹"),
     .kind = GK_FIELD_STRING,
     .required = true},
    {.name = TEXT("kind"),
     .label = TEXT("种类"),
     .kind = GK_FIELD_ENUM,
     .choices = kinds,
     .choice_count = COUNT(kinds),
     .fallback = {.kind = GK_STRING, .n = 6, .u = {.s = "rclone"}}},
    PATH("config", "rclone 配置文件", "不写就用 rclone 自己的"),
    {.name = TEXT("versions"),
     .label = TEXT("保留旧版本"),
     .help = TEXT("远端会保留文件的旧版本时写 true；有名册的站点不往那里发布"),
     .kind = GK_FIELD_BOOLEAN},
};
static const gk_field target_item = {.kind = GK_FIELD_MAP,
                                     .label = TEXT("发布去处"),
                                     .fields = target_fields,
                                     .field_count = COUNT(target_fields),
                                     .scalar = TEXT("remote")};

static const gk_field fields[] = {
    PATH("repo", "仓库", "裸仓库的文件夹；配置放在仓库里时不用写"),
    {.name = TEXT("ref"),
     .label = TEXT("分支"),
     .help = TEXT("推送到哪个分支就发布，默认 main"),
     .kind = GK_FIELD_STRING},
    PATH("site", "站点", "站点在仓库里的文件夹，例如 content；就在最上一层时不写"),
    {.name = TEXT("edition"),
     .label = TEXT("版本"),
     .help = TEXT("site.yaml 的 editions 里的名字，默认公开版"),
     .kind = GK_FIELD_STRING},
    PATH("to", "发布到", "这个文件夹里会有 releases 和 current，网站服务器指向 current"),
    PATH("private", "名册文件夹", "公示名册所在，不在仓库里"),
    PATH("key", "签名私钥", "给发布清单签名，用 ssh-keygen 生成"),
    PATH("signers", "可信签名人", "ssh-keygen 的 allowed_signers 文件"),
    PATH("log", "接收记录", "默认是仓库里的 gongkai/receive.log"),
    {.name = TEXT("keep"),
     .label = TEXT("保留几次发布"),
     .help = TEXT("默认 5"),
     .kind = GK_FIELD_INTEGER,
     .has_min = true,
     .min = 1,
     .has_max = true,
     .max = GK_SERVER_KEEP_MAX},
    {.name = TEXT("jobs"),
     .label = TEXT("进程数"),
     .help = TEXT("默认等于处理器数"),
     .kind = GK_FIELD_INTEGER,
     .has_min = true,
     .min = 1,
     .has_max = true,
     .max = 64},
    {.name = TEXT("targets"),
     .label = TEXT("发布去处"),
     .help = TEXT("每次发布后再送到哪些地方"),
     .kind = GK_FIELD_LIST,
     .items = &target_item,
     .has_max = true,
     .max = GK_SERVER_TARGETS_MAX},
};

const gk_field *gk_server_table(size_t *count)
{
    *count = COUNT(fields);
    return fields;
}
