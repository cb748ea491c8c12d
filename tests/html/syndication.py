"""Feeds, sitemap and calendars by their readers, and what these readers do not look at."""
import os
import re
import subprocess
import sys
from datetime import timedelta
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from links import files, target, text_of
from runner import NODE, run

HERE = os.path.dirname(os.path.abspath(__file__))
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SCHEMA = os.path.join(NODE, "sitemap", "schema", "sitemap.xsd")
ICAL = os.path.join(NODE, "ical.js", "package.json")


def debian(module):
    """A module of Debian's own Python; another Python may come first in PATH."""
    if "/usr/lib/python3/dist-packages" not in sys.path:
        sys.path.append("/usr/lib/python3/dist-packages")
    try:
        return __import__(module)
    except ImportError:
        return None


def feeds(out):
    return [p for p in files(out, ".xml") if os.path.basename(p) == "feed.xml"]


def relaxed(out):
    """By the grammar of RFC 4287."""
    status, output = run(["jing", "-c", os.path.join(HERE, "atom.rnc"), *feeds(out)],
                         stderr=subprocess.DEVNULL)
    return output.decode(errors="replace") or (f"jing ended with {status}" if status else "")


def parsed(out, feedparser):
    problems = []
    for path in feeds(out):
        here, feed = os.path.relpath(path, out), feedparser.parse(path)
        if feed.bozo or feed.version != "atom10" or not feed.entries:
            problems.append(f"{here}: {feed.get('bozo_exception')}, {feed.version}, "
                            f"{len(feed.entries)} entries")
        problems += [f"{here}: {e.get('id')} has no {key}" for e in feed.entries
                     for key in ("title", "link", "id", "updated_parsed", "summary")
                     if not e.get(key)]
    return problems if len(feeds(out)) > 3 else ["there are too few feeds"]


def agreed(out, base):
    """RFC 4287, 4.1.1, 4.2.6, 4.2.7: an author, ids once and whole, the feed's own address; the
    order."""
    problems, names = [], set()
    for path in feeds(out):
        here, feed = os.path.relpath(path, out), ElementTree.parse(path).getroot()
        rels = {e.get("rel"): e.get("href") for e in feed.findall(ATOM + "link")}
        if rels.get("self") != base + here:
            problems.append(f"{here}: says that it is at {rels.get('self')}")
        page = target(out, urlsplit(rels.get("alternate", "")).path)
        if not page or f"/{here}" not in text_of(page):
            problems.append(f"{here}: the page {rels.get('alternate')} does not name its feed")
        if feed.find(f"{ATOM}author/{ATOM}name") is None:
            problems.append(f"{here}: no author")
        names.add(feed.findtext(ATOM + "id"))
        entries = feed.findall(ATOM + "entry")
        ids = [e.findtext(ATOM + "id") for e in entries]
        if len(set(ids)) != len(ids) or not all(urlsplit(i).scheme for i in ids):
            problems.append(f"{here}: ids that are not once or not whole")
        if [e.findtext(ATOM + "published") for e in entries] != sorted(
                (e.findtext(ATOM + "published") for e in entries), reverse=True):
            problems.append(f"{here}: the newest does not come first")
        updated = [e.findtext(ATOM + "updated") for e in entries]
        if entries and feed.findtext(ATOM + "updated") < max(updated):
            problems.append(f"{here}: older than its entries")
    if len(names) != len(feeds(out)):
        problems.append("two feeds have the same id")
    return problems


def sitemap(out, base):
    """By its schema; every address is a page of its own, none is missing, the dates are of the
    past."""
    path = os.path.join(out, "sitemap.xml")
    status, output = run(["xmllint", "--nonet", "--noout", "--schema", SCHEMA, path])
    problems = [output.decode(errors="replace")] if status else []
    rows = {e.findtext(SITEMAP + "loc"): e.findtext(SITEMAP + "lastmod")
            for e in ElementTree.parse(path).getroot()}
    for loc, changed in rows.items():
        page = target(out, urlsplit(loc).path)
        if not page:
            problems.append(f"{loc} leads nowhere")
            continue
        canonical = re.search(r'<link rel="canonical" href="([^"]*)"', text_of(page))
        if not canonical or canonical.group(1) != loc:
            problems.append(f"{loc}: the page calls itself {canonical and canonical.group(1)}")
        if changed and not re.fullmatch(r"20\d\d-\d\d-\d\d(T.*)?", changed):
            problems.append(f"{loc}: {changed}")
    for page in files(out, "index.html"):
        here, text = os.path.relpath(page, out), text_of(page)
        listed = base + quote(here[:-len("index.html")]) in rows
        apart = here.startswith(("q/", "Q/")) or "/page/" in here
        if not listed and not apart and 'name="robots" content="noindex' not in text and \
                'http-equiv="refresh"' not in text:
            problems.append(f"{here} is missing")
    return problems


def calendars(out):
    """RFC 5545: 3.1 lines, 3.6 what a calendar must say, 3.6.1 events, 3.6.5 time zones that are
    named."""
    problems = []
    for path in files(out, ".ics"):
        here = os.path.relpath(path, out)
        with open(path, "rb") as f:
            raw = f.read()
        problems += [f"{here}:{n}: {len(line)} octets"
                     for n, line in enumerate(raw.split(b"\r\n"), 1)
                     if len(line) > 75]
        if raw.replace(b"\r\n", b"").count(b"\n") or not raw.endswith(b"\r\n"):
            problems.append(f"{here}: a line does not end with CRLF")
        lines = raw.decode("utf-8").replace("\r\n ", "").split("\r\n")
        zones = set(re.findall(r"^TZID:(.*)$", "\n".join(lines), re.M))
        used = set(re.findall(r";TZID=([^:;]*)", "\n".join(lines)))
        problems += [f"{here}: the time zone {z} is used, not described" for z in used - zones]
        problems += [f"{here}: no {name}"
                     for name in ("VERSION:2.0", "BEGIN:VCALENDAR", "END:VCALENDAR")
                     if lines.count(name) != 1]
        if not any(line.startswith("PRODID:") for line in lines):
            problems.append(f"{here}: no PRODID")
    return problems if files(out, ".ics") else ["there is no calendar"]


def events(out, icalendar):
    problems, seen = [], 0
    for path in files(out, ".ics"):
        here, uids = os.path.relpath(path, out), set()
        with open(path, "rb") as f:
            calendar = icalendar.Calendar.from_ical(f.read())
        for e in calendar.walk("VEVENT"):
            seen += 1
            uid = str(e.get("UID", ""))
            if not re.fullmatch(r"\S+@\S+", uid) or uid in uids:
                problems.append(f"{here}: UID {uid!r}")
            uids.add(uid)
            problems += [f"{here}: {uid}: no {name}"
                         for name in ("DTSTAMP", "DTSTART", "SUMMARY", "URL")
                         if name not in e]
            if e.errors:
                problems.append(f"{here}: {uid}: {e.errors}")
            stamp = e["DTSTAMP"].dt
            if stamp.utcoffset() != timedelta(0):
                problems.append(f"{here}: {uid}: DTSTAMP is not in UTC")
            if "DTEND" in e and e["DTEND"].dt <= e["DTSTART"].dt:
                problems.append(f"{here}: {uid}: ends before it begins")
            if not target(out, urlsplit(str(e["URL"])).path):
                problems.append(f"{e['URL']} leads nowhere")
    return problems if seen else ["there is no event"]


def ical_js(out):
    status, output = run(["node", os.path.join(HERE, "ical.cjs"), NODE, *files(out, ".ics")])
    return output.decode(errors="replace") or (f"node ended with {status}" if status else "")
