import { percent } from "../../../common/format.ts";
import type { ModelStatus } from "../../../language-server/protocol/status.ts";
import type { ServerState } from "../../server/server-state.ts";
import { t } from "../../text/l10n.ts";
import { type Action, remedy, statusRemedy } from "../../text/remedy-text.ts";
import type { Notice, NoticeAction } from "./messages.ts";

const ACTIONS: Partial<Record<Action["command"], NoticeAction>> = {
  "ossicle.setUp": "setUp",
  "ossicle.selectModel": "selectModel",
  "ossicle.downloadModel": "downloadModel",
  "ossicle.verifyModel": "verifyModel",
  "ossicle.loadModel": "loadModel",
  "ossicle.restartServer": "restart",
  "workbench.action.openSettings": "openSettings",
};

/** What the chat needs to know about server and model. */
export interface ModelReadinessState {
  server: ServerState;
  model: ModelStatus | undefined;
}

/** Whether a question can be asked: `wait` while the model is about to be ready. */
export function readiness({ server, model }: ModelReadinessState): "ready" | "wait" | "noServer" | "noModel" {
  if (server === "failed" || server === "stopped") return "noServer";
  if (server !== "running" || model === undefined) return "wait";
  switch (model.state) {
    case "loading":
    case "downloading":
      return "wait";
    case "none":
    case "failed":
      return "noModel";
    default:
      return "ready";
  }
}

/** The notice about a model that can't answer now. `asked`: a question waits for it. */
export function modelNotice(state: ModelReadinessState, asked: boolean): Notice | undefined {
  const { model } = state;
  switch (readiness(state)) {
    case "ready":
      return undefined;
    case "noServer":
      return {
        severity: "error",
        text: t("The language server isn't running."),
        actions: [button(remedy("restart")), button(remedy("showLog"))],
      };
    case "noModel":
      return {
        severity: model?.state === "failed" ? "error" : "info",
        text:
          [model?.reason, model?.advice].filter(Boolean).join(" ") ||
          t("No model is selected. Chat needs a model file, such as gpt-oss-20b."),
        actions: [button(statusRemedy(model) ?? remedy("selectModel"))],
      };
    case "wait":
      return { severity: "info", text: waiting(state, asked), actions: [] };
  }
}

function waiting({ model }: ModelReadinessState, asked: boolean): string {
  const name = model?.model?.name ?? t("The model");
  const share = model?.progress === undefined ? "" : ` (${percent(model.progress)})`;
  const what =
    model === undefined
      ? t("The language server is starting.")
      : model.state === "downloading"
        ? t("{0} is downloading{1}.", name, share)
        : t("{0} is loading{1}.", name, share);
  return asked ? `${what} ${t("Your question will be asked when it is ready.")}` : what;
}

function button({ label, command }: Action): Notice["actions"][number] {
  return { label, action: ACTIONS[command] ?? "showLog" };
}

/** "gpt-oss-20b on NVIDIA RTX 4090"; "" while no model is there. */
export function modelLine(model: ModelStatus | undefined): string {
  if (!model?.model || model.state === "none" || model.state === "failed") return "";
  return model.device ? t("{0} on {1}", model.model.name, model.device.name) : model.model.name;
}
