/** A thread as the view shows it. */

import { duration, tokensPerSecond } from "../../../common/format.ts";
import type { Counts } from "../../../language-server/protocol/status.ts";
import { t } from "../../text/l10n.ts";
import type { Step } from "../threads/step.ts";
import {
  type Answer,
  type Message,
  openAnswer,
  type Question,
  type Rules,
  type Thread,
  threadTitle,
} from "../threads/thread.ts";
import { answerNotice } from "./answer-text.ts";
import { itemChip, rulesChip } from "./chips.ts";
import type { AnswerView, ChatState, MessageView, QuestionView, StepView } from "./messages.ts";
import { compactedText, stepLine } from "./step-text.ts";

/** What a thread alone says: not what the model, the workspace and the agent's work let the user do. */
export type ThreadAlone = Omit<ChatState["thread"], "mode" | "questions" | "changes" | "commands">;

/** Makes views of threads. The view of an unchanged message is made once. */
export class ThreadView {
  readonly #seen = new WeakMap<Message, MessageView>();
  readonly #forgotten = new WeakMap<Message, MessageView>();

  of(thread: Thread): ThreadAlone {
    const first = Math.max(
      0,
      thread.messages.findIndex(({ id }) => id === thread.firstSeen),
    );
    return {
      id: thread.id,
      title: threadTitle(thread) || t("New Chat"),
      messages: thread.messages.map((message, index) =>
        this.#message(message, index < first, index === 0 ? thread.rules : undefined),
      ),
      effort: thread.effort,
      busy: openAnswer(thread) !== undefined,
    };
  }

  #message(message: Message, forgotten: boolean, rules: Rules | undefined): MessageView {
    const views = forgotten ? this.#forgotten : this.#seen;
    let view = views.get(message);
    if (!view) {
      view =
        message.role === "user" ? questionView(message, forgotten, rules) : answerView(message, forgotten);
      views.set(message, view);
    }
    return view;
  }
}

function questionView(
  { id, text, attached }: Question,
  forgotten: boolean,
  rules: Rules | undefined,
): QuestionView {
  const chips = attached.map((fitted, index) => itemChip(`${id}-${index}`, fitted));
  if (rules) chips.unshift(rulesChip(`${id}-rules`, rules));
  return { role: "user", id, text, chips, forgotten };
}

function answerView(message: Answer, forgotten: boolean): AnswerView {
  const { id, steps, answer, reasoning, reasoningMs, end } = message;
  const notice = answerNotice(message);
  const figures = end?.counts && answer + reasoning !== "" ? figuresOf(end.counts) : "";
  return {
    role: "assistant",
    id,
    steps: steps.map((step, index) => stepView(step, index, end !== undefined)),
    canUndo: false,
    answer,
    reasoning,
    state: stateOf(message),
    forgotten,
    ...(reasoningMs === undefined ? {} : { reasoningMs }),
    ...(notice ? { notice } : {}),
    ...(figures ? { figures } : {}),
  };
}

function stepView(step: Step, index: number, isAnswerOver: boolean): StepView {
  if (step.kind === "compacted")
    return { kind: "compacted", id: `compacted-${index}`, text: compactedText(step), summary: step.summary };
  const { id, result, text, reasoning, reasoningMs } = step;
  const { icon, label, target, detail, isDone, file } = stepLine(step, isAnswerOver);
  const isRunning = result === undefined && !isAnswerOver;
  return {
    kind: "call",
    id,
    icon,
    state: isRunning ? "running" : isDone ? "done" : "broken",
    label,
    target,
    detail,
    text,
    ...(reasoning === "" ? {} : { reasoningMs }),
    ...(file ? { file } : {}),
  };
}

function stateOf({ answer, reasoning, end }: Answer): AnswerView["state"] {
  if (end) return end.reason === "end" ? "done" : "cut";
  return answer === "" && reasoning === "" ? "waiting" : "streaming";
}

/** "148 tokens/s · 0.3 s to the first token". */
function figuresOf(counts: Counts): string {
  const speed = tokensPerSecond(counts);
  return [
    ...(speed === undefined ? [] : [t("{0} tokens/s", Math.round(speed))]),
    // Nobody has measured what an engine that died would have said.
    ...(counts.firstTokenMs > 0 ? [t("{0} to first token", duration(counts.firstTokenMs))] : []),
  ].join(" · ");
}
