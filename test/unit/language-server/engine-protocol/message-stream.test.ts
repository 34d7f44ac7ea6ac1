import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import type { Message } from "vscode-jsonrpc/node";
import {
  LineMessageReader,
  LineMessageWriter,
  MAX_MESSAGE_BYTES,
} from "../../../../language-server/engine-protocol/message-stream.ts";

function read(stream: PassThrough): { messages: Message[]; failure: Promise<Error> } {
  const messages: Message[] = [];
  const reader = new LineMessageReader(stream);
  const failure = new Promise<Error>((resolve) => {
    reader.onError((error) => resolve(error));
  });
  reader.listen((message) => messages.push(message));
  return { messages, failure };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("message stream", () => {
  it("carries any text whole, however the bytes are cut", async () => {
    const message = { jsonrpc: "2.0", method: "x", params: ["two\nlines", "🙂é\u2028"] };
    const written = new PassThrough();
    await new LineMessageWriter(written).write(message);
    const bytes: Buffer = written.read();
    const stream = new PassThrough();
    const { messages } = read(stream);
    for (const byte of bytes) stream.write(Buffer.from([byte]));
    await settle();
    assert.deepEqual(messages, [message]);
  });

  it("ends the connection at something that is no JSON-RPC", async () => {
    const stream = new PassThrough();
    const { failure, messages } = read(stream);
    stream.write('{"jsonrpc":"2.0","method":"a"}\nnonsense\n');
    assert.match((await failure).message, /not valid/);
    assert.equal(messages.length, 1);
    assert.ok(stream.destroyed);
  });

  it("ends the connection before a message fills the memory", async () => {
    const stream = new PassThrough();
    const { failure } = read(stream);
    for (let sent = 0; sent <= MAX_MESSAGE_BYTES && !stream.destroyed; sent += 2 ** 20) {
      stream.write(Buffer.alloc(2 ** 20, 120));
      await settle();
    }
    assert.match((await failure).message, /larger/);
    assert.ok(stream.destroyed);
  });
});
