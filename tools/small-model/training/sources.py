"""The packages that the text comes from, and their files."""

import json
import re
from pathlib import Path

PY = (
    "aiohttp anyio arrow attr attrs babel black blib2to3 boltons cattrs celery click faker fastapi flask httpx humanize "
    "itsdangerous jedi jinja2 kombu lark loguru markdown marshmallow mistune more_itertools networkx packaging parso peewee.py "
    "pendulum pydantic pygments pyparsing requests rich sortedcontainers sqlalchemy sqlglot starlette structlog sympy textual "
    "toolz tornado trio typer uvicorn werkzeug"
).split()
JS = (
    "rxjs/src zod/src @tanstack/query-core/src @tanstack/table-core/src @tanstack/router-core/src @tanstack/virtual-core/src "
    "@tanstack/form-core/src @reduxjs/toolkit/src reselect/src viem @noble/hashes/src @noble/curves/src @trpc/server/src "
    "@trpc/client/src chevrotain/src mobx/src msw/src immer/src redux/src ajv/lib effect/src hono/dist date-fns lodash express/lib "
    "three/src fastify/lib koa/lib commander/lib axios/lib luxon/src ramda/src preact/src mathjs/lib/esm fuse.js semver marked got "
    "execa/lib p-queue p-map underscore/modules postcss/lib"
).split()
HELD = {"boltons", "itsdangerous", "httpx", "immer", "mobx", "luxon"}


def sources(py_dir, node):
    out = []  # (package, language, path in package, text)
    for p in PY:
        root = Path(py_dir, p)
        files = [root] if root.is_file() else sorted(root.rglob("*.py"))
        out += [(p, "python", str(f.relative_to(py_dir)), f) for f in files]
    for p in JS:
        root = Path(node, p)
        pkg = "/".join(p.split("/")[:2]) if p[0] == "@" else p.split("/")[0]
        for f in sorted(root.rglob("*")):
            if (
                f.suffix in (".ts", ".js", ".mjs", ".tsx")
                and not f.name.endswith(".d.ts")
                and "/node_modules/" not in str(f.relative_to(node))
            ):
                if pkg == "viem" and f.suffix != ".ts" or pkg == "hono" and "/cjs/" in str(f):
                    continue
                out.append(
                    (
                        pkg,
                        "typescript" if f.suffix in (".ts", ".tsx") else "javascript",
                        str(f.relative_to(node)),
                        f,
                    )
                )
    good = []
    for pkg, lang, rel, f in out:
        if (
            re.search(r"test|min\.|locale|bundle|/cjs/|_build|vendor|/fp/|cdn", rel)
            or not 600 < f.stat().st_size < 60000
        ):
            continue
        t = f.read_text("utf8", "ignore").replace("\r\n", "\n")
        ls = t.split("\n")
        if (
            sum(map(len, ls)) / len(ls) > 60
            or max(map(len, ls)) > 400
            or "sourceMappingURL" in t
            and pkg != "hono"
        ):
            continue
        good.append((pkg, lang, rel, re.sub(r"\n//# sourceMappingURL.*", "", t.expandtabs(4))))
    return good


def provenance(py_dir, node):
    """Package, version and licence of every source."""
    src = []
    for p in PY:
        for m in Path(py_dir).glob("*.dist-info"):
            top = (m / "RECORD").read_text().split("\n")
            if any(l.startswith((p + "/", p + ",")) for l in top):
                t = (m / "METADATA").read_text()
                g = lambda k: (re.search(rf"^{k}: (.*)$", t, re.M) or [0, ""])[1]
                lic = (
                    g("License-Expression")
                    or g("License")
                    or "; ".join(re.findall(r"^Classifier: License :: (.*)$", t, re.M))
                )
                src.append(
                    dict(package=g("Name"), version=g("Version"), license=lic[:80], held_out=p in HELD)
                )
                break
    for p in {("/".join(x.split("/")[:2]) if x[0] == "@" else x.split("/")[0]) for x in JS}:
        j = json.load(open(Path(node, p, "package.json")))
        src.append(dict(package=p, version=j["version"], license=j.get("license"), held_out=p in HELD))
    return sorted(src, key=lambda s: s["package"].lower())
