import type { Progress } from "../wheels/workshop.ts";

/** Shows progress on a terminal as one line that is written over; elsewhere, each step once. */
export function terminalProgress(out: NodeJS.WriteStream = process.stderr): (progress: Progress) => void {
  let shown = "";
  return ({ step, fraction }) => {
    const line = out.isTTY ? `${step} … ${Math.floor(100 * fraction)} %` : `${step} …`;
    if (line === shown) return;
    shown = line;
    // The cursor goes back to the start, so that whatever comes next, an error for one, stands in the line's place.
    out.write(!out.isTTY || fraction === 1 ? `${line}\n` : `${line}\r`);
  };
}
