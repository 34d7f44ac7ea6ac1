import { setTimeout as delay } from "node:timers/promises";

const TIMEOUT_MS = 60_000;
const POLL_MS = 15;

/** Waits for a condition: polls until it gives a value, and fails with its name and what is `seen` when it never does. */
export async function until<T>(
  what: string,
  condition: () => T | undefined | Promise<T | undefined>,
  seen: () => string = () => "",
): Promise<T> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline) {
    const value = await condition();
    if (value !== undefined) return value;
    await delay(POLL_MS);
  }
  throw new Error(`Waited in vain until ${what}. ${seen()}`.trimEnd());
}
