"""Which pages stand for all: the fewest that together show every element, class, role and state
that any page of the portal shows. What a new template brings is looked at without a list to be
kept."""
import os
import re
from html.parser import HTMLParser


class Shape(HTMLParser):
    """What a page is made of: elements with their classes, within what they stand, their
    attributes."""

    def __init__(self, text):
        super().__init__()
        self.features, self.within = set(), [""]
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        classes = sorted((dict(attributes).get("class") or "").split())
        self.features |= {f"{self.within[-1]}>{tag}.{c}" for c in classes or [""]}
        self.features |= {f"{tag}[{name}]" for name, _ in attributes}
        self.features |= {f"{name}={value}" for name, value in attributes
                          if name in ("role", "type", "rel")}
        if tag in ("section", "article", "aside", "nav", "form", "table", "figure", "dl", "ol",
                   "ul", "div"):
            self.within.append(".".join([tag, *classes]))

    def handle_endtag(self, tag):
        if self.within[-1].split(".")[0] == tag:
            self.within.pop()


def shapes(www):
    """{address: features}; pages that lead on at once are no pages to be read."""
    found = {}
    for folder, _, names in os.walk(www):
        for name in names:
            if not name.endswith(".html"):
                continue
            path = os.path.join(folder, name)
            with open(path, encoding="utf-8") as f:
                text = f.read()
            if not re.search(r'http-equiv="refresh"', text):
                address = re.sub(r"(^|/)index\.html$", r"\1", os.path.relpath(path, www))
                found["/" + address] = Shape(text).features
    return found


def addresses(www):
    return sorted(shapes(www))


def kinds(www, named):
    """The named pages, and those that are needed beside them."""
    every = shapes(www)
    chosen = [name for name in named if name in every]
    left = set().union(*every.values()) - set().union(*(every[name] for name in chosen))
    while left:
        best = max(sorted(every), key=lambda name: len(every[name] & left))
        chosen.append(best)
        left -= every[best]
    return chosen
