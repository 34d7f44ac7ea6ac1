import { percent } from "../../../common/format.ts";
import type { ModelStatus } from "../../../language-server/protocol/status.ts";
import type { ServerState } from "../../server/server-state.ts";
import { type Action, fixBy, setUp, statusFix } from "../../text/fix-text.ts";
import { t } from "../../text/l10n.ts";
import { noModelMessage } from "../../text/no-chat-text.ts";
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
        text: withQuestion(t("The language server isn't running."), asked),
        actions: [button(fixBy("restart")), button(fixBy("showLog"))],
      };
    case "noModel": {
      const isFailed = model?.state === "failed";
      const text =
        noModelMessage(model) ?? t("No model is selected. Chat needs a model file, such as gpt-oss-20b.");
      return {
        severity: isFailed ? "error" : "info",
        text: withQuestion(text, asked),
        actions: unique([
          button(statusFix(model) ?? fixBy("selectModel")),
          ...(isFailed ? [button(fixBy("retry"))] : []),
          button(fixBy("selectModel")),
          button(setUp()),
        ]),
      };
    }
    case "wait":
      return { severity: "info", text: withQuestion(waiting(state), asked), actions: [] };
  }
}

/** One sentence more where a question waits. */
function withQuestion(text: string, asked: boolean): string {
  return asked ? `${text} ${t("Your question will be asked when a model is ready.")}` : text;
}

/** The first of those that do the same. */
function unique(buttons: readonly Notice["actions"][number][]): Notice["actions"] {
  return buttons.filter(({ action }, index) => buttons.findIndex((each) => each.action === action) === index);
}

function waiting({ model }: ModelReadinessState): string {
  const name = model?.model?.name ?? t("The model");
  const { progress = 0 } = model ?? {};
  const share = progress < 0.01 ? "" : ` (${percent(progress)})`;
  if (model === undefined) return t("The language server is starting.");
  if (model.state === "loading" && model.reason !== undefined) return model.reason;
  return model.state === "downloading"
    ? t("{0} is downloading{1}.", name, share)
    : t("{0} is loading{1}.", name, share);
}

function button({ label, command }: Action): Notice["actions"][number] {
  return { label, action: ACTIONS[command] ?? "showLog" };
}

/** "gpt-oss-20b on NVIDIA RTX 4090"; "" while no model is there. */
export function modelLine(model: ModelStatus | undefined): string {
  if (!model?.model || model.state === "none" || model.state === "failed") return "";
  return model.device ? t("{0} on {1}", model.model.name, model.device.name) : model.model.name;
}
