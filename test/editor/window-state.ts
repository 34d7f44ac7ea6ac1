/**
 * What a user sees around the editor, which an extension host can't: the runner reads it off the page, and keeps it in
 * a file for the suite. Of desktop VS Code nobody reads it: there, time passes instead.
 */
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import * as v from "valibot";
import { within } from "../workbench/until.ts";

const TIMEOUT_MS = 45_000;
/** By then it is shown, as a rule. */
const UNSEEN_MS = 2_000;

export const windowStateSchema = v.object({
  /** When it was read, in milliseconds since the epoch. */
  at: v.number(),
  /** The classes of the icon in Ossicle's status bar item. */
  statusIcon: v.string(),
  /** There are notifications that nobody has seen. */
  hasNotifications: v.boolean(),
  /** A list to choose from is open. */
  hasQuickInput: v.boolean(),
});

export type WindowState = v.InferOutput<typeof windowStateSchema>;

/** The expression that reads it off the page. */
export const READ_WINDOW_STATE = `({
  at: Date.now(),
  statusIcon: document.querySelector('[id="ossicle.ossicle.ossicle.status"] .codicon')?.className ?? "",
  hasNotifications: document.querySelector('[id="status.notifications"] .codicon-bell-dot') !== null,
  hasQuickInput: [...document.querySelectorAll(".quick-input-widget")].some((shown) => shown.checkVisibility()),
})`;

/** Waits until the window shows this, from now on. */
async function windowShows(what: string, isShown: (state: WindowState) => boolean): Promise<void> {
  const file = process.env.OSSICLE_TEST_WINDOW_STATE;
  if (!file) return delay(UNSEEN_MS);
  const since = Date.now();
  let seen = "";
  const shown = await within(TIMEOUT_MS, async () => {
    seen = await readFile(file, "utf8").catch(() => "");
    if (seen === "") return undefined;
    const state = v.parse(windowStateSchema, JSON.parse(seen));
    return (state.at >= since && isShown(state)) || undefined;
  });
  if (!shown) throw new Error(`Waited in vain until ${what}: ${seen}`);
}

/** Icons of a model that isn't there, or not yet. */
const NOT_READY = /codicon-(?:loading|warning|circle-slash|cloud-download|debug-pause)/;

/** What is asked for before that comes to nothing. */
export const modelIsReady = (): Promise<void> =>
  windowShows(
    "the model is ready",
    ({ statusIcon }) => statusIcon.includes("codicon") && !NOT_READY.test(statusIcon),
  );

export const somethingIsNotified = (): Promise<void> =>
  windowShows("something is notified", ({ hasNotifications }) => hasNotifications);

export const choiceIsOpen = (): Promise<void> =>
  windowShows("there is something to choose from", ({ hasQuickInput }) => hasQuickInput);
