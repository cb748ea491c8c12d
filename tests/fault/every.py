"""Called by every.sh in a fresh folder; prints what went wrong, one line a case."""
import os
import shutil
import subprocess
import sys
import tempfile

ROOT, BUILD = os.environ["GK_ROOT"], os.environ["GK_BUILD"]
GONGKAI = os.path.join(BUILD, "gongkai")
# How many calls of each kind are tried: about what the builds below need.
CALLS = {"write": 24, "fsync": 14, "rename": 16, "open": 24, "mkdir": 10, "unlink": 30}

SITE = {
    "site.yaml": "title: 小站\nbase_url: https://x.example/\nclock: 2026-11-20T09:00:00+08:00\n"
                 "theme: {name: ink}\n"
                 "sections: {notes: {title: 通知, type: page}, other: {title: 其他, type: page}}\n",
    "notes/a.md": "---\ntitle: 甲文\n---\n一。\n",
    "notes/b.md": "---\ntitle: 乙文\n---\n二。\n",
    "notes/c.md": "---\ntitle: 丙文\n---\n三。\n",
    "static/x.txt": "x\n",
    "static/y.txt": "y\n",
}
CHANGES = {
    "notes/a.md": "---\ntitle: 甲文\n---\n改过。\n",
    "notes/b.md": None,
    "other/d.md": "---\ntitle: 丁文\n---\n新的。\n",
    "static/y.txt": None,
    "static/y.txt/now-a-folder.txt": "y\n",
}


def write(site, files):
    for path, text in files.items():
        full = os.path.join(site, path)
        if text is None:
            os.remove(full)
            continue
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as f:
            f.write(text)


def build(site, out, **fault):
    env = {**os.environ, **{"FAULT_" + k: str(v) for k, v in fault.items()}}
    if fault:
        env["LD_PRELOAD"] = os.path.join(BUILD, "tests", "inject.so")
    p = subprocess.run([GONGKAI, "build", site, "-o", out, "--jobs", "2", "--lang", "en"], env=env,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    return p.returncode, p.stdout.decode(errors="replace")


def tree(top):
    found = {}
    for folder, folders, files in os.walk(top):
        if folder == top and ".gongkai" in folders:
            folders.remove(".gongkai")
        for name in files:
            path = os.path.join(folder, name)
            with open(path, "rb") as f:
                found[os.path.relpath(path, top)] = f.read()
    manifest = os.path.join(top, ".gongkai", "manifest.tsv")
    if os.path.exists(manifest):
        with open(manifest, "rb") as f:
            found["manifest"] = f.read()
    return found


def try_one(label, site, start, old, new, **fault):
    """Builds over `start` (None: a new output) with a fault, then without one."""
    shutil.rmtree("out", ignore_errors=True)
    if start:
        shutil.copytree(start, "out", symlinks=True)
    status, text = build(site, "out", **fault)
    left = tree("out")
    problems = []
    whole = left == old or left == new
    if not whole and not os.path.exists("out/.gongkai/journal"):
        problems.append("neither old nor new, and no journal")
    if not fault.get("KILL") and status == 0 and left != new:
        problems.append("said that all was well")
    if not fault.get("KILL") and status not in (0, 1, 3):
        problems.append(f"ended with {status}")
    if not fault.get("KILL") and status and not whole and "OUTPUT-ROLLBACK" not in text:
        problems.append("a fault was not taken back")
    status, again = build(site, "out")
    if status != 0 or tree("out") != new:
        problems.append(f"the next build ended with {status}: {again.strip()[-300:]}")
    rest = []
    if os.path.exists("out/.gongkai"):
        rest = [n for n in os.listdir(".") if n.startswith(".out")] + \
            [n for n in os.listdir("out/.gongkai") if n != "manifest.tsv"]
    if rest:
        problems.append(f"left behind: {rest}")
    return [f"{label}: {p}" for p in problems] + ([text.strip()[-300:]] if problems else [])


def main():
    # In memory where that can be had: a thousand builds that sync.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="gk-every-", dir=memory) as folder:
        os.chdir(folder)
        status = try_all()
        os.chdir("/")
    sys.exit(status)


def try_all():
    portal = os.path.join(ROOT, "tests", "golden", "portal", "site")
    for folder in ("themes", "types", "data"):
        shutil.copytree(os.path.join(portal, folder), os.path.join("site", folder))
    write("site", SITE)
    status, text = build("site", "old")
    if status:
        print(f"the first build ended with {status}\n{text}")
        return 1
    write("site", {"static/y.txt": None})
    write("site", {k: v for k, v in CHANGES.items() if k != "static/y.txt"})
    status, text = build("site", "new")
    if status:
        print(f"the second build ended with {status}\n{text}")
        return 1
    old, new, problems, done = tree("old"), tree("new"), [], 0
    for call, count in CALLS.items():
        for n in range(1, count + 1):
            for kill in ({}, {"KILL": 1}):
                fault = {"CALL": call, "NTH": n, "ERRNO": "ENOSPC" if n % 2 else "EIO", **kill}
                label = f"{call} {n}{' killed' if kill else ''}"
                problems += try_one(label, "site", "old", old, new, **fault)
                problems += try_one("fresh " + label, "site", None, {}, new, **fault)
                done += 2
    print("\n".join(problems))
    print(f"{done} faults")
    return 1 if problems else 0


main()
