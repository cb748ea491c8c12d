"""What pages say of themselves to others: the tags of the state's guideline for government
websites, Open Graph, the canonical address, schema.org."""
import json
import os
import re
from html.parser import HTMLParser

from links import files, text_of

SITE = ("SiteName", "SiteDomain")
COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE = ("ArticleTitle", "ContentSource", "Keywords", "Author", "Description", "Url")
# What a search engine needs of each type.
LINKED = {"Article": ("headline", "datePublished", "author", "publisher"),
          "WebSite": ("publisher",), "Event": ("name", "startDate", "location", "organizer"),
          "LearningResource": ("name", "description"), "Organization": ("name",)}


class Head(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.meta, self.twice, self.canonical, self.linked = {}, [], None, []
        self.crumbs = self.article = self.in_script = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        name = values.get("name") or values.get("property")
        if tag == "meta" and name:
            if name.lower() in (n.lower() for n in self.meta):
                self.twice.append(name)
            self.meta[name] = values.get("content") or ""
        if tag == "link" and values.get("rel") == "canonical":
            self.canonical = values["href"]
        self.in_script = tag == "script" and values.get("type") == "application/ld+json"
        classes = (values.get("class") or "").split()
        self.article = self.article or tag == "article" and "doc" in classes
        self.crumbs = self.crumbs or "crumbs" in classes

    def handle_data(self, data):
        if self.in_script:
            self.linked.append(json.loads(data))
            self.in_script = False


def empty(value, path):
    """Where nothing is said."""
    if value in ("", None, []):
        return [path]
    inner = value.items() if isinstance(value, dict) else \
        enumerate(value) if isinstance(value, list) else ()
    return [p for name, v in inner for p in empty(v, f"{path}.{name}")]


def linked(thing, permalink):
    kind = thing.get("@type")
    problems = [f"{kind}: {p}" for p in empty(thing, "")]
    problems += [f"{kind} has no {name}" for name in LINKED.get(kind, ("type that is known",))
                 if name not in thing]
    if thing.get("@context") != "https://schema.org" or thing.get("url") != permalink:
        problems.append(f"{kind}: {thing.get('@context')}, {thing.get('url')}")
    return problems


def of_page(head, base, kind):
    wanted = {*SITE, "og:title", "og:url", "og:type", "og:site_name", "og:description"}
    wanted |= {*ARTICLE, "ColumnName", "ColumnType"} if head.article else \
        {*COLUMN} if kind == "column" else set()
    problems = [f"no {name}" for name in sorted(wanted) if not head.meta.get(name)]
    problems += [f"{name} twice" for name in head.twice]
    date = head.meta.get("PubDate")
    if date and not re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d", date):
        problems.append(f"PubDate: {date}")
    if not (head.canonical or "").startswith(base) or head.meta.get("og:url") != head.canonical:
        problems.append(f"it is at {head.canonical}, and at {head.meta.get('og:url')}")
    if head.article and (head.meta.get("Url") != head.canonical or not head.crumbs):
        problems.append("an article without the way to it, or at another address")
    return problems + [p for thing in head.linked for p in linked(thing, head.canonical)]


def check(out, base):
    """(problems, types of schema.org that were seen, articles)"""
    problems, kinds, articles = [], set(), 0
    for path in files(out, "index.html"):
        here, text = os.path.relpath(path, out), text_of(path)
        if "http-equiv=\"refresh\"" in text or here.startswith(("q/", "Q/")):
            continue
        head = Head(text)
        kind = "home" if here == "index.html" else \
            "search" if here.startswith("search/") else "column"
        problems += [f"{here}: {p}" for p in of_page(head, base, kind)]
        kinds |= {thing.get("@type") for thing in head.linked}
        articles += head.article
    return problems, kinds, articles
