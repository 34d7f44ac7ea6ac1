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
    /** Of a line that isn't whole yet. */
    let pieces: string[] = [];
    let length = 0;
    const onData = (chunk: Buffer) => {
      const text = decoder.write(chunk);
      let start = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
        const message = parseMessage(pieces.join("") + text.slice(start, end));
        pieces = [];
        length = 0;
        start = end + 1;
        if (message === undefined) {
          this.#fail(new Error("A message from the other side is not valid JSON-RPC."));
          return;
        }
        callback(message);
      }
      pieces.push(text.slice(start));
      length += text.length - start;
      if (length > MAX_MESSAGE_BYTES)
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

  /** Rejects what the other side would cut the connection for. Resolves at once otherwise: a lost peer shows as a close. */
  async write(message: Message): Promise<void> {
    const line = JSON.stringify(message);
    if (Buffer.byteLength(line) > MAX_MESSAGE_BYTES)
      throw new Error(`A message would be larger than ${MAX_MESSAGE_BYTES} bytes.`);
    if (this.#stream.writable) this.#stream.write(`${line}\n`);
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
