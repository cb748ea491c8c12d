/* The tables of commands and options. */
#include "cmd/options.h"

#define ON(command) (1u << GK_CMD_##command)
#define ON_COMMITS                                                                                 \
    (ON(BUILD) | ON(CHECK) | ON(AUDIT) | ON(APPROVAL) | ON(NEXT_CHANGE) | ON(RULES))
#define ON_SERVER (ON(ARCHIVE) | ON(DOCTOR) | ON(DELIVER) | ON(VERIFY))
#define ON_SITES  (ON_COMMITS | ON(SERVE))

static const gk_option_row options[GK_OPT_COUNT] = {
    [GK_OPT_OUTPUT] =
        {"output",
         'o',
         {"文件夹", "DIR"},
         NULL,
         ON(ARCHIVE) | ON(BUILD) | ON(SERVE) | ON(QR) | ON(RULES),
         {"生成到这个文件夹（build 默认是站点里的 public，serve 默认是临时文件夹）",
          "build into this folder (default of build: public in the site; of serve: a temporary one)"}},
    [GK_OPT_NOW] = {"now",
                    0,
                    {"时间", "TIME"},
                    NULL,
                    ON_SITES | ON(NEW) | ON(EXPIRE) | ON(PUBLISH) | ON(VERIFY) | ON(DELIVER) |
                        ON(DOCTOR),
                    {"以这一刻为当前时间，如 2026-11-20 或 2026-11-20T09:00:00+08:00",
                     "take this as the time, such as 2026-11-20 or 2026-11-20T09:00:00+08:00"}},
    [GK_OPT_REV] =
        {"rev",
         0,
         {"提交", "REV"},
         NULL,
         ON_COMMITS | ON(WINDOW) | ON(PUBLISH) | ON_SERVER,
         {"直接读 git 仓库里的这个提交（分支、标签或编号），不用检出",
          "read this commit of a git repository (branch, tag or digits), without a checkout"}},
    [GK_OPT_REPO] =
        {"repo",
         0,
         {"仓库", "PATH"},
         NULL,
         ON_COMMITS | ON(WINDOW) | ON(PUBLISH) | ON_SERVER,
         {"--rev 的仓库，可以是裸仓库；站点这时是仓库里的路径（默认从站点文件夹往上找）",
          "the repository of --rev, bare or not; SITE is a path in it then (default: found upward from the site)"}},
    [GK_OPT_TO] = {"to",
                   0,
                   {"文件夹", "DIR"},
                   NULL,
                   ON(PUBLISH) | ON(DELIVER) | ON(DOCTOR) | ON(ARCHIVE) | ON(HOOK),
                   {"发布到这个文件夹：releases 是各次发布，current 是正在使用的一次",
                    "publish into this folder: releases/ holds releases, current is the live one"}},
    [GK_OPT_REF] = {"ref",
                    0,
                    {"分支", "REF"},
                    NULL,
                    ON(HOOK),
                    {"推送到哪个分支就发布（默认 main）", "the branch that is published (default: main)"}},
    [GK_OPT_CONFIG] =
        {"config",
         0,
         {"文件", "FILE"},
         NULL,
         ON(PUBLISH) | ON(HOOK) | ON_SERVER | ON(BUILD) | ON(AUDIT) | ON(APPROVAL),
         {"服务器的配置（默认是仓库里的 gongkai.yaml）；build、audit、approval 这时读它写的仓库、分支和接收记录",
          "the server's configuration (default: gongkai.yaml in the bare repository); build, audit and approval read its "
          "repository, branch and log then"}},
    [GK_OPT_KEEP] = {"keep",
                     0,
                     {"次数", "N"},
                     NULL,
                     ON(PUBLISH) | ON(HOOK),
                     {"保留最近几次发布（默认 5）", "how many releases to keep (default: 5)"}},
    [GK_OPT_ROLLBACK] =
        {"rollback",
         0,
         {NULL, NULL},
         NULL,
         ON(PUBLISH),
         {"退回前一个版本，写数字 N 就是前 N 个：按现在的时间重新生成那个提交，到期的内容不会回来",
          "go back one commit, or N: it is built at the present time, so what has expired stays away"}},
    [GK_OPT_LIST] = {"list",
                     0,
                     {NULL, NULL},
                     NULL,
                     ON(PUBLISH),
                     {"列出各次发布，和上次失败的原因", "list the releases, and why the last attempt failed"}},
    [GK_OPT_WATCH] = {"watch",
                      0,
                      {NULL, NULL},
                      NULL,
                      ON(PUBLISH),
                      {"一直运行：有推送、或到了内容该变化的时刻就发布",
                       "go on: publish what is pushed, and when time changes something"}},
    [GK_OPT_DRAIN] = {"drain",
                      0,
                      {NULL, NULL},
                      NULL,
                      ON(PUBLISH),
                      {"发布等候着的推送和到时的变化，然后结束", "publish what waits and what is due, then end"}},
    [GK_OPT_UNINSTALL] = {"uninstall",
                          0,
                          {NULL, NULL},
                          NULL,
                          ON(HOOK),
                          {"撤去装上的钩子和设置", "take the hooks and settings out again"}},
    [GK_OPT_DRAFTS] = {"drafts",
                       0,
                       {NULL, NULL},
                       NULL,
                       ON_SITES,
                       {"连同草稿和日期未到的文稿", "with drafts and documents of the future"}},
    [GK_OPT_PRIVATE] =
        {"private",
         0,
         {"文件夹", "DIR"},
         NULL,
         ON(VERIFY) | ON_SITES | ON(PUBLISH) | ON(HOOK),
         {"放公示名册的文件夹，在站点以外（也可以用环境变量 GONGKAI_PRIVATE）",
          "the folder of rosters, outside the site (or the environment's GONGKAI_PRIVATE)"}},
    [GK_OPT_BASE_URL] = {"base-url",
                         0,
                         {"网址", "URL"},
                         NULL,
                         ON(BUILD) | ON(CHECK) | ON(RULES) | ON(PUBLISH),
                         {"代替 site.yaml 里的 base_url", "replace base_url of site.yaml"}},
    [GK_OPT_EDITION] = {"edition",
                        0,
                        {"版本", "NAME"},
                        NULL,
                        ON_SITES | ON(PUBLISH) | ON(HOOK),
                        {"生成 site.yaml 的 editions 里的这个版本（默认是公开版 public）",
                         "build this edition of site.yaml (default: public)"}},
    [GK_OPT_JOBS] = {"jobs",
                     'j',
                     {"个数", "N"},
                     NULL,
                     ON(ARCHIVE) | ON(VERIFY) | ON_SITES | ON(PUBLISH),
                     {"同时运行的进程数（默认等于处理器数）",
                      "number of workers (default: one a processor)"}},
    [GK_OPT_STATS] = {"stats",
                      0,
                      {"文件", "FILE"},
                      NULL,
                      ON(BUILD) | ON(CHECK),
                      {"把页数、用时等统计写成 JSON 文件",
                       "write counts and times to a JSON file"}},
    [GK_OPT_PORT] = {"port",
                     'p',
                     {"端口", "N"},
                     NULL,
                     ON(SERVE),
                     {"使用这个端口（默认 8000，被占用时往后找）",
                      "use this port (default: the first free one from 8000)"}},
    [GK_OPT_SITE] = {"site",
                     's',
                     {"站点", "SITE"},
                     NULL,
                     ON(PLUGIN) | ON(NEW) | ON(QR) | ON(APPROVAL) | ON(PUBLISH) | ON(HOOK),
                     {"站点文件夹（默认从当前文件夹往上找）；publish 和 hook：站点在仓库里的文件夹",
                      "the site (default: found upward from the working folder); publish and hook: its folder in the repository"}},
    [GK_OPT_SECTION] = {"section",
                        0,
                        {"栏目", "SECTION"},
                        NULL,
                        ON(NEW),
                        {"放进这个栏目，如 learning/lessons",
                         "put it into this section, such as learning/lessons"}},
    [GK_OPT_OPENS] = {"opens",
                      0,
                      {"日期", "DATE"},
                      NULL,
                      ON(WINDOW),
                      {"第一天，如 2026-09-28", "the first day, such as 2026-09-28"}},
    [GK_OPT_DAYS] = {"days", 0, {"天数", "N"}, NULL, ON(WINDOW), {"多少天", "how many days"}},
    [GK_OPT_COUNT_DAYS] = {"count",
                           0,
                           {"方式", "HOW"},
                           "working calendar",
                           ON(WINDOW),
                           {"按工作日 working（默认）还是按自然日 calendar 计算",
                            "count working days (default) or every calendar day"}},
    [GK_OPT_START] = {"start",
                      0,
                      {"哪天", "WHEN"},
                      "same next",
                      ON(WINDOW),
                      {"从当日 same（默认）还是从次日 next 算起",
                       "count from the same day (default) or from the next"}},
    [GK_OPT_MOVE] = {"move-last-day",
                     0,
                     {NULL, NULL},
                     NULL,
                     ON(WINDOW),
                     {"最后一天是休息日时顺延到下一个工作日",
                      "a last day that is a day off moves on to the next working day"}},
    [GK_OPT_NOTE] = {"note",
                     0,
                     {"说明", "TEXT"},
                     NULL,
                     ON(QR),
                     {"登记时写的说明，如 一楼海报",
                      "a note for the register, such as where it hangs"}},
    [GK_OPT_AGAIN] = {"again",
                      0,
                      {NULL, NULL},
                      NULL,
                      ON(QR) | ON(PUBLISH) | ON(DELIVER),
                      {"qr：已有代号的文稿再发一个；publish、deliver：没有变化也全部重来",
                       "qr: another code for a document that has one; publish, deliver: do it all anew"}},
    [GK_OPT_SIZE] = {"size",
                     0,
                     {"毫米", "MM"},
                     NULL,
                     ON(QR),
                     {"图形的边长（默认 90）", "side of a symbol (default 90)"}},
    [GK_OPT_DPI] = {"dpi",
                    0,
                    {"点数", "N"},
                    NULL,
                    ON(QR),
                    {"png 每英寸的点数（默认 300）", "dots an inch of a png (default 300)"}},
    [GK_OPT_LIVE] = {"live",
                     0,
                     {"网址", "URL"},
                     NULL,
                     ON(QR),
                     {"检查这个网址上的正式网站",
                      "check the live portal at this address"}},
    [GK_OPT_KEY] = {"key",
                    0,
                    {"文件", "FILE"},
                    NULL,
                    ON(SIGN) | ON(VERIFY),
                    {"sign：签名用的私钥文件；verify：可信签名人文件（ssh-keygen 的 allowed signers）",
                     "sign: the private key; verify: the allowed signers (as of ssh-keygen)"}},
    [GK_OPT_REBUILD] = {"rebuild",
                        0,
                        {NULL, NULL},
                        NULL,
                        ON(VERIFY),
                        {"再从仓库（--repo）按清单里的提交和时间重新生成，比较每个文件",
                         "also build the manifest's commit (of --repo) again at its time, and compare"}},
    [GK_OPT_SIGNERS] = {"signers",
                        0,
                        {"文件", "FILE"},
                        NULL,
                        ON(BUILD) | ON(CHECK) | ON(APPROVAL) | ON(VERIFY),
                        {"可信签名人文件（ssh-keygen 的 allowed signers）：审批的提交签名照它核验",
                         "the allowed signers (as of ssh-keygen) by whom approvals are verified"}},
    [GK_OPT_UNSAFE] = {"unsafe",
                       0,
                       {NULL, NULL},
                       NULL,
                       ON(MARKDOWN),
                       {"原样保留 HTML 和网址", "leave HTML and URLs as they are"}},
    [GK_OPT_MAN] =
        {"man", 0, {NULL, NULL}, NULL, ON(HELP), {"输出 man 手册页", "print the man page"}},
    [GK_OPT_COMPLETION] = {"completion",
                           0,
                           {"shell", "SHELL"},
                           "bash zsh",
                           ON(HELP),
                           {"输出命令行补全脚本（bash 或 zsh）",
                            "print the completion script for bash or zsh"}},
    [GK_OPT_FORMAT] =
        {"format",
         0,
         {"格式", "FORMAT"},
         "human json gcc csv svg png",
         GK_OPT_EVERYWHERE,
         {"诊断信息的格式：human、json（每行一个对象）或 gcc，后两种写到标准输出；audit 的结果是 human、json 或 csv",
          "form of diagnostics: human, json (an object a line) or gcc, the last two on standard output; of audit: human, json or csv"}},
    [GK_OPT_COLOR] = {"color",
                      0,
                      {"何时", "WHEN"},
                      "auto always never",
                      GK_OPT_EVERYWHERE,
                      {"是否用颜色：auto、always 或 never", "use colours: auto, always or never"}},
    [GK_OPT_LANG] = {"lang",
                     0,
                     {"语言", "LANG"},
                     "zh en",
                     GK_OPT_EVERYWHERE,
                     {"提示用的语言：zh 或 en", "language of messages: zh or en"}},
    [GK_OPT_QUIET] = {"quiet",
                      'q',
                      {NULL, NULL},
                      NULL,
                      GK_OPT_EVERYWHERE,
                      {"只显示错误和警告", "only errors and warnings"}},
    [GK_OPT_VERBOSE] =
        {"verbose", 'v', {NULL, NULL}, NULL, GK_OPT_EVERYWHERE, {"显示更多细节", "say more"}},
    [GK_OPT_HELP] = {"help", 'h', {NULL, NULL}, NULL, GK_OPT_EVERYWHERE, {"显示帮助", "show help"}},
    [GK_OPT_VERSION] =
        {"version", 'V', {NULL, NULL}, NULL, GK_OPT_EVERYWHERE, {"显示版本", "show the version"}},
};

static const gk_command_row commands[GK_CMD_COUNT] = {
    [GK_CMD_BUILD] =
        {"build",
         {"[站点]", "[SITE]"},
         0,
         1,
         {"生成网站", "build a site"},
         {"把站点（有 site.yaml 的文件夹，默认是当前文件夹）生成为网站。\n"
          "内容有错误时，已有的网站保持原样；没有变化的文件不会重写；不再需要的文件会被删除。不是 gongkai 生成的文件夹，"
          "不会写入，也不会清空。",
          "Builds the site (a folder with site.yaml; the working folder unless given) into a portal.\n"
          "Content with errors leaves the portal as it was; unchanged files are not rewritten; files that are no longer "
          "made are removed. A folder that gongkai did not make is never written into or emptied."},
         gk_cmd_build},
    [GK_CMD_CHECK] = {"check",
                      {"[站点]", "[SITE]"},
                      0,
                      1,
                      {"只检查，不生成", "check a site without building it"},
                      {"完整地检查站点并列出全部问题，不写任何文件。",
                       "Checks the whole site and lists all faults; writes nothing."},
                      gk_cmd_check},
    [GK_CMD_SERVE] =
        {"serve",
         {"[站点]", "[SITE]"},
         0,
         1,
         {"在本机预览", "preview on this computer"},
         {"生成到临时文件夹，在本机的浏览器里预览；文件保存后自动重新生成并刷新页面，有错误时显示在页面上。按 Ctrl-C 结束。\n"
          "只能从本机访问，不要用作正式网站。",
          "Builds into a temporary folder and shows it to browsers on this computer; builds again whenever a file is saved "
          "and reloads the page; errors are shown in the page. Ctrl-C ends it.\n"
          "Only this computer can see it; it is no web server for the public."},
         gk_cmd_serve},
    [GK_CMD_PUBLISH] =
        {"publish",
         {"[个数]", "[N]"},
         0,
         1,
         {"把一个提交发布成正在使用的网站", "make a commit the live site"},
         {"从仓库（--repo，或服务器的配置）读出提交（--rev，默认 main），在 --to 文件夹里生成一次新的发布，全部写妥之后才把 "
          "current 换过去；有错误时正在使用的网站保持原样。没有变化就不另做一次。\n"
          "--rollback [N] 退回，--list 列出，--watch 一直运行（systemd 服务用它），--drain 处理完就结束（钩子用它）。",
          "Reads a commit (--rev, default main) of the repository (--repo, or the server's configuration), makes a new release in "
          "the folder --to, and switches current to it when all is written; after faults the live site stays as it was. Nothing "
          "is made when nothing changed.\n"
          "--rollback [N] goes back, --list lists, --watch goes on (for a service), --drain ends when nothing waits (for hooks)."},
         gk_cmd_publish},
    [GK_CMD_HOOK] =
        {"hook",
         {"install 仓库 | pre-receive | post-receive", "install REPO | pre-receive | post-receive"},
         1,
         2,
         {"让仓库在收到推送后发布", "publish what a repository receives"},
         {"install 把裸仓库设好：推送先检查，收下后记入接收记录并发布到 --to；仓库不存在就新建。重复运行没有妨碍，不会覆盖别人的钩子；"
          "--uninstall 撤去。\n"
          "pre-receive 由 git 调用：检查推来的提交，带来新错误的推送不接受；原来就有的错误不算。\n"
          "post-receive 由 git 调用：写接收记录，通知发布，马上返回。",
          "install sets up a bare repository (made when absent): pushes are checked, entered in the receive log and published to "
          "--to. It may be run again, and leaves foreign hooks alone; --uninstall takes it out.\n"
          "pre-receive is called by git: it checks what is pushed and refuses pushes that add errors; those that were there do "
          "not count.\n"
          "post-receive is called by git: it writes the receive log, leaves word for the builder and returns."},
         gk_cmd_hook},
    [GK_CMD_EXPIRE] =
        {"expire",
         {"文件夹", "DIR"},
         1,
         1,
         {"撤下到期的网页", "take down pages whose time has passed"},
         {"把已生成网站里到了截止时间的网页换成一个说明“公示已经结束”的页面。不需要站点的文稿：生成失败时，用它保证名单按时撤下。",
          "Replaces the pages of a built portal whose time has passed by a plain page that says so. It needs nothing of "
          "the site: names go in time even when the site can't be built."},
         gk_cmd_expire},
    [GK_CMD_AUDIT] =
        {"audit",
         {"[站点]", "[SITE]"},
         0,
         1,
         {"按公开目录自查", "check a site against its catalogue"},
         {"按 data/catalogue.yaml 的公开目录，列出各支部每一项公开了什么、什么时候公开的、哪些逾期；再列出每次公示的期限和结果。"
          "什么时候公开的，有服务器的接收记录（用 --repo 或 --config 指明服务器的仓库）时以它为准；没有时以提交时间为准，那是可以改的。"
          "所有范围的文稿都算，--edition public 只看公开版。\n"
          "只供自查，不打分，不排名。",
          "Lists for every branch and every item of data/catalogue.yaml what was published, when, and what is late; then the "
          "windows and outcomes of announcements. When is told by the server's receive log where --repo or --config name its "
          "repository, else by commits, whose dates can be forged. Documents of every scope count; --edition public looks at the public ones.\n"
          "A self-check: no points, no ranking."},
         gk_cmd_audit,
         "csv"},
    [GK_CMD_APPROVAL] =
        {"approval",
         {"[文稿]", "[DOC]"},
         0,
         1,
         {"查看文稿的审批", "show the approvals of documents"},
         {"按 data/approval.yaml，列出要审批的文稿各步有没有审批；没有的，写明审批人提交时要在说明里写哪几行。\n"
          "只在提交说明里写了的是“已登记”；提交有本人签名、并且按 --signers 核验过的，才是“已核验”。文稿改动或者移动以后要重新审批。",
          "Lists by data/approval.yaml which steps documents have and lack, and the lines that the approver's commit needs.\n"
          "What only stands in a message is recorded; what that person signed, checked by --signers, is verified. A document that "
          "was changed or moved has to be approved again."},
         gk_cmd_approval,
         NULL},
    [GK_CMD_NEW] =
        {"new",
         {"类型 [标题] | site 文件夹", "TYPE [TITLE] | site DIR"},
         1,
         2,
         {"新建文稿或站点", "begin a document or a site"},
         {"new site 文件夹：新建一个马上可以生成的小站点。\n"
          "new 类型 [标题]：按类型的字段新建一篇文稿，如 new notice \"关于召开支部大会的通知\"。文件名由日期和四个字符组成，"
          "网址不随标题变化；每个字段前都有说明。",
          "new site DIR makes a small site that builds at once.\n"
          "new TYPE [TITLE] begins a document with all fields of its type, such as new notice \"Title\". The file is named "
          "by the date and four characters, so that its address does not depend on the title."},
         gk_cmd_new},
    [GK_CMD_WINDOW] =
        {"window",
         {"--opens 日期 --days 天数 [站点]", "--opens DATE --days N [SITE]"},
         0,
         1,
         {"计算期限的最后一天", "work out the last day of a window"},
         {"按国务院办公厅的放假和调休安排计算公示、征求意见等期限的最后一天，如 window --opens 2026-09-28 --days 5。\n"
          "放假表在站点的 data/holidays 文件夹，一年一个文件；站点没有时用程序自带的。缺少某一年的表时报错，不作推测。",
          "Works out the last day by the official tables of holidays, such as window --opens 2026-09-28 --days 5.\n"
          "The tables are in data/holidays of the site, a file a year; a site without any uses those of the program. A "
          "window that reaches a year without a table is an error, never a guess."},
         gk_cmd_window},
    [GK_CMD_NEXT_CHANGE] =
        {"next-change",
         {"[站点]", "[SITE]"},
         0,
         1,
         {"下次什么时候必须重新生成", "when the portal must be built next"},
         {"列出今后第一个会让网页发生变化的时刻和原因：文稿到了发布或失效的日期，公示、征求意见、报名开始或截止。\n"
          "到那一刻必须重新生成网站。随程序安装的 systemd 服务按它运行，见编辑手册《部署》。",
          "Prints the first moment to come at which pages change by themselves, and why: documents that appear or expire, "
          "windows that open or close.\n"
          "The portal has to be built again then; the systemd timer that is installed with the program does so."},
         gk_cmd_next_change},
    [GK_CMD_QR] =
        {"qr",
         {"issue 文稿… | list [站点] | check [站点] | export [站点]",
          "issue DOC… | list [SITE] | check [SITE] | export [SITE]"},
         1,
         GK_ARGS_MAX,
         {"发放和检查二维码", "issue and check QR codes"},
         {"issue 给文稿发放代号，登记在 data/codes.csv；已有代号的不再发。印出去的代号永远有效，这张表只加不删。\n"
          "list 列出全部代号。check 逐个检查代号在生成好的网站（-o，默认 public）或正式网站（--live）上打不打得开。\n"
          "export 把图形写进文件夹（-o，默认 qr）：--format svg 或 png，--size 毫米，--dpi 点数。",
          "issue gives documents a code, a row of data/codes.csv; one that has a code keeps it. A printed code lives for "
          "ever: rows are only added.\n"
          "list lists them. check walks every code in a built site (-o, default public) or a live one (--live).\n"
          "export writes the symbols into a folder (-o, default qr): --format svg or png, --size MM, --dpi N."},
         gk_cmd_qr,
         "svg png"},
    [GK_CMD_RULES] =
        {"rules",
         {"nginx|apache|caddy [站点]", "nginx|apache|caddy [SITE]"},
         1,
         2,
         {"输出网页服务器的配置", "print the configuration of a web server"},
         {"按站点的代号、旧网址和公示栏目，输出 nginx、Apache 或 Caddy 的配置：安全标头、缓存、跳转、404 页、下载和文件类型。\n"
          "-o 是主机的根目录，默认 /var/www/主机名；网站在子目录下的，生成到它的子文件夹里。",
          "Prints the configuration of nginx, Apache or Caddy for the site: headers, caching, where codes and old addresses "
          "lead, the page for 404, downloads, media types.\n"
          "-o is the folder of the host's root (/var/www/HOST unless given); a portal in a sub-folder is built into that."},
         gk_cmd_rules},
    [GK_CMD_SIGN] =
        {"sign",
         {"文件夹 --key 私钥", "DIR --key KEY"},
         1,
         1,
         {"给已生成的网站签名", "sign a built portal"},
         {"用 SSH 私钥给网站的清单 .gongkai/manifest.tsv 签名（ssh-keygen -Y sign，命名空间 gongkai），"
          "签名放在旁边的 manifest.tsv.sig。私钥留在生成网站的机器上，不要放到网页服务器上。",
          "Signs the portal's manifest .gongkai/manifest.tsv with an SSH key (ssh-keygen -Y sign, namespace gongkai); the "
          "signature is manifest.tsv.sig beside it. The key stays where the portal is built, never on the web host."},
         gk_cmd_sign},
    [GK_CMD_VERIFY] =
        {"verify",
         {"文件夹|网址 --key 可信签名人", "DIR|URL --key ALLOWED_SIGNERS"},
         1,
         1,
         {"核对网站有没有被改动", "find out whether a portal was tampered with"},
         {"核对清单的签名，再按清单逐个核对文件：被改的、缺少的、多出的都列出来；到期还显示名单的网页也算错误。\n"
          "给网址时逐个下载清单里的文件；服务器上多出的文件从网上看不到，要在服务器上用文件夹核对。"
          "有任何不符，退出状态为 1。",
          "Checks the manifest's signature, then every file against the manifest: changed, missing and added ones are listed, "
          "and pages that still show names when their window has closed.\n"
          "With an address every file of the manifest is fetched; files that were added to a host can't be seen from "
          "outside: verify the folder there. The exit status is 1 when anything is not as published."},
         gk_cmd_verify},
    [GK_CMD_DELIVER] =
        {"deliver",
         {"[文件夹 远端:路径]", "[DIR REMOTE:PATH]"},
         0,
         2,
         {"把已发布的网站发送到别处", "send a published portal to its targets"},
         {"按清单只发送有变化的文件：先是到期的，再是样式图片等，再是网页，最后删除不再有的。断开后再运行会接着发送。\n"
          "不给参数时发送到服务器配置的 targets；远端用 rclone config 写好（对象存储、WebDAV、SFTP），也可以是本机的文件夹。"
          "publish 发布以后会自己发送。",
          "Sends the differences alone, by the manifest: what is due to go, then assets, then pages, then removals. Run again "
          "after a break it goes on.\n"
          "Without arguments the targets are those of the server's configuration; a remote is one of rclone (object "
          "storage, WebDAV, SFTP) or a folder of this machine. publish does this by itself."},
         gk_cmd_deliver},
    [GK_CMD_DOCTOR] =
        {"doctor",
         {"", ""},
         0,
         0,
         {"检查发布服务器的状况", "look over a publishing server"},
         {"逐项说明：最近一次发布、分支、上次失败、到期的名单、下次变化、后台发布的锁和定时、等待的推送、时钟、接收记录、签名钥匙、"
          "名册文件夹、发送去处、磁盘空间。每一项是正常、注意或有问题，以及怎么办。\n"
          "有一项“有问题”时退出状态为 1。",
          "Says of each: the last publishing, the branch, the last failure, names that are due, the next change, the builder's "
          "lock and timer, pushes that wait, the clock, the receive log, the signing key, the folder of rosters, targets, disk "
          "space; whether it is fine, needs a look or is broken, and what to do.\n"
          "The exit status is 1 when anything is broken."},
         gk_cmd_doctor},
    [GK_CMD_ARCHIVE] =
        {"archive",
         {"文稿", "DOC"},
         1,
         1,
         {"把一篇公示存成归档用的压缩包", "pack an announcement for the files"},
         {"把已发布的一页原样打成 ZIP，连同文稿、修改记录、各次提交（审核意见、签名）、接收记录、自查结果、清单和签名，附一份说明。"
          "文稿写它在站点里的路径或网址。--repo、--to 或 --config 指明服务器；-o 是文件名，默认用网址的最后一段。\n"
          "公示期内的网页有名单，压缩包只有本用户能读，请按档案规定保管。",
          "Packs a published page as it is into a ZIP, with its document, revisions, their commits (approvals, signatures), the "
          "receive log, its row of the audit, the manifest and its signature, and a text that explains them. DOC is its file in "
          "the site or its address; --repo, --to or --config name the server; -o is the file.\n"
          "Pages of open announcements hold names: the archive can be read by its owner alone."},
         gk_cmd_archive},
    [GK_CMD_PLUGIN] =
        {"plugin",
         {"new 名称 | list | test [名称]", "new NAME | list | test [NAME]"},
         1,
         2,
         {"新建、列出和测试插件", "begin, list and test plugins"},
         {"new 名称：在站点的 plugins 里新建一个可以运行的小插件，连同测试。\n"
          "list：列出站点的和程序自带的插件，启用的前面有 *。\n"
          "test [名称]：运行插件旁边的测试文件（*_test.lua），不给名称时运行全部。",
          "new NAME makes a small working plugin with its tests in the site's plugins/.\n"
          "list shows the plugins of the site and of the program; those with * are enabled.\n"
          "test [NAME] runs the tests beside a plugin (*_test.lua), or beside all."},
         gk_cmd_plugin},
    [GK_CMD_MARKDOWN] = {"markdown",
                         {"", ""},
                         0,
                         0,
                         {"把标准输入的 Markdown 转成 HTML",
                          "Markdown from standard input to HTML"},
                         {"单独运行 Markdown 这一步：从标准输入读，写到标准输出。",
                          "The Markdown stage alone, from standard input to standard output."},
                         gk_cmd_markdown},
    [GK_CMD_EXPLAIN] =
        {"explain",
         {"[代号]", "[ID]"},
         0,
         1,
         {"解释一条诊断信息", "explain a diagnostic"},
         {"说明方括号里的代号（如 YAML-TAB）是什么问题、怎么改；不给代号时列出全部。",
          "Says what the identifier in brackets means and what to do about it; lists all without one."},
         gk_cmd_explain},
    [GK_CMD_HELP] = {"help",
                     {"[命令]", "[COMMAND]"},
                     0,
                     1,
                     {"显示帮助", "show help"},
                     {"不给命令时列出全部命令。", "Lists all commands when none is given."},
                     gk_cmd_help},
    [GK_CMD_VERSION] =
        {"version", {"", ""}, 0, 0, {"显示版本", "show the version"}, {"", ""}, gk_cmd_version},
};

const gk_command_row *gk_command_get(gk_command_id id)
{
    return &commands[id];
}

const gk_option_row *gk_option_get(gk_option_id id)
{
    return &options[id];
}

gk_command_id gk_command_find(gk_view name)
{
    for (int id = 0; id < GK_CMD_COUNT; id++)
        if (gk_view_is(name, commands[id].name)) return (gk_command_id)id;
    return GK_CMD_COUNT;
}

bool gk_command_takes(gk_command_id command, gk_option_id option)
{
    return (options[option].commands & (1u << command)) != 0;
}
