"""What every runner of the tests shares: counting, skipping with a reason, filters, fresh folders.

A runner is an executable file `tests/NAME/run`. It takes prefixes of case names as arguments (none:
all), prints only what a reader has to act on, and closes with
`NAME: N passed, N failed, N skipped`; it exits 1 when a case failed. An exception within
`with runner.case(…)` is a failure of that case, and the others are still run; any other ends the
runner, with a failure and its closing line. The environment tells where the build is:

    GK_BUILD   the build folder below the repository (build, or build/asan)
    UPDATE     not empty: rewrite expected output instead of comparing with it
    CI         "true": a missing tool is a failure, not a skip
"""
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(ROOT, os.environ.get("GK_BUILD", "build"))
NODE = os.path.join(ROOT, "build", "node", "node_modules")
GONGKAI = os.path.join(BUILD, "gongkai")
UPDATE = bool(os.environ.get("UPDATE"))
IN_CI = os.environ.get("CI") == "true"


class Runner:
    def __init__(self, name, arguments=None):
        self.name = os.environ.get("GK_RUNNER", name)
        self.filters = sys.argv[1:] if arguments is None else arguments
        self.passed = self.failed = self.skipped = 0
        sys.excepthook = self.crashed

    def wants(self, case):
        return not self.filters or any(case.startswith(f) for f in self.filters)

    def ok(self):
        self.passed += 1

    def fail(self, case, detail=""):
        self.failed += 1
        print(f"FAIL {self.name}/{case}", flush=True)
        for line in str(detail).rstrip("\n").split("\n")[:60] if detail else []:
            print("    " + line)

    def skip(self, case, reason):
        self.skipped += 1
        print(f"SKIP {self.name}/{case}: {reason}", flush=True)

    def check(self, case, problems):
        """`problems`: a list of lines, or a text; empty when all is well."""
        if not problems:
            self.ok()
        else:
            self.fail(case, problems if isinstance(problems, str) else "\n".join(problems))

    def lacks(self, case, reason):
        """Something the test needs is not on this system."""
        if IN_CI:
            self.fail(case, "missing: " + reason)
        else:
            self.skip(case, reason)

    def has(self, case, *tools):
        for tool in tools:
            if not (os.path.exists(tool) if "/" in tool else shutil.which(tool)):
                self.lacks(case, f"{os.path.basename(tool)} is not installed")
                return False
        return True

    @contextlib.contextmanager
    def case(self, name):
        """An exception within counts as a failure of the case, and goes no further."""
        try:
            yield
        except Exception:
            self.fail(name, traceback.format_exc())

    def crashed(self, _, error, __):
        """For an exception that nothing caught; Python then exits 1 by itself."""
        self.fail("crash", "".join(traceback.format_exception(error)))
        self.close()

    def close(self):
        print(f"{self.name}: {self.passed} passed, {self.failed} failed, {self.skipped} skipped",
              flush=True)

    def finish(self):
        self.close()
        sys.exit(1 if self.failed else 0)


def environment(**more):
    """The surroundings of a run: the program first in PATH, nothing of the caller's that could
    change its output, and no time but the one that is asked for."""
    env = {
        "PATH": os.pathsep.join([BUILD, os.path.join(ROOT, "tests", "scenario", "bin"),
                                 os.environ.get("PATH", "/usr/bin:/bin")]),
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        "TZ": "UTC0",
        "TMPDIR": tempfile.gettempdir(),
        "NO_COLOR": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GK_ROOT": ROOT,
        "GK_BUILD": BUILD,
        "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "detect_leaks=0"),
    }
    env.update(more)
    return env


def run(command, stdin=b"", timeout=120, **options):
    """Runs a command (a list, or a line for the shell); both outputs together, as bytes."""
    options.setdefault("env", environment())
    try:
        p = subprocess.run(command, input=stdin, timeout=timeout, stdout=subprocess.PIPE,
                           stderr=options.pop("stderr", subprocess.STDOUT),
                           shell=isinstance(command, str), **options)
        return p.returncode, p.stdout
    except subprocess.TimeoutExpired as e:
        return 124, (e.stdout or b"") + f"\n(no end after {timeout} s)\n".encode()


def memory_dir():
    """A place in memory with room, else None: thousands of small files are slow on some disks."""
    if os.environ.get("TMPDIR") or not os.access("/dev/shm", os.W_OK):
        return None
    room = os.statvfs("/dev/shm")
    return "/dev/shm" if room.f_bavail * room.f_frsize > 2 << 30 else None


def fresh_dir(label):
    return tempfile.TemporaryDirectory(prefix=f"gk-{label}-", dir=memory_dir(),
                                       ignore_cleanup_errors=True)


def tree(top):
    """Every file, link and empty folder below a folder: {relative path: bytes, or a note}."""
    found = {}
    for folder, folders, files in os.walk(top):
        for name in files + [d for d in folders if os.path.islink(os.path.join(folder, d))]:
            path = os.path.join(folder, name)
            relative = os.path.relpath(path, top)
            if os.path.islink(path):
                found[relative] = b"-> " + os.readlink(path).encode()
            else:
                with open(path, "rb") as f:
                    found[relative] = f.read()
        if not folders and not files and folder != top:
            found[os.path.relpath(folder, top) + "/"] = b""
    return found
