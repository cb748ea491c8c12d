"""What style sheets and scripts may use: the WebViews of messengers and of reading terminals of about 2018
(Chromium 66) open these pages, too. A sheet's later values need a plain one in front of them; scripts keep to
ECMAScript 5."""
import os
import re

LATER_VALUES = re.compile(r"\b(?:min|max|clamp|env)\(")
# Chromium 84 to 91; what is only for ornament may be lost.
LATER_NAMES = re.compile(r"(?:margin|padding|inset|border)-(?:inline|block)(?:-\w+)?$|inset$|place-content$")
LATER_SELECTORS = re.compile(r":(?:is|where|has)\(|&")
LATER_SCRIPT = re.compile(
    r"=>|`|\?\.(?!\d)|\?\?|\*\*|\.\.\.|\b(?:let|const|class|async|await|yield|import|export|super|of)\b\s*[\w{\[(*'\"]|"
    r"\b(?:fetch|Promise|Symbol|Proxy|WeakMap|BigInt|globalThis)\b|"
    r"\.(?:includes|startsWith|endsWith|repeat|padStart|padEnd|flat|flatMap|at|replaceAll|matchAll|append|prepend|"
    r"closest|remove|find|findIndex|fill|from|assign|entries|values)\(|\bfor\s*\(\s*var\s+\w+\s+of\b")


def bare_script(text):
    """Without comments, strings and regular expressions."""
    token = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|"
                       r"(?<=[(,=:[!&|?{};\n])\s*/(?:\\.|\[(?:\\.|[^]\\\n])*\]|[^/\\\n])+/[a-z]*", re.S)
    return token.sub(lambda m: re.sub(r"[^\n]", " ", m.group()) if m.group().lstrip()[0] == "/" else '""', text)


def rules(sheet):
    """(line, the at-rules around, selector, [(name, value)])"""
    sheet = re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group()), sheet, flags=re.S)
    sheet = re.sub(r'"[^"]*"', '""', sheet)
    found, around, start = [], [], 0
    for m in re.finditer(r"[{}]", sheet):
        head = sheet[start:m.start()].strip()
        if m.group() == "{":
            around.append((head, m.end(), sheet.count("\n", 0, m.start()) + 1))
        else:
            selector, begin, line = around.pop()
            body = sheet[begin:m.start()]
            if "{" not in body:
                rows = [tuple(x.strip() for x in row.split(":", 1)) for row in body.split(";") if ":" in row]
                found.append((line, [a for a, _, _ in around], selector, rows))
        start = m.end()
    return found


def sheet_problems(path, sheet):
    problems, plain = [], set()
    for line, around, selector, rows in rules(sheet):
        names = set()
        if any(a.startswith("@supports (") for a in around):
            continue
        if LATER_SELECTORS.search(selector):
            problems.append(f"{path}:{line}: {selector}: no old browser reads this rule")
        for name, value in rows:
            if LATER_NAMES.match(name):
                problems.append(f"{path}:{line}: {name}: unknown before Chromium 87")
            if not LATER_VALUES.search(value):
                names.add(name)
            elif name.startswith("--"):
                problems.append(f"{path}:{line}: {name}: {value}: only within @supports")
            elif not fallen_back(name, names) and not all((s.strip(), name) in plain for s in selector.split(",")):
                problems.append(f"{path}:{line}: {name}: {value}: no plain value in front of it")
        plain |= {(s.strip(), name) for s in selector.split(",") for name in names}
    return problems


def fallen_back(name, names):
    return name in names or name.rsplit("-", 1)[0] in names


def script_problems(path, text):
    return [f"{path}:{number}: {m.group()}" for number, line in enumerate(bare_script(text).split("\n"), 1)
            for m in LATER_SCRIPT.finditer(line)]


# What must be found, and what not: a check that finds nothing is none.
BAD = [(sheet_problems, "a { padding: min(1rem, 5vw); }"), (sheet_problems, "a { inset: 0 }"), (sheet_problems, "a{margin-inline:auto}"),
       (sheet_problems, ":is(a, b) { color: red }"), (sheet_problems, ":root { --x: max(1px, 2px) }"),
       (sheet_problems, "@media print { b { width: clamp(1px, 2vw, 3px) } }"), (script_problems, "var a = b?.c;"),
       (script_problems, "x.forEach(y => y)"), (script_problems, "const a = 1;"), (script_problems, "s = `x`;"), (script_problems, "a ?? b"),
       (script_problems, "f(...a)"), (script_problems, "for (var a of b) {}"), (script_problems, "a.includes(b)")]
GOOD = [(sheet_problems, "a { padding: 1rem; padding: min(1rem, 5vw); }"), (sheet_problems, "@supports (width: min(1px, 1vw)) { :root { --x: min(1px, 1vw) } }"),
        (sheet_problems, "a, b { width: 1px } a { width: min(1px, 1vw) }"), (sheet_problems, "a { padding: 0; padding-bottom: calc(1px + env(x)) }"),
        (script_problems, "/* const */ var a = \"let x\", r = /=>[`/]/g; // class a"), (script_problems, "a ? .5 : b.offset")]


def problems(root):
    found = [f"not found: {text}" for check, text in BAD if not check("", text)]
    found += [f"found: {text}: {check('', text)}" for check, text in GOOD if check("", text)]
    read = 0
    for top in ("themes", "plugins"):
        for folder, _, files in sorted(os.walk(os.path.join(root, top))):
            for name in sorted(files):
                check = sheet_problems if name.endswith(".css") else script_problems if name.endswith(".js") else None
                if check:
                    path = os.path.join(folder, name)
                    with open(path, encoding="utf-8") as f:
                        found += check(os.path.relpath(path, root), f.read())
                    read += 1
    return found if read else ["no sheet and no script was read"]
