/** Text is drawn once, and again when more is known of what stands in it: which names are files', how formulas look. */
import { useSyncExternalStore } from "preact/compat";

const listeners = new Set<() => void>();
let version = 0;

export function drawAgain(): void {
  version++;
  for (const listener of listeners) listener();
}

/** Draws a component again when more is known. Returns what changes then. */
export function useDrawnAgain(): number {
  return useSyncExternalStore(subscribe, () => version);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
