/** Answers in VS Code's chat. Loaded by the first request. */

import * as v from "valibot";
import {
  type CancellationToken,
  type ChatContext,
  type ChatRequest,
  type ChatResponseStream,
  type ChatResult,
  type Command,
  type Disposable,
  type ExtensionContext,
  Uri,
  window,
} from "vscode";
import { messageOf } from "../../common/errors.ts";
import { type AgentQuestion, commandLimitMs } from "../agent/index.ts";
import type { Chat, OpenThread } from "../chat/index.ts";
import {
  type Answer,
  answerNotice,
  modelLine,
  modelNotice,
  type Notice,
  readiness,
  type Thread,
  type Waiting,
} from "../chat/shared.ts";
import { chosenEffort } from "../language-model/shared.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { escapeMarkdown } from "../text/escape-markdown.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import { askedQuestion } from "./asked-question.ts";
import { threadOf } from "./earlier-turns.ts";
import { type Followup, followupsOf } from "./followups.ts";
import { handOver } from "./handover.ts";
import { turnsOf } from "./history.ts";
import { buttonsOf } from "./notice-buttons.ts";
import { Response } from "./response.ts";
import { terminalTool } from "./terminal-tool.ts";
import { lastTurn, type TurnRecord } from "./turn-record.ts";

/** So many answers can still be taken over, and are known again after they were stopped. */
const KEPT = 50;

const oneId = v.tuple([v.string()]);
const twoIds = v.tuple([v.string(), v.string()]);

export interface ParticipantOptions {
  context: Pick<ExtensionContext, "storageUri" | "globalStorageUri">;
  server: LanguageServer;
  chat: Chat;
  /** Shows the chat in the side bar. */
  open: () => Promise<void>;
}

/** VS Code shows `details` under the answer, where the name of the model is. */
type Result = ChatResult & { details?: string };

/** An answer of this window. */
interface Answered {
  prompt: string;
  response: Response;
  open: OpenThread;
  /** VS Code keeps nothing but its words. */
  wasStopped: boolean;
}

export class Participant implements Disposable {
  readonly #options: ParticipantOptions;
  /** The oldest first. */
  #answered: Answered[] = [];
  /** The threads of answers that are being written. */
  readonly #writing = new Map<Response, string>();
  /** Threads whose questions come when nothing is written in them. */
  readonly #asking = new Set<string>();
  readonly #asked = new Set<string>();
  readonly #subscription: Disposable;

  constructor(options: ParticipantOptions) {
    this.#options = options;
    this.#subscription = options.chat.work.onDidChange(() => this.#ask());
  }

  /** Answers a request of VS Code's chat. */
  async respond(
    request: ChatRequest,
    context: ChatContext,
    stream: ChatResponseStream,
    token: CancellationToken,
  ): Promise<Result> {
    const { server, chat } = this.#options;
    const { guests, sources } = chat;
    const commands = terminalTool({
      token: request.toolInvocationToken,
      cancellation: token,
      limitMs: commandLimitMs,
    });
    const response = new Response(stream, commands === undefined);
    const mode = request.command === "explain" ? "ask" : "agent";
    const turns = turnsOf(context.history, (prompt, words) => this.#lost(prompt, words));
    const thread = threadOf(turns, guests.newThread(mode, chosenEffort(request)));
    // What is written later would be an error.
    const stop = token.onCancellationRequested(() => this.#writing.delete(response));
    try {
      await server.startedClient();
      const asked = await askedQuestion(request, guests.usedMode(mode), { sources, server }, token);
      for (const reason of asked.leftOut) response.note(`*${escapeMarkdown(reason)}*`);
      this.#sayWhatIsWaitedFor(response);
      const onUpdate = ({ id, messages }: Thread, waiting: Waiting) => {
        const answer = messages.at(-1);
        if (answer?.role !== "assistant" || token.isCancellationRequested) return;
        this.#writing.set(response, id);
        response.show(answer, waiting);
        this.#ask();
      };
      const open = await guests.run({ thread, question: asked.question, commands, onUpdate }, token);
      const wasStopped = token.isCancellationRequested;
      const answered = { prompt: request.prompt, response, open, wasStopped };
      this.#answered = [...this.#answered, answered].slice(-KEPT);
      return wasStopped ? {} : this.#result(response, open.thread);
    } catch (error) {
      return token.isCancellationRequested ? {} : this.#unasked(response, error);
    } finally {
      stop.dispose();
      this.#writing.delete(response);
    }
  }

  /** What the user may ask after an answer. */
  followups({ metadata }: ChatResult): Followup[] {
    return followupsOf(metadata);
  }

  /** The user has answered a question of the agent by its button. */
  answer(args: readonly unknown[]): void {
    this.#options.chat.work.answer(...v.parse(twoIds, args));
  }

  /** Shows what a conversation has changed. */
  async review(args: readonly unknown[]): Promise<void> {
    await this.#options.chat.work.review(...v.parse(oneId, args));
  }

  /** Takes back what an answer has changed. */
  async undo(args: readonly unknown[]): Promise<void> {
    const [threadId, answerId] = v.parse(twoIds, args);
    this.#asking.add(threadId);
    try {
      await this.#options.chat.work.undoTurn(threadId, answerId);
    } finally {
      this.#asking.delete(threadId);
    }
  }

  /** Goes on with a conversation in the side bar's chat. */
  async takeOver(args: readonly unknown[]): Promise<void> {
    const [answerId] = v.parse(oneId, args);
    const { chat, open } = this.#options;
    const found = this.#answered.find(({ open: { thread } }) => lastAnswer(thread)?.id === answerId);
    if (!found) throw new Refusal(t("Only an answer of this window can be continued in Ossicle's chat."));
    await chat.adopt(found.open.thread);
    await open();
  }

  /** Goes on with the side bar's conversation in VS Code's chat. */
  async handOver(): Promise<void> {
    const { chat, context } = this.#options;
    const thread = await chat.thread();
    if (thread.messages.length === 0) throw new Refusal(t("The chat is empty."));
    await handOver(thread, Uri.joinPath(context.storageUri ?? context.globalStorageUri, "handed-over"));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** What VS Code keeps and shows of a turn once its answer has ended. */
  #result(response: Response, thread: Thread): Result {
    const answer = lastAnswer(thread);
    const turn = lastTurn(thread);
    if (!answer || !turn) return {};
    const notice = this.#notice(answer);
    if (notice && notice.severity !== "error") response.note(`*${escapeMarkdown(notice.text)}*`);
    if (notice) this.#buttons(response, notice);
    response.links(linksOf(thread.id, answer));
    const details = modelLine(this.#options.server.model);
    return {
      metadata: { ...turn },
      ...(details === "" ? {} : { details }),
      ...(notice?.severity === "error" ? { errorDetails: { message: notice.text } } : {}),
    };
  }

  /** Why an answer isn't whole; where no model was there, what leads to one. */
  #notice(answer: Answer): Notice | undefined {
    const notice = answerNotice(answer);
    if (answer.end?.reason !== "noModel") return notice;
    const { state: server, model } = this.#options.server;
    const why = modelNotice({ server, model }, false) ?? notice;
    return why && { ...why, severity: "error" };
  }

  #unasked(response: Response, error: unknown): Result {
    const { state: server, model } = this.#options.server;
    const notice = modelNotice({ server, model }, false);
    if (notice) this.#buttons(response, notice);
    return { errorDetails: { message: messageOf(error) } };
  }

  #buttons(response: Response, notice: Notice): void {
    for (const { label, command, arguments: args } of buttonsOf(
      notice,
      this.#options.server.model?.model?.path,
    ))
      response.button({ command, title: label, ...(args ? { arguments: args } : {}) });
  }

  #sayWhatIsWaitedFor(response: Response): void {
    const { state: server, model } = this.#options.server;
    if (!model || readiness({ server, model }) !== "wait") return;
    // The line stays as it is said first.
    const notice = modelNotice({ server, model: { ...model, progress: 0 } }, false);
    if (notice) response.progress(notice.text);
  }

  /** Asks what the agent waits for, where the user looks. */
  #ask(): void {
    const { work } = this.#options.chat;
    for (const [response, threadId] of this.#writing) response.ask(work.questions(threadId));
    for (const threadId of this.#asking)
      for (const question of work.questions(threadId)) void this.#askInMessage(question);
  }

  async #askInMessage({ id, text, actions }: AgentQuestion): Promise<void> {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    const labels = actions.map(({ label }) => label);
    const chosen = await window.showWarningMessage(text, ...labels);
    const action = actions.find(({ label }) => label === chosen) ?? actions.at(-1);
    if (action) this.#options.chat.work.answer(id, action.id);
  }

  /** An answer of this window of which VS Code has only the words, because it was stopped. */
  #lost(prompt: string, words: string): TurnRecord | undefined {
    const found = this.#answered.findLast(
      (each) => each.wasStopped && each.prompt === prompt && each.response.words.startsWith(words),
    );
    return found && lastTurn(found.open.thread);
  }
}

function lastAnswer({ messages }: Thread): Answer | undefined {
  const last = messages.at(-1);
  return last?.role === "assistant" ? last : undefined;
}

/** What can be done with an answer. */
function linksOf(threadId: string, { id, answer, steps }: Answer): Command[] {
  if (answer === "" && steps.length === 0) return [];
  const goOn = { command: "ossicle.continueInOssicle", title: t("Continue in Ossicle"), arguments: [id] };
  const hasEdited = steps.some((step) => step.kind === "call" && step.facts?.kind === "edited");
  if (!hasEdited) return [goOn];
  return [
    { command: "ossicle.reviewAgentChanges", title: t("Review Changes"), arguments: [threadId] },
    { command: "ossicle.undoAgentChanges", title: t("Undo Changes"), arguments: [threadId, id] },
    goOn,
  ];
}
