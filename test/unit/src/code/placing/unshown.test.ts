import assert from "node:assert/strict";
import fc from "fast-check";
import { keepsUnshown, placeBlock } from "../../../../../src/code/placing/place-block.ts";

interface Language {
  path: string;
  func: (name: string, body: readonly string[]) => string;
  type: (name: string, members: readonly string[]) => string;
  member: (name: string, body: readonly string[]) => string;
  field: (name: string) => string;
}

const indented = (text: string, by: string) => text.replace(/^(?=.)/gm, by);
const braces = (head: string, body: readonly string[], by: string) =>
  `${head} {\n${body.map((line) => `${by}${line}\n`).join("")}}`;

const languages: Language[] = [
  {
    path: "a.ts",
    func: (name, body) =>
      braces(
        `export function ${name}(a: string)`,
        body.map((each) => `${each}();`),
        "  ",
      ),
    type: (name, members) => `export class ${name} {\n${indented(members.join("\n"), "  ")}\n}`,
    member: (name, body) =>
      `\n${braces(
        `${name}(a: string)`,
        body.map((each) => `this.${each}();`),
        "  ",
      )}`,
    field: (name) => `private ${name} = 0;`,
  },
  {
    path: "a.py",
    func: (name, body) => `def ${name}(a):\n${body.map((each) => `    ${each}()\n`).join("")}`.trimEnd(),
    type: (name, members) => `class ${name}:\n${indented(members.join("\n"), "    ")}`,
    member: (name, body) =>
      `\ndef ${name}(self):\n${body.map((each) => `    self.${each}()\n`).join("")}`.trimEnd(),
    field: (name) => `${name} = 0`,
  },
  {
    path: "a.java",
    func: (name, body) =>
      `class ${name} {\n    void run() {\n${body.map((each) => `        ${each}();\n`).join("")}    }\n}`,
    type: (name, members) => `public class ${name} {\n${indented(members.join("\n"), "    ")}\n}`,
    member: (name, body) =>
      `\n${braces(
        `public void ${name}(int a)`,
        body.map((each) => `${each}();`),
        "    ",
      )}`,
    field: (name) => `private int ${name};`,
  },
  {
    path: "a.rb",
    func: (name, body) => `def ${name}(a)\n${body.map((each) => `  ${each}(a)\n`).join("")}end`,
    type: (name, members) => `class ${name}\n${indented(members.join("\n"), "  ")}\nend`,
    member: (name, body) => `\ndef ${name}\n${body.map((each) => `  ${each}(1)\n`).join("")}end`,
    field: (name) => `attr_reader :${name}`,
  },
];

const names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
const name = fc.constantFrom(...names);
const body = fc.array(fc.constantFrom("read", "write", "check", "send", "close"), {
  minLength: 1,
  maxLength: 4,
});
const members = fc.uniqueArray(fc.record({ name, body, isField: fc.boolean() }), {
  selector: (each) => each.name,
  minLength: 1,
  maxLength: 4,
});
const type = (prefix: string) => name.map((each) => `${prefix}${each}`);
const declaration = fc.oneof(
  fc.record({ kind: fc.constant("func" as const), name: type("do_"), body }),
  fc.record({ kind: fc.constant("type" as const), name: type("Of_"), members }),
);
type Declared = typeof declaration extends fc.Arbitrary<infer T> ? T : never;

function written({ func, type: typed, member, field }: Language, declared: Declared): string {
  if (declared.kind === "func") return func(declared.name, declared.body);
  const fields = declared.members.filter(({ isField }) => isField).map((each) => field(each.name));
  const methods = declared.members
    .filter(({ isField }) => !isField)
    .map((each) => member(each.name, each.body));
  return typed(declared.name, [...fields, ...methods]);
}

const file = fc.uniqueArray(declaration, { selector: (each) => each.name, minLength: 1, maxLength: 4 });
const placeholder = fc.constantFrom(
  "",
  "// ... existing code ...",
  "// same as before",
  "# ...",
  "...",
  "// the rest as it was",
);

const hasLine = (text: string, line: string) => text.split("\n").some((each) => each.trim() === line);

/** Everything that has a name, with the class that it is in. */
function namesOf(declared: readonly Declared[]): string[] {
  return declared.flatMap((each) =>
    each.kind === "func"
      ? [each.name]
      : [each.name, ...each.members.map((member) => `${each.name}.${member.name}`)],
  );
}

describe("the invariant of what is applied", () => {
  for (const language of languages)
    it(`keeps all that a block doesn't show: ${language.path}`, () => {
      fc.assert(
        fc.property(file, file, placeholder, (old, shown, line) => {
          const text = `${old.map((each) => written(language, each)).join("\n\n")}\n`;
          const block = [line, ...shown.map((each) => written(language, each))].filter(Boolean).join("\n\n");
          const placed = placeBlock(text, block, language.path);
          if (placed.kind !== "certain") return;
          assert.ok(keepsUnshown(text, block, placed.text, language.path));
          // Each function that the block doesn't show is there as it was.
          const there = new Set(namesOf(shown));
          for (const each of old) {
            if (each.kind === "func") {
              const own = written(
                language,
                there.has(each.name) ? (shown.find((one) => one.name === each.name) ?? each) : each,
              );
              assert.ok(placed.text.includes(own), own);
              continue;
            }
            for (const { name: own, body: lines, isField } of each.members) {
              if (there.has(`${each.name}.${own}`)) continue;
              const code = isField ? language.field(own) : language.member(own, lines);
              const wanted = code
                .split("\n")
                .map((one) => one.trim())
                .filter(Boolean);
              const all = placed.text
                .split("\n")
                .map((one) => one.trim())
                .filter(Boolean)
                .join("\n");
              assert.ok(all.includes(wanted.join("\n")), code);
            }
          }
        }),
        { numRuns: 300 },
      );
    });

  it("lets no text through that lacks a line which the block doesn't show", () => {
    for (const language of languages)
      fc.assert(
        fc.property(file, declaration, fc.nat(), (old, shown, at) => {
          const text = `${old.map((each) => written(language, each)).join("\n\n")}\n`;
          const others = old.filter((each) => each.name !== shown.name);
          const lines = text.split("\n");
          const row = at % lines.length;
          const line = lines[row]?.trim() ?? "";
          const isOther = others.some((each) => hasLine(written(language, each), line));
          const isOnce = lines.filter((each) => each.trim() === line).length === 1;
          if (!isOther || !isOnce || !/\w/.test(line)) return;
          const block = written(language, shown);
          if (hasLine(block, line)) return;
          const result = [...lines.toSpliced(row, 1), block].join("\n");
          assert.equal(keepsUnshown(text, block, result, language.path), false);
        }),
        { numRuns: 200 },
      );
  });

  const FILE = "function a() {\n  one();\n  two();\n}\n\nfunction b() {\n  three();\n}\n";
  const table: {
    says: string;
    path?: string;
    file?: string;
    block: string;
    result: string;
    keeps: boolean;
  }[] = [
    {
      says: "the same function, shown whole",
      block: "function a() {\n  four();\n}",
      result: "function a() {\n  four();\n}\n\nfunction b() {\n  three();\n}\n",
      keeps: true,
    },
    {
      says: "what moves",
      block: "function c() {}",
      result: "function b() {\n  three();\n}\n\nfunction a() {\n  one();\n  two();\n}\n\nfunction c() {}\n",
      keeps: true,
    },
    {
      says: "another function's line goes",
      block: "function a() {\n  four();\n}",
      result: "function a() {\n  four();\n}\n\nfunction b() {\n}\n",
      keeps: false,
    },
    {
      says: "a placeholder comes",
      block: "function a() {\n  // ... existing code ...\n  four();\n}",
      result: "function a() {\n  // ... existing code ...\n  four();\n}\n\nfunction b() {\n  three();\n}\n",
      keeps: false,
    },
    {
      says: "a line that the block says again doesn't count for the one that is gone",
      block: "function c() {\n  three();\n}",
      result: "function a() {\n  one();\n  two();\n}\n\nfunction c() {\n  three();\n}\n",
      keeps: false,
    },
    {
      says: "lines of a new class don't count for equal ones of a method that is gone",
      file: "class A {\n  read() {\n    this.go();\n  }\n\n  write() {\n    this.go();\n  }\n}\n",
      block:
        "class B {\n  read() {\n    this.stop();\n  }\n}\n\nclass A {\n  write() {\n    this.go();\n  }\n}",
      result:
        "class B {\n  read() {\n    this.stop();\n  }\n}\n\nclass A {\n  write() {\n    this.go();\n  }\n}\n",
      keeps: false,
    },
    {
      says: "JSON: a value that the block shows",
      path: "a.json",
      file: '{ "a": 1, "b": { "c": 2, "d": 3 } }\n',
      block: '{ "b": { "c": 4 } }',
      result: '{ "a": 1, "b": { "c": 4, "d": 3 } }\n',
      keeps: true,
    },
    {
      says: "JSON: a value that it doesn't show",
      path: "a.json",
      file: '{ "a": 1, "b": { "c": 2, "d": 3 } }\n',
      block: '{ "b": { "c": 4 } }',
      result: '{ "a": 1, "b": { "c": 4 } }\n',
      keeps: false,
    },
  ];
  for (const { says, path = "a.js", file: old = FILE, block, result, keeps } of table)
    it(`${keeps ? "lets through" : "stops"}: ${says}`, () =>
      assert.equal(keepsUnshown(old, block, result, path), keeps));
});
