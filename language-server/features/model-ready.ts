import type { Engine } from "../engine-client/api.ts";

/**
 * Waits while the model loads, and loads one that was unloaded, or that couldn't be loaded before: its file may be
 * there by now. True when it is ready; false when it isn't, which the engine's status explains, or when the signal
 * aborts.
 */
export async function whenModelIsReady(engine: Engine, signal: AbortSignal): Promise<boolean> {
  // A failure to load is told by the status.
  if (engine.status.state === "unloaded" || engine.status.state === "failed")
    await engine.load().catch(() => undefined);
  while (!signal.aborted && ["loading", "downloading"].includes(engine.status.state)) {
    await new Promise<void>((resolve) => {
      const done = () => {
        subscription.dispose();
        signal.removeEventListener("abort", done);
        resolve();
      };
      const subscription = engine.onStatus(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }
  return !signal.aborted && ["ready", "working"].includes(engine.status.state);
}
