"""Samples of inline completion: real code up to a cursor, and how it goes on."""

import re

from code_shape import block_end, indent, opens, stmt_end
from samples import FENCE, MAX, NAME, empty_analysis, final, opening

DEV_A = [
    "Complete the code at the cursor. Answer with the code only, in one fenced block.",
    "You are an inline code completion engine. Continue the code exactly where it stops and stop at the end of the block.",
    "Continue the file from the cursor. Write only code that fits between what comes before and what comes after. No explanations.",
    "Act as an autocomplete. Output the missing code between the code before and the code after the cursor, nothing else.",
    "The user is typing in an editor. Go on writing the code from where they are. Do not repeat the code after the cursor.",
    "Fill in the code at the cursor position in a single code block. Keep the indentation and style of the file.",
    "You complete source code. Reply with one code block that continues the last lines; end it when the statement or block is complete.",
    "Write the rest of the current statement or block. Return code only, without comments about it.",
    "You are a coding assistant inside an editor. Finish what the user is typing, and close the code block as soon as it is finished.",
    "Predict the next code that the developer will type. Match the names in use. Code only.",
]
HEAD_A = [
    ("File: {path}\nLanguage: {lang}", "Code after the cursor:", "Code before the cursor:", "From {path}:"),
    ("# {path} ({lang})", "## After the cursor", "## Before the cursor", "## Snippet from {path}"),
    (
        "The file is `{path}`, written in {lang}.",
        "This comes after the cursor:",
        "This comes before:",
        "For context, `{path}` has:",
    ),
    ("Path: {path}, language: {lang}", "### Suffix", "### Prefix", "### Related: {path}"),
    ("Current file: {path} [{lang}]", "Following code:", "Preceding code:", "Other file {path}:"),
]


def completion(enc, r, src, by_pkg, sample=True):
    pkg, lang, rel, text = src
    lines = text.split("\n")
    for _ in range(30):
        i = r.randrange(2, max(3, len(lines) - 2))
        if i >= len(lines):
            return None
        l = lines[i]
        t = l.strip()
        if len(t) < 4 or re.match(r'(#|//|/?\*|"""|import |from |export \{|@|\)|\}|\])', t) or len(l) > 110:
            continue
        mode = r.random()
        right = ""
        if mode < 0.42:  # a new line, after its indent
            e = block_end(lines, i, lang)
            col = indent(l)
        else:
            e = stmt_end(lines, i, lang)
            cuts = [m.start() for m in re.finditer(r"(?<=[\s(\[{=,.:])(?=\S)", l) if m.start() > indent(l)]
            if mode > 0.72:
                cuts = [
                    m.start() + r.randint(1, len(m.group()) - 1) for m in re.finditer(r"[A-Za-z_]\w{2,}", l)
                ]
            if not cuts:
                continue
            col = r.choice(cuts)
        if e is None:
            continue
        target = "\n".join([l[col:]] + lines[i + 1 : e + 1])
        if mode >= 0.42 and r.random() < 0.15 and e == i:
            m = re.search(r"[)\]}]+[;:,]?$", l)  # an editor that closed the bracket by itself
            if m and m.start() > col and opens(l[:col], lang) > 0:
                right, target = l[m.start() :], l[col : m.start()]
        target = "\n".join(x.rstrip() for x in target.split("\n")).rstrip()
        if (
            not target
            or "```" in target
            or '"""' in target
            and mode >= 0.42
            or re.match(r"\s*(#|//)", target)
        ):
            continue
        a = max(0, i - r.choice([0, 0, 1, 2, 3, 5, 8, 12, 18, 24, 30]))
        while a < i and not lines[a].strip():
            a += 1
        given = "\n".join(lines[a:i] + [l[:col]])
        if "```" in text:
            return None
        nb, na = r.choice([6, 12, 20, 40, 60]), r.choice([0, 4, 10, 20])
        before = "\n".join(lines[max(0, a - nb) : a])
        after = "\n".join(([right] if right else []) + lines[e + 1 : e + 1 + na])
        fence = r.choice(FENCE[lang]) if r.random() < 0.4 else FENCE[lang][0]
        head, ha, hb, hs = r.choice(HEAD_A)
        fenced = lambda s: f"```{fence}\n{s}\n```"
        budget = r.choice([280, 380, 480, 600, 640, 640])
        others = [x for x in by_pkg[pkg] if x[2] != rel and x[1] == lang]
        snips = []
        if others and r.random() < 0.3:
            o = r.choice(others)
            ol = o[3].split("\n")
            k = r.randrange(max(1, len(ol) - 8))
            snips.append(hs.format(path=o[2]) + "\n" + fenced("\n".join(ol[k : k + r.randint(4, 10)])))
        for _ in range(8):
            parts = list(snips) + [head.format(path=rel, lang=NAME[lang])]
            pa = [ha + "\n" + fenced(after)] if after.strip() else []
            pb = [hb + "\n" + fenced(before)] if before.strip() else []
            parts += pb + pa if r.random() < 0.2 else pa + pb
            s = opening(enc, r, r.choice(DEV_A), False)
            s.message("user", "\n\n".join(parts))
            empty_analysis(s)
            final(s, f"```{fence}\n{given}", target + "\n```")
            if len(s.ids) <= budget:
                break
            before, after, snips = before[len(before) // 2 :], after[: len(after) * 2 // 3], []
            before = before[before.find("\n") + 1 :]
            after = after[: after.rfind("\n")] if "\n" in after else ""
        if len(s.ids) > MAX:
            continue
        if sample:
            return s
        n = s.role.index(1)
        return dict(
            ids=s.ids[:n],
            answer=target,
            lang=lang,
            path=rel,
            given=given[-200:],
            kind="line" if mode < 0.42 else "midword" if mode > 0.72 else "midline",
            right=right,
            n_answer=len(s.ids) - n,
        )
    return None
