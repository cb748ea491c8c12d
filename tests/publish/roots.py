"""The rules that `gongkai rules` makes, with the link `current` as the root: a new release is seen
with the next request, without a word to the server."""
import os

from place import Place, write
from serving import Serving


def check(folder, server):
    place = Place(folder, hooks=False)
    status, text = place.publish()
    problems = [] if status == 0 else [text.decode()]
    serving = Serving(server, place.work, folder)
    serving.rules[serving.rules.index(serving.www)] = os.path.join(place.www, "current")
    os.chmod(folder, 0o755)
    with serving as s:
        for turn in range(5):
            words = f"第 {turn} 次修改"
            write(place.work, {"notes/a.md": f"---\ntitle: 甲文\n---\n{words}。\n",
                               f"notes/n{turn}.md": f"---\ntitle: 新的第{turn}篇\n---\n正文。\n"})
            place.save(words)
            place.push()
            place.publish()
            status, _, body = s.get("/a/")
            if status != 200 or words not in body.decode():
                problems.append(f"{turn}: {status}, not what was published")
            if s.get(f"/n{turn}/")[0] != 200:
                problems.append(f"{turn}: a new page is not there")
            for hidden in ("/.gongkai/staging/x", "/../releases/.made", "/releases/.made"):
                if s.get(hidden)[0] not in (400, 403, 404):
                    problems.append(f"{hidden} is served")
    return problems
