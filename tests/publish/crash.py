"""The builder is killed, or its calls fail, at every point of a publishing; a disk that is full."""
import os
import random
import shutil
import signal
import subprocess
import time

from place import FULL, INJECT, Place, check_clean, check_release, git, write
from runner import environment, run

# About how many calls of each kind a publishing of the small site makes.
CALLS = {"write": 18, "fsync": 36, "rename": 6, "open": 16, "mkdir": 14, "link": 14, "symlink": 1,
         "unlink": 12}
RANDOM = 90 if FULL else 8
STEP = 1 if FULL else 6


def prepare(folder):
    """A place where one commit is live and the next one waits, and a copy to begin again from."""
    place = Place(folder, hooks=False)
    status, text = place.publish()
    if status:
        raise RuntimeError(text.decode())
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
    if number not in (1, 2):
        return [f"{label}: {name} is live"]
    problems = check_release(os.path.join(place.www, "releases", name))
    if done and number != 2:
        problems.append("said that all was well")
    return [f"{label}: {p}" for p in problems]


def check_next(place, folder, label):
    """The next run publishes, and leaves nothing of the one that was cut off."""
    status, text = place.publish()
    problems = [] if status == 0 else [f"the next run ended with {status}: {text.decode()[-300:]}"]
    problems += check_clean(place, folder)
    releases = os.listdir(os.path.join(place.www, "releases"))
    rest = [n for n in releases if n[0] == "." and n != ".made"]
    rest += [n for n in os.listdir(place.www) if n not in ("current", "releases")]
    if rest:
        problems.append(f"left behind: {rest}")
    return [f"{label}: {p}" for p in problems]


def faults(folder):
    """Problems, and the number of points that were tried."""
    place, problems, points = prepare(folder), [], 0
    points_of = [(c, n) for c, count in CALLS.items() for n in range(1, count + 1)]
    for i, (call, n) in enumerate(points_of):
        if i % STEP and call not in ("rename", "symlink"):
            continue
        for kill in (False, True):
            begin_again(place)
            fault = {"LD_PRELOAD": INJECT, "FAULT_CALL": call, "FAULT_NTH": str(n),
                     "FAULT_ERRNO": "ENOSPC" if n % 2 else "EIO"}
            if kill:
                fault["FAULT_KILL"] = "1"
            label = f"{call} {n}{' killed' if kill else ''}"
            status, text = place.publish("--jobs", "2", env=environment(**fault))
            if not kill and status not in (0, 1, 3):
                problems.append(f"{label}: ended with {status}: {text.decode()[-300:]}")
            problems += check_live(place, label, status == 0)
            problems += check_next(place, folder, label)
            points += 1
    return problems, points


def kills(folder):
    """Killed at moments that nobody chose."""
    place, problems = prepare(folder), []
    start = time.monotonic()
    place.publish()
    usual = time.monotonic() - start
    for i in range(RANDOM):
        begin_again(place)
        p = subprocess.Popen(place.command(), env=environment(), stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0, usual))
        p.send_signal(signal.SIGKILL)
        p.wait()
        problems += check_live(place, f"killed {i}", False)
        problems += check_next(place, folder, f"killed {i}")
    return problems, RANDOM


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
    status, text = place.publish()
    problems = [] if status == 0 else [f"the first run ended with {status}: {text.decode()}"]
    with open(os.path.join(place.work, "static", "big.bin"), "wb") as f:
        f.write(random.randbytes(400_000))
    place.save("big")
    place.push()
    run(["dd", "if=/dev/zero", f"of={disk}/filler", "bs=1k", "count=5000"])
    status, text = place.publish()
    if status != 3 or b"DISK-FULL" not in text or text.count(b"DISK-FULL") != 1:
        problems.append(f"on a full disk: {status} {text.decode()}")
    problems += check_live(place, "full", False)
    if place.current()[1] != 1:
        problems.append("something was published on a full disk")
    os.remove(os.path.join(disk, "filler"))
    return problems + check_next(place, folder, "with room again")
