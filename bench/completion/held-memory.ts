/** What a Node process holds in memory, without garbage: it is made to collect that as a debugger does it. Linux. */
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import * as v from "valibot";
import { residentBytes } from "../resident.ts";

/** Where a process listens for debuggers once it gets the signal for that. */
const TARGETS = "http://127.0.0.1:9229/json/list";
const WAIT_MS = 50;
const TIMEOUT_MS = 20_000;
/** The memory is given back a while after the collection. */
const GIVEN_BACK_MS = 500;
/** What a finalizer is to run for goes with the collection after the one that finds it. */
const COLLECTIONS = 2;
/** A thread that waits for the process' own one doesn't answer, and has nothing to collect. */
const THREAD_MS = 2_000;
const COLLECT = "HeapProfiler.collectGarbage";
/** Once this debugger is gone: another process is to listen there. */
const STOP = 'setTimeout(() => process.getBuiltinModule("node:inspector").close(), 100)';

const targetList = v.tupleWithRest([v.object({ webSocketDebuggerUrl: v.string() })], v.unknown());
const answer = v.object({ id: v.number() });
const threadFound = v.object({
  method: v.literal("NodeWorker.attachedToWorker"),
  params: v.object({ sessionId: v.string() }),
});
const threadSaid = v.object({
  method: v.literal("NodeWorker.receivedMessageFromWorker"),
  params: v.object({ message: v.string() }),
});

/**
 * Bytes of the process's resident set once the garbage of all its threads is collected. No other process here may be
 * debugged meanwhile.
 */
export async function heldBytes(pid: number): Promise<number> {
  await untilListening(false);
  process.kill(pid, "SIGUSR1");
  const debugged = await Debugger.open(await untilListening(true));
  const threads = await debugged.threads();
  for (let collection = 0; collection < COLLECTIONS; collection++) {
    await debugged.ask(COLLECT);
    await Promise.all(
      threads.map((thread) => Promise.race([debugged.askThread(thread, COLLECT), delay(THREAD_MS)])),
    );
    await delay(GIVEN_BACK_MS);
  }
  const bytes = await residentBytes(pid);
  await debugged.ask("Runtime.evaluate", { expression: STOP });
  debugged.close();
  return bytes;
}

class Debugger {
  readonly #socket: WebSocket;
  readonly #threads: string[] = [];
  readonly #asked = new Map<number, () => void>();
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#receive(String(data)));
  }

  static async open(address: string): Promise<Debugger> {
    const socket = new WebSocket(address);
    await once(socket, "open");
    return new Debugger(socket);
  }

  /** Resolves when it is done. */
  ask(method: string, params: object = {}): Promise<void> {
    return this.#asking((message) => this.#socket.send(JSON.stringify({ ...message, method, params })));
  }

  /** The names of the threads beside the process' own one. */
  async threads(): Promise<readonly string[]> {
    await this.ask("NodeWorker.enable", { waitForDebuggerOnStart: false });
    return this.#threads;
  }

  askThread(sessionId: string, method: string): Promise<void> {
    return this.#asking(({ id }) => {
      void this.ask("NodeWorker.sendMessageToWorker", { sessionId, message: JSON.stringify({ id, method }) });
    });
  }

  close(): void {
    this.#socket.close();
  }

  #asking(send: (message: { id: number }) => void): Promise<void> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      send({ id });
    });
  }

  #receive(data: string): void {
    const message: unknown = JSON.parse(data);
    if (v.is(threadFound, message)) this.#threads.push(message.params.sessionId);
    else if (v.is(threadSaid, message)) this.#receive(message.params.message);
    else if (v.is(answer, message)) this.#asked.get(message.id)?.();
  }
}

/** Waits until a process listens for debuggers, or none does; answers where. */
async function untilListening(expected: boolean): Promise<string> {
  for (const end = Date.now() + TIMEOUT_MS; Date.now() < end; await delay(WAIT_MS)) {
    const listed = await fetch(TARGETS).then(
      (response) => response.json(),
      () => undefined,
    );
    if (!expected && listed === undefined) return "";
    if (expected && listed !== undefined) return v.parse(targetList, listed)[0].webSocketDebuggerUrl;
  }
  throw new Error(
    expected ? "The process doesn't listen for a debugger." : "Another process is being debugged.",
  );
}
