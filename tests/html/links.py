"""Every address that the portal's own files name: links, anchors, pictures, what else is fetched,
in pages, style sheets, symbols, feeds, the sitemap, the calendar, data for machines, robots.txt."""
import json
import os
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

# Attributes that hold an address; of these, what a browser fetches at once, without a click.
ADDRESSES = {"href", "src", "poster", "data", "action", "formaction", "cite", "longdesc",
             "xlink:href"}
FETCHED = {("img", "src"), ("script", "src"), ("source", "src"), ("video", "src"), ("audio", "src"),
           ("video", "poster"), ("iframe", "src"), ("link", "href"), ("object", "data"),
           ("embed", "src"), ("track", "src"), ("use", "href"), ("image", "href"), ("input", "src")}
NAMED = {"canonical", "og:url", "og:image", "Url"}


class Page(HTMLParser):
    """links: [(line, address, whether it is fetched at once)]; ids; refs: ids that it points to."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.refs, self.twice, self.json = [], set(), [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values, line = dict(attributes), self.getpos()[0]
        if "id" in values:
            if values["id"] in self.ids:
                self.twice.append(values["id"])
            self.ids.add(values["id"])
        # rel=canonical, alternate… only name an address; a film is asked for when it is played.
        waits = tag in ("video", "audio") and values.get("preload") == "none"
        rel = values.get("rel") or ""
        asks = tag != "link" or re.search("stylesheet|icon|preload|manifest", rel)
        for name, value in attributes:
            if value is None:
                continue
            if name in ADDRESSES:
                later = waits and name == "src"
                self.links.append((line, value, (tag, name) in FETCHED and asks and not later))
            elif name in ("srcset", "imagesrcset"):
                for part in value.split(","):
                    self.links.append((line, part.split()[0], True))
            elif name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers",
                          "list"):
                self.refs += [(line, word) for word in value.split()]
        if tag == "meta":
            content = values.get("content") or ""
            if (values.get("property") or values.get("name")) in NAMED:
                self.links.append((line, content, False))
            if (values.get("http-equiv") or "").lower() == "refresh":
                self.links.append((line, content.split("=", 1)[1], False))
        if tag == "script" and (values.get("type") or "").endswith("json"):
            self.json = ""

    def handle_data(self, data):
        if self.json is not None:
            self.json += data

    def handle_endtag(self, tag):
        if tag == "script" and self.json is not None:
            self.links += [(self.getpos()[0], url, False)
                           for url in addresses(json.loads(self.json))]
            self.json = None


def addresses(value):
    """Of schema.org's data: what stands under url, image, @id, contentUrl…"""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and key not in ("@context", "@type") and "://" in inner:
                yield inner
            else:
                yield from addresses(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from ([inner] if isinstance(inner, str) and "://" in inner else addresses(inner))


def files(top, *endings):
    return sorted(os.path.join(folder, f) for folder, _, names in os.walk(top) for f in names
                  if f.endswith(endings) and os.path.basename(folder) != ".gongkai")


def text_of(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def target(out, path):
    full = os.path.join(out, unquote(path).lstrip("/"))
    if os.path.isdir(full) or path.endswith("/"):
        full = os.path.join(full, "index.html")
    return full if os.path.isfile(full) else None


def symbol_ids(path, kept={}):
    if path not in kept:
        kept[path] = set(re.findall(r'\bid="([^"]+)"', text_of(path)))
    return kept[path]


def others(out):
    """[(file, line, address, whether it is fetched)] of what is no page."""
    found = []
    for path in files(out, ".css"):
        found += [(path, 0, url.strip("\"'"), True)
                  for pair in re.findall(r"url\(([^)]*)\)|@import\s+[\"']([^\"']+)", text_of(path))
                  for url in pair if url]
    for path in files(out, ".svg"):
        for e in ElementTree.parse(path).iter():
            found += [(path, 0, v, True) for k, v in e.attrib.items()
                      if k.endswith("href") or k == "src"]
    for path in files(out, ".xml"):
        for e in ElementTree.parse(path).iter():
            name = e.tag.split("}")[-1]
            if name == "link":
                found.append((path, 0, e.attrib["href"], False))
            elif name in ("loc", "icon", "logo"):
                found.append((path, 0, e.text, False))
    for path in files(out, ".ics"):
        unfolded = text_of(path).replace("\r\n ", "").replace("\n ", "")
        found += [(path, 0, url, False) for url in re.findall(r"^URL[^:]*:(\S+)", unfolded, re.M)]
    for path in files(out, "robots.txt"):
        found += [(path, 0, url, False)
                  for url in re.findall(r"^Sitemap: *(\S+)", text_of(path), re.M)]
    return found


def check(out, base, top):
    """Problems of the tree `out`, which stands for the folder of `base`, below the host's root
    `top`; and how many addresses were seen in pages and elsewhere."""
    pages = {path: Page(text_of(path)) for path in files(out, ".html")}
    asked = [(path, *link) for path, page in pages.items() for link in page.links]
    more = others(out)
    host = urlsplit(base)
    problems = []
    for path, line, link, fetched in asked + more:
        here = os.path.relpath(path, top)
        at = f"{here}:{line}: {link}"
        page_url = f"{host.scheme}://{host.netloc}/" + re.sub(r"(^|/)index\.html$", r"\1", here)
        url = urlsplit(urljoin(page_url, link))
        if (url.scheme, url.netloc) != (host.scheme, host.netloc):
            if fetched and url.scheme != "data":
                problems.append(f"{at}: is asked for elsewhere")
            elif not fetched and url.scheme not in ("http", "https", "mailto", "tel"):
                problems.append(f"{at}: a scheme that is not on the list")
            continue
        if not url.path.startswith(host.path):
            problems.append(f"{at}: not below {host.path}")
            continue
        found = target(top, url.path)
        if not found:
            problems.append(f"{at} leads nowhere")
        elif url.fragment and found in pages and unquote(url.fragment) not in pages[found].ids:
            problems.append(f"{at}: no such anchor")
        elif url.fragment and found.endswith(".svg") and url.fragment not in symbol_ids(found):
            problems.append(f"{at}: no such symbol")
    for path, page in pages.items():
        here = os.path.relpath(path, top)
        problems += [f"{here}: the id {name} stands twice" for name in page.twice]
        problems += [f"{here}:{line}: no element has the id {name}" for line, name in page.refs
                     if name not in page.ids]
    return problems[:40], len(asked), len(more)


def reached(out, top, base):
    """Pages that no other page leads to: nobody would find them."""
    pages = {path: Page(text_of(path)) for path in files(out, ".html")}
    home = os.path.join(out, "index.html")
    seen, todo = {home}, [home]
    while todo:
        path = todo.pop()
        here = "https://x.example/" + \
            re.sub(r"(^|/)index\.html$", r"\1", os.path.relpath(path, top))
        for _, link, _ in pages[path].links:
            url = urlsplit(urljoin(here, link))
            found = url.netloc in ("x.example", urlsplit(base).netloc) and target(top, url.path)
            if found and found not in seen and found in pages:
                seen.add(found)
                todo.append(found)
    return sorted(os.path.relpath(p, out) for p in set(pages) - seen)
