import assert from "node:assert/strict";
import { answerTo, readQuestion } from "../../../../tools/vscode-chat/name-messages.ts";

/** A question as a resolver's library asks it. */
function question(name: string, type: number): Buffer {
  const labels = name.split(".").flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
  const header = Buffer.from([0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, type, 0, 1])]);
}

describe("a resolver's messages", () => {
  it("name what is looked up, whatever its letters' case", () => {
    const message = question("API.Example.com", 1);
    assert.deepEqual(readQuestion(message), {
      name: "api.example.com",
      asksForAddress: true,
      end: message.length,
    });
    assert.equal(readQuestion(question("example.com", 28))?.asksForAddress, false);
  });

  it("hold no question where they are cut off, or name nothing", () => {
    assert.equal(readQuestion(question("example.com", 1).subarray(0, 20)), undefined);
    assert.equal(readQuestion(Buffer.alloc(3)), undefined);
    assert.equal(readQuestion(question("", 1)), undefined);
  });

  it("answer with the address, and with none of another kind", () => {
    for (const [type, answers] of [
      [1, 1],
      [28, 0],
    ] as const) {
      const message = question("example.com", type);
      const asked = readQuestion(message);
      assert(asked);
      const answer = answerTo(message, asked, "198.18.0.7");
      assert.equal(answer.readUInt16BE(0), 0xabcd);
      assert.equal(answer.readUInt16BE(6), answers);
      assert.deepEqual([...answer.subarray(-4)], answers === 1 ? [198, 18, 0, 7] : [0, type, 0, 1]);
    }
  });
});
