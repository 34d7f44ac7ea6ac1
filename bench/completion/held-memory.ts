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
/** Once this debugger is gone: another process is to listen there. */
const STOP = 'setTimeout(() => process.getBuiltinModule("node:inspector").close(), 100)';

const targetList = v.tupleWithRest([v.object({ webSocketDebuggerUrl: v.string() })], v.unknown());
const answer = v.object({ id: v.number() });

/** Bytes of the process's resident set once its garbage is collected. No other process here may be debugged meanwhile. */
export async function heldBytes(pid: number): Promise<number> {
  await untilListening(false);
  process.kill(pid, "SIGUSR1");
  const address = await untilListening(true);
  const socket = new WebSocket(address);
  await once(socket, "open");
  let asked = 0;
  const ask = (method: string, params: object = {}) =>
    new Promise<void>((resolve) => {
      const id = ++asked;
      socket.addEventListener("message", ({ data }) => {
        const message = v.safeParse(answer, JSON.parse(String(data)));
        if (message.success && message.output.id === id) resolve();
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  await ask("HeapProfiler.collectGarbage");
  await delay(GIVEN_BACK_MS);
  const bytes = await residentBytes(pid);
  await ask("Runtime.evaluate", { expression: STOP });
  socket.close();
  return bytes;
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
