"""What the search costs at 10,000 pages, and what a reader's first query fetches."""
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
QUERIES, ABSENT = 200, 40


def travels(folder):
    """Bytes of the search's files as a server compresses them, and how many there are."""
    total = count = 0
    for part in ("search", os.path.join("assets", "search")):
        for top, _, files in os.walk(os.path.join(folder, part)):
            for name in files:
                if name.endswith(".txt"):
                    with open(os.path.join(top, name), "rb") as f:
                        total += len(gzip.compress(f.read(), 6))
                    count += 1
    return total, count


def queries(folder, portal):
    """Bytes of each of some first queries, in order; None without node."""
    sys.path.insert(0, os.path.join(TESTS, "search"))
    from text import draw, pages
    if not shutil.which("node"):
        return None
    task = os.path.join(folder, "queries.json")
    with open(task, "w", encoding="utf-8") as f:
        json.dump({"portal": portal, "first": True, "queries":
                   [{"words": w} for w in draw(pages(portal), QUERIES, ABSENT, 20261120)]}, f)
    told = subprocess.run(["node", os.path.join(TESTS, "search", "queries.mjs"), task], check=True,
                          stdout=subprocess.PIPE).stdout
    return sorted(json.loads(line)["bytes"] for line in told.splitlines())


def search(bench, folder, site, label, rounds):
    """`bench`: the names of tests/bench/run. Builds with and without a search, in turn."""
    path, out = os.path.join(site, "site.yaml"), os.path.join(folder, "out")
    stats = os.path.join(folder, "stats.json")
    with open(path, encoding="utf-8") as f:
        plain = f.read()
    times = {"": [], "search: true\n": []}
    for turn in range(rounds + 1):
        for line, row in times.items():
            with open(path, "w", encoding="utf-8") as f:
                f.write(plain + line)
            shutil.rmtree(out, ignore_errors=True)
            cpu, _ = bench["measured"](bench["build_command"](site, out, stats))
            if turn:  # the first turn warms the caches
                row.append(cpu)
    without, with_it = (statistics.median(row) for row in times.values())
    bytes_of = queries(folder, out)
    total, files = travels(out)
    shutil.rmtree(out)
    peak = bench["peak_mb"](bench["build_command"](site, out, stats))
    shutil.rmtree(out)
    with open(path, "w", encoding="utf-8") as f:
        f.write(plain)
    bench["note"](f"{label}: search {with_it:.3f} s CPU, without {without:.3f} s CPU, {files} files")
    say = bench["say"]
    say(f"search-{label}-cpu", f"{with_it - without:.3f}", "s")
    say(f"search-{label}-rss", f"{peak:.1f}", "MB")
    say(f"search-{label}-bytes", total, "bytes")
    if bytes_of is None:
        bench["note"]("search: node is not installed")
        return
    say("search-query-bytes-p50", bytes_of[len(bytes_of) // 2], "bytes")
    say("search-query-bytes-p95", bytes_of[len(bytes_of) * 95 // 100], "bytes")
    say("search-query-bytes-max", bytes_of[-1], "bytes")
