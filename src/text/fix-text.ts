import type { FixAction, ModelStatus, OneModelStatus } from "../../language-server/protocol/status.ts";
import type { CommandId } from "../command-ids.ts";
import { t } from "./l10n.ts";

/** A command that can be offered as a button, a link or a menu entry. */
export interface Action {
  label: string;
  command:
    | CommandId
    | "ossicle.models.focus"
    | "workbench.action.openSettings"
    | "workbench.action.quickOpen";
  arguments?: unknown[];
}

/** What fixes the state that the model is in, when something does. Without a model, it is what leads to one. */
export function statusFix(status: ModelStatus | undefined): Action | undefined {
  if (status?.state === "none" && status.fix !== "openSettings") return setUp();
  return status?.fix && fixBy(status.fix, status.model?.path);
}

/** The same for the model for suggestions alone: another file is another one for suggestions. */
export function completionFix(status: OneModelStatus | undefined): Action | undefined {
  if (!status?.fix) return undefined;
  return status.fix === "selectModel"
    ? { label: t("Select Model File for Suggestions…"), command: "ossicle.selectCompletionModel" }
    : fixBy(status.fix, status.model?.path);
}

/** What leads to a model, whatever this machine has. */
export function setUp(): Action {
  return { label: t("Set Up…"), command: "ossicle.setUp" };
}

/**
 * What a user can click to fix a failure.
 *
 * @param path of the model that failed: another one may be in use
 */
export function fixBy(action: FixAction, path?: string): Action {
  switch (action) {
    case "downloadModel":
      return { label: t("Download a Model…"), command: "ossicle.downloadModel" };
    case "verifyModel":
      return {
        label: t("Verify Again"),
        command: "ossicle.verifyModel",
        ...(path === undefined ? {} : { arguments: [{ target: { path } }] }),
      };
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
