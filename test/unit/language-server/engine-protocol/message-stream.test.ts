import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { mock } from "node:test";
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

  it("refuses to send what the other side would end the connection for, and sends the next message", async () => {
    const stream = new PassThrough();
    const { messages } = read(stream);
    const writer = new LineMessageWriter(stream);
    const large = { jsonrpc: "2.0", method: "x", params: ["\u5b57".repeat(MAX_MESSAGE_BYTES / 3)] };
    await assert.rejects(writer.write(large), /larger/);
    const small = { jsonrpc: "2.0", method: "y" };
    await writer.write(small);
    await settle();
    assert.deepEqual(messages, [small]);
  });

  it("looks at each piece of a large message once", async () => {
    const stream = new PassThrough();
    const { messages } = read(stream);
    const message = { jsonrpc: "2.0", method: "x", params: ["x".repeat(4e6)] };
    const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
    const search = mock.method(String.prototype, "indexOf");
    let searched = 0;
    for (let at = 0; at < bytes.length; at += 16_384) {
      stream.write(bytes.subarray(at, at + 16_384));
      await settle();
      for (const call of search.mock.calls) searched += String(call.this).length;
      search.mock.resetCalls();
    }
    search.mock.restore();
    assert.deepEqual(messages, [message]);
    assert.ok(searched < 2 * bytes.length, `${searched} characters`);
  });
});
