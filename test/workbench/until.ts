import { setTimeout as delay } from "node:timers/promises";

const TIMEOUT_MS = 45_000;
const POLL_MS = 100;

/** Waits for a condition: polls until it gives a value, and fails with its name when it never does. */
export async function until<T>(
  what: string,
  condition: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const value = await within(TIMEOUT_MS, condition);
  if (value === undefined) throw new Error(`Waited in vain until ${what}.`);
  return value;
}

/** The value of a condition as soon as it gives one, undefined when it doesn't in this time. */
export async function within<T>(
  ms: number,
  condition: () => T | undefined | Promise<T | undefined>,
  pollMs = POLL_MS,
): Promise<T | undefined> {
  const deadline = Date.now() + ms;
  while (Date.now() < deadline) {
    const value = await condition();
    if (value !== undefined) return value;
    await delay(pollMs);
  }
  return undefined;
}
