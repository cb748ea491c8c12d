"""The builder is killed, or its calls fail, at every point of a publishing; a disk that is full."""
import os
import random
import shutil
import signal
import subprocess
import time

from place import FULL, INJECT, Place, check_clean, check_release, git, write
from runner import environment, run

CALLS = ["write", "fsync", "rename", "open", "mkdir", "link", "symlink", "unlink"]
MOST = 200  # calls of one kind that a publishing of the small site can make
# How many times the builder is killed, and every how many calls something is tried.
KILLS = 200 if FULL else 24
STEP = 1 if FULL else 7
NOW = "2035-01-01T09:00:00+08:00"  # behind all commits


def prepare(folder, hooks=False):
    """A place where one commit is live and the next one waits, and a copy to begin again from."""
    place = Place(folder, hooks=hooks)
    if hooks:
        place.unhook()
    status, text = place.publish("--now", NOW)
    if status:
        raise RuntimeError(text.decode())
    place.first = place.current()[1]
    write(place.work, {"notes/a.md": "---\ntitle: 甲文\n---\n改过。\n",
                       "other/d.md": "---\ntitle: 丁文\n---\n新的。\n"})
    os.remove(os.path.join(place.work, "static/x.txt"))
    place.save("second")
    place.push()
    shutil.copytree(place.www, place.www + ".start", symlinks=True)
    return place


def begin_again(place):
    shutil.rmtree(place.www)
    shutil.copytree(place.www + ".start", place.www, symlinks=True)


def check_live(place, label, done):
    """Whatever happened, what is served is one of the two, and whole."""
    name, number = place.current()
    if number not in (place.first, place.first + 1):
        return [f"{label}: {name} is live"]
    problems = check_release(os.path.join(place.www, "releases", name))
    if done and number == place.first:
        problems.append("said that all was well")
    return [f"{label}: {p}" for p in problems]


def check_next(place, folder, label):
    """The next run publishes, and leaves nothing of the one that was cut off."""
    status, text = place.publish("--now", NOW)
    problems = [] if status == 0 else [f"the next run ended with {status}: {text.decode()[-300:]}"]
    problems += check_clean(place, folder)
    releases = os.listdir(os.path.join(place.www, "releases"))
    rest = [n for n in releases if n[0] == "." and n != ".made"]
    rest += [n for n in os.listdir(place.www) if n not in ("current", "releases")]
    if rest:
        problems.append(f"left behind: {rest}")
    return [f"{label}: {p}" for p in problems]


def one_fault(place, folder, call, n, kill):
    """Problems, and how the run with the fault ended."""
    begin_again(place)
    fault = {"LD_PRELOAD": INJECT, "FAULT_CALL": call, "FAULT_NTH": str(n),
             "FAULT_ERRNO": "ENOSPC" if n % 2 else "EIO"}
    if kill:
        fault["FAULT_KILL"] = "1"
    label = f"{call} {n}{' killed' if kill else ''}"
    status, text = place.publish("--now", NOW, "--jobs", "2", env=environment(**fault))
    problems = []
    if status not in (0, 1, 3, -signal.SIGKILL if kill else 0):
        problems.append(f"{label}: ended with {status}: {text.decode()[-300:]}")
    problems += check_live(place, label, status == 0)
    return problems + check_next(place, folder, label), status


def count_calls(place, call):
    """How many calls of a kind the builder itself makes: the first number at which it is not
    killed, found by halving. Its workers have counts of their own."""
    low, high = 0, MOST
    while low < high:
        middle = (low + high + 1) // 2
        begin_again(place)
        fault = {"LD_PRELOAD": INJECT, "FAULT_CALL": call, "FAULT_NTH": str(middle),
                 "FAULT_KILL": "1"}
        status, _ = place.publish("--now", NOW, "--jobs", "2", env=environment(**fault))
        low, high = (middle, high) if status == -signal.SIGKILL else (low, middle - 1)
    return low


def faults(folder):
    """Problems, and what was tried."""
    place, problems, failed, killed = prepare(folder), [], 0, 0
    for call in CALLS:
        count = count_calls(place, call)
        step = 1 if call in ("rename", "symlink") else STEP
        for n in range(1, count + 1, step):
            for kill in (False, True):
                found, status = one_fault(place, folder, call, n, kill)
                problems += found
                failed += not kill
                killed += kill and status == -signal.SIGKILL
    return problems, f"{failed} calls failed, the builder was killed at {killed} calls", killed


def time_of(place):
    begin_again(place)
    place.put_entry()
    start = time.monotonic()
    subprocess.run(place.drain("--now", NOW), env=environment(), stdout=subprocess.DEVNULL,
                   check=True)
    return time.monotonic() - start


def kills(folder, number):
    """The builder that a hook would start, killed at moments that nobody chose. It finds what was
    pushed when it is started again."""
    place, problems, killed, tries = prepare(folder, hooks=True), [], 0, 0
    usual = min(time_of(place) for _ in range(3))
    while killed < number and tries < 10 * number:
        tries += 1
        begin_again(place)
        place.put_entry()
        p = subprocess.Popen(place.drain("--now", NOW), env=environment(),
                             stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0, usual))
        p.send_signal(signal.SIGKILL)
        if p.wait() != -signal.SIGKILL:
            continue
        killed += 1
        label = f"killed {killed}"
        problems += check_live(place, label, False)
        if place.current()[1] == place.first and not place.waits():
            problems.append(f"{label}: nothing is published and nothing waits")
        status, text = run(place.drain("--now", NOW))
        if status or place.waits() or place.current()[1] == place.first:
            problems.append(f"{label}: the next builder ended with {status}, {place.current()} is "
                            f"live, {place.waits()} waits: {text.decode()[-300:]}")
        problems += check_next(place, folder, label)
    if killed < number:
        problems.append(f"killed {killed} times only")
    return problems, f"the builder was killed at {killed} moments"


def full_disk(folder):
    """A reason to skip, or problems."""
    disk = os.path.join(folder, "disk")
    os.mkdir(disk)
    if os.geteuid() != 0 or run(["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", disk])[0]:
        return "mounting a small disk needs root", []
    try:
        return None, on_disk(folder, disk)
    finally:
        run(["umount", "-l", disk])


def on_disk(folder, disk):
    place = Place(folder, hooks=False)
    place.www = os.path.join(disk, "www")
    status, text = place.publish("--now", NOW)
    place.first = 1
    problems = [] if status == 0 else [f"the first run ended with {status}: {text.decode()}"]
    with open(os.path.join(place.work, "static", "big.bin"), "wb") as f:
        f.write(random.randbytes(400_000))
    place.save("big")
    place.push()
    run(["dd", "if=/dev/zero", f"of={disk}/filler", "bs=1k", "count=5000"])
    status, text = place.publish("--now", NOW)
    if status != 3 or b"DISK-FULL" not in text or text.count(b"DISK-FULL") != 1:
        problems.append(f"on a full disk: {status} {text.decode()}")
    problems += check_live(place, "full", False)
    if place.current()[1] != 1:
        problems.append("something was published on a full disk")
    os.remove(os.path.join(disk, "filler"))
    return problems + check_next(place, folder, "with room again")
