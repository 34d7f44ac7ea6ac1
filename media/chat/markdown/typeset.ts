/** Sets formulas, as soon as what does so is loaded: that begins with the first one. */
import { drawAgain } from "./drawn-again.ts";

declare global {
  /** Of `maths.js`. */
  var ossicleMaths: typeof import("../../maths/main.ts") | undefined;
}

let isLoading = false;

/** The formula as MathML; `undefined` where it can't be set, or not yet. */
export function typeset(tex: string, isBlock: boolean): string | undefined {
  if (!globalThis.ossicleMaths) {
    load();
    return undefined;
  }
  try {
    return globalThis.ossicleMaths.typeset(tex, isBlock);
  } catch {
    return undefined;
  }
}

function load(): void {
  if (isLoading) return;
  isLoading = true;
  const script = document.createElement("script");
  script.nonce = document.querySelector("script")?.nonce ?? "";
  script.src = document.body.dataset.maths ?? "";
  script.addEventListener("load", drawAgain);
  document.head.append(script);
}
