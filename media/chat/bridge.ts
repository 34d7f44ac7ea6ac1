/** The wire to the extension. What comes in is checked; what doesn't fit is left out, and said in the console. */
import * as v from "valibot";
import { type FromView, type ToView, toView } from "../../src/chat/view/messages.ts";

declare function acquireVsCodeApi(): { postMessage(message: FromView): void };

const vscode = acquireVsCodeApi();

export function post(message: FromView): void {
  vscode.postMessage(message);
}

const listeners = new Set<(message: ToView) => void>();

window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  const parsed = v.safeParse(toView, data);
  if (parsed.success) for (const listener of listeners) listener(parsed.output);
  else console.warn(`A message was ignored: ${v.getDotPath(parsed.issues[0]) ?? "no object"}`);
});

/** Answers with what ends it. */
export function onMessage(listener: (message: ToView) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
