/** The buttons of a notice of the chat's, as commands of VS Code's. Pure. */
import type { Notice } from "../chat/shared.ts";
import { type Action, fixBy, setUp } from "../text/fix-text.ts";

/** @param path of the model that is meant */
export function buttonsOf({ actions }: Notice, path: string | undefined): Action[] {
  return actions.flatMap(({ action }) => actionOf(action, path) ?? []);
}

/** What VS Code's chat has its own buttons for, or another place, needs none. */
function actionOf(action: Notice["actions"][number]["action"], path: string | undefined): Action | undefined {
  switch (action) {
    case "setUp":
      return setUp();
    case "loadModel":
      return fixBy("retry");
    case "selectModel":
    case "downloadModel":
    case "verifyModel":
    case "restart":
    case "showLog":
    case "openSettings":
      return fixBy(action, path);
    default:
      return undefined;
  }
}
