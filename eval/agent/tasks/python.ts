import { mutantChecks } from "../mutants.ts";
import { open, patch, search, shell, tree } from "../session-calls.ts";
import type { TaskData } from "../task.ts";

const TEST = ["python3", "-m", "unittest", "discover", "-q"];

const ROMAN = `
"""Roman numerals."""

SIGNS = [
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
]


def to_roman(number: int) -> str:
    """The numeral of a number from 1 to 3999. Raises ValueError for others."""
    if not 1 <= number <= 3999:
        raise ValueError(f"no numeral for {number}")
    text = ""
    for value, sign in SIGNS:
        while number >= value:
            text += sign
            number -= value
    return text
`;

const INTERVALS = `
def merge(intervals):
    """Intervals (start, end) that overlap or touch become one; the result is sorted, the argument unchanged."""
    merged = []
    for start, end in sorted(intervals):
        if start > end:
            raise ValueError("an interval ends before it starts")
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
`;

export const pythonTasks: readonly TaskData[] = [
  {
    name: "explain-price",
    kind: "explain",
    files: {
      "shop/__init__.py": "",
      "shop/money.py": `
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_EVEN)
`,
      "shop/rules.py": `
from decimal import Decimal

#: From how much on there is a discount, before tax.
DISCOUNT_FROM = Decimal("80")
DISCOUNT = Decimal("0.05")
TAX = Decimal("0.19")
`,
      "shop/checkout.py": `
from decimal import Decimal

from .money import rounded
from .rules import DISCOUNT, DISCOUNT_FROM, TAX


def total(prices: list[Decimal]) -> Decimal:
    net = sum(prices, Decimal(0))
    if net >= DISCOUNT_FROM:
        net -= net * DISCOUNT
    return rounded(net * (1 + TAX))
`,
    },
    question:
      "How does the shop compute what a customer pays? Say from which amount on there is a discount and how high it is, whether it is taken off before or after tax, and how the result is rounded (the rule's name).",
    checks: [
      { answer: /\b80\b/ },
      { answer: /\b5\s*%|\b5\s*percent|0\.05/i },
      { answer: /\bbefore\b/i },
      { answer: /half[\s_-]*(?:to[\s_-]*)?even|banker/i },
    ],
    session: {
      calls: [search("discount"), open("shop/checkout.py"), open("shop/rules.py"), open("shop/money.py")],
      answer:
        "The prices are summed. From 80 on, a discount of 5 % is taken off, before tax; then 19 % tax is added. The result is rounded to cents, half to even (`ROUND_HALF_EVEN`).",
    },
    guess:
      "A discount of 10 % from 100 on is taken off before tax, and the result is rounded half up to cents.",
  },
  {
    name: "explain-plugin-order",
    kind: "explain",
    files: {
      "README.md": `
# pipeline

Runs the steps in \`pipeline/steps\` one after the other.
`,
      "pipeline/__init__.py": "",
      "pipeline/run.py": `
import importlib
import pkgutil

from . import steps


def load():
    found = [importlib.import_module(f"{steps.__name__}.{info.name}") for info in pkgutil.iter_modules(steps.__path__)]
    enabled = [step for step in found if getattr(step, "ENABLED", True)]
    return sorted(enabled, key=lambda step: (-step.PRIORITY, step.__name__))


def run(text):
    for step in load():
        text = step.apply(text)
    return text
`,
      "pipeline/steps/__init__.py": "",
      "pipeline/steps/abbreviate.py": `
PRIORITY = 10


def apply(text):
    return text.replace("for example", "e.g.")
`,
      "pipeline/steps/clean.py": `
PRIORITY = 10


def apply(text):
    return " ".join(text.split())
`,
      "pipeline/steps/lower.py": `
PRIORITY = 50


def apply(text):
    return text.lower()
`,
      "pipeline/steps/shout.py": `
PRIORITY = 90
ENABLED = False


def apply(text):
    return text.upper()
`,
    },
    question:
      "In which order do the steps of this pipeline run? Write the names of those that run as a list such as `a, b, c`, and say what decides the order and why a step doesn't run.",
    checks: [
      { answer: /lower\W+(?:then\W+)?abbreviate\W+(?:then\W+)?clean/i },
      { answer: /priority/i },
      { answer: /\bshout\b/i },
      { answer: /ENABLED/i },
    ],
    session: {
      calls: [tree(), open("pipeline/run.py"), search("PRIORITY|ENABLED", "pipeline/steps")],
      answer:
        "`lower, abbreviate, clean`. A higher `PRIORITY` runs first, equal ones in the order of their names. `shout` doesn't run: its `ENABLED` is False.",
    },
    guess:
      "abbreviate, clean, lower, shout: they run in the order of their names, which decide the priority.",
  },
  {
    name: "fix-quoted-fields",
    kind: "fix",
    files: {
      "table/__init__.py": "",
      "table/read.py": `
from .fields import split


def read(text):
    """A dictionary for each row, by the names in the first line."""
    lines = text.splitlines()
    names = split(lines[0])
    return [dict(zip(names, split(line))) for line in lines[1:] if line]
`,
      "table/fields.py": `
def split(line):
    """The fields of a line. One that has a comma is in quotes; a quote in it is doubled."""
    return [field.strip('"') for field in line.split(",")]
`,
      "test_read.py": `
import unittest

from table.read import read


class ReadTest(unittest.TestCase):
    def test_plain(self):
        self.assertEqual(read("a,b\\n1,2\\n"), [{"a": "1", "b": "2"}])

    def test_comma_in_quotes(self):
        self.assertEqual(read('name,city\\n"Doe, Ann",Bonn\\n'), [{"name": "Doe, Ann", "city": "Bonn"}])

    def test_quote_in_quotes(self):
        self.assertEqual(read('say\\n"a ""b"" c"\\n'), [{"say": 'a "b" c'}])


if __name__ == "__main__":
    unittest.main()
`,
    },
    question: "Two tests fail. Fix the code so that all pass.",
    checks: [
      { same: ["test_read.py"] },
      { run: TEST },
      {
        run: ["python3", "judge.py"],
        files: {
          "judge.py": `
from table.fields import split
assert split('') == [''], split('')
assert split('a,,b') == ['a', '', 'b']
assert split('"x, y",z,"",""""') == ['x, y', 'z', '', '"']
`,
        },
      },
    ],
    session: {
      calls: [
        shell("python3 -m unittest 2>&1 | tail -30"),
        open("table/fields.py"),
        patch(`
*** Update File: table/fields.py
@@
+import csv
+
+
 def split(line):
     """The fields of a line. One that has a comma is in quotes; a quote in it is doubled."""
-    return [field.strip('"') for field in line.split(",")]
+    return next(csv.reader([line]), None) or [""]
`),
        shell("python3 -m unittest"),
      ],
      answer: "`split` cut at every comma. It reads the line with Python's `csv` now, which knows quotes.",
    },
  },
  {
    name: "rename-field",
    kind: "rename",
    files: {
      "stock/__init__.py": "",
      "stock/item.py": `
from dataclasses import dataclass


@dataclass
class Item:
    name: str
    qty: int = 0

    @property
    def is_out(self):
        return self.qty == 0
`,
      "stock/storage.py": `
import json

from .item import Item


def load(text):
    return [Item(name=row["name"], qty=row["qty"]) for row in json.loads(text)]


def dump(items):
    return json.dumps([{"name": item.name, "qty": item.qty} for item in items])
`,
      "stock/report.py": `
def report(items):
    return "\\n".join(f"{item.name}: {'none' if item.is_out else item.qty}" for item in items)
`,
      "test_stock.py": `
import unittest

from stock.item import Item
from stock.report import report
from stock.storage import dump, load

TEXT = '[{"name": "tea", "qty": 3}]'


class StockTest(unittest.TestCase):
    def test_round_trip(self):
        self.assertEqual(dump(load(TEXT)), TEXT)

    def test_report(self):
        self.assertEqual(report([Item("tea", qty=3), Item("milk")]), "tea: 3\\nmilk: none")


if __name__ == "__main__":
    unittest.main()
`,
    },
    question:
      'Rename the attribute qty of Item to quantity everywhere. Files that were saved keep their format: the key in the JSON stays "qty".',
    checks: [
      { run: TEST },
      { nowhere: /\.qty\b|\bqty\s*[:=]/ },
      {
        run: ["python3", "judge.py"],
        files: {
          "judge.py": `
from stock.item import Item
from stock.report import report
from stock.storage import dump, load
text = '[{"name": "tea", "qty": 3}]'
assert load(text) == [Item(name="tea", quantity=3)]
assert dump([Item("tea", quantity=3)]) == text
assert report([Item("tea", quantity=3), Item("milk")]) == "tea: 3\\nmilk: none"
`,
        },
      },
      { file: "test_stock.py", has: /"qty": 3/ },
    ],
    session: {
      calls: [
        search("qty"),
        patch(`
*** Update File: stock/item.py
@@ class Item:
-    qty: int = 0
+    quantity: int = 0
@@     def is_out(self):
-        return self.qty == 0
+        return self.quantity == 0
*** Update File: stock/storage.py
@@ def load(text):
-    return [Item(name=row["name"], qty=row["qty"]) for row in json.loads(text)]
+    return [Item(name=row["name"], quantity=row["qty"]) for row in json.loads(text)]
@@ def dump(items):
-    return json.dumps([{"name": item.name, "qty": item.qty} for item in items])
+    return json.dumps([{"name": item.name, "qty": item.quantity} for item in items])
*** Update File: stock/report.py
@@
-    return "\\n".join(f"{item.name}: {'none' if item.is_out else item.qty}" for item in items)
+    return "\\n".join(f"{item.name}: {'none' if item.is_out else item.quantity}" for item in items)
*** Update File: test_stock.py
@@     def test_report(self):
-        self.assertEqual(report([Item("tea", qty=3), Item("milk")]), "tea: 3\\nmilk: none")
+        self.assertEqual(report([Item("tea", quantity=3), Item("milk")]), "tea: 3\\nmilk: none")
`),
        shell("python3 -m unittest"),
      ],
      answer: "`Item.qty` is `Item.quantity` in all files. The JSON's key is still `qty`.",
    },
  },
  {
    name: "option-since",
    kind: "option",
    files: {
      "notes.txt": `
2026-01-05 buy tea
2026-02-10 call Ann
2026-02-11 pay rent
`,
      "notes/__init__.py": "",
      "notes/__main__.py": `
import argparse
from pathlib import Path

from .entries import parse


def main():
    parser = argparse.ArgumentParser(prog="notes")
    parser.add_argument("file", type=Path)
    parser.add_argument("--reverse", action="store_true", help="the latest first")
    args = parser.parse_args()
    entries = sorted(parse(args.file.read_text()), reverse=args.reverse)
    for day, text in entries:
        print(day, text)


main()
`,
      "notes/entries.py": `
from datetime import date


def parse(text):
    for line in text.splitlines():
        day, _, rest = line.partition(" ")
        yield date.fromisoformat(day), rest
`,
    },
    question:
      "python3 -m notes FILE needs an option --since YYYY-MM-DD that leaves out older notes; those of that day itself are shown. It has a help text, and something that is no date is refused as argparse does it, with exit code 2.",
    checks: [
      {
        run: ["python3", "-m", "notes", "notes.txt", "--since", "2026-02-10"],
        prints: /^2026-02-10 call Ann\r?\n2026-02-11 pay rent\s*$/,
      },
      {
        run: ["python3", "-m", "notes", "notes.txt", "--reverse", "--since=2026-02-10"],
        prints: /^2026-02-11 pay rent\r?\n2026-02-10 call Ann\s*$/,
      },
      { run: ["python3", "-m", "notes", "notes.txt"], prints: /^2026-01-05 buy tea/ },
      {
        run: ["python3", "-m", "notes", "notes.txt", "--since", "soon"],
        prints: /usage: notes[\s\S]*error: argument --since/,
        fails: true,
      },
      { run: ["python3", "-m", "notes", "--help"], prints: /--since \S+\s+\w+/ },
    ],
    session: {
      calls: [
        open("notes/__main__.py"),
        open("notes/entries.py"),
        patch(`
*** Update File: notes/__main__.py
@@
 import argparse
+from datetime import date
 from pathlib import Path
@@
     parser.add_argument("--reverse", action="store_true", help="the latest first")
+    parser.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="leaves out older notes")
     args = parser.parse_args()
     entries = sorted(parse(args.file.read_text()), reverse=args.reverse)
     for day, text in entries:
-        print(day, text)
+        if args.since is None or day >= args.since:
+            print(day, text)
`),
        shell("python3 -m notes notes.txt --since 2026-02-10"),
      ],
      answer: "`--since DATE` leaves out notes that are older than that day.",
    },
  },
  {
    name: "test-roman",
    kind: "test",
    files: { "roman.py": ROMAN },
    question:
      "Write tests for roman.py in test_roman.py, with unittest. They should catch any sign that is wrong.",
    checks: [
      { same: ["roman.py"] },
      { file: "test_roman.py", has: /unittest/ },
      { run: TEST },
      ...mutantChecks(TEST, "roman.py", ROMAN, [
        ['(900, "CM")', '(900, "DCCCC")'],
        ['(40, "XL")', '(40, "XXXX")'],
        ['(4, "IV")', '(4, "IIII")'],
        ['(500, "D"), ', ""],
        ["1 <= number", "0 <= number"],
        ["number <= 3999", "number <= 9999"],
      ]),
    ],
    session: {
      calls: [
        open("roman.py"),
        patch(`
*** Add File: test_roman.py
+import unittest
+
+from roman import to_roman
+
+
+class RomanTest(unittest.TestCase):
+    def test_each_sign(self):
+        expected = {
+            1: "I", 4: "IV", 5: "V", 9: "IX", 10: "X", 40: "XL", 50: "L", 90: "XC",
+            100: "C", 400: "CD", 500: "D", 900: "CM", 1000: "M",
+        }
+        for number, numeral in expected.items():
+            self.assertEqual(to_roman(number), numeral)
+
+    def test_several_signs(self):
+        self.assertEqual(to_roman(1994), "MCMXCIV")
+        self.assertEqual(to_roman(3888), "MMMDCCCLXXXVIII")
+
+    def test_limits(self):
+        self.assertEqual(to_roman(3999), "MMMCMXCIX")
+        for number in (0, -1, 4000):
+            with self.assertRaises(ValueError):
+                to_roman(number)
+
+
+if __name__ == "__main__":
+    unittest.main()
`),
        shell("python3 -m unittest"),
      ],
      answer: "`test_roman.py` tests every sign, two long numerals, and both limits.",
    },
  },
  {
    name: "test-merge",
    kind: "test",
    files: {
      "intervals/__init__.py": "",
      "intervals/merge.py": INTERVALS,
      "tests/__init__.py": "",
      "tests/test_import.py": `
import unittest


class ImportTest(unittest.TestCase):
    def test_import(self):
        import intervals.merge  # noqa: F401
`,
    },
    question: "Add tests for merge to the tests folder, in the style of the one there.",
    checks: [
      { same: ["intervals/merge.py"] },
      { run: TEST },
      ...mutantChecks(TEST, "intervals/merge.py", INTERVALS, [
        ["start <= merged", "start < merged"],
        ["max(merged[-1][1], end)", "end"],
        ["sorted(intervals)", "list(intervals)"],
        ['raise ValueError("an interval ends before it starts")', "continue"],
      ]),
    ],
    session: {
      calls: [
        tree(),
        open("intervals/merge.py"),
        open("tests/test_import.py"),
        patch(`
*** Add File: tests/test_merge.py
+import unittest
+
+from intervals.merge import merge
+
+
+class MergeTest(unittest.TestCase):
+    def test_overlap(self):
+        self.assertEqual(merge([(1, 4), (3, 6), (8, 9)]), [(1, 6), (8, 9)])
+
+    def test_touch(self):
+        self.assertEqual(merge([(1, 2), (2, 3)]), [(1, 3)])
+
+    def test_inside(self):
+        self.assertEqual(merge([(1, 9), (2, 3)]), [(1, 9)])
+
+    def test_sorts_without_changing_its_argument(self):
+        given = [(5, 6), (1, 2)]
+        self.assertEqual(merge(given), [(1, 2), (5, 6)])
+        self.assertEqual(given, [(5, 6), (1, 2)])
+
+    def test_refuses_an_end_before_the_start(self):
+        with self.assertRaises(ValueError):
+            merge([(2, 1)])
`),
        shell("python3 -m unittest discover"),
      ],
      answer:
        "`tests/test_merge.py` tests overlapping, touching and nested intervals, the order, and bad ones.",
    },
  },
  {
    name: "build-circular-import",
    kind: "build",
    files: {
      "app/__init__.py": "",
      "app/__main__.py": `
from .report import report

print(report(["tea", "milk"]))
`,
      "app/report.py": `
from .style import bullet

WIDTH = 12


def report(names):
    return "\\n".join(bullet(name) for name in names)
`,
      "app/style.py": `
from .report import WIDTH


def bullet(text):
    return "* " + text.rjust(WIDTH - 2)
`,
    },
    question:
      "python3 -m app doesn't start any more. Fix it properly: no import inside of a function, and the output stays what it was meant to be (bullets of 12 characters).",
    checks: [
      { run: ["python3", "-m", "app"], prints: /^\* {8}tea\r?\n\* {7}milk\s*$/ },
      { file: "app/style.py", lacks: /^\s+(?:from|import) /m },
      { file: "app/report.py", lacks: /^\s+(?:from|import) /m },
      {
        run: [
          "python3",
          "-c",
          "import app.style; import app.report; assert app.style.bullet('x') == '*          x'",
        ],
      },
    ],
    session: {
      calls: [
        shell("python3 -m app 2>&1 | tail -8"),
        open("app/report.py"),
        open("app/style.py"),
        patch(`
*** Update File: app/report.py
@@
 from .style import bullet
 
-WIDTH = 12
-
 
 def report(names):
*** Update File: app/style.py
@@
-from .report import WIDTH
+WIDTH = 12
 
 
 def bullet(text):
`),
        shell("python3 -m app"),
      ],
      answer:
        "`report` and `style` imported each other. `WIDTH` belongs to `style`, which uses it; it is there now.",
    },
  },
];
