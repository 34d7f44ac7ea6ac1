import {
  commands,
  Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  ThemeIcon,
  Uri,
  ViewColumn,
  type WebviewPanel,
  type WebviewPanelSerializer,
  type WebviewView,
  type WebviewViewProvider,
  window,
} from "vscode";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import type { CommandHandler } from "../ui/commands.ts";
import type { Chat, WatchedFromStart } from "./main.ts";
import type { ContextRef } from "./view/messages.ts";

const VIEW = "ossicle.chat";
const PANEL = "ossicle.chatEditor";

/** The chat's view, editor tabs and commands in VS Code. The first use of any of them loads the chat itself. */
export class ChatContribution implements Disposable, WebviewViewProvider, WebviewPanelSerializer {
  readonly #context: ExtensionContext;
  readonly #server: LanguageServer;
  readonly #watched: WatchedFromStart;
  readonly #log: LogOutputChannel;
  readonly #registrations: Disposable;
  #chat: Promise<Chat> | undefined;
  #panel: WebviewPanel | undefined;

  constructor(
    context: ExtensionContext,
    server: LanguageServer,
    watched: WatchedFromStart,
    log: LogOutputChannel,
  ) {
    this.#context = context;
    this.#server = server;
    this.#watched = watched;
    this.#log = log;
    this.#registrations = Disposable.from(
      window.registerWebviewViewProvider(VIEW, this),
      window.registerWebviewPanelSerializer(PANEL, this),
    );
  }

  async resolveWebviewView(view: WebviewView): Promise<void> {
    const chat = await this.load();
    const shown = chat.show(view.webview);
    const showBadge = (questions: number) => {
      const tooltip =
        questions === 1 ? t("The agent waits for you") : t("The agent waits for {0} answers", questions);
      view.badge = questions === 0 ? undefined : { value: questions, tooltip };
    };
    showBadge(chat.questions);
    const badge = chat.onDidChangeQuestions(showBadge);
    view.onDidDispose(() => {
      badge.dispose();
      shown.dispose();
    });
  }

  async deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
    await this.#adopt(panel);
  }

  get commands() {
    const withChat = (work: (chat: Chat) => void | Promise<void>) => async () => work(await this.load());
    return {
      "ossicle.openChat": () => this.open(),
      "ossicle.newChat": async () => {
        (await this.load()).startNew();
        await this.open();
      },
      "ossicle.openChatInEditor": () => this.#openInEditor(),
      "ossicle.showChatHistory": async () => {
        await this.open();
        await (await this.load()).showHistory();
      },
      "ossicle.addSelectionToChat": async () => {
        // Read the selection first: the chat takes the focus.
        await (await this.load()).addSelection();
        await this.open();
      },
      "ossicle.addFileToChat": async (uri?: unknown, selected?: unknown) => {
        const uris = Array.isArray(selected) && selected.length > 0 ? selected : [uri];
        await (await this.load()).addFiles(uris.filter((each) => each instanceof Uri));
        await this.open();
      },
      "ossicle.stopAnswer": withChat((chat) => chat.stop()),
      "ossicle.exportChat": withChat((chat) => chat.export()),
      "ossicle.clearChats": withChat((chat) => chat.clear()),
      "ossicle.chooseAgentTools": withChat((chat) => chat.chooseAgentTools()),
      "ossicle.manageCommandRules": withChat((chat) => chat.manageCommandRules()),
    } satisfies Record<string, CommandHandler>;
  }

  /** Opens the chat and asks about something in a new thread. */
  async ask(question: string, about: readonly ContextRef[]): Promise<void> {
    await this.open();
    await (await this.load()).ask(question, about);
  }

  /** The chat itself, for whoever shares its work. Loads it when it is asked for first. */
  load(): Promise<Chat> {
    this.#chat ??= import("./main.ts").then(
      ({ Chat }) => new Chat(this.#context, this.#server, this.#watched, this.#log),
    );
    return this.#chat;
  }

  /** Closes the chat after everything is saved. */
  async close(): Promise<void> {
    await (await this.#chat)?.close();
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  /** Shows the chat in a visible editor tab that has it, otherwise in its view. */
  async open(): Promise<void> {
    if (this.#panel?.visible) this.#panel.reveal();
    else await commands.executeCommand(`${VIEW}.focus`);
    (await this.load()).focus();
  }

  async #openInEditor(): Promise<void> {
    if (this.#panel) this.#panel.reveal();
    else await this.#adopt(window.createWebviewPanel(PANEL, t("Chat"), ViewColumn.Active));
    (await this.load()).focus();
  }

  async #adopt(panel: WebviewPanel): Promise<void> {
    this.#panel = panel;
    panel.iconPath = new ThemeIcon("ossicle-logo");
    const isOpen = new Promise<void>((resolve) => {
      panel.onDidDispose(() => {
        if (this.#panel === panel) this.#panel = undefined;
        resolve();
      });
    });
    const shown = (await this.load()).show(panel.webview);
    void isOpen.then(() => shown.dispose());
  }
}
