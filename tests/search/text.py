"""What stands in the pages of a built portal, read from their HTML without the program: for plain
substring search, and for drawing what is looked for.

Of a document's page that is its title, its body, and all else that its article shows but for what
OUT, UNTOLD and OWN name: the theme's own words, days and numbers that are written out, other
documents' titles. Of a branch's home it is what stands above its lists."""
import glob
import html.parser
import json
import os
import random
import re

HAN = re.compile("[\u4e00-\u9fff]+")
WITHIN = set("a abbr b bdi bdo cite code data del dfn em i img input ins kbd mark q s samp small span "
             "strong sub sup time u var wbr".split())
VOID = set("area base br col embed hr img input link meta source track wbr path".split())
# Tags, classes, attributes; with '>' as children, with '|' anywhere below.
OUT = set("""time dt button video audio .vh .toc .series .related .around .checked .doc-tools .scan
    .revisions .count .told .passed .card .line .roster .cover .crumbs .stat .stats .mine .doc-page|.note noscript .blocks .table .chart
    .map .files|small .rel>h2 .files>h2 .quiz>h2 .take>h2 legend>small
    .flow|b .event|b details>summary .get>a [data-after-roster] .window|[data-ends] .window|.tag .kick>a
    main>section .section-in>section""".split())
# Terms of facts whose values are days, numbers, or other documents.
UNTOLD = set("时间 参加人数 名额 时长 系列 日期 收到意见 所学内容".split())
# Lines of the theme's own, and what it writes in front of a text.
OWN = re.compile(r"更新|对|错|公示期|第 \d+ 关|人数：\d+ 人|名单.*|公示期已满.*|公示中止.*|自?\d+年.*|\d+ 人|"
                 r".*恢复公示.*|[A-Z]+|[\d.]+ [KM]?B")
LABEL = re.compile(r"^(?:来源|作者|荐书人|使用说明|保密审查)：|^\d+\. ")


class Element:
    def __init__(self, tag, attributes, above):
        self.tag, self.above = tag, above
        self.kinds = {tag} | {"." + c for c in (attributes.get("class") or "").split()}
        self.kinds |= {f"[{name}]" for name in attributes}
        self.prose = above is not None and (above.prose or ".prose" in above.kinds)
        self.out = above is not None and (above.out or (not self.prose and self.is_out()))

    def is_out(self):
        far, one = set(), self.above
        while one:
            far |= one.kinds
            one = one.above
        return any(kind in OUT or any(f"{k}>{kind}" in OUT for k in self.above.kinds)
                   or any(f"{k}|{kind}" in OUT for k in far) for kind in self.kinds)


class Reader(html.parser.HTMLParser):
    """The first element that is fed and all within; blocks end with a newline."""

    def __init__(self, branches):
        super().__init__()
        self.title, self.body, self.more, self.at, self.fact = "", [], [], None, ""
        self.branches = branches

    def cut(self, tag, prose):
        if prose:
            self.body.append("" if tag in WITHIN else " " if tag == "br" else "\n")
        else:
            self.more.append("\n")

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.cut(tag, self.at is not None and (self.at.prose or ".prose" in self.at.kinds))
        if tag in VOID:
            return
        self.at = Element(tag, attributes, self.at)
        if self.at.prose:
            return
        if tag == "dt":
            self.fact = ""
        if tag == "dd" and self.fact in UNTOLD:
            self.at.out = True
        if not self.at.out and attributes.get("href") in self.branches:
            self.more.append("\n".join(self.branches[attributes["href"]]))
            self.at.out = True

    def handle_endtag(self, tag):
        if self.at is None or tag in VOID:
            return
        self.cut(tag, self.at.prose)
        self.at = self.at.above

    def handle_data(self, data):
        if self.at is None:
            return
        if self.at.prose or ".prose" in self.at.kinds:
            self.body.append(data)
        elif self.at.tag == "h1":
            self.title += data
        elif self.at.tag == "dt":
            self.fact += data
        elif not self.at.out:
            self.more.append(data)


def homes(portal):
    """{address: names} of the branches' homes."""
    found = {}
    for path in glob.glob(os.path.join(portal, "branches", "*", "index.html")):
        with open(path, encoding="utf-8") as f:
            told = json.loads(re.search(r'ld\+json">(.*?)</script>', f.read(), re.S).group(1))
        address = "/" + os.path.relpath(os.path.dirname(path), portal).replace(os.sep, "/") + "/"
        found[address] = [told["name"], told["alternateName"]]
    return found


def told(portal):
    """{address: (title and body, [other lines])} of all documents and of the branches' homes."""
    found, branches = {}, homes(portal)
    for top, _, files in os.walk(portal):
        if "index.html" not in files:
            continue
        with open(os.path.join(top, "index.html"), encoding="utf-8") as f:
            text = f.read()
        address = "/" + os.path.relpath(top, portal).replace(os.sep, "/") + "/"
        start = '<div class="wrap section-in' if address in branches else '<article class="doc'
        if start not in text:
            continue
        reader = Reader(branches if address not in branches else {})
        reader.feed(text[text.index(start):text.index("</main>")])
        lines = [LABEL.sub("", line.strip()).strip("“”《》") for line in re.split("\n| · ", "".join(reader.more))]
        lines = [line for line in lines if line and not OWN.fullmatch(line)]
        found[address] = (reader.title + "\n" + "".join(reader.body), lines + branches.get(address, [])[1:])
    return found


def pages(portal):
    """{address: all of it}"""
    return {address: "\n".join([text, *lines]) for address, (text, lines) in told(portal).items()}


def draw(texts, present, absent, seed):
    """Substrings of 2 to 8 Han characters that are there, and some of 2 to 4 that are nowhere."""
    chance, addresses, found = random.Random(seed), sorted(texts), set()
    while len(found) < present:
        runs = [run for run in HAN.findall(texts[chance.choice(addresses)]) if len(run) > 1]
        if not runs:
            continue
        run = chance.choice(runs)
        n = chance.randint(2, min(8, len(run)))
        at = chance.randint(0, len(run) - n)
        found.add(run[at:at + n])
    characters = sorted(set("".join(HAN.findall("".join(texts.values())))))
    everything, nowhere = "\n".join(texts.values()), set()
    while len(nowhere) < absent:
        word = "".join(chance.choice(characters) for _ in range(chance.randint(2, 4)))
        if word not in everything:
            nowhere.add(word)
    return sorted(found) + sorted(nowhere)


def draw_lines(told_of, count, seed):
    """Lines that pages show beside their bodies, whole: numbers of documents, places, steps, telephones."""
    lines = sorted({line for _, more in told_of.values() for line in more if 1 < len(line) <= 40})
    return sorted(random.Random(seed).sample(lines, min(count, len(lines))))


def folded(text):
    """As the search compares: full width and brackets and dashes of all kinds are one, capitals small."""
    text = "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in text).lower()
    return text.translate(str.maketrans("[〔【]〕】‐‑‒–—―", "((()))------"))


def holders(texts, words):
    """Addresses of the pages that hold all the words. Letters and digits are found from their beginning
    on, but for a single one, which is not looked for where there is more to look for."""
    wanted = [re.compile(("(?<![a-z0-9])" if re.match("[a-z0-9]{2}", word) else "") + re.escape(word))
              for word in folded(words).split()]
    return sorted(address for address, text in texts.items() if all(word.search(text) for word in wanted))
