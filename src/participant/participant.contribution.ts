import * as vscode from "vscode";
import type { ChatContribution } from "../chat/index.ts";
import type { LanguageServer } from "../server/language-server.ts";
import type { CommandHandler } from "../ui/commands.ts";
import type { Participant } from "./main.ts";

/** As `package.json` declares it. */
const ID = "ossicle.agent";

/** `@ossicle` in VS Code's chat view. The first request loads what answers it, and the chat, whose work it shares. */
export class ParticipantContribution implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #server: LanguageServer;
  readonly #chat: ChatContribution;
  readonly #log: vscode.LogOutputChannel;
  readonly #registration: vscode.Disposable | undefined;
  #participant: Promise<Participant> | undefined;

  constructor(
    context: vscode.ExtensionContext,
    server: LanguageServer,
    chat: ChatContribution,
    log: vscode.LogOutputChannel,
  ) {
    this.#context = context;
    this.#server = server;
    this.#chat = chat;
    this.#log = log;
    this.#registration = this.#register();
  }

  get commands() {
    const withParticipant =
      (work: (participant: Participant, ...args: unknown[]) => void | Promise<void>) =>
      async (...args: unknown[]) =>
        work(await this.#load(), ...args);
    return {
      "ossicle.answerAgent": withParticipant((participant, ...args) => participant.answer(args)),
      "ossicle.reviewAgentChanges": withParticipant((participant, ...args) => participant.review(args)),
      "ossicle.undoAgentChanges": withParticipant((participant, ...args) => participant.undo(args)),
      "ossicle.continueInOssicle": withParticipant((participant, ...args) => participant.takeOver(args)),
      "ossicle.continueInVSCodeChat": withParticipant((participant) => participant.handOver()),
    } satisfies Record<string, CommandHandler>;
  }

  dispose(): void {
    this.#registration?.dispose();
    void this.#participant?.then((participant) => participant.dispose());
  }

  /** Editors that are built from VS Code may have no chat of this kind. */
  #register(): vscode.Disposable | undefined {
    try {
      const participant = vscode.chat.createChatParticipant(ID, async (request, context, stream, token) =>
        (await this.#load()).respond(request, context, stream, token),
      );
      participant.iconPath = new vscode.ThemeIcon("ossicle-logo");
      participant.followupProvider = {
        provideFollowups: async (result) => (await this.#load()).followups(result),
      };
      return participant;
    } catch (error) {
      this.#log.info(`@ossicle isn't there in this editor's chat: ${error}`);
      return undefined;
    }
  }

  #load(): Promise<Participant> {
    this.#participant ??= Promise.all([import("./main.ts"), this.#chat.load()]).then(
      ([{ Participant }, chat]) =>
        new Participant({
          context: this.#context,
          server: this.#server,
          chat,
          open: () => this.#chat.open(),
        }),
    );
    return this.#participant;
  }
}
