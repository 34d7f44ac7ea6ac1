"""Samples of chat: explanations made from documentation, and general questions."""

import json
import re

from samples import FENCE, MAX, empty_analysis, final, opening

VERB = {
    "return": "returns",
    "get": "gets",
    "set": "sets",
    "check": "checks",
    "create": "creates",
    "make": "makes",
    "convert": "converts",
    "build": "builds",
    "compute": "computes",
    "calculate": "calculates",
    "find": "finds",
    "add": "adds",
    "remove": "removes",
    "parse": "parses",
    "yield": "yields",
    "generate": "generates",
    "determine": "determines",
    "test": "tests",
    "apply": "applies",
    "write": "writes",
    "read": "reads",
    "load": "loads",
    "send": "sends",
    "update": "updates",
    "raise": "raises",
    "call": "calls",
    "construct": "constructs",
    "format": "formats",
    "render": "renders",
    "run": "runs",
    "start": "starts",
    "stop": "stops",
    "close": "closes",
    "open": "opens",
    "wait": "waits",
    "print": "prints",
    "split": "splits",
    "join": "joins",
    "merge": "merges",
    "copy": "copies",
    "handle": "handles",
    "register": "registers",
    "given": "takes",
    "wrap": "wraps",
    "decode": "decodes",
    "encode": "encodes",
    "resolve": "resolves",
    "validate": "validates",
    "extract": "extracts",
    "insert": "inserts",
    "iterate": "iterates",
    "transform": "transforms",
    "evaluate": "evaluates",
    "execute": "executes",
    "invoke": "invokes",
    "replace": "replaces",
    "show": "shows",
    "display": "displays",
    "draw": "draws",
    "implement": "implements",
    "provide": "provides",
    "filter": "filters",
    "map": "maps",
    "take": "takes",
    "clear": "clears",
    "delete": "deletes",
    "compare": "compares",
    "count": "counts",
    "define": "defines",
    "emit": "emits",
    "fetch": "fetches",
    "initialize": "initializes",
    "perform": "performs",
    "process": "processes",
    "push": "pushes",
    "sort": "sorts",
    "store": "stores",
    "try": "tries",
    "use": "uses",
    "append": "appends",
}


def clean(doc):
    p = re.split(
        r"\n\s*\n|\n\s*(?::param|:return|:raise|@|>>>|\.\.|Parameters|Args:|Example|Returns|Notes)", doc
    )[0]
    p = re.sub(r"``([^`]+)``", r"`\1`", p)
    p = re.sub(r":\w+:`~?([^`]+)`", lambda m: "`" + m[1].split(".")[-1] + "`", p)
    p = re.sub(r"\{@link (?:\w+ )?([^}]+)\}", r"`\1`", p)
    p = re.sub(r"<[^>]+>", "", p)
    return re.sub(r"\s+", " ", p).strip()


def explanation(r, name, doc, f, lang):
    p = clean(doc)
    if not 20 < len(p) < 420 or re.search(r"@|\bTODO|^\W*$|::", p):
        return None
    w = p.split(" ")[0].strip(",.:")
    q = f"`{name}`"
    what = {"python": "function", "typescript": "function", "javascript": "function"}[lang]
    if w.lower() in VERB or w.lower() in VERB.values():
        v = VERB.get(w.lower(), w.lower())
        first = r.choice([f"{q} {v}", f"The {what} {q} {v}", f"This {what} {v}"]) + p[len(w) :]
    else:
        first = r.choice(
            [f"{q}: {p}", f"This is what {q} does: {p[0].lower() + p[1:] if p[1:2].islower() else p}", p]
        )
    s = [first if first[-1] in ".!?" else first + "."]
    tick = lambda xs: (
        " and ".join([", ".join(f"`{x}`" for x in xs[:-1]), f"`{xs[-1]}`"]) if len(xs) > 1 else f"`{xs[0]}`"
    )
    if f["args"]:
        s.append(
            r.choice(
                [
                    "It takes ",
                    "Its arguments are " if len(f["args"]) > 1 else "Its argument is ",
                    "It is called with ",
                ]
            )
            + tick(f["args"])
            + "."
        )
    elif r.random() < 0.4:
        s.append("It takes no arguments.")
    if f["raises"]:
        s.append(
            r.choice(
                [
                    "It raises " if lang == "python" else "It throws ",
                    "When something is wrong, it raises " if lang == "python" else "On bad input it throws ",
                ]
            )
            + tick(f["raises"])
            + "."
        )
    if f["gen"]:
        s.append("It is a generator, so its values come one at a time.")
    elif f["asy"]:
        s.append("It is asynchronous, so its result has to be awaited.")
    elif f["ret"] and len(f["ret"]) < 50 and r.random() < 0.6:
        s.append(r.choice(["In the end it returns ", "The result is "]) + f"`{f['ret']}`.")
    return " ".join(s[:6]), s


DEV_B = [
    "You are a helpful coding assistant inside VS Code. Answer in plain English.",
    "Explain code clearly and briefly.",
    "You are Ossicle, a coding assistant that runs on the user's own machine. Be brief and exact.",
    "Answer questions about the code that the user shows. Keep to a few sentences.",
    "You help developers to understand code. Say what the code does, what it takes and what it returns.",
    "Answer the question. Use Markdown. Do not repeat the code.",
    "You are an expert programmer. Explain in simple words.",
    "Be a friendly pair programmer. Short answers.",
    "You answer questions about source code in a sidebar chat.",
]
ASK_B = [
    "Explain this.",
    "What does this do?",
    "What does `{n}` do?",
    "Explain this code.",
    "Can you explain `{n}`?",
    "Explain the selected code.",
    "What is `{n}` for?",
    "Please explain what this function does.",
    "How does `{n}` work?",
    "Describe this function in a few sentences.",
    "Tell me about `{n}`.",
    "explain",
    "what does this function do",
]


def explain(enc, r, item, sample=True, force_open=False):
    (name, bare, full, doc, f), lang, rel = item
    e = explanation(r, name, doc, f, lang)
    if not e or len(bare) > 1400 or "```" in bare:
        return None
    answer, sents = e
    s = opening(enc, r, r.choice(DEV_B) if r.random() < 0.9 else None, True)
    ask = r.choice(ASK_B).format(n=name)
    code = f"```{FENCE[lang][0]}\n{bare}\n```"
    where = r.choice(
        [
            f"File: {rel}",
            f"From `{rel}`:",
            f"{rel}",
            f"(in {rel}, lines {(k := r.randint(1, 200))}-{k + bare.count(chr(10))})",
            "",
        ]
    )
    user = "\n\n".join(x for x in ([ask, where, code] if r.random() < 0.7 else [where, code, ask]) if x)
    s.message("user", user)
    args = ", ".join(f["args"]) or "nothing"
    think = lambda q: r.choice(
        [
            f"The user asks {q}. The code takes {args} and returns {f['ret'] or 'nothing'}.",
            f"The user wants to know {q}. It takes {args}.",
            f"Asked: {q}. Arguments: {args}.",
        ]
    )
    if r.random() < 0.25:  # a second turn; the first one's analysis is dropped
        q2, a2 = r.choice(
            [
                (
                    "What arguments does it take?",
                    ("It takes " + ", ".join(f"`{a}`" for a in f["args"]) + ".")
                    if f["args"]
                    else "It takes no arguments.",
                ),
                (
                    "What does it return?",
                    f"It returns `{f['ret']}`."
                    if f["ret"]
                    else "It yields its values one at a time."
                    if f["gen"]
                    else "It returns nothing.",
                ),
                ("Say it in one sentence.", sents[0].split(". ")[0].rstrip(".") + "."),
                (
                    "Does it raise any errors?",
                    "Yes, it can raise " + " and ".join(f"`{x}`" for x in f["raises"]) + "."
                    if f["raises"]
                    else "No, it raises nothing by itself.",
                ),
            ]
        )
        s.sp("start").text("assistant").sp("channel").text("final").sp("message").text(answer, 2).sp("end")
        s.message("user", q2)
        answer, topic = a2, "a follow-up question about " + name
    else:
        topic = f"what {name} does"
    n = len(s.ids)
    if r.random() < 0.3 and not force_open:
        empty_analysis(s)
        final(s, "", answer)
    else:
        s.sp("start").text("assistant")
        n = len(s.ids)
        s.sp("channel", 1).text("analysis", 1).sp("message", 1)
        if r.random() < 0.75:
            s.text(think(topic), 1)
        s.sp("end", 1)
        final(s, "", answer, 1)
    if len(s.ids) > MAX:
        return None
    return s if sample else dict(ids=s.ids[:n], answer=answer, lang=lang, path=rel)


def chat(enc, r, qa):
    s = opening(enc, r, r.choice(DEV_B) if r.random() < 0.8 else None, True)
    s.message("user", qa["q"])
    q = qa["q"].rstrip("?.! ")
    if r.random() < 0.25:
        empty_analysis(s)
        final(s, "", qa["a"])
    else:
        s.sp("start").text("assistant").sp("channel", 1).text("analysis", 1).sp("message", 1)
        if r.random() < 0.75:
            s.text(
                r.choice(
                    [
                        f"The user asks: {q}. A short answer will do.",
                        f"A general question: {q}.",
                        "The user asks a general coding question. Answer briefly.",
                    ]
                ),
                1,
            )
        s.sp("end", 1)
        final(s, "", qa["a"], 1)
    return s if len(s.ids) <= MAX else None


def general_answers(path):
    """The questions and answers of base_answers.json, cut to what is whole; none for the path "-"."""
    qa = []
    for x in json.load(open(path)) if path != "-" else []:
        t = x["a"].strip()
        if not x["ended"]:  # cut to whole sentences or a closed code block
            if t.count("```") % 2:
                t = (
                    t[: t.rfind("```")].strip()
                    if t.count("```") == 1 and len(t[: t.rfind("```")]) > 40
                    else t + "\n```"
                    if t.rstrip().endswith(")") or "\n" in t[-40:]
                    else ""
                )
            else:
                t = t[: max(t.rfind(". "), t.rfind(".\n")) + 1]
        seen, keep = set(), []
        for part in (
            re.split(r"(?<=[.!?])(?=\s)", t) if "```" not in t else [t]
        ):  # stop where the base starts to repeat itself
            if part.strip().lower() in seen:
                break
            seen.add(part.strip().lower())
            keep.append(part)
        t = "".join(keep).strip()
        if len(t) > 15:
            qa.append(dict(q=x["q"], a=t))
    return qa
