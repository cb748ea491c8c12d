"""Pushes that must not get in: each is refused in the pusher's terminal, and nothing on the server
is another than before."""
import os
import subprocess

from place import FULL, Place, git, git_environment, write

ZEROS = (500 if FULL else 160) << 20
# An invented number with the right check digit, of a person who was never born.
NUMBER = "11010519491231002X"


def feed(folder, *words, text):
    p = subprocess.run(["git", "-C", folder, *words], input=text, env=git_environment(),
                       stdout=subprocess.PIPE, check=True)
    return p.stdout.decode().strip()


def commit_tree(place, more):
    """A commit whose tree is the work's with lines of `git mktree -z` more."""
    lines = git(place.work, "ls-tree", "-z", "HEAD")[1]
    tree = feed(place.work, "mktree", "-z", text=lines.encode() + more)
    return git(place.work, "commit-tree", "-m", "odd", "-p", "HEAD", tree)[1]


def blob(place, text):
    return feed(place.work, "hash-object", "-w", "--stdin", text=text.encode())


def a_document(place):
    write(place.work, {"notes/bad.md": "---\ntitle: 甲文\nnone: 1\n---\n正文。\n"})
    return None, "notes/bad.md"


def a_number(place):
    write(place.work, {"notes/person.md": f"---\ntitle: 名单\n---\n身份证号 {NUMBER}。\n"})
    return None, "notes/person.md"


def a_link(place):
    os.symlink("/etc/passwd", os.path.join(place.work, "notes", "link.md"))
    return None, "notes/link.md"


def zeros(place):
    with open(os.path.join(place.work, "static", "zeros.bin"), "wb") as f:
        f.truncate(ZEROS)
    return None, "zeros.bin"


def a_newline(place):
    line = f"100644 blob {blob(place, 'x')}\tnew\nline.md\0"
    return commit_tree(place, line.encode()), ""


def a_git_folder(place):
    config = feed(place.work, "mktree", "-z",
                  text=f"100644 blob {blob(place, '[core]')}\tconfig\0".encode())
    return commit_tree(place, f"040000 tree {config}\t.git\0".encode()), ""


def rewritten(place):
    git(place.work, "commit", "-q", "--amend", "-m", "another first")
    return git(place.work, "rev-parse", "HEAD")[1], "main"


def state(place):
    with open(os.path.join(place.repo, "gongkai", "receive.log"), "rb") as f:
        log = f.read()
    releases = sorted(os.listdir(os.path.join(place.www, "releases")))
    return place.tip(), place.current(), log, releases


def door(make):
    def test(folder):
        place = Place(folder)
        place.settle()
        before = state(place)
        commit, names = make(place)
        if commit is None:
            place.save("bad")
            commit = "HEAD"
        status, said = git(place.work, "push", "--force", "origin", f"{commit}:main", check=False)
        problems = [] if status else ["it got in"]
        if names not in said:
            problems.append(f"{names} is not named: {said[-600:]}")
        place.settle()
        if state(place) != before:
            problems.append("the server is another than before")
        # The door is not shut for what is right.
        git(place.work, "fetch", "-q", "origin")
        git(place.work, "reset", "-q", "--hard", "origin/main")
        write(place.work, {"notes/fine.md": "---\ntitle: 好的\n---\n正文。\n"})
        place.save("fine")
        status, said = place.push(check=False)
        if status:
            problems.append(f"a good push is refused: {said[-600:]}")
        place.settle()
        if not os.path.exists(os.path.join(place.www, "current", "fine", "index.html")):
            problems.append("a good push is not published")
        return problems
    return test


def deleted(folder):
    """The published branch can't be deleted; others can."""
    place = Place(folder)
    place.settle()
    git(place.work, "push", "-q", "origin", "main:draft")
    status, said = git(place.work, "push", "origin", ":main", check=False)
    problems = [] if status and "main" in said else [f"main was deleted: {said}"]
    status, said = git(place.work, "push", "origin", ":draft", check=False)
    return problems + ([f"draft was not deleted: {said}"] if status else [])


CASES = {"door-document": door(a_document), "door-number": door(a_number),
         "door-link": door(a_link), "door-zeros": door(zeros), "door-newline": door(a_newline),
         "door-git": door(a_git_folder), "door-force": door(rewritten), "door-delete": deleted}
