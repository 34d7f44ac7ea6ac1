/** A resolver and a listener in a network namespace that has nothing else: what programs there would ask of the network. */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { answerTo, readQuestion } from "./name-messages.ts";

const RESOLVER = { address: "127.0.0.1", port: 53 };
const PORTS = [80, 443];

/** What was seen of a host: connections are closed at once, so that nothing behind the first ones is. */
export interface Sighting {
  /** Its name, or the address that was connected to without one. */
  host: string;
  lookUps: number;
  /** Ports that were connected to. */
  ports: readonly number[];
}

export class Observer implements AsyncDisposable {
  readonly #resolver: Socket;
  readonly #servers: readonly Server[];
  /** An address of its own for each name that was looked up: a connection says whom it is for. */
  readonly #addresses = new Map<string, string>();
  #seen = new Map<string, { lookUps: number; ports: Set<number> }>();

  private constructor() {
    this.#resolver = createSocket("udp4", (message, { address, port }) => {
      const question = readQuestion(message);
      if (!question) return;
      this.#sight(question.name).lookUps++;
      this.#resolver.send(answerTo(message, question, this.#addressOf(question.name)), port, address);
    });
    this.#servers = PORTS.map((port) =>
      createServer((socket) => {
        socket.on("error", () => {});
        this.#sight(this.#hostAt(socket.localAddress ?? "")).ports.add(port);
        socket.destroy();
      }),
    );
  }

  /** Begins where every address leads to this machine, and `/etc/resolv.conf` to the resolver. */
  static async begin(): Promise<Observer> {
    const observer = new Observer();
    observer.#resolver.bind(RESOLVER);
    await once(observer.#resolver, "listening");
    for (const [index, server] of observer.#servers.entries()) {
      server.listen(PORTS[index], "::");
      await once(server, "listening");
    }
    return observer;
  }

  /** What was seen since the last time, by name. */
  take(): Sighting[] {
    const seen = [...this.#seen].map(([host, { lookUps, ports }]) => ({ host, lookUps, ports: [...ports] }));
    this.#seen = new Map();
    return seen.toSorted((a, b) => (a.host < b.host ? -1 : 1));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#resolver.close();
    for (const server of this.#servers) server.close();
  }

  #sight(host: string): { lookUps: number; ports: Set<number> } {
    const seen = this.#seen.get(host) ?? { lookUps: 0, ports: new Set<number>() };
    this.#seen.set(host, seen);
    return seen;
  }

  /** Of 198.18.0.0/15, which no network has (RFC 2544). */
  #addressOf(name: string): string {
    const number = this.#addresses.size + 1;
    const address = this.#addresses.get(name) ?? `198.18.${number >> 8}.${number & 255}`;
    this.#addresses.set(name, address);
    return address;
  }

  #hostAt(local: string): string {
    const address = local.replace(/^::ffff:/, "");
    return [...this.#addresses].find(([, each]) => each === address)?.[0] ?? address;
  }
}
