"""A server in a folder: a bare repository that publishes, and clones that push to it."""
import hashlib
import os
import shutil
import subprocess
import time

from runner import BUILD, GONGKAI, ROOT, environment, run

PORTAL = os.path.join(ROOT, "tests", "golden", "portal", "site")
# As many as the whole proof takes, or as few as every run of the tests can afford.
FULL = os.environ.get("PUBLISH") == "full"

SITE = {
    "site.yaml": "title: 小站\nbase_url: https://x.example/\ntheme: {name: ink}\n"
                 "sections: {notes: {title: 通知, type: page}, other: {title: 其他, type: page}}\n",
    "notes/a.md": "---\ntitle: 甲文\n---\n一。\n",
    "notes/b.md": "---\ntitle: 乙文\n---\n二。\n",
    "notes/c.md": "---\ntitle: 丙文\n---\n三。\n",
    "static/x.txt": "x\n",
}


def write(top, files):
    for path, text in files.items():
        full = os.path.join(top, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as f:
            f.write(text)


def git_environment(name="editor"):
    return environment(GIT_AUTHOR_NAME=name, GIT_AUTHOR_EMAIL=name + "@x.example",
                       GIT_COMMITTER_NAME=name, GIT_COMMITTER_EMAIL=name + "@x.example",
                       GIT_CONFIG_GLOBAL="/dev/null", GIT_TERMINAL_PROMPT="0")


def git(folder, *words, check=True, name="editor"):
    p = subprocess.run(["git", "-C", folder, *words], env=git_environment(name),
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    if check and p.returncode:
        raise RuntimeError(f"git {' '.join(words)}: {p.stdout.decode(errors='replace')}")
    return p.returncode, p.stdout.decode(errors="replace").strip()


class Place:
    """party.git, www and work (a clone with the first commit pushed, unless told otherwise)."""

    def __init__(self, top, hooks=True, keep=1000):
        self.top = top
        self.repo, self.www = os.path.join(top, "party.git"), os.path.join(top, "www")
        self.work = os.path.join(top, "work")
        self.clean = {}  # (commit, time): the rows of a clean build
        if hooks:
            status, text = run([GONGKAI, "hook", "install", self.repo, "--to", self.www, "--keep",
                                str(keep)])
            if status:
                raise RuntimeError(text.decode())
        else:
            git(top, "init", "-q", "--bare", "--initial-branch=main", self.repo)
        for folder in ("themes", "types", "data"):
            shutil.copytree(os.path.join(PORTAL, folder), os.path.join(self.work, folder))
        write(self.work, SITE)
        git(top, "init", "-q", "-b", "main", self.work)
        git(self.work, "remote", "add", "origin", self.repo)
        self.save("first")
        self.push()

    def save(self, message):
        git(self.work, "add", "-A")
        git(self.work, "commit", "-qm", message)

    def push(self, check=True):
        return git(self.work, "push", "-q", "origin", "main", check=check)

    def tip(self):
        return git(self.repo, "rev-parse", "main")[1]

    def publish(self, *words, **options):
        return run([GONGKAI, "publish", "--repo", self.repo, "--to", self.www, *words], **options)

    def command(self, *words):
        return [GONGKAI, "publish", "--repo", self.repo, "--to", self.www, *words]

    def unhook(self):
        """Lets the builder end; from now on pushes start none."""
        self.settle()
        os.rename(os.path.join(self.repo, "hooks"), os.path.join(self.repo, "hooks.off"))

    def drain(self, *words):
        """The builder as a hook starts it."""
        return [GONGKAI, "publish", "--drain", "--repo", self.repo, *words]

    def put_entry(self):
        """What a hook leaves for the builder."""
        write(self.repo, {"gongkai/spool/1": f"refs/heads/main\t{self.tip()}"})

    def waits(self):
        spool = os.path.join(self.repo, "gongkai", "spool")
        return [n for n in os.listdir(spool) if n[0] != "."]

    def settle(self, seconds=120):
        """Waits until no builder is at work and nothing waits for one."""
        lock = os.path.join(self.repo, "gongkai", "builder.lock")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            busy = os.path.exists(lock) and \
                subprocess.run(["flock", "-n", lock, "true"]).returncode != 0
            if not busy and not self.waits():
                return
            time.sleep(0.05)
        raise RuntimeError("the builder does not come to an end")

    def current(self):
        """(name, number) of the live release; number 0 when there is none."""
        try:
            name = os.readlink(os.path.join(self.www, "current")).removeprefix("releases/")
        except FileNotFoundError:
            return None, 0
        return name, int(name.rsplit("-", 1)[1])

    def releases(self):
        """{number: folder}"""
        top = os.path.join(self.www, "releases")
        return {int(n.rsplit("-", 1)[1]): os.path.join(top, n)
                for n in os.listdir(top) if n[0] != "."}


def manifest(release):
    """({path: (hash, marks)}, {key: value})"""
    rows, header = {}, {}
    with open(os.path.join(release, ".gongkai", "manifest.tsv"), encoding="utf-8") as f:
        for line in f.read().splitlines():
            if line.startswith("#"):
                key, _, value = line[1:].partition("=")
                header[key] = value
            else:
                digest, _, path, *marks = line.split("\t")
                rows[path] = (digest, marks)
    return rows, header


def check_release(release):
    """What of a release is not as its manifest says, one line each."""
    rows, _ = manifest(release)
    problems, found = [], set()
    for folder, _, files in os.walk(release):
        for name in files:
            path = os.path.relpath(os.path.join(folder, name), release)
            if path.startswith(".gongkai"):
                continue
            found.add(path)
            with open(os.path.join(folder, name), "rb") as f:
                digest = hashlib.sha256(f.read()).hexdigest()
            if rows.get(path, ("", []))[0] != digest:
                problems.append(f"{path} is not as the manifest says")
    problems += [f"{path} is missing" for path in rows if path not in found]
    return problems


def clean_rows(place, folder, now):
    """What a build of the branch's commit from nothing comes to: (rows, or None; what was said)."""
    key = place.tip(), now
    if key not in place.clean:
        clean = os.path.join(folder, "clean")
        shutil.rmtree(clean, ignore_errors=True)
        status, text = run([GONGKAI, "build", "--repo", place.repo, "--rev", "main", "-o", clean,
                            "--now", now, "-q"])
        if status:
            return None, f"the clean build ended with {status}: {text.decode()}"
        place.clean[key] = manifest(clean)[0]
    return place.clean[key], ""


def check_clean(place, folder):
    """What the live release has otherwise than a clean build of the branch's commit."""
    name, _ = place.current()
    live, header = manifest(os.path.join(place.www, "releases", name))
    rows, said = clean_rows(place, folder, header["now"])
    if rows is None:
        return [said]
    live = {p: r for p, r in live.items() if not any(m.startswith("kept=") for m in r[1])}
    problems = [] if name.startswith(place.tip()) else [f"{name} is live, not {place.tip()}"]
    if live != rows:
        differ = sorted(p for p in live.keys() | rows.keys() if live.get(p) != rows.get(p))
        problems.append(f"differs from a clean build: {differ[:5]}")
    return problems + check_release(os.path.join(place.www, "releases", name))


INJECT = os.path.join(BUILD, "tests", "inject.so")
