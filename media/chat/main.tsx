/** The chat view's entry: shows what the extension sends, once for each frame of the screen at most. */
import { render } from "preact";
import type { ChatState } from "../../src/chat/view/messages.ts";
import { App } from "./app.tsx";
import { onMessage, post } from "./bridge.ts";
import { setThemeColors } from "./theme.ts";
import { type Delta, withDeltas, withState } from "./view-state.ts";

/** When a piece of an answer took longer than this to show, as one in a huge table may, the next one waits … */
const LONG_FRAME_MS = 30;
/** … this many times as long, so that the user can go on with what they do, … */
const REST = 3;
/** … but not longer than this. */
const MAX_REST_MS = 1_000;

let state: ChatState | undefined;
/** The state that is on the screen. */
let drawn: ChatState | undefined;
let deltas: Delta[] = [];
let isPlanned = false;

onMessage((message) => {
  if (message.type === "state") {
    // It holds everything that was sent before it.
    deltas = [];
    state = withState(state, message.state);
    plan();
  } else if (message.type === "delta") {
    deltas.push(message);
    plan();
  } else if (message.type === "colors") {
    setThemeColors(message.colors);
  }
});
post({ type: "ready" });

function plan(): void {
  if (isPlanned) return;
  isPlanned = true;
  requestAnimationFrame(() => {
    const start = performance.now();
    const streams = deltas.length > 0;
    draw();
    // Runs when the browser has laid out and painted what was drawn.
    setTimeout(() => {
      const took = performance.now() - start;
      if (streams && took > LONG_FRAME_MS) setTimeout(goOn, Math.min(took * REST, MAX_REST_MS));
      else goOn();
    });
  });
}

function goOn(): void {
  isPlanned = false;
  if (deltas.length > 0 || state !== drawn) plan();
}

function draw(): void {
  const root = document.getElementById("root");
  if (!state || !root) return;
  state = withDeltas(state, deltas);
  deltas = [];
  drawn = state;
  render(<App state={state} />, root);
}
