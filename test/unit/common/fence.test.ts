import assert from "node:assert/strict";
import { closesFence, fenced, fenceFor, openingFence } from "../../../common/fence.ts";

describe("a fence", () => {
  const opening: [line: string, marks: string | undefined, info?: string][] = [
    ["```", "```", ""],
    ["```ts", "```", "ts"],
    ["   ````  ts src/a.ts ", "````", "ts src/a.ts"],
    ["~~~ a`b", "~~~", "a`b"],
    ["~~~~~", "~~~~~", ""],
    ["    ```ts", undefined],
    ["``", undefined],
    ["```a`b", undefined],
    ["text ```", undefined],
    ["~~`", undefined],
  ];
  for (const [line, marks, info = ""] of opening)
    it(`${marks === undefined ? "isn't opened" : "is opened"} by ${JSON.stringify(line)}`, () =>
      assert.deepEqual(openingFence(line), marks === undefined ? undefined : { marks, info }));

  const closing: [opening: string, line: string, closes: boolean][] = [
    ["```", "```", true],
    ["```", "`````", true],
    ["```", "  ``` \t", true],
    ["````", "```", false],
    ["```", "~~~", false],
    ["~~~", "~~~~", true],
    ["```", "```ts", false],
    ["```", "    ```", false],
    ["```", "code ```", false],
  ];
  for (const [marks, line, closes] of closing)
    it(`of ${marks} ${closes ? "is" : "isn't"} closed by ${JSON.stringify(line)}`, () =>
      assert.equal(closesFence(line, { marks, info: "" }), closes));

  it("is longer than any run of backticks in the code", () => {
    assert.equal(fenceFor(["a `b` c", "```"]), "````");
    assert.equal(fenceFor(["plain"]), "```");
    for (const code of ["a", "```ts\na\n```", "`````"]) {
      const lines = fenced(code, "md").split("\n");
      const fence = openingFence(lines[0] ?? "");
      assert.ok(fence);
      const closers = lines.flatMap((line, at) => (at > 0 && closesFence(line, fence) ? [at] : []));
      assert.deepEqual(closers, [lines.length - 1]);
    }
  });
});
