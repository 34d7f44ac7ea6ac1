import { pickAndRun } from "../ui/pick.ts";
import { menu } from "./menu-entries.ts";
import type { StatusState } from "./status-state.ts";

/** Shows the menu behind the status bar item and runs what was picked. */
export async function showMenu(state: StatusState): Promise<void> {
  const { title, placeholder, groups } = menu(state);
  await pickAndRun(groups, { title, placeHolder: placeholder });
}
