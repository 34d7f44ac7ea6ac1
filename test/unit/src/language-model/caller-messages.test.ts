import assert from "node:assert/strict";
import {
  LanguageModelDataPart,
  LanguageModelPromptTsxPart,
  LanguageModelTextPart,
  LanguageModelToolCallPart,
  LanguageModelToolResultPart,
} from "vscode";
import { textsOf, wireMessages, wireTools } from "../../../../src/language-model/caller-messages.ts";
import { thinkingPart } from "../../../../src/language-model/newer-api.ts";
import { ResponseParts } from "../../../../src/language-model/response-parts.ts";

const message = (role: number, ...content: unknown[]) => ({ role, content, name: undefined });
const text = (value: string) => new LanguageModelTextPart(value);
const data = (value: string, type: string) =>
  new LanguageModelDataPart(new TextEncoder().encode(value), type);

describe("a caller's messages", () => {
  it("keep their order, their roles, their calls and results", () => {
    const sent = [
      message(3, text("You are an agent.")),
      message(1, text("Read a.ts."), text("Now.")),
      message(2, text("I read it."), new LanguageModelToolCallPart("1", "read_file", { filePath: "/a.ts" })),
      message(1, new LanguageModelToolResultPart("1", [text("one"), text("two")])),
    ];
    assert.deepEqual(wireMessages(sent), [
      { role: "system", parts: [{ kind: "text", text: "You are an agent." }] },
      {
        role: "user",
        parts: [
          { kind: "text", text: "Read a.ts." },
          { kind: "text", text: "Now." },
        ],
      },
      {
        role: "assistant",
        parts: [
          { kind: "text", text: "I read it." },
          { kind: "call", id: "1", name: "read_file", input: { filePath: "/a.ts" } },
        ],
      },
      { role: "user", parts: [{ kind: "result", callId: "1", text: "one\ntwo" }] },
    ]);
  });

  it("have results of all kinds as text", () => {
    const tree = { node: { type: 1, ctor: 1, children: [{ type: 2, text: "of a tree" }] } };
    const result = new LanguageModelToolResultPart("1", [
      new LanguageModelPromptTsxPart(tree),
      data('{"a":1}', "application/json"),
      data("", "image/png"),
      data("x", "cache_control"),
    ]);
    assert.deepEqual(wireMessages([message(1, result)])[0]?.parts, [
      { kind: "result", callId: "1", text: `of a tree\n{"a":1}\n[An image: you can't see images.]` },
    ]);
  });

  it("come back without what was no thought, and without what only the editor reads", () => {
    const parts = new ResponseParts("vscode");
    const progress = parts.of({ kind: "progress", evaluatedTokens: 0, promptTokens: 2_000 });
    assert.equal(progress.length, 1);
    const back = [
      ...progress,
      ...thinkingPart("I think.", "1"),
      data("local\\1", "stateful_marker"),
      text(""),
    ];
    assert.deepEqual(wireMessages([message(2, ...back), message(2, ...progress)]), [
      { role: "assistant", parts: [{ kind: "thinking", text: "I think." }] },
    ]);
  });

  it("are counted by what they say", () => {
    const call = new LanguageModelToolCallPart("1", "read_file", { filePath: "/a.ts" });
    assert.deepEqual(textsOf(message(2, text("I read it."), call)), [
      "I read it.",
      "read_file",
      '{"filePath":"/a.ts"}',
    ]);
  });
});

describe("a caller's tools", () => {
  it("have their schemas, where they take something", () => {
    const schema = { type: "object", properties: {} };
    assert.deepEqual(
      wireTools([
        { name: "one", description: "First.", inputSchema: schema },
        { name: "two", description: "Second." },
      ]),
      [
        { name: "one", description: "First.", parameters: schema },
        { name: "two", description: "Second." },
      ],
    );
  });
});
