"""What the Content-Security-Policy of the server's rules would refuse, or let through unchecked:
script and style that stand in pages, handlers, files whose bytes are not those that the page was
made for."""
import base64
import hashlib
import os
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

from links import files, target, text_of

DATA = ("application/ld+json", "application/json")
# A single file is sent as a download, to be read without the server: its style must stand in it.
ALONE = "single.html"


class Page(HTMLParser):
    def __init__(self, text, alone):
        super().__init__()
        self.problems, self.loaded, self.alone = [], [], alone
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values, line = dict(attributes), self.getpos()[0]
        for name, value in attributes:
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.problems.append(f"{line}: <{tag} {name}>")
            if re.match(r"\s*(javascript|vbscript|data:text)", value or "", re.I):
                self.problems.append(f"{line}: <{tag} {name}={value[:40]}>")
        if tag == "style" and not self.alone:
            self.problems.append(f"{line}: <style>")
        if tag == "script" and values.get("type") not in DATA:
            if "src" not in values or self.alone:
                self.problems.append(f"{line}: a script that stands in the page")
            self.loaded.append((line, values))
        if tag in ("iframe", "object", "embed", "base"):
            self.problems.append(f"{line}: <{tag}>")
        if tag == "link" and "stylesheet" in (values.get("rel") or ""):
            self.loaded.append((line, values))


def pages(out):
    for path in files(out, ".html"):
        yield os.path.relpath(path, out), Page(text_of(path), path.endswith(ALONE))


def inline(out):
    problems = [f"{here}:{p}" for here, page in pages(out) for p in page.problems]
    for path in files(out, ".svg"):
        here = os.path.relpath(path, out)
        for e in ElementTree.parse(path).iter():
            name = e.tag.split("}")[-1]
            bad = [k for k in e.attrib if k.startswith("on") or k == "style"]
            if bad or name in ("script", "style", "foreignObject"):
                problems.append(f"{here}: <{name} {' '.join(bad)}>")
    return problems[:40]


def integrity(out):
    """Every script and style sheet is one of ours, with a digest, which is right."""
    problems, seen = [], 0
    for here, page in pages(out):
        for line, values in page.loaded:
            address = values.get("src") or values.get("href") or ""
            path = target(out, urlsplit(address).path)
            kind, _, digest = (values.get("integrity") or "").partition("-")
            if not address.startswith("/") or not path or \
                    kind not in ("sha256", "sha384", "sha512"):
                problems.append(f"{here}:{line}: {address}: integrity {values.get('integrity')}")
                continue
            with open(path, "rb") as f:
                true = base64.b64encode(hashlib.new(kind, f.read()).digest()).decode()
            if true != digest:
                problems.append(f"{here}:{line}: {address}: not the bytes that the page was made "
                                "for")
            seen += 1
    return problems[:40], seen


def planted(folder):
    """What these checks must find, in pages that have the fault."""
    small, problems = os.path.join(folder, "planted"), []
    os.mkdir(small)
    faults = ['<p onclick="x">', '<p style="color:red">', "<script>x</script>",
              "<style>p{}</style>", '<a href=" JavaScript:x">', '<base href="/">',
              '<iframe srcdoc="x">', '<form><input onfocus=x>']
    for i, fault in enumerate(faults):
        with open(os.path.join(small, f"{i}.html"), "w", encoding="utf-8") as f:
            f.write(fault)
    found = inline(small)
    problems += [f"{fault} is not noticed" for i, fault in enumerate(faults)
                 if not any(p.startswith(f"{i}.html:") for p in found)]
    with open(os.path.join(small, "a.css"), "w", encoding="utf-8") as f:
        f.write("p{}")
    for i, fault in enumerate(("", ' integrity="sha384-AAAA"')):
        with open(os.path.join(small, f"sheet-{i}.html"), "w", encoding="utf-8") as f:
            f.write(f'<link rel="stylesheet" href="/a.css"{fault}>')
    found, _ = integrity(small)
    if len(found) != 3:
        problems.append(f"a style sheet with a bad digest is not noticed: {found}")
    return problems
