import assert from "node:assert/strict";
import { shownLines } from "../../../../src/workspace/terminal-screen.ts";

/** `E` is the escape character. */
const shown = (raw: string) => shownLines(raw.replaceAll("E[", "\u001b[").replaceAll("E]", "\u001b]"));

describe("a terminal's screen", () => {
  const lines: [string, string, string[]][] = [
    ["goes back to the line's beginning", "10 %\r50 %", ["50 %"]],
    ["keeps what a shorter text doesn't reach", "12345\rab", ["ab345"]],
    [
      "erases to the line's end",
      "    Building [=====>        ] 10/20: foo\rE[K   Compiling foo v1\r\n",
      ["   Compiling foo v1", ""],
    ],
    [
      "erases to the line's end, in a build",
      "[1/9] Building CXX object very/long/name.o\rE[K[9/9] Linking\r\n",
      ["[9/9] Linking", ""],
    ],
    ["erases from the middle", "abcdefE[3DE[0KX", ["abcX"]],
    ["erases to the cursor", "abcdefE[4DE[1K", ["   def"]],
    ["erases the line, and stays where it is", "abcE[2Kd", ["   d"]],
    ["erases what is below", "one\r\ntwo\r\nthreeE[2AE[J", ["one"]],
    ["erases from the cursor on", "one\r\ntwoE[1A\rE[0Jx", ["x"]],
    ["erases what is above", "one\r\ntwo\r\nthreeE[2DE[1J", ["", "", "    e"]],
    ["is cleared", "one\r\ntwoE[HE[2Jthree", ["three", ""]],
    ["moves left and right", "abcE[2DXE[CY", ["aXcY"]],
    ["moves no further left than the line", "abE[9DX", ["Xb"]],
    ["goes to a column", "abcE[2GXE[6GY", ["aXc  Y"]],
    ["goes to the first column", "abcE[GX", ["Xbc"]],
    ["goes back by a character", "abc\b\bX", ["aXc"]],
    ["goes back and erases", "abc\b\b\bE[Kd", ["d"]],
    ["has tabs every eight columns", "a\tb\t\tc", ["a       b               c"]],
    ["erases nothing by a tab", "abcdefghij\r\tX", ["abcdefghXj"]],
    ["moves up and down", "one\r\ntwo\r\nE[2AONEE[1B\rTWO", ["ONE", "TWO", ""]],
    ["goes to the beginning of lines above and below", "one\r\ntwoE[FONEE[ETWO", ["ONE", "TWO"]],
    ["moves no further up than what is known", "oneE[9A\rONE", ["ONE"]],
    ["moves no further down than the last line", "oneE[99Btwo", ["onetwo"]],
    ["deletes, inserts and blanks characters", "abcdef\rE[2PE[1@E[3CE[1XX", [" cdXf"]],
    ["comes back to a place", "aE[sbcE[uX", ["aXc"]],
    ["goes to lines by their numbers", "oneE[7;1HtwoE[8;3Hthree", ["one", "two", "  three"]],
    ["shows no colors, titles and marks", "E[1;31mredE[0m E]0;title\u0007E]633;A\u001b\\ok", ["red ok"]],
    ["shows no other sequences", "\u001b(Ba\u001b=E[?25lE[?2004hb\u0000\u0007", ["ab"]],
    ["shows nothing of a sequence that is cut off", "aE[12", ["a"]],
    ["shows nothing of a title that is cut off", "aE]0;tit", ["a"]],
    ["forgets what ran on the full screen", "beforeE[?1049hE[Hmenu\r\nE[?1049l after", ["before after"]],
    ["counts an accent with its letter", "e\u0301xE[1DX", ["e\u0301X"]],
    ["counts an emoji as one", "😀x\rY", ["Yx"]],
    ["has no blanks behind its lines", "a  \r\nbE[9C", ["a", "b"]],
  ];
  for (const [what, raw, expected] of lines)
    it(what, () => assert.deepEqual(shown(raw), expected, JSON.stringify(raw)));

  it("stays small, wherever a program goes", () => {
    const found = shown("aE[999999999CbE[999999999;999999999HcE[999999999@E[999999999Bd");
    assert(found.length < 1_000 && found.every((line) => line.length < 1_000), `${found.length} lines`);
  });
});
