/** Which names in answers are those of files in the workspace; the extension is asked about new ones. */
import { onMessage, post } from "../bridge.ts";
import { drawAgain } from "./drawn-again.ts";

/** New names are asked about together. */
const COLLECT_MS = 100;
/** A name that no file had is asked about again by what is drawn later than that. */
const AGAIN_MS = 5_000;

/** When it was asked about a name that no file has, as far as is known; Infinity for one that a file has. */
const asked = new Map<string, number>();
let wanted: string[] = [];

onMessage((message) => {
  if (message.type !== "files" || message.found.length === 0) return;
  for (const name of message.found) asked.set(name, Number.POSITIVE_INFINITY);
  drawAgain();
});

/** Whether the workspace has such a file, as far as is known. */
export function isKnownFile(name: string): boolean {
  const at = asked.get(name) ?? Number.NEGATIVE_INFINITY;
  if (at === Number.POSITIVE_INFINITY) return true;
  const now = Date.now();
  if (now - at > AGAIN_MS) {
    asked.set(name, now);
    if (wanted.length === 0) setTimeout(ask, COLLECT_MS);
    wanted.push(name);
  }
  return false;
}

function ask(): void {
  post({ type: "findFiles", names: wanted });
  wanted = [];
}
