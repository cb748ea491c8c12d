"""What stands in the pages of a built portal, read from their HTML without the program: for plain
substring search, and for drawing what is looked for."""
import html.parser
import os
import random
import re

HAN = re.compile("[\u4e00-\u9fff]+")
WITHIN = set("a abbr b bdi bdo cite code data del dfn em i img input ins kbd mark q s samp small span "
             "strong sub sup time u var wbr".split())


class Reader(html.parser.HTMLParser):
    """Title and body of a document's page; blocks end with a newline."""

    def __init__(self):
        super().__init__()
        self.title, self.out, self.depth, self.in_title = "", [], 0, False

    def handle_starttag(self, tag, attributes):
        if tag == "h1" and not self.title:
            self.in_title = True
        if self.depth:
            self.depth += tag == "div"
            self.out.append("" if tag in WITHIN else " " if tag == "br" else "\n")
        elif tag == "div" and "prose" in (dict(attributes).get("class") or "").split():
            self.depth = 1

    def handle_endtag(self, tag):
        self.in_title = self.in_title and tag != "h1"
        if self.depth:
            self.depth -= tag == "div"
            self.out.append("" if tag in WITHIN else "\n")

    def handle_data(self, data):
        if self.in_title:
            self.title += data
        elif self.depth:
            self.out.append(data)


def pages(portal):
    """{address: title and text} of all documents."""
    found = {}
    for top, _, files in os.walk(portal):
        if "index.html" not in files:
            continue
        with open(os.path.join(top, "index.html"), encoding="utf-8") as f:
            text = f.read()
        if '<article class="doc' not in text:
            continue
        reader = Reader()
        reader.feed(text)
        address = "/" + os.path.relpath(top, portal).replace(os.sep, "/") + "/"
        found[address] = reader.title + "\n" + "".join(reader.out)
    return found


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
