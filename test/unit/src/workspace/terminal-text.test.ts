import assert from "node:assert/strict";
import { commandText, plainOutput } from "../../../../src/workspace/terminal-text.ts";

describe("what a terminal showed", () => {
  it("is text without colors, titles and shell integration's marks", () => {
    const raw = "\u001b]633;C\u0007\u001b[31mred\u001b[0m plain\r\n\u001b]0;title\u0007\u001b[2Kdone\r\n";
    assert.equal(plainOutput(raw), "red plain\ndone");
  });

  it("holds a progress bar as it is at the end", () => {
    assert.equal(plainOutput("10 %\r50 %\r100 %\r\nok"), "100 %\nok");
  });

  it("has its command, and how it failed", () => {
    assert.equal(commandText("npm test", "1 failing\r\n", 1, false), "$ npm test\n1 failing\n(exit code 1)");
    assert.equal(commandText("true", "", 0, false), "$ true");
    assert.match(commandText("long", "end", undefined, true), /beginning .* left out/);
  });
});
