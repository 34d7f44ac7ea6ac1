#!/usr/bin/env python3
"""Makes training samples and held-out cases for the Harmony fine-tune, from permissively licensed packages.

    python data.py BASE.gguf PY_DIR NODE_MODULES base_answers.json OUT_DIR [--n 4000] [--seed 1]

PY_DIR: a `pip install --no-deps --target` folder; NODE_MODULES: an npm tree; base_answers.json: a list of
{q, a, ended}, general questions and the base model's own answers (ended: false if cut off), or - for none. Writes
train.npz (token ids with roles), heldout.json (cases with prompt ids) and sources.json (package, version, licence).
Packages never mix between the two. Needs numpy, gguf, tokenizers.
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np

from answers import chat, explain, general_answers
from completions import completion
from edits import I_DOC, I_JSDOC, edit, edits_js, edits_py
from functions import js_documented, py_documented
from samples import tokenizer
from sources import HELD, provenance, sources


def write_json(path, value):
    path.write_text(json.dumps(value, indent=1))


def doc_items(files, r):
    ex, ed = [], []
    for pkg, lang, rel, text in files:
        ls = text.split("\n")
        for it in (py_documented if lang == "python" else js_documented)(text):
            name, bare, full, doc, f = it
            ex.append((it, lang, rel))
            if (
                full.count("\n") - bare.count("\n") <= 7
                and len(full) < 900
                and "```" not in full
                and ">>>" not in full
            ):
                ask = r.choice(I_DOC if lang == "python" else I_JSDOC).format(n=name)
                ed.append((("doc", ask, bare, full), lang, rel, ""))
        k = r.randrange(max(1, len(ls) - 8))
        for it in (edits_py if lang == "python" else edits_js)(r, text):
            ed.append((it, lang, rel, "\n".join(ls[k : k + r.randint(3, 8)])))
    return ex, ed


def spread(items, r, key, cap):
    """At most cap items of each key, shuffled."""
    r.shuffle(items)
    seen, out = {}, []
    for it in items:
        k = key(it)
        seen[k] = seen.get(k, 0) + 1
        if seen[k] <= cap:
            out.append(it)
    return out


def main():
    ap = argparse.ArgumentParser()
    for x in ("base", "py_dir", "node", "answers", "out"):
        ap.add_argument(x)
    ap.add_argument("--n", type=int, default=4000)
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    r = random.Random(a.seed)
    tk = tokenizer(a.base)
    enc = lambda s: tk.encode(s).ids
    files = sources(a.py_dir, a.node)
    train = [f for f in files if f[0] not in HELD]
    held = [f for f in files if f[0] in HELD]
    by_pkg = {}
    for f in files:
        by_pkg.setdefault(f[0], []).append(f)
    out = {}
    n = a.n

    def collect(kind, want, make):
        got, tries = [], 0
        while len(got) < want and tries < want * 6:
            tries += 1
            x = make()
            if x is not None:
                got.append(x)
        out[kind] = got
        print(
            kind,
            len(got),
            "tokens",
            sum(len(x.ids) for x in got),
            "supervised",
            sum(x.role.count(1) for x in got),
        )

    if n:  # --n 0: the held-out cases only
        tr_py = spread([f for f in train if f[1] == "python"], r, lambda f: f[0], 40)
        tr_js = spread([f for f in train if f[1] != "python"], r, lambda f: f[0], 50)
        tr_ts = [f for f in tr_js if f[1] == "typescript"]
        collect(
            "a",
            n // 2,
            lambda: completion(enc, r, r.choice(r.choices([tr_py, tr_ts, tr_js], [5, 3, 2])[0]), by_pkg),
        )
        ex, ed = doc_items(train, r)
        ex = spread(ex, r, lambda e: e[2], 4)
        ex_py, ex_js = ([e for e in ex if (e[1] == "python") == p] for p in (True, False))
        print("documented functions", len(ex_py), len(ex_js), "edits", len(ed))
        collect("b", n // 5, lambda: explain(enc, r, r.choice(r.choice([ex_py, ex_js]))))
        kinds = {}
        for e in spread(ed, r, lambda e: (e[2], e[0][0]), 3):
            kinds.setdefault((e[0][0], e[1] == "python"), []).append(e)
        kinds = {k: v for k, v in kinds.items() if len(v) >= 50}
        print({k: len(v) for k, v in kinds.items()})
        collect("c", n // 5, lambda: edit(enc, r, r.choice(kinds[r.choice(sorted(kinds))])))
        qa = general_answers(a.answers)
        print("general answers", len(qa))
        if qa:
            collect("d", n // 10, lambda: chat(enc, r, r.choice(qa)))
        flat = [(k, s) for k, v in out.items() for s in v]
        r.shuffle(flat)
        np.savez_compressed(
            Path(a.out, "train.npz"),
            ids=np.concatenate([s.ids for _, s in flat]).astype(np.uint16),
            role=np.concatenate([s.role for _, s in flat]).astype(np.uint8),
            start=np.cumsum([0] + [len(s.ids) for _, s in flat]),
            kind=np.array([k for k, _ in flat]),
        )
    # held-out packages
    r = random.Random(a.seed + 1000)
    hp, ht = ([f for f in held if (f[1] == "python") == p] for p in (True, False))

    def cases(want, make):
        got = []
        for _ in range(want * 30):
            x = make(len(got))
            if x and (x["path"], x["answer"]) not in {(y["path"], y["answer"]) for y in got}:
                got.append(x)
            if len(got) == want:
                break
        return got

    ex, ed = doc_items(held, r)
    exs = [[e for e in ex if (e[1] == "python") == p] for p in (True, False)]
    eds = [[e for e in ed if (e[1] == "python") == p] for p in (True, False)]

    def pick(xs):
        kind = r.choice(sorted({x[0][0] for x in xs}))
        return r.choice([x for x in xs if x[0][0] == kind])

    h = dict(
        completion=cases(120, lambda k: completion(enc, r, r.choice(hp if k % 2 else ht), by_pkg, False)),
        chat=cases(30, lambda k: explain(enc, r, r.choice(exs[k % 2]), False, True)),
        edit=cases(40, lambda k: edit(enc, r, pick(eds[k % 2]), False)),
    )
    write_json(Path(a.out, "heldout.json"), h)
    print({k: len(v) for k, v in h.items()})
    write_json(Path(a.out, "sources.json"), provenance(a.py_dir, a.node))


if __name__ == "__main__":
    main()
