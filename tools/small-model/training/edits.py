"""Samples of edits: real code as what comes out, and something worse, made from it, as what goes in."""

import ast
import keyword
import re

from code_shape import dedent, indent, opens
from functions import py_functions
from samples import FENCE, MAX, empty_analysis, final, opening

DEV_C = [
    "Rewrite the selected code as the user asks. Answer with only the replacement, in one fenced block.",
    "You edit code. Output the new code and nothing else.",
    "Apply the requested change to the selection. Reply with one code block holding the whole replacement. Keep the indentation.",
    "Edit the code as instructed. Change nothing else. Code only.",
    "You are a refactoring tool. Return the full edited selection in a code fence, without explanations.",
    "Make exactly the change that is asked for and return the result.",
    "Inline edit: the user selects code and gives an instruction. Answer with the replacement for the selection.",
    "Return only the modified code. No comments, no prose.",
    "The answer replaces the selection, so write all of it and only it, in a fenced block.",
]
I_DOC = [
    "Add a docstring.",
    "Document this function.",
    "Write a docstring for this function",
    "add docs",
    "Add documentation to `{n}`.",
    "Add a doc comment.",
    "Generate a docstring",
    "Document `{n}`",
]
I_JSDOC = [
    "Add a JSDoc comment.",
    "Document this function.",
    "Write a doc comment for this function",
    "add docs",
    "Add documentation to `{n}`.",
    "Add JSDoc",
    "Generate a doc comment",
    "Document `{n}`",
]
I_REN = [
    "Rename `{a}` to `{b}`.",
    "rename {a} to {b}",
    "Change the name of `{a}` to `{b}` everywhere.",
    "Call the variable `{b}` instead of `{a}`.",
    "Use the name `{b}` for `{a}`",
    "Rename the variable {a} to {b} throughout.",
    "`{a}` should be called `{b}`.",
    "Replace the identifier `{a}` by `{b}`",
]
I_TYPE = [
    "Add type annotations.",
    "Add type hints.",
    "annotate the types",
    "Add types to this function",
    "Type this function.",
    "Give the parameters and the result type annotations.",
    "Make this typed",
    "Add the missing type annotations",
]
I_VAR = [
    "Use let and const instead of var.",
    "Replace var with const or let.",
    "modernise: no var",
    "Convert var to const/let",
    "Get rid of `var`.",
    "Change the var declarations to const or let.",
    "var -> const/let",
    "Modernize the variable declarations.",
]
I_QUO = [
    "Use {q} quotes.",
    "Change the quotes to {q} quotes",
    "Switch string quotes to {q}",
    "Convert all strings to {q} quotes.",
    "{q} quotes please",
    "Strings should use {q} quotes.",
    "Make the quotes {q}",
    "Replace the quotes with {q} quotes.",
]
I_RET = [
    "Use an early return.",
    "Return early instead of nesting.",
    "Reduce the nesting with a guard clause.",
    "Flatten this with an early exit",
    "Invert the condition and return early.",
    "add a guard clause",
    "Simplify: early return",
    "Avoid the else.",
]
I_TRY = [
    "Wrap this in try/except for {e}.",
    "Catch {e} here.",
    "Handle {e}: {h}",
    "Add error handling for {e}",
    "Put this in a try block and on {e} do `{h}`.",
    "try/except {e}",
    "Guard against {e}.",
    "Catch {e} and then `{h}`",
]
I_DEAD = [
    "Remove the dead code.",
    "Delete code that never runs.",
    "remove unused code",
    "Clean up the dead code",
    "Remove the unused and unreachable lines.",
    "Drop what is never used.",
    "Strip dead code.",
    "Remove unnecessary code",
]
I_LOOP = [
    "Use a list comprehension.",
    "Convert the loop to a comprehension.",
    "Turn this for loop into a comprehension",
    "Simplify with a list comprehension.",
    "Replace the loop by a comprehension",
    "Make this a comprehension.",
    "loop -> comprehension",
    "Rewrite the loop as a list comprehension.",
]
I_MAP = [
    "Use map instead of a loop.",
    "Convert the loop to map.",
    "Turn this for loop into a map call",
    "Simplify with map.",
    "Replace the loop by `map`",
    "loop -> map",
    "Rewrite with Array.map.",
    "Use .map()",
]


def swap_quotes(s, to):
    other = {'"': "'", "'": '"'}[to]
    n = 0

    def f(m):
        nonlocal n
        if to in m[1] or "\\" in m[1]:
            return m[0]
        n += 1
        return to + m[1] + to

    return re.sub(rf"(?<![\w{other}]){other}([^{other}\n]*){other}(?!{other})", f, s), n


def edits_py(r, text):
    for n, src, lines, col in py_functions(text):
        code = dedent(src)
        if not 3 <= code.count("\n") + 1 <= 24 or len(code) > 900 or "```" in code:
            continue
        kinds = ["rename", "types", "quotes", "dead", "guard", "try", "loop"]
        r.shuffle(kinds)
        for kind in kinds:
            try:
                f = ast.parse(code).body[0]
            except SyntaxError:
                break
            seg = lambda x: ast.get_source_segment(code, x)
            ls = code.split("\n")
            if kind == "rename":
                names = sorted(
                    {x.id for x in ast.walk(f) if isinstance(x, ast.Name) and isinstance(x.ctx, ast.Store)}
                    | {a.arg for a in f.args.args if a.arg not in ("self", "cls")}
                )
                names = [
                    x
                    for x in names
                    if len(x) > 1
                    and len(re.findall(rf"\b{x}\b", code)) > 1
                    and not re.search(rf'\.{x}\b|\b{x}\s*=(?!=)[^\n]*\)|["\'][^"\'\n]*\b{x}\b', code)
                ]
                if names:
                    b = r.choice(names)
                    a = r.choice(
                        [
                            x
                            for x in (
                                "tmp",
                                "foo",
                                "x",
                                "data",
                                "res",
                                "val",
                                "obj",
                                "thing",
                                b[0],
                                b + "_",
                                "my_" + b,
                            )
                            if not re.search(rf"\b{x}\b", code)
                        ]
                        or [b + "2"]
                    )
                    if not keyword.iskeyword(a):
                        yield kind, r.choice(I_REN).format(a=a, b=b), re.sub(rf"\b{b}\b", a, code), code
            if kind == "types":
                spans = [
                    (a.end_lineno, a.end_col_offset, a)
                    for a in f.args.posonlyargs + f.args.args + f.args.kwonlyargs
                    if a.annotation
                ]
                if len(spans) + bool(f.returns) >= 2 and f.body[0].lineno > f.lineno:
                    out = list(ls)
                    ok = True
                    ret = f.returns
                    cut = []
                    for _, _, a in spans:
                        ok &= a.lineno == a.end_lineno
                        cut.append((a.lineno - 1, a.col_offset + len(a.arg.encode()), a.end_col_offset))
                    if ret is not None:
                        i = ret.lineno - 1
                        k = ls[i].rfind("->", 0, ret.col_offset)
                        ok &= k > 0 and ret.end_lineno == ret.lineno
                        cut.append((i, len(ls[i][:k].rstrip()), ret.end_col_offset))
                    if ok and code.isascii():
                        for i, x, y in sorted(cut, reverse=True):
                            out[i] = out[i][:x] + out[i][y:]
                        out = [
                            re.sub(r"(?<=\w) = (?=[^,()]+[,)])", "=", o)
                            if i < f.body[0].lineno - 1 and o != ls[i]
                            else o
                            for i, o in enumerate(out)
                        ]
                        yield kind, r.choice(I_TYPE), "\n".join(out), code
            if kind == "quotes" and '"""' not in code and "'''" not in code:
                q = '"' if code.count('"') > code.count("'") else "'"
                b, k = swap_quotes(code, {'"': "'", "'": '"'}[q])
                if k >= 2 and b.count(q) == 0:
                    yield kind, r.choice(I_QUO).format(q="double" if q == '"' else "single"), b, code
            if kind == "dead" and isinstance(f.body[-1], ast.Return) and len(f.body) > 1:
                last = f.body[-1]
                ind = " " * last.col_offset
                b = list(ls)
                how = r.randrange(3)
                if how == 0:
                    b.append(
                        ind
                        + r.choice(['print("done")', "pass", "return None", 'raise RuntimeError("never")'])
                    )
                elif how == 1:
                    b.insert(
                        last.lineno - 1,
                        ind + r.choice(["unused = None", "tmp = 0", "debug = False", "unused_list = []"]),
                    )
                else:
                    b[last.lineno - 1 : last.lineno - 1] = [
                        ind + "if False:",
                        ind + "    " + r.choice(['print("debug")', "pass", "return None"]),
                    ]
                yield kind, r.choice(I_DEAD), "\n".join(b), code
            if kind == "guard":
                body = f.body[1:] if ast.get_docstring(f) else f.body
                if (
                    len(body) >= 2
                    and isinstance(body[0], ast.If)
                    and not body[0].orelse
                    and len(body[0].body) == 1
                    and isinstance(body[0].body[0], (ast.Return, ast.Raise))
                    and body[0].body[0].lineno > body[0].lineno
                    and body[0].test.end_lineno == body[0].lineno
                ):
                    t = body[0].test
                    neg = (
                        seg(t.operand)
                        if isinstance(t, ast.UnaryOp) and isinstance(t.op, ast.Not)
                        else seg(t).replace(" is None", " is not None")
                        if seg(t).endswith(" is None")
                        else "not " + seg(t)
                        if isinstance(t, (ast.Name, ast.Attribute, ast.Call))
                        else f"not ({seg(t)})"
                    )
                    ind = " " * body[0].col_offset
                    rest = ls[body[0].end_lineno :]
                    while rest and not rest[0].strip():
                        rest = rest[1:]
                    b = (
                        ls[: body[0].lineno - 1]
                        + [ind + f"if {neg}:"]
                        + ["    " + x if x.strip() else x for x in rest]
                        + [ind + "else:"]
                        + ls[body[0].body[0].lineno - 1 : body[0].end_lineno]
                    )
                    yield kind, r.choice(I_RET), "\n".join(b), code
            if kind == "try":
                for x in ast.walk(f):
                    if (
                        isinstance(x, ast.Try)
                        and len(x.handlers) == 1
                        and not x.orelse
                        and not x.finalbody
                        and x.handlers[0].type is not None
                        and x.handlers[0].end_lineno - x.handlers[0].lineno <= 2
                    ):
                        h = x.handlers[0]
                        b = (
                            ls[: x.lineno - 1]
                            + [l[4:] if l.startswith("    ") else l for l in ls[x.lineno : h.lineno - 1]]
                            + ls[x.end_lineno :]
                        )
                        yield (
                            kind,
                            r.choice(I_TRY).format(e=seg(h.type), h="; ".join(seg(y) for y in h.body)),
                            "\n".join(b),
                            code,
                        )
                        break
            if kind == "loop":
                for x in ast.walk(f):
                    v = x.value if isinstance(x, (ast.Assign, ast.Return)) else None
                    if (
                        isinstance(v, ast.ListComp)
                        and len(v.generators) == 1
                        and not v.generators[0].is_async
                        and len(v.generators[0].ifs) < 2
                        and (isinstance(x, ast.Return) or isinstance(x.targets[0], ast.Name))
                    ):
                        g = v.generators[0]
                        name = "result" if isinstance(x, ast.Return) else x.targets[0].id
                        if re.search(r"\bresult\b", code) and isinstance(x, ast.Return) or name in seg(v):
                            continue
                        ind = " " * x.col_offset
                        b = [ind + f"{name} = []", ind + f"for {seg(g.target)} in {seg(g.iter)}:"]
                        if g.ifs:
                            b.append(ind + f"    if {seg(g.ifs[0])}:")
                        b.append(ind + "    " * (1 + bool(g.ifs)) + f"{name}.append({seg(v.elt)})")
                        if isinstance(x, ast.Return):
                            b.append(ind + f"return {name}")
                        if any("\n" in y for y in b):
                            continue
                        yield (
                            kind,
                            r.choice(I_LOOP),
                            "\n".join(ls[: x.lineno - 1] + b + ls[x.end_lineno :]),
                            code,
                        )
                        break


JSFN = re.compile(
    r"^(?P<ind> *)(?:export |default |async )*(?:function\*? \w+|(?:const|let|var) \w+ = (?:async )?(?:function|\())[^\n]*\{$",
    re.M,
)


def edits_js(r, text):
    lines = text.split("\n")
    starts = {m.start(): m["ind"] for m in JSFN.finditer(text)}
    pos = 0
    for i, l in enumerate(lines):
        at, pos = pos, pos + len(l) + 1
        if at not in starts:
            continue
        d, j = 0, i
        while j < min(len(lines), i + 24):
            d += opens(lines[j], "js")
            if d <= 0:
                break
            j += 1
        code = dedent("\n".join(lines[i : j + 1]))
        if d != 0 or j - i < 2 or len(code) > 900 or "```" in code or "/*" in code:
            continue
        if re.search(r"\b(const|let) ", code) and "var " not in code:
            yield "var", r.choice(I_VAR), re.sub(r"\b(const|let) ", "var ", code), code
        q = '"' if code.count('"') > code.count("'") else "'"
        b, k = swap_quotes(code, {'"': "'", "'": '"'}[q])
        if k >= 2 and b.count(q) == 0 and "`" not in code:
            yield "quotes", r.choice(I_QUO).format(q="double" if q == '"' else "single"), b, code
        names = [
            x
            for x in sorted(set(re.findall(r"\b(?:const|let|var) (\w+)\b", code)))
            if len(re.findall(rf"\b{x}\b", code)) > 1
            and len(x) > 1
            and not re.search(
                rf'\.{x}\b|\b{x}\s*:|["\'`][^"\'`\n]*\b{x}\b|\{{[^}}=\n]*\b{x}\b[^=\n]*\}}', code
            )
        ]
        if names:
            b = r.choice(names)
            a = r.choice(
                [
                    x
                    for x in (
                        "tmp",
                        "foo",
                        "x",
                        "data",
                        "res",
                        "val",
                        "obj",
                        "thing",
                        b[0],
                        b + "_",
                        "my" + b[0].upper() + b[1:],
                    )
                    if not re.search(rf"\b{x}\b", code)
                ]
                or [b + "2"]
            )
            yield "rename", r.choice(I_REN).format(a=a, b=b), re.sub(rf"\b{b}\b", a, code), code
        m = re.search(
            r"^( *)(?:const|let) (\w+) = ([\w.]+)\.map\(\(?(\w+)\)? => ([^{\n]+)\)(;?)$", code, re.M
        )
        if m and opens(m[5], "js") == 0:
            ind, n, xs, x, e, sc = m.groups()
            yield (
                "loop",
                r.choice(I_MAP),
                code.replace(
                    m[0],
                    f"{ind}const {n} = []{sc}\n{ind}for (const {x} of {xs}) {{\n{ind}  {n}.push({e}){sc}\n{ind}}}",
                ),
                code,
            )
        ret = re.search(r"^( +)return [^\n]*$", lines[j - 1], re.M) if j > i else None
        if ret:
            cl = code.split("\n")
            ind = " " * indent(cl[-2])
            if r.random() < 0.5:
                cl.insert(
                    -1,
                    ind
                    + r.choice(['console.log("done");', "return undefined;", 'throw new Error("never");']),
                )
            else:
                cl.insert(
                    -2,
                    ind
                    + r.choice(
                        ["const unused = null;", "let tmp = 0;", 'if (false) { console.log("debug"); }']
                    ),
                )
            yield "dead", r.choice(I_DEAD), "\n".join(cl), code


def edit(enc, r, item, sample=True):
    (kind, ask, before, after), lang, rel, around = item
    ind = " " * r.choice([0, 0, 4, 2])
    if ind:
        before, after = (
            "\n".join(ind + l if l.strip() else l for l in x.split("\n")) for x in (before, after)
        )
    s = opening(enc, r, r.choice(DEV_C), False)
    fence = FENCE[lang][0]
    code = f"```{fence}\n{before}\n```"
    sel = r.choice(["Selection:", "Selected code:", f"Selection from {rel}:", f"File: {rel}", "Code:", ""])
    body = (sel + "\n" + code) if sel else code
    extra = []
    if around and r.random() < 0.35:
        extra = [
            r.choice(["Code above the selection:", "Lines before:", "Context:"])
            + f"\n```{fence}\n{around}\n```"
        ]
    s.message("user", "\n\n".join(extra + ([ask, body] if r.random() < 0.5 else [body, ask])))
    n = len(s.ids)
    mode = r.random()
    if mode < 0.6:
        empty_analysis(s)
        final(s, f"```{fence}\n", after + "\n```")
        n = s.role.index(1, n)
    else:
        s.sp("start").text("assistant")
        n = len(s.ids)
        s.sp("channel", 1).text("analysis", 1).sp("message", 1)
        if r.random() < 0.6:
            s.text(
                r.choice(
                    [
                        "The user wants an edit: " + ask.rstrip(".") + ".",
                        "Apply the edit and return only the code.",
                        "Asked: " + ask.rstrip(".") + ". Keep the rest.",
                    ]
                ),
                1,
            )
        s.sp("end", 1)
        final(s, "", f"```{fence}\n{after}\n```", 1)
    if len(s.ids) > MAX:
        return None
    return (
        s
        if sample
        else dict(
            ids=s.ids[:n],
            answer=after,
            before=before,
            lang=lang,
            path=rel,
            kind=kind,
            ask=ask,
            prefilled=mode < 0.6,
        )
    )
