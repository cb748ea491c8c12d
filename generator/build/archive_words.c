/* 说明.txt: for an archivist who has nothing but this archive, on whatever computer has OpenSSH. */
#include "build/archive_parts.h"

static void put_head(const gk_packing *p, gk_buf *text)
{
    gk_buf_printf(text, "《%.*s》\n\n", (int)p->title.n, p->title.p);
    gk_buf_printf(text, "网址：%.*s%.*s\n", (int)p->base_url.n, p->base_url.p, (int)p->page.n,
                  p->page.p);
    gk_buf_printf(text, "网页生成时间：%.*s\n", (int)p->now.n, p->now.p);
    gk_buf_printf(text, "仓库中的提交：%.*s\n", (int)p->commit.n, p->commit.p);
    gk_buf_printf(text, "文稿：%.*s\n\n", (int)p->source.n, p->source.p);
    if (p->out->persons)
        gk_buf_puts(text, "【注意】“网页”文件夹里的网页有名单，属于个人信息：按档案管理规定保管，"
                          "不要放到网上。\n\n");
}

static void put_list(const gk_packing *p, gk_buf *text)
{
    gk_buf_puts(text, "一、有哪些文件\n\n");
    gk_buf_puts(text, "网页/　　　　　　　　网页和它要用到的文件，与发布时逐字节相同\n"
                      "清单/manifest.tsv　　整个网站的清单：每个文件的 SHA-256、大小、路径\n"
                      "清单/本页.tsv　　　　清单里与本页有关的各行\n");
    gk_buf_puts(text, p->signature.n ? "清单/manifest.tsv.sig　清单的签名\n"
                                     : "（发布时清单没有签名，或网页撤下后签名已另存）\n");
    gk_buf_puts(text, "文稿/　　　　　　　　这篇文稿的原文\n");
    gk_buf_printf(text, "历史/修改记录.tsv　　修改过 %zu 次：时间、说明、作者、提交\n",
                  p->revisions);
    gk_buf_puts(text,
                "历史/提交/　　　　　　各次提交：.txt 可以直接看，审批写在末尾；.commit 是 git "
                "里的原样\n");
    if (p->signed_count)
        gk_buf_puts(text,
                    "　　　　　　　　　　　有签名的另有 .sig（签名）和 .payload（签的内容）\n");
    if (p->approvals.n)
        gk_buf_puts(text, "历史/审批.tsv　　　　　各步审批：谁的职务、什么时候、写在哪次提交；"
                          "有本人签名的才写“已核验”\n");
    if (p->has_signers)
        gk_buf_puts(text, "历史/可信签名人　　　　服务器认可的签名人和他们的公钥\n");
    gk_buf_puts(text, p->has_log ? "接收记录.tsv　　　　　服务器什么时候收到哪次推送、谁推送的\n"
                                 : "（没有接收记录）\n");
    if (p->has_log && p->log_until.n)
        gk_buf_puts(text, "接收记录-本文稿.tsv　　其中带来这篇文稿各次提交的\n");
    if (p->audit.n)
        gk_buf_puts(text, "自查.csv　　　　　　　按公开目录自查时，这次公示的期限和结果\n");
}

static void put_record_checks(const gk_packing *p, gk_buf *text)
{
    gk_buf_puts(text,
                "\n二、怎样核对\n\n"
                "要用到 Linux，或者 Windows 的 Git Bash；在这个文件夹里打开终端，逐条运行。\n\n"
                "1. 网页有没有改动：每行都应当显示 OK（或“成功”）。\n"
                "    awk -F'\\t' '{print $1 \"  网页/\" $3}' 清单/本页.tsv | sha256sum -c\n"
                "2. “本页.tsv”是不是清单里的：应当什么都不显示。\n"
                "    grep -vxFf 清单/manifest.tsv 清单/本页.tsv\n");
    if (!p->signature.n) return;
    gk_buf_puts(
        text,
        "3. 清单是谁签的、签了以后有没有改动：应当显示 Good \"gongkai\" signature，后面的指纹"
        "与单位公布的相同。\n"
        "    ssh-keygen -Y check-novalidate -n gongkai -s 清单/manifest.tsv.sig < "
        "清单/manifest.tsv\n"
        "   有签名人的公钥文件时，连人一起核对：\n"
        "    ssh-keygen -Y verify -f 公钥文件 -I 签名人 -n gongkai -s 清单/manifest.tsv.sig < "
        "清单/manifest.tsv\n");
}

static void put_commit_checks(const gk_packing *p, gk_buf *text)
{
    gk_buf_puts(text, "4. 提交是不是原样（要装有 git）：每行显示的编号应当与文件名相同。\n"
                      "    for f in 历史/提交/*.commit; do echo \"$f $(git hash-object -t commit "
                      "\"$f\")\"; done\n");
    if (!p->signed_count) return;
    gk_buf_puts(text, "5. 有签名的提交是谁签的：应当显示 Good \"git\" signature for 邮箱。\n");
    if (p->has_signers)
        gk_buf_puts(
            text, "    for s in 历史/提交/*.sig; do\n"
                  "        who=$(ssh-keygen -Y find-principals -f 历史/可信签名人 -s \"$s\")\n"
                  "        ssh-keygen -Y verify -f 历史/可信签名人 -I \"$who\" -n git -s \"$s\" < "
                  "\"${s%.sig}.payload\"\n"
                  "    done\n");
    else
        gk_buf_puts(text,
                    "    for s in 历史/提交/*.sig; do ssh-keygen -Y check-novalidate -n git -s "
                    "\"$s\" < \"${s%.sig}.payload\"; done\n");
}

static void put_log_checks(const gk_packing *p, gk_buf *text)
{
    if (!p->has_log) return;
    gk_buf_puts(
        text, "6. 接收记录有没有改动：每行第一栏是上一行的 SHA-256，改动、抽去一行，后面就接不上。"
              "应当只显示一串字符。\n"
              "    h=$(printf '%064d' 0); while IFS= read -r l; do "
              "[ \"$(printf %s \"$l\" | cut -f1)\" = \"$h\" ] || echo \"接不上：$l\"; "
              "h=$(printf %s \"$l\" | sha256sum | cut -d' ' -f1); done < 接收记录.tsv; echo $h\n");
    if (p->log_until.n)
        gk_buf_puts(text, "   最后显示的一串应当与清单开头的 #inputs.receive_log 相同：\n"
                          "    grep '^#inputs.receive_log=' 清单/manifest.tsv\n");
}

void gk_pack_words(gk_packing *p)
{
    gk_buf text = GK_BUF_INIT;
    put_head(p, &text);
    put_list(p, &text);
    put_record_checks(p, &text);
    put_commit_checks(p, &text);
    put_log_checks(p, &text);
    gk_pack_file(p, "", GK_V("说明.txt"), gk_buf_view(&text));
    gk_buf_free(&text);
}
