import { CancellationTokenSource, commands, env, Position, Range, Uri, window, workspace } from "vscode";
import type { AgentWork } from "../../agent/index.ts";
import { t } from "../../text/l10n.ts";
import type { ChatSession } from "../chat-session.ts";
import type { CodeBlockActions } from "../code-blocks/actions.ts";
import type { Composer } from "../composer/composer.ts";
import type { QuestionBuilder } from "../composer/question-builder.ts";
import type { ContextSources } from "../context/sources.ts";
import { runNoticeAction } from "../notice-actions.ts";
import type { ThreadCommands } from "../thread-commands.ts";
import type { Thread } from "../threads/thread.ts";
import type { ThreadList } from "../threads/thread-list.ts";
import type { FromView, ToView } from "./messages.ts";
import { inputOf } from "./step-text.ts";

/** Carries out what the user did in the view. */
export class ViewMessages {
  readonly #parts: ViewParts;
  #suggesting = new CancellationTokenSource();

  constructor(parts: ViewParts) {
    this.#parts = parts;
  }

  /** Errors are shown in the chat. */
  async receive(message: FromView, reply: (message: ToView) => void): Promise<void> {
    try {
      await this.#do(message, reply);
    } catch (error) {
      this.#parts.session.showProblem(error);
    }
  }

  async #do(message: FromView, reply: (message: ToView) => void): Promise<void> {
    const { session, composer, threads, list, sources, blocks, work, drafted } = this.#parts;
    const shown = session.thread.id;
    switch (message.type) {
      case "ready":
        return;
      case "send":
        return session.send(message.text);
      case "stop":
        return session.stop();
      case "takeBack":
        return session.takeBack();
      case "regenerate":
        return session.regenerate(message.messageId);
      case "continue":
        return session.continue(message.messageId);
      case "edit":
        return session.edit(message.messageId);
      case "draft":
        return drafted(message.text);
      case "copy":
        return env.clipboard.writeText(message.text);
      case "codeBlock":
        return blocks.run(message.block, attachedUris(session));
      case "setEffort":
        return session.setEffort(message.effort);
      case "setMode":
        return session.setMode(message.mode);
      case "openStep":
        return openStep(session.thread, message, reply);
      case "answerQuestion":
        return work.answer(message.questionId, message.actionId, message.note);
      case "stopCommand":
        return work.stopCommand(message.id);
      case "letGoOn":
        return work.letGoOn(message.id);
      case "changes":
        session.showProblem(undefined);
        return work[message.action](shown);
      case "undoTurn":
        session.showProblem(undefined);
        return work.undoTurn(shown, message.messageId);
      case "restoreTo":
        session.showProblem(undefined);
        return work.restoreTo(shown, answersAfter(session.thread, message.messageId));
      case "newThread":
        return session.threads.startNew();
      case "openThread":
        return session.threads.open(message.id);
      case "renameThread":
        return session.threads.rename(message.id, message.title);
      case "deleteThread":
        return threads.remove(message.id);
      case "exportThread":
        return threads.export(message.id);
      case "clearThreads":
        return threads.clear();
      case "searchThreads":
        return list.search(message.query);
      case "suggest":
        return this.#suggest(message, reply);
      case "attach":
        session.showProblem(undefined);
        return composer.attachments.add(message.ref, message.mention);
      case "attachUris":
        session.showProblem(undefined);
        return composer.attachments.addUris(message.uris);
      case "removeChip":
        session.showProblem(undefined);
        return composer.attachments.remove(message.id);
      case "look":
        composer.attachments.looksAway = false;
        return;
      case "openChip":
        return openFile(message);
      case "openLink":
        return openLink(message.href);
      case "findFiles":
        return reply({ type: "files", found: await sources.namesOfFiles(message.names) });
      case "openFile":
        return openNamed(message, await sources.filesNamed(message.name));
      case "notice":
        return runNoticeAction(message, session);
      case "focusEditor":
        await commands.executeCommand("workbench.action.focusActiveEditorGroup");
    }
  }

  /** Cancels an earlier request for a list. */
  async #suggest(
    { id, trigger, query }: Extract<FromView, { type: "suggest" }>,
    reply: (message: ToView) => void,
  ): Promise<void> {
    this.#suggesting.cancel();
    this.#suggesting.dispose();
    const suggesting = new CancellationTokenSource();
    this.#suggesting = suggesting;
    const { questions, sources } = this.#parts;
    const items =
      trigger === "/"
        ? await questions.suggest(query)
        : await sources.suggest(trigger, query, suggesting.token);
    if (!suggesting.token.isCancellationRequested) reply({ type: "suggestions", id, items });
  }
}

/** The parts that a view's messages act on. */
export interface ViewParts {
  session: ChatSession;
  composer: Composer;
  questions: QuestionBuilder;
  threads: ThreadCommands;
  list: ThreadList;
  sources: ContextSources;
  blocks: CodeBlockActions;
  work: AgentWork;
  /** Called with the composer's text after the user typed in it. */
  drafted: (text: string) => void;
}

/** The ids of the answers that come after a message. */
function answersAfter({ messages }: Thread, messageId: string): string[] {
  const index = messages.findIndex(({ id }) => id === messageId);
  const later = index < 0 ? [] : messages.slice(index + 1);
  return later.flatMap(({ role, id }) => (role === "assistant" ? [id] : []));
}

/** Says what a step has in it, unless it is gone meanwhile. */
function openStep(
  { messages }: Thread,
  { messageId, stepId }: Extract<FromView, { type: "openStep" }>,
  reply: (message: ToView) => void,
): void {
  const answer = messages.find(({ id }) => id === messageId);
  const steps = answer?.role === "assistant" ? answer.steps : [];
  const step = steps.find((each) => each.kind === "call" && each.id === stepId);
  if (step?.kind !== "call") return;
  const { reasoning, result = "" } = step;
  reply({ type: "step", messageId, stepId, reasoning, input: inputOf(step), output: result });
}

/** The files that were attached in the conversation, the latest first. */
function attachedUris(session: ChatSession): string[] {
  const questions = session.thread.messages.filter((message) => message.role === "user").reverse();
  const uris = questions.flatMap(({ attached }) => attached.flatMap(({ item }) => item.uri ?? []));
  return [...new Set(uris)];
}

async function openFile({ uri, range }: Extract<FromView, { type: "openChip" }>): Promise<void> {
  const selection =
    range && new Range(range.start.line, range.start.character, range.end.line, range.end.character);
  await window.showTextDocument(Uri.parse(uri, true), { preview: true, ...(selection ? { selection } : {}) });
}

/** Where several files have the name, the user chooses. */
async function openNamed(
  { name, line = 1 }: Extract<FromView, { type: "openFile" }>,
  files: readonly Uri[],
): Promise<void> {
  const items = files.map((uri) => ({ label: workspace.asRelativePath(uri), uri }));
  const chosen =
    items.length > 1
      ? await window.showQuickPick(items, { placeHolder: t("Several files are called {0}.", name) })
      : items[0];
  if (files.length === 0) throw new Error(t("{0} isn't in the workspace.", name));
  if (!chosen) return;
  const at = new Position(Math.max(0, line - 1), 0);
  await window.showTextDocument(chosen.uri, { preview: true, selection: new Range(at, at) });
}

async function openLink(href: string): Promise<void> {
  const uri = Uri.parse(href, true);
  if (uri.scheme === "http" || uri.scheme === "https") await env.openExternal(uri);
}
