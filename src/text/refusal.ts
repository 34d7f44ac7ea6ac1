/** Nothing has failed, but what the user asked for isn't possible here, or now. */

import type { Action } from "./fix-text.ts";
import { t } from "./l10n.ts";

const NAME = "Refusal";

/** Thrown by a command: its sentence is shown as information, with a button for what leads on. */
export class Refusal extends Error {
  override readonly name = NAME;
  readonly action: Action | undefined;

  /** @param action what the user can do instead */
  constructor(message: string, action?: Action) {
    super(message);
    this.action = action;
  }
}

/** Whether a thrown value is a refusal. Each bundle of the extension has a class of its own, so the name decides. */
export function isRefusal(thrown: unknown): thrown is Refusal {
  return thrown instanceof Error && thrown.name === NAME;
}

/** A command for the code at the cursor, where there is none. */
export function noOpenFile(): Refusal {
  return new Refusal(t("Open a file first."), {
    label: t("Go to File…"),
    command: "workbench.action.quickOpen",
  });
}
