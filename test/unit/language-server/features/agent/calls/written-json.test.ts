import assert from "node:assert/strict";
import { parseWritten } from "../../../../../../language-server/features/agent/calls/written-json.ts";

describe("JSON as a model writes it", () => {
  for (const written of [
    '{"a":"b"}',
    '\n{"a":"b"}\n',
    '{"a":"b"}}',
    '{"a":"b"}]',
    '{"a":"b"});',
    '```json\n{"a":"b"}\n```',
    'code{"a":"b"}',
    'json\n{"a":"b"}',
    '"{\\"a\\":\\"b\\"}"',
  ])
    it(`is read from ${JSON.stringify(written)}`, () => assert.deepEqual(parseWritten(written), { a: "b" }));

  it("may have line breaks and tabs in its strings", () => {
    assert.deepEqual(parseWritten('{"a":"1\n\t2\\n3 \\"4\\"",\n"b":1}'), { a: '1\n\t2\n3 "4"', b: 1 });
  });

  it("is none where it is cut, or where only a part of it could be read", () => {
    for (const written of [
      '{"a":',
      '{"a":"b',
      "",
      "ls -la",
      '{"a":"b"} and {"c":1}',
      '{"a" "b"}',
      "*** Begin Patch",
    ])
      assert.equal(parseWritten(written), undefined, written);
  });
});
