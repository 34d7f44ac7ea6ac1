import assert from "node:assert/strict";
import type { Llama } from "node-llama-cpp";
import * as v from "valibot";
import { jsonGrammar, literal } from "../../../../../language-server/engine/generation/json-grammar.ts";
import { cpuLlama } from "../../../../../tools/fixtures/cpu-llama.ts";

/** What node-llama-cpp has and doesn't declare. */
const canTest = (grammar: unknown): grammar is { _testText(text: string): boolean } =>
  v.is(v.object({ _testText: v.function() }), grammar);

describe("grammars of JSON schemas", () => {
  let llama: Llama;
  before(async () => {
    llama = await cpuLlama();
  });
  after(() => llama.dispose());

  /** Which of the texts llama.cpp takes for one of the grammar. */
  async function fitting(grammar: string, texts: readonly string[]): Promise<string[]> {
    const parsed: unknown = await llama.createGrammar({ grammar });
    assert.ok(canTest(parsed));
    return texts.filter((text) => parsed._testText(text));
  }

  const file = {
    type: "object",
    properties: {
      path: { type: "string" },
      line_start: { type: "integer" },
      line_numbers: { type: "boolean" },
    },
    required: ["path"],
  };

  it("hold names of properties and kinds of values, in any order, with or without the optional ones", async () => {
    const good = [
      '{"path":"src/a b.ts"}',
      '{"line_start": 12, "path": "a\\n\\"b\\" \\u00e9 é"}',
      '{\n  "path": "a",\n  "line_numbers": true\n}',
      ' {"path":"a"}',
    ];
    const bad = [
      "{}",
      '{"file":"a"}',
      '{"path":1}',
      '{"path":"a","line_start":1.5}',
      '{"path":"a"',
      '{"path":"a"} and more',
      '{"path":"a\nb"}',
      '["a"]',
    ];
    assert.deepEqual(await fitting(jsonGrammar(file), [...good, ...bad]), good);
  });

  it("know arrays, choices, constants, several types and objects within", async () => {
    const schema = {
      type: "object",
      properties: {
        command: { anyOf: [{ type: "array", items: { type: "string" } }, { type: "string" }] },
        mode: { enum: ["fast", 2] },
        where: { type: ["object", "null"], properties: { x: { type: "number" } } },
      },
    };
    const good = [
      "{}",
      '{"command":["bash","-lc","npm test"],"mode":2}',
      '{"command":"ls","where":{"x":-1.5e3}}',
      '{"where":null,"mode":"fast"}',
    ];
    const bad = ['{"command":[1]}', '{"mode":"slow"}', '{"where":{"y":1}}', '{"where":"x"}'];
    assert.deepEqual(await fitting(jsonGrammar(schema), [...good, ...bad]), good);
  });

  it("allow any JSON where a schema says nothing that is understood", async () => {
    for (const schema of [{}, { $ref: "#/x" }, { type: "object" }, "no schema"])
      assert.deepEqual(await fitting(jsonGrammar(schema), ['{"a":[1,{"b":null}]}', "no"]), [
        '{"a":[1,{"b":null}]}',
      ]);
  });

  it("allow what is given besides", async () => {
    const grammar = jsonGrammar(file, [`${literal('say "\\"')} [^\\x00]*`]);
    assert.deepEqual(await fitting(grammar, ['{"path":"a"}', 'say "\\" and more', "other"]), [
      '{"path":"a"}',
      'say "\\" and more',
    ]);
  });
});
