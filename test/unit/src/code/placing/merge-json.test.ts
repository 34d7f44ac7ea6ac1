import assert from "node:assert/strict";
import fc from "fast-check";
import { lostInJson, mergeJson } from "../../../../../src/code/placing/merge-json.ts";
import { placeBlock } from "../../../../../src/code/placing/place-block.ts";

const CONFIG = `{
  // How it is built.
  "compilerOptions": {
    "target": "ES2022",
    "outDir": "dist" // here
  },
  "include": ["src/**/*"],
  "exclude": ["node_modules", "dist"]
}
`;

const cases: {
  says: string;
  file?: string;
  block: string;
  replaced: readonly (readonly [string, string])[];
}[] = [
  {
    says: "adds a key to the object that is shown in part",
    block: '{\n  "compilerOptions": {\n    "strict": true\n  }\n}',
    replaced: [['"outDir": "dist" // here\n', '"outDir": "dist", // here\n    "strict": true\n']],
  },
  {
    says: "changes a value",
    block: '{ "compilerOptions": { "target": "ES2024" } }',
    replaced: [["ES2022", "ES2024"]],
  },
  {
    says: "adds an object, indented as the file",
    block: '{\n    "watchOptions": {\n        "fallbackPolling": "priority"\n    }\n}',
    replaced: [
      [
        '"exclude": ["node_modules", "dist"]\n',
        '"exclude": ["node_modules", "dist"],\n  "watchOptions": {\n    "fallbackPolling": "priority"\n  }\n',
      ],
    ],
  },
  {
    says: "puts a list of words in place of another",
    block: '{ "include": ["src", "test"] }',
    replaced: [['["src/**/*"]', '["src", "test"]']],
  },
  {
    says: "knows the object that a part without brackets is of",
    block: '"compilerOptions": {\n  "strict": true,\n},',
    replaced: [['"outDir": "dist" // here\n', '"outDir": "dist", // here\n    "strict": true\n']],
  },
  {
    says: "knows the only object within that has the key",
    block: '"target": "ES2024"',
    replaced: [["ES2022", "ES2024"]],
  },
  {
    says: "reads placeholders as what they are",
    block: '{\n  // ... existing options ...\n  "compilerOptions": {\n    // ...\n    "strict": true\n  }\n}',
    replaced: [['"outDir": "dist" // here\n', '"outDir": "dist", // here\n    "strict": true\n']],
  },
  {
    says: "keeps an object on its line",
    file: '{ "a": { "b": 1 }, "c": {} }\n',
    block: '{ "a": { "d": 2 }, "e": 3 }',
    replaced: [['{ "b": 1 }, "c": {}', '{ "b": 1, "d": 2 }, "c": {}, "e": 3']],
  },
  {
    says: "keeps a comma behind the last key",
    file: '{\n\t"a": 1,\n}\n',
    block: '{ "b": 2 }',
    replaced: [['\t"a": 1,\n', '\t"a": 1,\n\t"b": 2,\n']],
  },
];

describe("JSON that is applied to a file", () => {
  for (const { says, file = CONFIG, block, replaced } of cases)
    it(says, () => {
      let expected = file;
      for (const [old, by] of replaced) {
        assert.ok(expected.includes(old), old);
        expected = expected.replace(old, () => by);
      }
      assert.deepEqual(placeBlock(file, block, "tsconfig.json"), { kind: "certain", text: expected });
      const crlf = (text: string) => text.replaceAll("\n", "\r\n");
      assert.deepEqual(placeBlock(crlf(file), block, "tsconfig.json"), {
        kind: "certain",
        text: crlf(expected),
      });
    });

  it("isn't certain where a list would lose its objects", () => {
    const file = '{\n  "tasks": [\n    { "label": "build" }\n  ]\n}\n';
    assert.equal(placeBlock(file, '{ "tasks": [{ "label": "test" }] }', "tasks.json").kind, "uncertain");
    const more = '{ "tasks": [{ "label": "build" }, { "label": "test" }] }';
    assert.equal(placeBlock(file, more, "tasks.json").kind, "certain");
  });

  it("isn't certain where an object would give way to a word", () => {
    assert.equal(placeBlock(CONFIG, '{ "compilerOptions": "none" }', "tsconfig.json").kind, "uncertain");
  });

  it("asks whether a key should go that all the others are shown without", () => {
    const file = '{\n  "a": 1,\n  "b": 2\n}\n';
    assert.deepEqual(placeBlock(file, '{\n  "a": 1\n}', "a.json"), {
      kind: "uncertain",
      text: '{\n  "a": 1\n}\n',
    });
  });

  const value = fc.jsonValue({ maxDepth: 2 }).filter((each) => each !== undefined);
  const object = fc.dictionary(fc.constantFrom("a", "b", "c", "d", "e"), value, { maxKeys: 4 });

  it("keeps every value that isn't shown, and has every one that is", () => {
    fc.assert(
      fc.property(object, object, fc.constantFrom(0, 2, "\t"), (file, block, space) => {
        const text = `${JSON.stringify(file, null, space)}\n`;
        const merged = mergeJson(text, JSON.stringify(block, null, 2));
        assert.ok(merged);
        if (!merged.isSure) return;
        assert.deepEqual(lostInJson(text, JSON.stringify(block), merged.text), []);
        const now: Record<string, unknown> = JSON.parse(merged.text);
        const isSame = (one: unknown, other: unknown) =>
          assert.equal(JSON.stringify(one), JSON.stringify(other));
        for (const [key, own] of Object.entries(file)) if (!(key in block)) isSame(now[key], own);
        for (const [key, own] of Object.entries(block))
          if (typeof own !== "object" || own === null) isSame(now[key], own);
      }),
    );
  });
});
