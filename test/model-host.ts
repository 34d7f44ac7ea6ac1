/** A model host on the loopback that misbehaves in the ways that real ones do. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface HostBehavior {
  /** Understands ranges (and then `If-Range`). */
  ranges?: boolean;
  /** Sends ranges whatever `If-Range` says. */
  ignoresIfRange?: boolean;
  etag?: string;
  /** Answers with this and nothing else. */
  status?: number;
  /** Where it sends the client instead. */
  redirect?: string;
  /** Claims this length and sends it, zeros after the end. */
  length?: number;
  /** Says no length. */
  chunked?: boolean;
  /** Bytes after which the connection is cut. */
  cutAfter?: number;
  /** Bytes after which nothing comes any more. */
  stallAfter?: number;
  /** Bytes in ten milliseconds, at most. */
  pace?: number;
  /** Header fields besides. */
  headers?: Record<string, string>;
}

const PIECE_BYTES = 64 * 1024;
const PACE_MS = 10;

export class ModelHost implements AsyncDisposable {
  readonly files = new Map<string, Buffer>();
  readonly requests: {
    method: string;
    path: string;
    range: string | undefined;
    headers: NodeJS.Dict<unknown>;
  }[] = [];
  /** Bytes of files that were sent. */
  sent = 0;
  /** How the next request is dealt with. Called once a request. */
  behave: (path: string) => HostBehavior = () => ({});
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<ModelHost> {
    const host = new ModelHost();
    host.#server.listen(0, "127.0.0.1");
    await once(host.#server, "listening");
    return host;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Puts a file there. Answers what a specification says of it. */
  put(name: string, content: Buffer) {
    this.files.set(`/${name}`, content);
    return { url: `${this.origin}/${name}`, name, bytes: content.length, sha256: sha256(content) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", headers } = request;
    const path = (request.url ?? "").replace(/^http:\/\/[^/]+/, "");
    this.requests.push({ method, path, range: headers.range, headers });
    const how = { ranges: true, etag: '"1"', ...this.behave(path) };
    response.on("error", () => undefined);
    if (how.redirect !== undefined) return void response.writeHead(302, { location: how.redirect }).end();
    if (how.status !== undefined) return void response.writeHead(how.status, how.headers).end("no");
    const file = this.files.get(path);
    if (!file) return void response.writeHead(404).end("Not found");
    const total = how.length ?? file.length;
    const content =
      total <= file.length
        ? file.subarray(0, total)
        : Buffer.concat([file, Buffer.alloc(total - file.length)]);
    const [, first] = /^bytes=(\d+)-$/.exec(headers.range ?? "") ?? [];
    const isCondition = headers["if-range"] !== undefined && !how.ignoresIfRange;
    const isRange = first !== undefined && how.ranges && (!isCondition || headers["if-range"] === how.etag);
    const start = isRange ? Number(first) : 0;
    if (isRange && start >= total)
      return void response.writeHead(416, { "content-range": `bytes */${total}` }).end();
    response.writeHead(isRange ? 206 : 200, {
      etag: how.etag,
      ...(how.chunked ? {} : { "content-length": total - start }),
      ...(isRange ? { "content-range": `bytes ${start}-${total - 1}/${total}` } : {}),
      ...how.headers,
    });
    await this.#send(content.subarray(start), how, response);
  }

  async #send(content: Buffer, how: HostBehavior, response: ServerResponse): Promise<void> {
    const { cutAfter = Infinity, stallAfter = Infinity, pace } = how;
    const end = Math.min(content.length, cutAfter, stallAfter);
    const closed = new Promise<void>((resolve) => response.once("close", resolve));
    for (let at = 0; at < end && !response.destroyed; ) {
      const piece = content.subarray(at, Math.min(end, at + (pace ?? PIECE_BYTES)));
      at += piece.length;
      this.sent += piece.length;
      await Promise.race([closed, new Promise<void>((resolve) => response.write(piece, () => resolve()))]);
      if (pace !== undefined) await new Promise((resolve) => setTimeout(resolve, PACE_MS));
    }
    if (stallAfter < content.length) return;
    if (cutAfter < content.length) response.socket?.destroySoon();
    else response.end();
  }
}

export const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");

/** Bytes that no compression and no mistake makes equal. The same for the same seed. */
export function noise(bytes: number, seed: string): Buffer {
  const blocks: Buffer[] = [];
  let block = createHash("sha512").update(seed).digest();
  for (let length = 0; length < bytes; length += block.length) {
    blocks.push(block);
    block = createHash("sha512").update(block).digest();
  }
  return Buffer.concat(blocks).subarray(0, bytes);
}
