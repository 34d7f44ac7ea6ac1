/**
 * JSON-RPC messages over a stream, one JSON object a line, with a limit on their size: a peer that sends more
 * is cut off before it can fill the memory. (`vscode-jsonrpc`'s own reader has no limit.)
 */
import type { Duplex } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
} from "vscode-jsonrpc/node";

/** A prompt of 131,072 tokens is well under this. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

export class LineMessageReader extends AbstractMessageReader implements MessageReader {
  readonly #stream: Duplex;

  constructor(stream: Duplex) {
    super();
    this.#stream = stream;
  }

  listen(callback: DataCallback): Disposable {
    const decoder = new StringDecoder("utf8");
    let pending = "";
    const onData = (chunk: Buffer) => {
      pending += decoder.write(chunk);
      let start = 0;
      for (let end = pending.indexOf("\n", start); end >= 0; end = pending.indexOf("\n", start)) {
        const line = pending.slice(start, end);
        start = end + 1;
        const message = parseMessage(line);
        if (message === undefined) {
          this.#fail(new Error("A message from the other side is not valid JSON-RPC."));
          return;
        }
        callback(message);
      }
      pending = pending.slice(start);
      if (pending.length > MAX_MESSAGE_BYTES)
        this.#fail(new Error(`A message is larger than ${MAX_MESSAGE_BYTES} bytes.`));
    };
    const onError = (error: Error) => this.fireError(error);
    const onClose = () => this.fireClose();
    this.#stream.on("data", onData);
    this.#stream.on("error", onError);
    this.#stream.on("close", onClose);
    return Disposable.create(() => {
      this.#stream.off("data", onData);
      this.#stream.off("close", onClose);
    });
  }

  #fail(error: Error) {
    this.fireError(error);
    this.#stream.destroy();
  }
}

export class LineMessageWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #stream: Duplex;

  constructor(stream: Duplex) {
    super();
    this.#stream = stream;
  }

  write(message: Message): Promise<void> {
    // Resolves at once: the kernel's buffer decides, and a lost peer shows as the stream's close.
    if (this.#stream.writable) this.#stream.write(`${JSON.stringify(message)}\n`);
    return Promise.resolve();
  }

  end(): void {
    this.#stream.end();
  }
}

function parseMessage(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && "jsonrpc" in value && value.jsonrpc === "2.0")
      return value as Message;
  } catch {
    // Reported by the caller.
  }
  return undefined;
}
