import type { TaskData } from "../task.ts";

export const pythonTasks: readonly TaskData[] = [
  {
    name: "fix-mutable-default",
    kind: "fix",
    path: "shop/basket.py",
    text: `
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    name: str
    cents: int


«def add_item(item: Item, items: list[Item] = []) -> list[Item]:
    items.append(item)
    return items»


def total(items: list[Item]) -> int:
    return sum(item.cents for item in items)
`,
    problems: [
      {
        at: "[]",
        code: "B006",
        source: "ruff",
        message: "Do not use mutable data structures for argument defaults",
      },
    ],
    checks: [
      { lacks: "= []) ->" },
      {
        has: /items: (?:list\[Item\] \| None = None|tuple\[Item, \.\.\.\] = \(\))/,
      },
    ],
    keeps: [{ defines: "add_item" }, { has: "-> list[Item]:", inside: "add_item" }],
    answer: `
def add_item(item: Item, items: list[Item] | None = None) -> list[Item]:
    if items is None:
        items = []
    items.append(item)
    return items
`,
  },
  {
    name: "fix-unclosed-file",
    kind: "fix",
    path: "tools/count_lines.py",
    text: `
import sys
from pathlib import Path


«def count_lines(path: Path) -> int:
    file = open(path, encoding="utf-8")
    return sum(1 for line in file if line.strip())»


if __name__ == "__main__":
    print(count_lines(Path(sys.argv[1])))
`,
    problems: [
      {
        at: 'open(path, encoding="utf-8")',
        code: "SIM115",
        source: "ruff",
        message: "Use a context manager for opening files",
      },
    ],
    checks: [{ has: /with (?:open\(path|path\.open\()|read_text\(/, inside: "count_lines" }],
    keeps: [
      { has: "def count_lines(path: Path) -> int:" },
      { has: /encoding=["']utf-8["']/ },
      { has: ".strip()", inside: "count_lines" },
    ],
    answer: `
def count_lines(path: Path) -> int:
    with open(path, encoding="utf-8") as file:
        return sum(1 for line in file if line.strip())
`,
  },
  {
    name: "fix-optional-type",
    kind: "fix",
    path: "shop/prices.py",
    text: `
PRICES: dict[str, int] = {"apple": 30, "bread": 250}


class UnknownProduct(Exception):
    pass


«def price_with_tax(product: str, rate: float) -> int:
    cents = PRICES.get(product)
    return round(cents * (1 + rate))»
`,
    instruction: "Raise UnknownProduct where there is no price.",
    problems: [
      {
        at: "cents * (1 + rate)",
        code: "operator",
        source: "mypy",
        message: 'Unsupported operand types for * ("None" and "float")',
      },
    ],
    checks: [{ has: "raise UnknownProduct", inside: "price_with_tax" }],
    keeps: [
      { has: "def price_with_tax(product: str, rate: float) -> int:" },
      { has: "(1 + rate)", inside: "price_with_tax" },
    ],
    answer: `
def price_with_tax(product: str, rate: float) -> int:
    cents = PRICES.get(product)
    if cents is None:
        raise UnknownProduct(product)
    return round(cents * (1 + rate))
`,
  },
  {
    name: "rename-variable",
    kind: "rename",
    path: "text/words.py",
    instruction: "Rename r to longest and w to word.",
    text: `
«def longest_word(text: str) -> str:
    """The first one of the longest, "" where there is none. Grüße 👋 count as 5 and 1."""
    r = ""
    for w in text.split():
        if len(w) > len(r):
            r = w
    return r»
`,
    checks: [{ has: "for word in text.split()" }, { has: "longest = word" }, { lacks: /\b[rw]\b/ }],
    keeps: [{ has: "def longest_word(text: str) -> str:" }],
    answer: `
def longest_word(text: str) -> str:
    """The first one of the longest, "" where there is none. Grüße 👋 count as 5 and 1."""
    longest = ""
    for word in text.split():
        if len(word) > len(longest):
            longest = word
    return longest
`,
  },
  {
    name: "extract-method",
    kind: "extract",
    path: "mail/message.py",
    instruction: "Extract the check of the address into a function is_address(text) and call it.",
    text: `
«def recipients(header: str) -> list[str]:
    found = []
    for part in header.split(","):
        part = part.strip()
        name, at, domain = part.partition("@")
        if at == "@" and name != "" and "." in domain and " " not in part:
            found.append(part.lower())
    return found»
`,
    checks: [
      { defines: "is_address" },
      { has: /is_address\(/, inside: "recipients" },
      { lacks: "domain", inside: "recipients" },
    ],
    keeps: [{ has: "def recipients(header: str) -> list[str]:" }, { has: ".lower()", inside: "recipients" }],
    answer: `
def is_address(text: str) -> bool:
    name, at, domain = text.partition("@")
    return at == "@" and name != "" and "." in domain and " " not in text


def recipients(header: str) -> list[str]:
    found = []
    for part in header.split(","):
        part = part.strip()
        if is_address(part):
            found.append(part.lower())
    return found
`,
  },
  {
    name: "document-method",
    kind: "document",
    path: "net/backoff.py",
    text: `
import random


class Backoff:
    def __init__(self, base: float, limit: float) -> None:
        self.base = base
        self.limit = limit
        self.attempt = 0

«    def next_delay(self, jitter: float = 0.1) -> float:
        delay = min(self.limit, self.base * 2**self.attempt)
        self.attempt += 1
        return delay * (1 + random.uniform(-jitter, jitter))»

    def reset(self) -> None:
        self.attempt = 0
`,
    checks: [{ documented: "next_delay", mentions: ["jitter"] }],
    keeps: [{ sameCode: true }],
    answer: `
    def next_delay(self, jitter: float = 0.1) -> float:
        """Seconds to wait before the next attempt: twice as long each time, up to the limit.

        jitter is the largest part of the delay by which it is moved at random.
        """
        delay = min(self.limit, self.base * 2**self.attempt)
        self.attempt += 1
        return delay * (1 + random.uniform(-jitter, jitter))
`,
  },
  {
    name: "document-class",
    kind: "document",
    path: "text/ring.py",
    text: `
«class Ring:
    def __init__(self, size: int) -> None:
        self.items: list[str] = []
        self.size = size

    def add(self, item: str) -> None:
        self.items.append(item)
        if len(self.items) > self.size:
            self.items.pop(0)»
`,
    instruction: "Add docstrings to the class and to add.",
    checks: [{ documented: "Ring" }, { documented: "add" }],
    keeps: [{ sameCode: true }],
    answer: `
class Ring:
    """Keeps the latest items, and forgets the older ones."""

    def __init__(self, size: int) -> None:
        self.items: list[str] = []
        self.size = size

    def add(self, item: str) -> None:
        """Takes in an item, and drops the oldest one when there are too many."""
        self.items.append(item)
        if len(self.items) > self.size:
            self.items.pop(0)
`,
  },
  {
    name: "early-return",
    kind: "early return",
    path: "shop/discount.py",
    instruction: "Use early returns instead of nested conditions. The behaviour stays the same.",
    text: `
«def discount(customer, order):
    if customer is not None:
        if customer.blocked:
            result = 0
        else:
            if order.cents >= 10_000:
                if customer.loyal:
                    result = 15
                else:
                    result = 10
            else:
                result = 5
    else:
        result = 0
    return result»
`,
    checks: [
      { depthAtMost: 1, inside: "discount" },
      { lacks: "result" },
      { has: /return 0/, inside: "discount" },
    ],
    keeps: [
      { has: "def discount(customer, order):" },
      { has: "10_000", inside: "discount" },
      { has: "15", inside: "discount" },
      { has: "customer.blocked", inside: "discount" },
    ],
    answer: `
def discount(customer, order):
    if customer is None or customer.blocked:
        return 0
    if order.cents < 10_000:
        return 5
    return 15 if customer.loyal else 10
`,
  },
  {
    name: "async-gather",
    kind: "async",
    path: "net/fetch_all.py",
    instruction:
      "Make fetch_all asynchronous: client.get is a coroutine now. Run the requests at the same time with asyncio.gather.",
    text: `
import asyncio


«def fetch_all(client, urls):
    pages = []
    for url in urls:
        pages.append(client.get(url))
    return pages»


def fetch_sync(client, urls):
    return asyncio.run(fetch_all(client, urls))
`,
    checks: [
      { has: "async def fetch_all(client, urls):" },
      { has: /await asyncio\.gather\(/, inside: "fetch_all" },
    ],
    keeps: [{ has: "client.get(", inside: "fetch_all" }],
    answer: `
async def fetch_all(client, urls):
    return list(await asyncio.gather(*(client.get(url) for url in urls)))
`,
  },
  {
    name: "types-signature",
    kind: "types",
    path: "stats/median.py",
    instruction: "Add type annotations to parameters and result: values are floats.",
    text: `
«def median(values, default=0.0):
    ordered = sorted(values)
    if not ordered:
        return default
    middle = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2»
`,
    checks: [
      { has: /values: (?:list|tuple)\[float\b/ },
      { has: /default: float = 0\.0/ },
      { has: /\) -> float:/ },
    ],
    keeps: [{ has: "ordered = sorted(values)" }, { has: "/ 2", inside: "median" }],
    answer: `
def median(values: list[float], default: float = 0.0) -> float:
    ordered = sorted(values)
    if not ordered:
        return default
    middle = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
`,
  },
  {
    name: "simplify-comprehension",
    kind: "simplify",
    path: "text/index.py",
    instruction: "Simplify this. Its behaviour stays the same.",
    lineEnd: "\r\n",
    text: `
«def long_words(words, length):
    result = []
    for i in range(len(words)):
        if len(words[i]) >= length:
            if words[i] not in result:
                result.append(words[i])
            else:
                pass
        else:
            pass
    return result»
`,
    checks: [
      { lacks: /\belse\b/ },
      { lacks: "range(len(" },
      { depthAtMost: 2, inside: "long_words" },
      { lacks: /\bpass\b/ },
    ],
    keeps: [{ has: "def long_words(words, length):" }, { has: ">= length", inside: "long_words" }],
    answer: `
def long_words(words, length):
    return list(dict.fromkeys(word for word in words if len(word) >= length))
`,
  },
];
