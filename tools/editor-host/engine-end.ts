import { setTimeout as delay } from "node:timers/promises";
import { readAddress } from "../../language-server/engine-protocol/address.ts";

const POLL_MS = 100;

/** Waits until no engine runs in a runtime folder. False when one still does after this time; then it is killed. */
export async function engineEnded(runtimeFolder: string, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const engine = await readAddress(runtimeFolder);
    if (engine === undefined) return true;
    if (Date.now() > deadline) {
      process.kill(engine.pid, "SIGKILL");
      return false;
    }
    await delay(POLL_MS);
  }
}

/** Asks the engine of a runtime folder to end, and waits for it. */
export async function endEngine(runtimeFolder: string, timeoutMs: number): Promise<void> {
  const engine = await readAddress(runtimeFolder);
  if (engine === undefined) return;
  process.kill(engine.pid, "SIGTERM");
  await engineEnded(runtimeFolder, timeoutMs);
}
