import assert from "node:assert/strict";
import {
  callInText,
  mayBeCall,
} from "../../../../../language-server/features/language-model/call-in-text.ts";

const OFFERED = { native: [], readsOnly: false, tools: [{ name: "read_file", description: "" }] };
const FORMS = [
  '{"name": "read_file", "arguments": {"filePath": "/a"}}',
  '```json\n{"name": "read_file", "arguments": {"filePath": "/a"}}\n```',
  '[{"name": "read_file", "arguments": {"filePath": "/a"}}]',
  '{"tool": "functions.read_file", "input": {"filePath": "/a"}}',
  '<tool_call>\n{"name": "read_file", "arguments": {"filePath": "/a"}}\n</tool_call>',
  '<function=read_file>{"filePath": "/a"}</function>',
  'to=functions.read_file {"filePath": "/a"}',
  'commentary to=functions.read_file json {"filePath": "/a"}',
  '<|channel|>commentary to=functions.read_file <|constrain|>json<|message|>{"filePath": "/a"}',
];

describe("a call that was written as text", () => {
  for (const form of FORMS)
    it(`is one: ${JSON.stringify(form)}`, () => {
      for (let length = 1; length <= form.length; length++)
        assert.ok(mayBeCall(form.slice(0, length), OFFERED), form.slice(0, length));
      const call = callInText(form, OFFERED);
      assert.deepEqual([call?.name, call?.input], ["read_file", { filePath: "/a" }]);
    });

  for (const answer of [
    "So it is.",
    "```ts\nconst a = 1;\n```",
    '{"version": 1}',
    "# Title",
    "<p>",
    "[1] A note",
  ])
    it(`is none: ${JSON.stringify(answer)}`, () => assert.ok(!mayBeCall(answer, OFFERED)));

  it("is none of a tool that isn't offered, or without arguments", () => {
    for (const text of [
      '{"name": "other", "arguments": {}}',
      '{"name": "read_file"',
      '{"name": "my-package"}',
      '{"name": "read_file", "arguments": {}} is what a call looks like.',
    ])
      assert.equal(callInText(text, OFFERED), undefined, text);
  });
});
