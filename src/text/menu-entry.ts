import type { Action } from "./fix-text.ts";

/** One line of a menu, and the command that it runs. */
export interface MenuEntry extends Action {
  icon: string;
  description?: string;
  detail?: string;
}
