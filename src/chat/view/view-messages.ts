import { CancellationTokenSource, commands, env, Range, Uri, window } from "vscode";
import type { ChatSession } from "../chat-session.ts";
import type { CodeBlockActions } from "../code-blocks/actions.ts";
import type { Composer } from "../composer/composer.ts";
import type { QuestionBuilder } from "../composer/question-builder.ts";
import type { ContextSources } from "../context/sources.ts";
import { runNoticeAction } from "../notice-actions.ts";
import type { ThreadCommands } from "../thread-commands.ts";
import type { ThreadList } from "../threads/thread-list.ts";
import type { FromView, ToView } from "./messages.ts";

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
    const { session, composer, threads, list, blocks, drafted } = this.#parts;
    switch (message.type) {
      case "ready":
        return;
      case "send":
        return session.send(message.text);
      case "stop":
        return session.stop();
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
        return composer.attachments.add(message.ref);
      case "attachUris":
        return composer.attachments.addUris(message.uris);
      case "removeChip":
        return composer.attachments.remove(message.id);
      case "openChip":
        return openFile(message);
      case "openLink":
        return openLink(message.href);
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
  /** Called with the composer's text after the user typed in it. */
  drafted: (text: string) => void;
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

async function openLink(href: string): Promise<void> {
  const uri = Uri.parse(href, true);
  if (uri.scheme === "http" || uri.scheme === "https") await env.openExternal(uri);
}
