#!/usr/bin/env python3
"""Makes a repository of many commits quickly: commits.py SITE REPOSITORY COMMITS

The first commit brings all files of the folder SITE; each of the others changes one document, moves
one (every twentieth), or merges a branch of two commits (every fiftieth). Always the same."""
import os
import subprocess
import sys

site, repository, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
os.makedirs(repository)
subprocess.run(["git", "init", "-q", "--bare", "-b", "main", repository], check=True)
feed = subprocess.Popen(["git", "-C", repository, "fast-import", "--quiet", "--date-format=raw"],
                        stdin=subprocess.PIPE)
out = feed.stdin
mark = 0


def data(text):
    out.write(b"data %d\n%s\n" % (len(text), text))


def commit(branch, message, parents=()):
    global mark
    mark += 1
    out.write(b"commit %s\nmark :%d\n" % (branch, mark))
    time = 1600000000 + mark * 600
    out.write("committer 编辑 <e@example.invalid> {} +0800\n".format(time).encode())
    data(message.encode())
    for number, parent in enumerate(parents):
        out.write(b"%s :%d\n" % (b"merge" if number else b"from", parent))
    return mark


def change(path, text):
    out.write(b"M 100644 inline %s\n" % path.encode())
    data(text)


def lines(text, number):
    return text + "\n第 {} 次修改。\n".format(number).encode()


main = b"refs/heads/main"
documents = []
tip = commit(main, "第一次提交")
for folder, names, files in os.walk(site):
    names.sort()
    for name in sorted(files):
        path = os.path.join(folder, name)
        with open(path, "rb") as f:
            text = f.read()
        change(os.path.relpath(path, site), text)
        if name.endswith(".md"):
            documents.append([os.path.relpath(path, site), text])
while mark < count:
    document = documents[mark * 7919 % len(documents)]
    path, text = document
    if mark % 50 == 0:
        side = commit(b"refs/heads/side", "在分支上修改", [tip])
        change(path, lines(text, mark))
        document[1] = lines(text, mark)
        other = documents[mark * 7907 % len(documents)]
        main_commit = commit(main, "修改 " + other[0], [tip])
        if other is not document:
            change(other[0], lines(other[1], mark))
            other[1] = lines(other[1], mark)
        tip = commit(main, "合并分支", [main_commit, side])
        change(path, document[1])
        continue
    tip = commit(main, "修改 " + path, [tip])
    if mark % 20 == 0 and not path.endswith("index.md"):
        stem = path[:-3].split("~")[0]
        out.write(b"R %s %s\n" % (path.encode(), "{}~{}.md".format(stem, mark).encode()))
        document[0] = "{}~{}.md".format(stem, mark)
    else:
        document[1] = lines(text, mark)
        change(path, document[1])
out.close()
if feed.wait():
    sys.exit(1)
