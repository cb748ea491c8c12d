"""A portal whose editors mean harm: seeded documents that try every way from Markdown, front
matter, shortcodes and data files to script, handlers and addresses that run; to be built whole and
parsed by a browser."""
import json
import os
import random
import re
import shutil

from runner import ROOT, run

CONTENT = os.path.join(ROOT, "content")
PICTURE = os.path.join(CONTENT, "learning", "resources", "20250918-r5c2", "liucheng.png")
# What is to run, or not: window.hit() would be seen.
CALLS = ["hit()", "window.hit()", "top['hit']()", "hit`1`", "eval('hit()')"]
SCHEMES = ["javascript:{}", "JaVaScRiPt:{}", "java\tscript:{}", "java&#10;script:{}",
           "&#106;avascript:{}", "javascript&colon;{}", "\x01javascript:{}", "%6aavascript:{}",
           "jav&#x0A;ascript:{}", "vbscript:{}", "data:text/html,<script>{}</script>",
           "data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==",
           "data:image/svg+xml,<svg onload={}>", "//evil.example/{}", "\\\\evil.example", "blob:x",
           "file:///etc/passwd", "filesystem:x", "view-source:x",
           "https://a.example/\"onmouseover=\"{}", "https://a.example/'onfocus='{}",
           "feed:javascript:{}", "ftp://a.example/{}", "intent://x#Intent;S.u=javascript:{};end",
           "mailto:a@b.example\"onclick=\"{}"]
TAGS = ["<script>{}</script>", "<img src=x onerror={}>", "<svg/onload={}>",
        "<svg><script>{}</script></svg>", "<a href=javascript:{}>x</a>",
        "<iframe srcdoc='<script>parent.{}</script>'></iframe>",
        "<style>@import 'x';*{{background:url(javascript:{})}}</style>",
        "<p style='x:expression({})'>x</p>", "<math><mtext><script>{}</script>", "<body onload={}>",
        "<base href=//evil.example/>", "<object data=javascript:{}></object>",
        "<form action=javascript:{}><button>x</button></form>", "<details open ontoggle={}>",
        "<!--><script>{}</script>-->", "<![CDATA[<script>{}</script>]]>",
        "</title><script>{}</script>", "</script><script>{}</script>",
        "</textarea><img src=x onerror={}>", "<img src=x onerror\n=\n{}>",
        "<svg><a xlink:href='javascript:{}'><text>x</text></a></svg>",
        "<meta http-equiv=refresh content='0;url=javascript:{}'>",
        "<link rel=stylesheet href=//evil.example/x.css>",
        "<noscript><p title=\"</noscript><img src=x onerror={}>\">",
        "<template><script>{}</script></template>", "<video><source onerror={}></video>",
        "<input autofocus onfocus={}>", "\"><script>{}</script>", "' onmouseover='{}"]
FRAMES = ["{}", "[x]({})", "[x](<{}>)", "![x]({})", "![{}](pic.png)", "![x](pic.png \"{}\")",
          "<{}>", "[x][r]\n\n[r]: {}", "[x][r]\n\n[r]: <{}> \"{}\"",
          "[x](https://a.example/ \"{}\")", "[x](https://a.example/ '{}')", "# {}", "## {} {{#x}}",
          "> {}", "- {}", "1. {}", "- [ ] {}", "| a | b |\n|---|---|\n| {} | {} |",
          "```{}\n{}\n```", "~~~ {}\n{}\n~~~", "    {}", "`{}`", "**{}**", "~~{}~~",
          "x[^n]\n\n[^n]: {}", "[^{}]\n\n[^{}]: x", "{}\n===", "Term\n: {}", "<b>{}</b>",
          "[![{}]({})]({})", "&lt;{}&gt;", "\\{}",
          "{{{{< video src=\"{}\" title=\"{}\" text=\"x\" >}}}}",
          "{{{{< audio src=\"{}\" title=\"{}\" >}}}}",
          "{{{{< gallery title=\"{}\" >}}}}\n![{}](pic.png)\n{{{{< /gallery >}}}}",
          "{{{{< bar title=\"{}\" >}}}}\n{},1\nb,2\n{{{{< /bar >}}}}", "{{{{< {} >}}}}",
          "::: {}\n{}\n:::"]
FIELDS = ["title", "summary", "author", "source", "number", "keywords", "tags"]


class Harm:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def payload(self):
        kind = self.random.choice([SCHEMES, SCHEMES, TAGS])
        return self.random.choice(kind).format(self.random.choice(CALLS))

    def text(self, frames):
        parts = []
        for _ in range(frames):
            frame = self.random.choice(FRAMES)
            while "{}" in frame:
                frame = frame.replace("{}", self.payload(), 1)
            parts.append(frame.replace("{{", "{").replace("}}", "}") if "{{{{" not in frame
                         else frame.replace("{{{{", "{{").replace("}}}}", "}}"))
        return "\n\n".join(parts)

    def front(self, i):
        """Quoted as JSON, which is YAML: what is tried is the value, not the notation."""
        rows = {"title": f"第 {i} 篇", "date": "2026-11-%02d" % (1 + i % 19), "summary": "说明"}
        for _ in range(self.random.randint(0, 2)):
            field = self.random.choice(FIELDS)
            value = self.payload().replace("\x01", "").replace("\t", " ")
            rows[field] = [value] if field in ("tags", "keywords") else value
        return "".join(f"{k}: {v if k == 'date' else json.dumps(v, ensure_ascii=False)}\n"
                       for k, v in rows.items())


SITE = """title: {title}
short_title: 恶意
description: {title}
base_url: https://party.example/
language: zh-CN
timezone: "+08:00"
clock: 2026-11-20T09:00:00+08:00
theme: {{name: campus, options: {{organizer: {title}, address: {title}, hero_tagline: {title}}}}}
plugins: [media, charts]
paginate: 50
menu: [notices]
sections:
  notices: {{title: {title}, type: notice, description: {title}, order: [-date], feed: true}}
taxonomies:
  tags: {{title: 标签, field: tags}}
"""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def plant(site, seed, count):
    harm = Harm(seed)
    write(os.path.join(site, "site.yaml"),
          SITE.format(title=json.dumps("\"><script>hit()</script>")))
    for name in ("base.yaml", "notice.yaml"):
        with open(os.path.join(CONTENT, "types", name), encoding="utf-8") as f:
            # No limit and no pattern keeps harm out here.
            text = re.sub(r"^ *(max|pattern|pattern_message):.*\n", "", f.read(), flags=re.M)
        write(os.path.join(site, "types", name), re.sub(r", max: \d+", "", text))
    os.makedirs(os.path.join(site, "notices"))
    shutil.copy(PICTURE, os.path.join(site, "notices", "pic.png"))
    shutil.copytree(os.path.join(CONTENT, "data", "holidays"),
                    os.path.join(site, "data", "holidays"))
    for i in range(count):
        # One thing a document: what is refused must not hide what is not.
        text = harm.text(1 if i % 3 else 4)
        write(os.path.join(site, "notices", f"202611{1 + i % 19:02d}-{i:04d}.md"),
              f"---\n{harm.front(i)}---\n\n正文。\n\n{text}\n")


def build(site, out):
    """Builds what is not refused: (documents that were refused, an error or None)."""
    refused = set()
    for _ in range(6):
        status, output = run(["gongkai", "build", site, "-o", out, "--format", "gcc", "-q"],
                             timeout=200)
        if status == 0:
            return refused, None
        bad = {line.split(b":")[0].decode(errors="replace") for line in output.splitlines()
               if b"notices/" in line.split(b":")[0]}
        bad = {os.path.join(site, "notices", os.path.basename(b)) for b in bad if b.endswith(".md")}
        bad = {path for path in bad if os.path.exists(path)}
        if not bad:
            return refused, output.decode(errors="replace")[-2000:]
        for path in bad:
            os.remove(path)
        refused |= bad
    return refused, "documents are refused again and again"
