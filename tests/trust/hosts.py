"""Deliveries to a real SFTP server: differences alone, in order, and on again after the server has
gone away in the middle."""
import os
import random
import shutil
import socket
import subprocess
import time

from runner import run

WORD = "only-for-tests"
# What a delivery takes away of its own.
OWN = {"delivering.txt", "signed.tsv", "signed.tsv.sig"}
# Tells what each call of rclone was asked to do, a line a file.
TELLER = """#!/bin/sh
for word; do
    case $word in copy | delete) verb=$word ;; esac
    [ "$last" != --files-from-raw ] || list=$word
    [ "$last" != rcat ] || echo "rcat ${word##*/}" >> "$TOLD"
    last=$word
done
[ -z "$list" ] || sed "s,^,$verb ," "$list" >> "$TOLD"
exec "$RCLONE" "$@"
"""


class Sftp:
    """`rclone serve sftp` of a folder, which can be taken away and brought back."""

    def __init__(self, place):
        self.place, self.process = place, None
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]

    def __enter__(self):
        self.process = subprocess.Popen(
            ["rclone", "serve", "sftp", self.place, "--addr", f"127.0.0.1:{self.port}", "--user",
             "web", "--pass", WORD, "--vfs-cache-mode", "off", "--dir-cache-time", "0"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=dict(os.environ, RCLONE_CONFIG=os.devnull, HOME=self.place + ".home"))
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the SFTP server does not come up")

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def configuration(folder, port):
    path = os.path.join(folder, "sftp.conf")
    hidden = run(["rclone", "obscure", WORD])[1].decode().strip()
    with open(path, "w", encoding="utf-8") as f:
        f.write(f"[host]\ntype = sftp\nhost = 127.0.0.1\nport = {port}\nuser = web\n"
                f"pass = {hidden}\n")
    return path


def told_of(path):
    with open(path, encoding="utf-8") as f:
        return [line.rstrip("\n").split(" ", 1) for line in f]


def rank(verb, name):
    """Assets, other files, pages; then what is removed."""
    if verb == "delete":
        return 3
    if name.startswith("assets/"):
        return 0
    return 2 if name.endswith(".html") else 1


def check_order(told, portal, before):
    """What one delivery did: the note first, the manifest last, files of the site in order between,
    each that differs and no other."""
    problems = []
    steps = [(i, verb, name) for i, (verb, name) in enumerate(told)
             if verb in ("copy", "delete") and name not in OWN]
    work = [(verb, name) for _, verb, name in steps]
    ranks = [rank(*w) for w in work]
    if ranks != sorted(ranks):
        problems.append(f"out of order: {work[:40]}")
    notes = [i for i, t in enumerate(told) if t == ["rcat", "delivering.txt"]]
    records = [i for i, t in enumerate(told) if t == ["rcat", "manifest.new"]]
    if work and (not notes or not records or notes[0] > steps[0][0] or records[0] < steps[-1][0]):
        problems.append(f"note and manifest: {told[:2]} … {told[-3:]}")
    new, old = rows(portal), rows(before) if before else {}
    wanted = {("copy", n) for n in new if new[n] != old.get(n)}
    wanted |= {("delete", n) for n in old if n not in new}
    if set(work) != wanted or len(work) != len(wanted):
        problems.append(f"not the differences: {sorted(set(work) ^ wanted)[:8]}")
    return problems


def rows(portal):
    with open(os.path.join(portal, ".gongkai", "manifest.tsv"), encoding="utf-8") as f:
        fields = [line.rstrip("\n").split("\t") for line in f if not line.startswith("#")]
    return {f[2]: f[0] for f in fields}


def sftp(folder, env, states, deliver, differences):
    """Problems. `states`: folders of finished portals."""
    problems, place = [], os.path.join(folder, "sftp")
    bin_, told = os.path.join(folder, "telling"), os.path.join(folder, "told")
    os.makedirs(place)
    os.makedirs(bin_)
    with open(os.path.join(bin_, "rclone"), "w", encoding="utf-8") as f:
        f.write(TELLER)
    os.chmod(f.name, 0o755)
    server = Sftp(place)
    env = dict(env, RCLONE_CONFIG=configuration(folder, server.port), TOLD=told,
               RCLONE=shutil.which("rclone"), PATH=bin_ + os.pathsep + env["PATH"],
               RCLONE_LOW_LEVEL_RETRIES="1", RCLONE_RETRIES="1", RCLONE_CONTIMEOUT="2s")
    before = None
    with server:
        for state in states:
            open(told, "w").close()
            status, output = deliver(state, "host:www", env)
            off = differences(os.path.join(place, "www"), state)
            if status or off:
                problems.append(f"{state}: {status} {off[:5]} {output.decode()[-300:]}")
            problems += check_order(told_of(told), state, before)
            before = state
    return problems + cut_off(server, place, env, states, deliver, differences)


def cut_off(server, place, env, states, deliver, differences):
    """The server goes away in the middle of a delivery; what is there then is mended by the next."""
    problems, failed, last = [], 0, len(states) - 1
    for turn, seconds in enumerate((0.2, 0.5, 0.8, 1.2)):
        state = states[turn % last]
        with server:
            sending = subprocess.Popen(["gongkai", "deliver", state, "host:www", "--again"], env=env,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(seconds * random.uniform(0.7, 1.3))
        failed += sending.wait(120) != 0
        other = states[(turn + 1) % last]
        with server:
            status, output = deliver(other, "host:www", env)
        off = differences(os.path.join(place, "www"), other)
        if status or off:
            problems.append(f"cut off {turn}: {status} {off[:5]} {output.decode()[-300:]}")
    if not failed:
        problems.append("no delivery was cut off")
    return problems
