"""Functions with documentation, in Python and JavaScript."""

import ast
import re

from code_shape import dedent, opens


def py_functions(text):
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    lines = text.split("\n")
    for n in ast.walk(tree):
        if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)) and n.end_lineno - n.lineno < 45:
            src = "\n".join(lines[n.lineno - 1 : n.end_lineno])
            yield n, src, lines, n.col_offset


def py_documented(text):
    """(name, code without docstring, code with it, first paragraph, facts)"""
    for n, src, lines, col in py_functions(text):
        doc = ast.get_docstring(n)
        if not doc or len(n.body) < 2 or len(doc) < 25:
            continue
        d = n.body[0]
        bare = lines[n.lineno - 1 : d.lineno - 1] + lines[d.end_lineno : n.end_lineno]
        if d.lineno == n.lineno:
            continue
        while bare and not bare[-1].strip():
            bare.pop()
        k = d.lineno - n.lineno
        if k < len(bare) and not bare[k].strip():
            bare.pop(k)
        args = [
            a.arg
            for a in n.args.posonlyargs + n.args.args + n.args.kwonlyargs
            if a.arg not in ("self", "cls")
        ]
        raises = []
        for x in ast.walk(n):
            if isinstance(x, ast.Raise) and x.exc is not None:
                e = x.exc.func if isinstance(x.exc, ast.Call) else x.exc
                raises.append(ast.unparse(e))
        own = [x for x in ast.walk(n)]
        facts = dict(
            args=args,
            raises=sorted(set(raises))[:2],
            gen=any(isinstance(x, (ast.Yield, ast.YieldFrom)) for x in own),
            asy=isinstance(n, ast.AsyncFunctionDef),
            ret=next(
                (ast.unparse(x.value) for x in own if isinstance(x, ast.Return) and x.value is not None), None
            ),
            ann=ast.unparse(n.returns) if n.returns else None,
        )
        yield n.name, dedent("\n".join(bare)), dedent(src), doc, facts


JSDOC = re.compile(
    r"(?P<doc>^(?P<ind>[ ]*)/\*\*(?:(?!\*/)[\s\S])*?\*/)\n(?P<fn>(?P=ind)(?:export |default |async |public |static |protected |private )*"
    r"(?:function\*? (?P<n1>\w+)|(?:const|let|var) (?P<n2>\w+) = (?:async )?(?:function|\(|<|\w+ =>)|(?P<n3>(?!if|for|while|switch|return|catch)\w+)\s*[(<])[^\n]*)",
    re.M,
)


def js_documented(text):
    for m in JSDOC.finditer(text):
        lines = text[m.start("fn") :].split("\n")
        d, j = 0, 0
        while j < min(40, len(lines)):
            d += opens(lines[j], "js")
            if d <= 0:
                break
            j += 1
        code = "\n".join(lines[: j + 1])
        if d != 0 or j < 2 or "{" not in code or re.search(r"(=>|[,|&])\s*$", code):
            continue
        body = [re.sub(r"^\s*\*? ?", "", l) for l in m["doc"].strip()[3:-2].split("\n")]
        doc = "\n".join(body).strip()
        name = m["n1"] or m["n2"] or m["n3"]
        if len(doc) < 25 or name in ("constructor",):
            continue
        sig = code[code.find(name) : code.find("{")]
        args = re.findall(r"[(,]\s*(?:\.\.\.)?(\w+)\s*[?:,)=]", sig)
        ret = re.search(r"return ([^;\n]{1,60});?$", code, re.M)
        facts = dict(
            args=args[:4],
            raises=sorted(set(re.findall(r"throw new (\w+)", code)))[:2],
            gen="function*" in code,
            asy="async " in code.split("\n")[0],
            ret=ret[1].strip() if ret and opens(ret[1], "js") == 0 else None,
            ann=None,
        )
        yield name, dedent(code), dedent(m["doc"] + "\n" + code), doc, facts
