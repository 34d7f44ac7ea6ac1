import type { RemedyAction } from "../language-server/protocol/status.ts";
import type { CommandId } from "./command-ids.ts";
import type { Translate } from "./translate.ts";

/** A command that can be offered as a button, a link or a menu entry. */
export interface Action {
  label: string;
  command: CommandId | "workbench.action.openSettings";
  arguments?: unknown[];
}

/** What a person can click to mend a failure. */
export function remedy(action: RemedyAction, t: Translate): Action {
  switch (action) {
    case "selectModel":
      return { label: t("Select Model File…"), command: "ossicle.selectModel" };
    case "retry":
      return { label: t("Try Again"), command: "ossicle.loadModel" };
    case "restart":
      return { label: t("Restart"), command: "ossicle.restartServer" };
    case "openSettings":
      return {
        label: t("Open Settings"),
        command: "workbench.action.openSettings",
        arguments: ["@ext:ossicle.ossicle"],
      };
    case "showLog":
      return { label: t("Show Log"), command: "ossicle.showLog" };
  }
}
