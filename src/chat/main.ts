/** Puts the chat together. Loaded when the chat is first shown or used: activation doesn't wait for it. */

import {
  commands,
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  type Uri,
  type Webview,
  window,
  workspace,
} from "vscode";
import { AgentWork, createCommandRunner, manageRules } from "../agent/index.ts";
import type { Reviews } from "../review/index.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import type { TerminalOutput } from "../workspace/terminal-output.ts";
import { ChatMemory } from "./chat-memory.ts";
import { ChatSession } from "./chat-session.ts";
import { chatSettings } from "./chat-settings.ts";
import { CodeBlockActions } from "./code-blocks/actions.ts";
import { Attachments } from "./composer/attachments.ts";
import { Composer } from "./composer/composer.ts";
import { EditorWatch } from "./composer/editor-watch.ts";
import { QuestionBuilder } from "./composer/question-builder.ts";
import { ContextSources } from "./context/sources.ts";
import { GuestChat } from "./guest-chat.ts";
import { modeFacts } from "./mode-facts.ts";
import { ThreadCommands } from "./thread-commands.ts";
import { attachedBefore, openAnswer, type Thread } from "./threads/thread.ts";
import { ThreadList } from "./threads/thread-list.ts";
import { ThreadStore } from "./threads/thread-store.ts";
import { checkpointsFolder, threadsFolder } from "./threads/threads-folder.ts";
import { withWork } from "./view/agent-view.ts";
import { ChatViews } from "./view/chat-views.ts";
import type { ChatState, ContextRef } from "./view/messages.ts";
import { modeView } from "./view/mode-text.ts";
import { modelLine } from "./view/model-text.ts";
import { starters } from "./view/starters.ts";
import { ThreadView } from "./view/thread-view.ts";
import { ViewMessages } from "./view/view-messages.ts";
import { when } from "./view/when.ts";

/** Parts that run since activation, because they see what happens before the chat is opened. */
export interface WatchedFromStart {
  reviews: Reviews;
  terminals: TerminalOutput;
}

export class Chat implements Disposable {
  readonly #server: LanguageServer;
  readonly #log: LogOutputChannel;
  readonly #context: Pick<ExtensionContext, "workspaceState">;
  readonly #memory: ChatMemory;
  readonly #work: AgentWork;
  /** Conversations that VS Code's own chat shows. */
  readonly guests: GuestChat;
  readonly #store: ThreadStore;
  readonly #list: ThreadList;
  readonly #sources: ContextSources;
  readonly #composer: Composer;
  readonly #session: ChatSession;
  readonly #threads: ThreadCommands;
  readonly #views: ChatViews;
  readonly #threadView = new ThreadView();
  readonly #subscriptions: Disposable[];
  readonly #restored: Promise<void>;
  readonly #contextKeys = new Map<string, boolean>();
  readonly #questionsChanged = new EventEmitter<number>();

  /** The agent asks so many things in this window. */
  readonly onDidChangeQuestions = this.#questionsChanged.event;

  constructor(
    context: ExtensionContext,
    server: LanguageServer,
    watched: WatchedFromStart,
    log: LogOutputChannel,
  ) {
    this.#server = server;
    this.#log = log;
    this.#context = context;
    this.#memory = new ChatMemory(context.workspaceState);
    const folder = threadsFolder((context.storageUri ?? context.globalStorageUri).fsPath);
    this.#work = new AgentWork({
      server,
      reviews: watched.reviews,
      checkpoints: checkpointsFolder(folder),
      state: context.workspaceState,
      commands: createCommandRunner({ state: context.workspaceState, log: (line) => log.warn(line) }),
      log: (line) => log.warn(line),
    });
    this.guests = new GuestChat(server, this.#work, log);
    this.#store = new ThreadStore({
      folder,
      onChange: () => void this.#follow(),
      onFork: (before, after) => {
        this.#session.threads.renameId(before, after);
        void this.#work.renamed(before, after);
      },
      onFail: (reason) => this.#session.showProblem(new Error(t("Couldn't save chats: {0}", reason))),
      log: (line) => log.warn(line),
    });
    this.#sources = new ContextSources(server, watched.terminals);
    this.#composer = new Composer(new Attachments(this.#sources, server));
    const watch = new EditorWatch(this.#sources, this.#composer.attachments, server);
    const questions = new QuestionBuilder(this.#sources, this.#composer.attachments, log);
    this.#session = new ChatSession(server, this.#store, this.#composer, questions, this.#work, log);
    this.#list = new ThreadList(this.#store);
    this.#threads = new ThreadCommands(this.#session, this.#store);
    const blocks = new CodeBlockActions(server, log, watched.reviews);
    const messages = new ViewMessages({
      session: this.#session,
      composer: this.#composer,
      questions,
      threads: this.#threads,
      list: this.#list,
      sources: this.#sources,
      blocks,
      work: this.#work,
      drafted: (text) => {
        this.#composer.draft = text;
        this.#remember();
      },
    });
    const state = () => this.#restored.then(() => this.#state());
    this.#views = new ChatViews(context.extensionUri, state, log);
    const update = () => this.#views.update();
    this.#subscriptions = [
      this.#session.onDidChange(() => {
        this.#setContextKeys();
        this.#remember();
        update();
      }),
      this.#session.threads.onDidAppend((appended) => this.#views.send({ type: "delta", ...appended })),
      this.#session.onDidFillIn((filledIn) => this.#views.send({ type: "focus", ...filledIn })),
      this.#views.onDidReceive(({ message, reply }) => void messages.receive(message, reply)),
      this.#list.onDidChange(update),
      this.#work.onDidChange(() => {
        this.#questionsChanged.fire(this.questions);
        update();
      }),
      window.onDidChangeActiveTextEditor(update),
      workspace.onDidGrantWorkspaceTrust(update),
      workspace.onDidChangeWorkspaceFolders(update),
      window.onDidChangeWindowState(({ focused }) => {
        if (focused) void this.#follow();
      }),
      this.#views,
      this.#list,
      this.#session,
      this.guests,
      this.#work,
      this.#questionsChanged,
      watch,
      this.#composer,
      this.#sources,
      blocks,
    ];
    this.#restored = this.#restore();
  }

  /** What the agent does in this window, whoever asks it. */
  get work(): AgentWork {
    return this.#work;
  }

  /** What can be attached to a question. */
  get sources(): ContextSources {
    return this.#sources;
  }

  /** The thread that is shown. */
  async thread(): Promise<Thread> {
    await this.#restored;
    return this.#session.thread;
  }

  /** Shows a conversation that was begun elsewhere; the next question goes on with it. */
  async adopt(thread: Thread): Promise<void> {
    await this.#restored;
    const id = await this.#session.threads.adopt(thread);
    if (id !== thread.id) await this.#work.renamed(thread.id, id);
  }

  /** Shows the chat in a webview until that is closed. */
  show(webview: Webview): Disposable {
    return this.#views.show(webview);
  }

  /** How many things the agent asks, in whatever thread. */
  get questions(): number {
    return this.#session.threads.inUse.reduce((sum, id) => sum + this.#work.questions(id).length, 0);
  }

  /** Focuses the composer of the visible views. */
  focus(): void {
    this.#views.send({ type: "focus" });
  }

  async showHistory(): Promise<void> {
    await this.#list.search("");
    this.#views.send({ type: "showThreads" });
  }

  startNew(): void {
    this.#session.threads.startNew();
  }

  /** Asks about something in a new thread. The composer keeps its draft and attachments. */
  async ask(question: string, about: readonly ContextRef[]): Promise<void> {
    await this.#restored;
    if (this.#session.thread.messages.length > 0) this.#session.threads.startNew();
    const { attachments, draft } = this.#composer;
    const aside = attachments.replace([]);
    for (const ref of about) attachments.add(ref);
    await this.#session.send(question, "away");
    attachments.replace(aside);
    this.#composer.draft = draft;
    this.#views.send({ type: "focus", text: draft });
  }

  stop(): void {
    this.#session.stop();
  }

  export(): Promise<void> {
    return this.#threads.export();
  }

  clear(): Promise<void> {
    return this.#threads.clear();
  }

  /** Shows the rules by which the agent's commands run unasked. */
  manageCommandRules(): Promise<void> {
    return manageRules(this.#context.workspaceState);
  }

  /** Lets the user switch tools of MCP servers and other extensions on and off. */
  chooseAgentTools(): Promise<void> {
    return this.#work.chooseTools();
  }

  /** Attaches the selection of the active editor. @throws when there is none that may be attached. */
  async addSelection(): Promise<void> {
    const selection = await this.#sources.activeSelection();
    if (!selection) throw new Refusal(t("There is no selection that can be attached."));
    this.#attach(selection);
  }

  /** Attaches files and folders; without any, the active file. @throws when there is none that may be attached. */
  async addFiles(uris: readonly Uri[]): Promise<void> {
    if (uris.length === 0) {
      const file = await this.#sources.activeFile();
      if (!file) throw new Refusal(t("There is no open file that can be attached."));
      this.#attach(file);
    }
    await this.#composer.attachments.addUris(uris.map((uri) => uri.toString()));
  }

  /** Closes the chat after everything is saved. */
  async close(): Promise<void> {
    this.dispose();
    await this.#store.close();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #attach(ref: ContextRef): void {
    this.#session.showProblem(undefined);
    this.#composer.attachments.add(ref);
  }

  async #restore(): Promise<void> {
    try {
      const remembered = this.#memory.read();
      if (remembered) {
        this.#composer.draft = remembered.draft;
        this.#composer.attachments.looksAway = remembered.looksAway;
        await this.#session.threads.restore(remembered.thread);
      }
      await this.#list.refresh();
      await this.#store.tidy(chatSettings().keepDays, [this.#session.thread.id]);
    } catch (error) {
      this.#log.error(`The chats can't be read: ${error}`);
    }
  }

  /** Called when threads were changed, here or in another window. */
  async #follow(): Promise<void> {
    await this.#restored;
    try {
      await this.#list.refresh();
      await this.#session.threads.followOtherWindows();
    } catch (error) {
      this.#log.warn(`The chats can't be read: ${error}`);
    }
  }

  #remember(): void {
    const { draft, attachments } = this.#composer;
    this.#memory.write({ thread: this.#session.thread.id, draft, looksAway: attachments.looksAway });
  }

  #setContextKeys(): void {
    const { busy, thread } = this.#session;
    for (const [key, value] of [
      ["ossicle.chatAnswers", busy],
      ["ossicle.chatHasMessages", thread.messages.length > 0],
    ] as const) {
      if (this.#contextKeys.get(key) === value) continue;
      this.#contextKeys.set(key, value);
      void commands.executeCommand("setContext", key, value);
    }
  }

  #state(): ChatState {
    const { thread, busy, isHeld: held, notice, meter } = this.#session;
    const { draft, queued, editing, attachments } = this.#composer;
    const now = Date.now();
    return {
      thread: {
        ...withWork(this.#threadView.of(thread), openAnswer(thread), {
          questions: this.#work.questions(thread.id),
          commands: this.#work.commands(thread.id),
          changes: this.#work.changes(thread.id),
          undoable: this.#work.undoable(thread.id),
        }),
        busy,
        held,
        behind: this.#session.threads.isQueued,
        mode: modeView(thread.mode, modeFacts(this.#server)),
      },
      threads: this.#list.shown.map(({ id, title, updated, excerpt }) => ({
        id,
        title: title || t("New Chat"),
        when: when(updated, now),
        ...(excerpt === undefined ? {} : { excerpt }),
        ...(this.#work.questions(id).length > 0 ? { asks: true } : {}),
      })),
      chips: attachments.chips(attachedBefore(thread)),
      draft,
      looksAway: attachments.looksAway,
      ...(queued === undefined ? {} : { queued }),
      modelLine: modelLine(this.#server.model),
      starters: thread.messages.length === 0 ? starters() : [],
      trusted: workspace.isTrusted,
      ...(editing === undefined ? {} : { editing }),
      ...(meter ? { meter } : {}),
      ...(notice ? { notice } : {}),
    };
  }
}
