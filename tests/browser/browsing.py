"""The sample portal on nginx with its own rules, and scripts that look at it in Chromium; for the
tests and for `make bench`."""
import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), os.path.join(os.path.dirname(HERE), "servers")]
from runner import NODE, ROOT, run  # noqa: E402
from serving import Serving, program  # noqa: E402

CONTENT = os.path.join(ROOT, "content")


def front(path, key):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    found = re.search(rf"^{key}: *(.*)$", text.split("\n---\n")[0], re.M)
    return found.group(1).strip("\"'") if found else None


def codes():
    """[{code, title, url}] of the sample's register; what the portal says is not asked."""
    found = []
    with open(os.path.join(CONTENT, "data", "codes.csv"), encoding="utf-8") as f:
        next(f)
        for line in f:
            code, document = line.split(",")[:2]
            url = re.sub(r"(/index)?\.md$", "/", document)
            found.append({"code": code, "url": url, "title": front(CONTENT + document, "title")})
    return found


def missing(*modules):
    """What this system lacks, or None; `modules`: of npm, beside the one for all."""
    if not program("nginx"):
        return "nginx is not installed"
    if not chromium() or not shutil.which("node"):
        return "chromium or node is not installed"
    for module in ("playwright-core", *modules):
        if not os.path.isdir(os.path.join(NODE, module)):
            return f"{module} is not installed"
    return None


def chromium():
    return shutil.which("chromium") or shutil.which("chromium-browser")


def serve(folder, content=CONTENT):
    """The running server; the portal is built, with the invented rosters."""
    s = Serving("nginx", content, folder)
    private = os.path.join(folder, "private")
    shutil.copytree(os.path.join(ROOT, "tests", "private"), private)
    status, output = run(["gongkai", "build", content, "-o", s.www, "-q", "--base-url", s.base,
                          "--private", os.path.join(private, "xinghu-lib")])
    os.chmod(folder, 0o755)
    if status:
        raise RuntimeError(output.decode(errors="replace"))
    return s


def script(name, s, folder, **more):
    """Runs a script of this folder, or of "../other/name"; its lines as objects."""
    pictures = os.path.join(folder, "pictures")
    os.makedirs(pictures, exist_ok=True)
    task = {"base": s.base, "codes": codes(), "pictures": pictures, "node": NODE,
            "chromium": chromium(), **more}
    path = os.path.join(folder, os.path.basename(name) + ".json")
    with open(path, "w", encoding="utf-8") as f:
        json.dump(task, f)
    env = {**os.environ, "HOME": folder}
    p = subprocess.run(["node", os.path.join(HERE, name + ".mjs"), path], env=env, timeout=1200,
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    lines = [json.loads(line) for line in p.stdout.decode().splitlines() if line.startswith("{")]
    if p.returncode:
        raise RuntimeError(p.stderr.decode(errors="replace")[-3000:])
    return lines
