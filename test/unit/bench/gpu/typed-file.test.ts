import assert from "node:assert/strict";
import { typedFile } from "../../../../bench/gpu/typed-file.ts";
import { apply } from "../../../../bench/trace.ts";

/** Four characters a token: near enough. */
const count = (text: string) => Math.ceil(text.length / 4);

describe("the file that is typed into", () => {
  for (const tokens of [200, 1_000, 4_000])
    it(`has about ${tokens} tokens before the cursor, whole lines of them, and the rest of the code after it`, () => {
      const { start, keystrokes } = typedFile(tokens, count);
      const before = start.slice(0, keystrokes[0]?.offset);
      const ofLines = before.split(/(?<=\n)/).reduce((sum, line) => sum + count(line), 0);
      assert.ok(ofLines <= tokens && ofLines > tokens - 40, `${ofLines}`);
      assert.ok(start.length > before.length + 500);
    });

  it("becomes whole by the keystrokes, the passage once", () => {
    const { start, keystrokes } = typedFile(4_000, count);
    const typed = keystrokes.reduce(apply, start);
    assert.equal(typed.split("const order = orders.get(").length, 2);
    assert.ok(!start.includes("const order = orders.get("));
    assert.equal(
      typed.length,
      start.length + keystrokes.reduce((sum, { inserted }) => sum + inserted.length, 0),
    );
  });
});
