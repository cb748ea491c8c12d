"""Many who push at once, and readers all the time."""
import hashlib
import http.client
import os
import random
import signal
import subprocess
import threading
import time

from place import FULL, INJECT, Place, check_clean, git, git_environment, manifest, write
from runner import GONGKAI, environment
from serving import Serving

PUSHERS, EACH, READERS = (20, 15, 4) if FULL else (6, 4, 2)
BURST = 6
TENTH = 10  # every tenth push has its client killed at first
PATHS = ["/", "/notes/", "/a/", "/c/", "/x.txt"]


def file_of(path):
    return path[1:] + "index.html" if path.endswith("/") else path[1:]


class Reader(threading.Thread):
    """Reads, and remembers which releases can have answered."""

    def __init__(self, place, port):
        super().__init__()
        self.place, self.port, self.end = place, port, threading.Event()
        self.seen = []  # (path, status, hash, number before, number after)

    def run(self):
        while not self.end.is_set():
            path = random.choice(PATHS)
            before = self.place.current()[1]
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
                connection.request("GET", path)
                answer = connection.getresponse()
                status, body = answer.status, answer.read()
                connection.close()
            except (OSError, http.client.HTTPException) as e:
                status, body = str(e), b""
            after = self.place.current()[1]
            self.seen.append((path, status, hashlib.sha256(body).hexdigest(), before, after))


class Pusher(threading.Thread):
    def __init__(self, place, number):
        super().__init__()
        self.place, self.number = place, number
        self.clone = os.path.join(place.top, f"clone{number}")
        self.name = f"editor{number}"
        self.acknowledged, self.killed, self.problem = [], 0, None
        self.owed = 0  # kills that came too late

    def run(self):
        try:
            git(self.place.top, "clone", "-q", self.place.repo, self.clone)
            for turn in range(EACH):
                self.push_one(turn)
        except RuntimeError as e:
            self.problem = str(e)

    def push_one(self, turn):
        path = f"notes/{self.name}-{turn}.md"
        write(self.clone, {path: f"---\ntitle: {self.name} 的第 {turn} 篇\n---\n正文。\n"})
        git(self.clone, "add", path)
        git(self.clone, "commit", "-qm", f"{self.name} {turn}", name=self.name)
        self.owed += (self.number * EACH + turn) % TENTH == 0
        for _ in range(200):
            p = subprocess.Popen(["git", "-C", self.clone, "push", "-q", "origin", "HEAD:main"],
                                 env=git_environment(self.name), start_new_session=True,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if self.owed:
                time.sleep(random.uniform(0, 0.3 if turn < EACH // 2 else 0.03))
                os.killpg(p.pid, signal.SIGKILL)
            status = p.wait(120)
            if self.owed and status == -signal.SIGKILL:  # else it had ended before
                self.killed += 1
                self.owed -= 1
            if status == 0:
                self.acknowledged.append(git(self.clone, "rev-parse", "HEAD")[1])
                return
            git(self.clone, "fetch", "-q", "origin", check=False)
            git(self.clone, "rebase", "-q", "origin/main", check=False, name=self.name)
            time.sleep(random.uniform(0, 0.2))
        raise RuntimeError(f"{self.name}: {turn} never got through")


def check_reads(readers, releases):
    rows = {n: manifest(folder)[0] for n, folder in releases.items()}
    problems, count = [], 0
    for reader in readers:
        for path, status, digest, before, after in reader.seen:
            count += 1
            may = [rows[n][file_of(path)][0] for n in range(before, after + 1) if n in rows]
            if status != 200:
                problems.append(f"{path}: {status} while {before} to {after} were live")
            elif digest not in may:
                problems.append(f"{path}: what was read is of none of {before} to {after}")
    return problems, count


def crowd(folder):
    """Problems, and a line that tells how much was tried."""
    place = Place(folder)
    place.settle()
    problems = []
    serving = Serving("nginx", place.work, folder)
    serving.rules[serving.rules.index(serving.www)] = os.path.join(place.www, "current")
    with serving:
        readers = [Reader(place, serving.port) for _ in range(READERS)]
        pushers = [Pusher(place, n) for n in range(PUSHERS)]
        start = time.monotonic()
        for thread in readers + pushers:
            thread.start()
        for pusher in pushers:
            pusher.join()
        place.settle()
        took = time.monotonic() - start
        for reader in readers:
            reader.end.set()
        for reader in readers:
            reader.join()
    problems += [p.problem for p in pushers if p.problem]
    found, reads = check_reads(readers, place.releases())
    problems += found[:20]
    acknowledged = [c for p in pushers for c in p.acknowledged]
    for commit in acknowledged:
        if git(place.repo, "merge-base", "--is-ancestor", commit, "main", check=False)[0]:
            problems.append(f"{commit} was acknowledged and is not in the branch")
    if reads < 50:
        problems.append(f"only {reads} reads")
    problems += check_clean(place, folder)
    killed = sum(p.killed for p in pushers)
    if killed < PUSHERS * EACH // TENTH:
        problems.append(f"only {killed} clients were killed")
    return problems, (f"{PUSHERS} pushers, {len(acknowledged)} pushes acknowledged, "
                      f"{killed} clients "
                      f"killed, {reads} reads, {len(place.releases())} releases, {took:.0f} s")


def two_at_once(folder):
    """Two clones push at the same moment: one gets in, the other is told to fetch; then both are
    published."""
    place = Place(folder)
    place.settle()
    pushes = []
    for name in ("one", "two"):
        clone = os.path.join(folder, name)
        git(folder, "clone", "-q", place.repo, clone)
        write(clone, {f"notes/{name}.md": f"---\ntitle: {name}\n---\n正文。\n"})
        git(clone, "add", "-A")
        git(clone, "commit", "-qm", name)
    for name in ("one", "two"):
        pushes.append(subprocess.Popen(["git", "-C", os.path.join(folder, name), "push", "-q",
                                        "origin", "HEAD:main"], env=git_environment(),
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
    statuses = [p.wait(60) for p in pushes]
    problems = []
    if sorted(s != 0 for s in statuses) != [False, True]:
        problems.append(f"the pushes ended with {statuses}: " +
                        " ".join(p.stdout.read().decode() for p in pushes))
    place.settle()
    problems += check_clean(place, folder)
    loser = os.path.join(folder, "one" if statuses[0] else "two")
    git(loser, "pull", "-q", "--rebase", "origin", "main")
    git(loser, "push", "-q", "origin", "HEAD:main")
    place.settle()
    problems += check_clean(place, folder)
    live = os.path.join(place.www, "current")
    return problems + [f"{n} is not published" for n in ("one", "two")
                       if not os.path.exists(os.path.join(live, n, "index.html"))]


def start_and_stop(place, command, **options):
    """A builder that has read the branch, and stopped where it would begin its first folder."""
    fault = {"LD_PRELOAD": INJECT, "FAULT_CALL": "mkdir", "FAULT_STOP": "1",
             "FAULT_UNDER": os.path.join(place.www, "releases", ".building")}
    builder = subprocess.Popen(command, env=environment(**fault), **options)
    os.waitid(os.P_PID, builder.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
    return builder


def burst(folder):
    """While a builder is at work, pushes come in: none waits for it, and all of them are taken
    together by what it does next."""
    place, problems = Place(folder), []
    place.settle()
    write(place.work, {"notes/held.md": "---\ntitle: 第零篇\n---\n正文。\n"})
    place.save("held")
    hooks = os.path.join(place.repo, "hooks")
    os.rename(hooks, hooks + ".off")
    place.push()
    os.rename(hooks + ".off", hooks)
    place.put_entry()
    builder = start_and_stop(place, place.drain(), stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    before = place.tip()
    for n in range(BURST):
        write(place.work, {f"notes/burst{n}.md": f"---\ntitle: 第{n + 1}篇\n---\n正文。\n"})
        place.save(f"burst {n}")
        place.push()
    took = []
    for _ in range(5):
        start = time.monotonic()
        subprocess.run([GONGKAI, "hook", "post-receive"], cwd=place.repo, check=True,
                       env=git_environment() | {"GIT_DIR": "."}, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL,
                       input=f"{before} {place.tip()} refs/heads/main\n".encode())
        took.append(time.monotonic() - start)
    if min(took) > 0.2:
        problems.append(f"post-receive takes {min(took):.2f} s while a builder is at work")
    if place.current()[1] != 1 or len(place.waits()) < BURST:
        problems.append(f"{place.current()} is live, {len(place.waits())} entries wait")
    builder.send_signal(signal.SIGCONT)
    builder.wait(120)
    place.settle()
    if len(place.releases()) > 3:
        problems.append(f"{BURST} pushes made {len(place.releases()) - 1} releases")
    return problems + check_clean(place, folder)


def slow_older(folder):
    """A builder that began with an older commit and was held up does not overtake, neither by the
    lock, nor when the branch moves on while it builds."""
    place = Place(folder, hooks=False)
    place.publish()
    write(place.work, {"notes/old.md": "---\ntitle: 旧的一篇\n---\n旧的。\n"})
    place.save("older")
    place.push()
    older = place.tip()
    slow = start_and_stop(place, place.command(), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    write(place.work, {"notes/new.md": "---\ntitle: 新的一篇\n---\n新的。\n"})
    place.save("newer")
    place.push()
    fast = subprocess.Popen(place.command(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    time.sleep(0.5)
    problems = [] if fast.poll() is None else ["two publish at the same time"]
    slow.send_signal(signal.SIGCONT)
    said = [p.communicate(timeout=60)[0].decode() for p in (slow, fast)]
    if slow.returncode or fast.returncode:
        problems.append(f"ended with {slow.returncode} and {fast.returncode}: {said}")
    problems += check_clean(place, folder)
    if any(os.path.basename(r).startswith(older) for r in place.releases().values()):
        problems.append("the older commit was published after the newer one had come in")
    return problems
