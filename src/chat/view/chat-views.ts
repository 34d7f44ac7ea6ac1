import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import {
  Disposable,
  EventEmitter,
  env,
  type LogOutputChannel,
  l10n,
  Uri,
  type Webview,
  window,
  workspace,
} from "vscode";
import { t } from "../../text/l10n.ts";
import { chatHtml } from "./chat-html.ts";
import { type ChatState, type FromView, fromView, type ToView } from "./messages.ts";
import { themeColors } from "./theme-colors.ts";

/** What the user did in a view. */
export interface ReceivedMessage {
  message: FromView;
  /** Sends to that view alone. */
  reply: (message: ToView) => void;
}

/** The webviews that show the chat: in the side bar, in editor tabs, or both, all with the same state. */
export class ChatViews implements Disposable {
  readonly #media: Uri;
  readonly #state: () => Promise<ChatState>;
  readonly #log: LogOutputChannel;
  readonly #views = new Set<View>();
  readonly #received = new EventEmitter<ReceivedMessage>();
  readonly #subscriptions: Disposable[];
  #isUpdateDue = false;
  #hasLoggedWrongMessage = false;

  readonly onDidReceive = this.#received.event;

  /** @param state resolves to what is shown now; at first, once that has been read */
  constructor(extension: Uri, state: () => Promise<ChatState>, log: LogOutputChannel) {
    this.#media = Uri.joinPath(extension, "dist", "media");
    this.#state = state;
    this.#log = log;
    const recolor = () => void this.#sendColors([...this.#views]);
    this.#subscriptions = [
      window.onDidChangeActiveColorTheme(recolor),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("editor.tokenColorCustomizations")) recolor();
      }),
    ];
  }

  /** Shows the chat in a webview until that is closed. */
  show(webview: Webview): Disposable {
    const view = new View(webview);
    this.#views.add(view);
    webview.options = { enableScripts: true, localResourceRoots: [this.#media] };
    const subscription = webview.onDidReceiveMessage((message: unknown) => this.#receive(view, message));
    const at = (file: string) => webview.asWebviewUri(Uri.joinPath(this.#media, file)).toString();
    webview.html = chatHtml({
      cspSource: webview.cspSource,
      script: at("chat.js"),
      maths: at("maths.js"),
      styles: [at("codicon.css"), at("chat.css")],
      nonce: randomBytes(16).toString("base64url"),
      strings: l10n.bundle ?? {},
      language: env.language,
      title: t("Chat"),
    });
    return new Disposable(() => {
      subscription.dispose();
      this.#views.delete(view);
    });
  }

  /** Shows the present state, soon. Changes at the same moment lead to one message. */
  update(): void {
    if (this.#isUpdateDue) return;
    this.#isUpdateDue = true;
    setImmediate(() => void this.#update());
  }

  /** Sends a message to all views. */
  send(message: ToView): void {
    for (const view of this.#views) view.send(message);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#received.dispose();
    this.#views.clear();
  }

  async #update(): Promise<void> {
    this.#isUpdateDue = false;
    if (this.#views.size === 0) return;
    const state = await this.#state();
    for (const view of this.#views) view.showState(state);
  }

  #receive(view: View, message: unknown): void {
    const parsed = v.safeParse(fromView, message);
    if (!parsed.success) {
      if (!this.#hasLoggedWrongMessage)
        this.#log.warn("The chat view sent an unknown message. It was ignored.");
      this.#hasLoggedWrongMessage = true;
      return;
    }
    if (parsed.output.type === "ready") void this.#begin(view);
    else this.#received.fire({ message: parsed.output, reply: (message) => view.send(message) });
  }

  async #begin(view: View): Promise<void> {
    view.begin(await this.#state());
    await this.#sendColors([view]);
  }

  async #sendColors(views: View[]): Promise<void> {
    try {
      const colors = await themeColors();
      for (const view of views) view.send({ type: "colors", colors });
    } catch (error) {
      this.#log.warn(`The theme's colors can't be read: ${error}`);
    }
  }
}

/** One webview. Messages that are sent before it is ready wait. */
class View {
  readonly #webview: Webview;
  #isReady = false;
  #waiting: ToView[] = [];
  #shown: ChatState | undefined;

  constructor(webview: Webview) {
    this.#webview = webview;
  }

  /** The page has loaded, for the first time or again. */
  begin(state: ChatState): void {
    this.#isReady = true;
    this.#shown = state;
    this.#post({ type: "state", state });
    for (const message of this.#waiting) this.#post(message);
    this.#waiting = [];
  }

  showState(state: ChatState): void {
    if (!this.#isReady || isDeepStrictEqual(state, this.#shown)) return;
    this.#shown = state;
    this.#post({ type: "state", state });
  }

  send(message: ToView): void {
    if (this.#isReady) this.#post(message);
    // A view that isn't ready gets the whole state first.
    else if (message.type === "focus" || message.type === "showThreads") this.#waiting.push(message);
  }

  #post(message: ToView): void {
    // A hidden or closed view takes no messages; it asks for the state when it is shown again.
    void this.#webview.postMessage(message).then(undefined, () => {});
  }
}
