"""Deliveries to real servers, of SFTP and of object storage: differences alone, in order, and on
again after the server has gone away in the middle."""
import os
import random
import shutil
import socket
import subprocess
import time
import urllib.request

from runner import NODE, environment, run

HERE = os.path.dirname(os.path.abspath(__file__))

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


class Host:
    """A server of a folder, which can be taken away and brought back."""
    target = "host:www"

    def __init__(self, place):
        self.place, self.process = place, None
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=environment(RCLONE_CONFIG=os.devnull, HOME=self.place + ".home"))
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the server does not come up")

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class Sftp(Host):
    """`rclone serve sftp`."""

    def command(self):
        return ["rclone", "serve", "sftp", self.place, "--addr", f"127.0.0.1:{self.port}", "--user",
                "web", "--pass", WORD, "--vfs-cache-mode", "off", "--dir-cache-time", "0"]

    def configuration(self):
        hidden = run(["rclone", "obscure", WORD])[1].decode().strip()
        return (f"[host]\ntype = sftp\nhost = 127.0.0.1\nport = {self.port}\nuser = web\n"
                f"pass = {hidden}\n")

    def fetched(self, _):
        """What lies there, as a folder."""
        return os.path.join(self.place, "www")


class S3(Host):
    """Object storage (s3.cjs)."""
    target = "host:plain/www"

    def command(self):
        return ["node", os.path.join(HERE, "s3.cjs"), NODE, self.place, str(self.port)]

    def configuration(self):
        return ("[host]\ntype = s3\nprovider = Other\nforce_path_style = true\n"
                f"endpoint = http://127.0.0.1:{self.port}\naccess_key_id = S3RVER\n"
                "secret_access_key = S3RVER\n")

    def fetched(self, env):
        # s3rver's listing by folders leaves out those that hold folders only.
        copy = self.place + ".fetched"
        shutil.rmtree(copy, ignore_errors=True)
        os.mkdir(copy)
        run(["rclone", "copy", "--fast-list", self.target, copy], env=env)
        return copy

    def header(self, path, name="Cache-Control"):
        """A header with which an object is sent out; "" when there is none."""
        url = f"http://127.0.0.1:{self.port}/{self.target.partition(':')[2]}/{path}"
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.headers.get(name, "")


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


def surroundings(host, folder, env):
    """Of deliveries to a host: its configuration, rclone that gives up soon and tells what it
    did."""
    name = type(host).__name__.lower()
    bin_, config = os.path.join(folder, name + "-bin"), os.path.join(folder, name + ".conf")
    os.makedirs(bin_)
    with open(os.path.join(bin_, "rclone"), "w", encoding="utf-8") as f:
        f.write(TELLER)
    os.chmod(f.name, 0o755)
    with open(config, "w", encoding="utf-8") as f:
        f.write(host.configuration())
    return dict(env, RCLONE_CONFIG=config, TOLD=os.path.join(folder, name + ".told"),
                RCLONE=shutil.which("rclone"), PATH=bin_ + os.pathsep + env["PATH"],
                RCLONE_LOW_LEVEL_RETRIES="1", RCLONE_RETRIES="1", RCLONE_CONTIMEOUT="2s")


def deliveries(host, env, states, deliver, differences):
    """Problems. `states`: folders of finished portals."""
    problems, before = [], None
    with host:
        for state in states:
            open(env["TOLD"], "w").close()
            status, output = deliver(state, host.target, env)
            off = differences(host.fetched(env), state)
            if status or off:
                problems.append(f"{state}: {status} {off[:5]} {output.decode()[-300:]}")
            problems += check_order(told_of(env["TOLD"]), state, before)
            before = state
    return problems + cut_off(host, env, states, deliver, differences)


def cut_off(host, env, states, deliver, differences):
    """The server goes away in the middle of a delivery; what is there then is mended by the
    next."""
    problems, failed, last = [], 0, len(states) - 1
    for turn, seconds in enumerate((0.2, 0.5, 0.8, 1.2)):
        state = states[turn % last]
        with host:
            sending = subprocess.Popen(["gongkai", "deliver", state, host.target, "--again"],
                                       env=env,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(seconds * random.uniform(0.7, 1.3))
        failed += sending.wait(120) != 0
        other = states[(turn + 1) % last]
        with host:
            status, output = deliver(other, host.target, env)
            off = differences(host.fetched(env), other)
        if status or off:
            problems.append(f"cut off {turn}: {status} {off[:5]} {output.decode()[-300:]}")
    if not failed:
        problems.append("no delivery was cut off")
    return problems


# How long caches may keep what is sent: styles for good, pages are asked for, names are not kept.
KEPT, ASKED, UNKEPT = "public, max-age=31536000, immutable", "no-cache", "no-store"


def buckets(host, env, portal, signed, deliver, differences):
    """A portal with rosters, and the buckets that it may go to."""
    problems = []
    with host:
        for bucket in ("kept", "paused"):
            status, output = deliver(portal, f"host:{bucket}/www", env)
            there = run(["rclone", "lsf", "-R", f"host:{bucket}"], env=env)[1]
            if status != 1 or b"TARGET-VERSIONS" not in output or there:
                problems.append(f"{bucket}: {status} {there[:200]} {output.decode()[-300:]}")
            # Without names there is nothing that must not be kept.
            status, output = deliver(signed, f"host:{bucket}/small", env)
            if status:
                problems.append(f"{bucket}, no names: {status} {output.decode()[-300:]}")
        status, output = deliver(portal, host.target, env)
        off = differences(host.fetched(env), portal)
        if status or off:
            problems.append(f"plain: {status} {off[:5]} {output.decode()[-300:]}")
        kinds = {KEPT: [], ASKED: [], UNKEPT: []}
        for path, marks in marked(portal).items():
            names = "private" in marks or any(m.startswith("until=") for m in marks)
            kind = UNKEPT if names else KEPT if path.startswith("assets/") else ASKED
            kinds[kind].append(path)
        for kind, paths in kinds.items():
            for path in paths[:: len(paths) // 5 or 1]:
                if host.header(path) != kind:
                    problems.append(f"{path}: {host.header(path)}, not {kind}")
        if not all(kinds.values()):
            problems.append("a kind of caching has no file")
    return problems


def marked(portal):
    """What the manifest says of each file behind its path."""
    with open(os.path.join(portal, ".gongkai", "manifest.tsv"), encoding="utf-8") as f:
        fields = [line.rstrip("\n").split("\t") for line in f if not line.startswith("#")]
    return {f[2]: f[3:] for f in fields}
