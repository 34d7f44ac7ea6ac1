import {
  type CancellationToken,
  type Disposable,
  EventEmitter,
  type LanguageModelChatProvider,
  type LanguageModelChatRequestMessage,
  type LanguageModelResponsePart,
  type LogOutputChannel,
  lm,
  type Progress,
  type ProvideLanguageModelChatResponseOptions,
  workspace,
} from "vscode";
import type { ReasoningEffort } from "../../language-server/protocol/chat.ts";
import type { ModelStatus } from "../../language-server/protocol/status.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { serverFailure } from "../text/server-failure-text.ts";
import type { LanguageModel } from "./main.ts";
import { type OfferedModel, offeredModel, withKnownModel } from "./model-information.ts";

/** As `package.json` declares it. */
const VENDOR = "ossicle";
const EFFORT = "ossicle.chat.reasoningEffort";
/** VS Code waits for all models before it shows any. */
const START_TIMEOUT_MS = 10_000;

/** The model in VS Code's model picker and for other extensions. The first request loads what answers it. */
export class LanguageModelContribution implements Disposable, LanguageModelChatProvider<OfferedModel> {
  readonly #server: LanguageServer;
  readonly #changed = new EventEmitter<void>();
  readonly #registrations: Disposable[];
  #told = "";
  /** The last one known: a server that restarts takes no model away. */
  #status: ModelStatus | undefined;
  #model: Promise<LanguageModel> | undefined;

  readonly onDidChangeLanguageModelChatInformation = this.#changed.event;

  constructor(server: LanguageServer, log: LogOutputChannel) {
    this.#server = server;
    this.#registrations = [
      this.#changed,
      ...this.#register(log),
      server.onDidChange(() => this.#follow()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(EFFORT)) this.#tellChange();
      }),
    ];
  }

  /** Once the server has said for the first time which model there is. */
  async provideLanguageModelChatInformation(): Promise<OfferedModel[]> {
    await this.#modelIsKnown();
    return this.#offered();
  }

  async provideLanguageModelChatResponse(
    model: OfferedModel,
    messages: readonly LanguageModelChatRequestMessage[],
    options: ProvideLanguageModelChatResponseOptions,
    progress: Progress<LanguageModelResponsePart>,
    token: CancellationToken,
  ): Promise<void> {
    await (await this.#load()).respond(model, { messages, options }, progress, token);
  }

  async provideTokenCount(
    _model: OfferedModel,
    text: string | LanguageModelChatRequestMessage,
  ): Promise<number> {
    return (await this.#load()).countTokens(text);
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose();
    void this.#model?.then((model) => model.dispose());
  }

  /** Editors that are built from VS Code may have no models. */
  #register(log: LogOutputChannel): Disposable[] {
    try {
      return [lm.registerLanguageModelChatProvider(VENDOR, this)];
    } catch (error) {
      log.info(`The model isn't offered to this editor's chat: ${error}`);
      return [];
    }
  }

  #load(): Promise<LanguageModel> {
    this.#model ??= import("./main.ts").then(({ LanguageModel }) => new LanguageModel(this.#server));
    return this.#model;
  }

  #follow(): void {
    const { state, model, crashes } = this.#server;
    if (model) this.#status = withKnownModel(model, this.#status);
    else if (state !== "failed") return;
    else this.#status = { ...this.#status, state, reason: serverFailure(crashes), fix: "restart" };
    this.#tellChange();
  }

  #offered(): OfferedModel[] {
    return this.#status ? [offeredModel(this.#status, effort())] : [];
  }

  #tellChange(): void {
    const told = JSON.stringify(this.#offered());
    if (told === this.#told) return;
    this.#told = told;
    this.#changed.fire();
  }

  #modelIsKnown(): Promise<void> {
    const isKnown = () => this.#status !== undefined || /failed|stopped/.test(this.#server.state);
    if (isKnown()) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        subscription.dispose();
        resolve();
      };
      const timer = setTimeout(done, START_TIMEOUT_MS);
      const subscription = this.#server.onDidChange(() => {
        if (isKnown()) done();
      });
    });
  }
}

function effort(): ReasoningEffort {
  const chosen = workspace.getConfiguration().get(EFFORT);
  return chosen === "low" || chosen === "high" ? chosen : "medium";
}
