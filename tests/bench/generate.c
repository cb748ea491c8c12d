/* Writes the documents of a seeded portal: generate DIR COUNT [SEED].
 *
 * DIR gets site.yaml and COUNT documents of 1 to 6 KB in five sections, whose types and branches
 * are those of the sample portal (the caller copies types/ and data/ beside them). A document
 * depends on the seed and on its own number only, so that links can name documents not yet written,
 * and the first thousand of a large portal are those of a small one. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

struct gen {
    uint64_t seed;
    unsigned long count;
    uint64_t state;
    FILE *out;
};

static const struct section {
    const char *path, *type, *title;
    unsigned share; /* of 100 documents */
} sections[] = {
    {"notices", "notice", "通知公告", 30}, {"news", "news", "支部动态", 30},
    {"lessons", "lesson", "微党课", 15},   {"stories", "story", "微星光", 15},
    {"life", "activity", "组织生活", 10},
};

static const char *const branches[] = {"lending", "reference", "south",   "acquisition", "systems",
                                       "special", "office",    "retired", "graduate"};
static const char *const tags[] = {"党费", "会议", "学习",     "培训", "志愿服务", "主题党日",
                                   "值班", "选举", "发展党员", "读书", "办事",     "公示",
                                   "安全", "统计", "馆藏",     "新生", "阅览",     "修复",
                                   "编目", "检索", "开放",     "共建", "慰问",     "谈心"};
static const char *const who[] = {
    "流通阅览党支部", "参考咨询党支部", "南校区分馆党支部", "采编党支部",   "系统部党支部",
    "特藏部党支部",   "办公室党支部",   "退休党支部",       "研究生党支部", "图书馆党委",
    "各党小组",       "值班党员",       "全体支委",         "入党积极分子", "青年馆员"};
static const char *const when[] = {"本周三下午", "月底以前", "开学第一周", "上个月",
                                   "每天闭馆后", "暑假期间", "读书月里",   "毕业季",
                                   "考试周前夕", "今年春天", "十月中旬",   "新书到馆后"};
static const char *const what[] = {"集中学习了本月的材料",
                                   "清点了三楼书库的旧刊",
                                   "逐条答复了读者的意见",
                                   "把服务台的交接记录重新装订成册",
                                   "讨论了下一学期的工作安排",
                                   "给新入馆的同学讲了怎样找书",
                                   "核对了党费收缴台账",
                                   "检查了阅览室的灯具和插座",
                                   "整理了近两年的会议记录",
                                   "到南校区分馆交流值班经验",
                                   "看望了退休的老馆员",
                                   "试用了新的预约办法",
                                   "为视障读者录制了十二段有声导读",
                                   "把常见问题写成一页纸",
                                   "修补了四十七册破损的图书",
                                   "听取了小组长的述职"};
static const char *const result[] = {"大家认为这样做省时，也不容易出错",
                                     "读者当天就看到了变化",
                                     "发现的七处问题已有五处改正",
                                     "其余事项列入下月清单",
                                     "有关记录存放在办公室，随时可以查阅",
                                     "没有占用开馆时间",
                                     "效果如何，年底再看一次",
                                     "还需要系统部配合",
                                     "意见最集中的是开放时间",
                                     "下一步准备在各楼层推开",
                                     "参加的同志比去年多了一成",
                                     "材料已经归档"};
static const char *const heads[] = {"基本情况", "主要做法", "时间安排", "几点要求", "遇到的问题",
                                    "下一步",   "材料准备", "办理流程", "参加范围", "有关说明"};
static const char *const columns[] = {"楼层", "负责人岗位", "次数", "时间", "地点", "备注"};
static const char *const cells[] = {"一层总服务台",  "三层书库", "十二次",     "周二 14:30",
                                    "A 座 308 室",   "已完成",   "待核对",     "流通部副主任",
                                    "南校区 102 室", "两人一组", "8:00—12:00", "不变",
                                    "见附表",        "支部书记", "每月一次",   "六人"};

/* splitmix64 */
static uint64_t scramble(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static unsigned roll(struct gen *g, size_t below)
{
    g->state = scramble(g->state);
    return (unsigned)(g->state % below);
}

#define PICK(g, list) ((list)[roll((g), COUNT(list))])

static const struct section *section_of(const struct gen *g, unsigned long n)
{
    unsigned at = (unsigned)(scramble(g->seed ^ (n * 3 + 1)) % 100);
    const struct section *s = sections;
    while (at >= s->share) {
        at -= s->share;
        s++;
    }
    return s;
}

/* Some day of the ten years that end three weeks before the portal's clock. */
static void date_of(const struct gen *g, unsigned long n, struct tm *tm)
{
    time_t day = 17105 + (time_t)(scramble(g->seed ^ (n * 3 + 2)) % 3652);
    day *= 86400;
    gmtime_r(&day, tm);
}

static void name_of(const struct gen *g, unsigned long n, char *name, size_t size)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    char code[5] = "";
    uint64_t x = n * 611953 % 1679616; /* a step without a common divisor: no code comes twice */
    for (int i = 3; i >= 0; i--) {
        code[i] = digits[x % 36];
        x /= 36;
    }
    struct tm tm;
    date_of(g, n, &tm);
    snprintf(name, size, "%s/%04d%02d%02d-%s.md", section_of(g, n)->path, tm.tm_year + 1900,
             tm.tm_mon + 1, tm.tm_mday, code);
}

static void sentence(struct gen *g)
{
    fprintf(g->out, "%s，%s%s，%s。", PICK(g, when), PICK(g, who), PICK(g, what), PICK(g, result));
}

static void link_to_other(struct gen *g)
{
    char name[80];
    name_of(g, roll(g, g->count), name, sizeof(name));
    fprintf(g->out, "详见[%s的说明](/%s)。", PICK(g, who), name);
}

static void paragraph(struct gen *g)
{
    for (unsigned i = roll(g, 3) + 2; i > 0; i--) {
        sentence(g);
        switch (roll(g, 12)) {
        case 0: fprintf(g->out, "**%s**，不再另行通知。", PICK(g, heads)); break;
        case 1: fprintf(g->out, "原定%s的安排~~照旧~~取消。", PICK(g, when)); break;
        case 2: fprintf(g->out, "电子版在 `/data/%u` 里。", roll(g, 9000)); break;
        case 3: fputs("可以查[校历](https://www.xinghu.example/calendar/)。", g->out); break;
        default: break;
        }
        if (roll(g, 3) == 0) {
            fputc('\n', g->out);
        }
    }
    fputs("\n\n", g->out);
}

static void list(struct gen *g)
{
    unsigned kind = roll(g, 3);
    for (unsigned i = 1, n = roll(g, 4) + 3; i <= n; i++) {
        if (kind == 0) {
            fprintf(g->out, "%u. ", i);
        } else {
            fputs(kind == 1 ? "- " : roll(g, 2) ? "- [x] " : "- [ ] ", g->out);
        }
        fprintf(g->out, "%s%s；\n", PICK(g, who), PICK(g, what));
    }
    fputc('\n', g->out);
}

static void table(struct gen *g)
{
    unsigned width = roll(g, 3) + 3;
    unsigned first = roll(g, COUNT(columns));
    for (unsigned c = 0; c < width; c++) {
        fprintf(g->out, "| %s ", columns[(first + c) % COUNT(columns)]);
    }
    fputs("|\n", g->out);
    for (unsigned c = 0; c < width; c++) {
        fputs(c % 2 ? "| ---: " : "| --- ", g->out);
    }
    fputs("|\n", g->out);
    for (unsigned rows = roll(g, 5) + 3; rows > 0; rows--) {
        for (unsigned c = 0; c < width; c++) {
            fprintf(g->out, "| %s ", PICK(g, cells));
        }
        fputs("|\n", g->out);
    }
    fputc('\n', g->out);
}

static void front_matter(struct gen *g, unsigned long n, const struct section *s)
{
    struct tm tm;
    date_of(g, n, &tm);
    fprintf(g->out, "---\ntitle: %s%s第 %lu 号\n", PICK(g, who), PICK(g, heads), n + 1);
    fprintf(g->out, "date: %04d-%02d-%02d\n", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
    const char *branch = PICK(g, branches);
    fprintf(g->out, "branch: %s\n", branch);
    size_t tag = roll(g, COUNT(tags));
    fprintf(g->out, "tags: [%s, %s]\n", tags[tag], tags[(tag + 1 + roll(g, 20)) % COUNT(tags)]);
    if (strcmp(s->type, "notice") == 0) {
        fprintf(g->out, "kind: %s\nsigner: 中共星湖大学图书馆委员会\n",
                roll(g, 2) ? "meeting" : "study");
        fputs("contact: {office: 党委办公室, phone: 0999-5550101}\n", g->out);
    } else if (strcmp(s->type, "lesson") == 0) {
        fprintf(g->out, "speaker: {role: 支部书记, branch: %s}\nminutes: %u\n", branch,
                roll(g, 15) + 5);
        fprintf(g->out, "objectives:\n  - 知道%s%s\n  - 会按步骤办理\n", PICK(g, who),
                PICK(g, what));
    } else if (strcmp(s->type, "story") == 0) {
        fprintf(g->out, "hero: {role: 流通部馆员, branch: %s}\n", branch);
    } else if (strcmp(s->type, "activity") == 0) {
        fprintf(g->out, "kind: themeday\nstart: %04d-%02d-%02dT14:30:00+08:00\n", tm.tm_year + 1900,
                tm.tm_mon + 1, tm.tm_mday);
        fprintf(g->out, "place: 图书馆 A 座 308 室\nparticipants: %u\n", roll(g, 60) + 5);
    }
    fputs("---\n\n", g->out);
}

/* One to six kilobytes, small ones more often. */
static void document(struct gen *g, unsigned long n)
{
    const struct section *s = section_of(g, n);
    g->state = scramble(g->seed ^ (n * 3));
    long size = 900 + (long)roll(g, 2400) + (long)roll(g, 2400);
    front_matter(g, n, s);
    paragraph(g);
    while (ftell(g->out) < size) {
        switch (roll(g, 6)) {
        case 0:
            fprintf(g->out, "## %s\n\n", PICK(g, heads));
            paragraph(g);
            break;
        case 1: list(g); break;
        case 2: table(g); break;
        case 3:
            fputs("> ", g->out);
            paragraph(g);
            break;
        default: paragraph(g); break;
        }
    }
    link_to_other(g);
    link_to_other(g);
    fputc('\n', g->out);
}

static void site(struct gen *g)
{
    fputs("title: 星湖大学图书馆党务公开\nshort_title: 星湖图书馆党建\n"
          "description: 用来量速度的站点。\nbase_url: https://party.lib.xinghu.example/\n"
          "language: zh-CN\ntimezone: \"+08:00\"\nclock: 2026-11-20T09:00:00+08:00\n"
          "theme: {name: campus}\npaginate: 20\nmenu: [notices, news, lessons, stories, life]\n"
          "sections:\n",
          g->out);
    for (size_t i = 0; i < COUNT(sections); i++) {
        fprintf(g->out, "  %s: {title: %s, type: %s, order: [-date], feed: true}\n",
                sections[i].path, sections[i].title, sections[i].type);
    }
    fputs("taxonomies:\n  tags: {title: 标签, field: tags}\n"
          "  branch: {title: 支部, field: branch}\n  year: {title: 年份, field: date}\n"
          "organisation: organisation\nbranches: {title: 组织机构, path: /branches/}\n",
          g->out);
}

static void die(const char *where)
{
    fprintf(stderr, "generate: %s: %s\n", where, strerror(errno));
    exit(1);
}

/* Written through memory, so that ftell costs nothing and a document is one write. */
static void save(struct gen *g, const char *path, void (*write_it)(struct gen *, unsigned long),
                 unsigned long n)
{
    static char bytes[1 << 16];
    g->out = fmemopen(bytes, sizeof(bytes), "w");
    if (!g->out) {
        die(path);
    }
    write_it(g, n);
    long len = ftell(g->out);
    fclose(g->out);
    FILE *f = fopen(path, "we");
    if (!f || fwrite(bytes, 1, (size_t)len, f) != (size_t)len || fclose(f) != 0) {
        die(path);
    }
}

static void write_site(struct gen *g, unsigned long n)
{
    (void)n;
    site(g);
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 4) {
        fputs("usage: generate DIR COUNT [SEED]\n", stderr);
        return 2;
    }
    struct gen g = {.seed = scramble(argc > 3 ? strtoull(argv[3], NULL, 10) : 1),
                    .count = strtoul(argv[2], NULL, 10)};
    if (mkdir(argv[1], 0777) < 0 && errno != EEXIST) {
        die(argv[1]);
    }
    if (chdir(argv[1]) < 0) {
        die(argv[1]);
    }
    for (size_t i = 0; i < COUNT(sections); i++) {
        if (mkdir(sections[i].path, 0777) < 0 && errno != EEXIST) {
            die(sections[i].path);
        }
    }
    save(&g, "site.yaml", write_site, 0);
    for (unsigned long n = 0; n < g.count; n++) {
        char name[80];
        name_of(&g, n, name, sizeof(name));
        save(&g, name, document, n);
    }
    return 0;
}
