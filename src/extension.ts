import { join } from "node:path";
import { type ExtensionContext, window } from "vscode";
import { ChatContribution } from "./chat/index.ts";
import { DiagnoseContribution } from "./diagnose/index.ts";
import { EditsContribution } from "./edits/index.ts";
import { LanguageModelContribution } from "./language-model/index.ts";
import { ModelsContribution, modelCommands } from "./models/index.ts";
import { ParticipantContribution } from "./participant/index.ts";
import { Reviews } from "./review/index.ts";
import { SeenPromptsContribution } from "./seen-prompts/index.ts";
import { LanguageServer } from "./server/language-server.ts";
import { StatisticsPage, StatusBar, StatusStore, showMenu, tellEngineLossOnce } from "./status/index.ts";
import { Snooze, sendSnooze, suggestionCommands } from "./suggestions/index.ts";
import { registerCommands } from "./ui/commands.ts";
import { DailyUsage } from "./usage/daily-usage.ts";
import { VsCodeAgentContribution } from "./vscode-agent/index.ts";
import { Exclusion } from "./workspace/exclusion.ts";
import { TerminalOutput } from "./workspace/terminal-output.ts";

let server: LanguageServer | undefined;
let chat: ChatContribution | undefined;
let counts: DailyUsage | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("Ossicle", { log: true });
  const languageServer = new LanguageServer(context.extensionUri, log);
  const snooze = new Snooze(context.workspaceState);
  const today = new DailyUsage(context.globalState);
  const state = new StatusStore(languageServer, snooze, today);
  const statistics = new StatisticsPage(languageServer, today);
  const models = new ModelsContribution(languageServer, today, context.globalState);
  const diagnose = new DiagnoseContribution(context, languageServer, today);
  const seenPrompts = new SeenPromptsContribution(languageServer);
  const storage = context.storageUri && join(context.storageUri.fsPath, "reviews");
  const reviews = new Reviews(new Exclusion(languageServer), storage, (line) => log.warn(line));
  const terminals = new TerminalOutput();
  const chatEntry = new ChatContribution(context, languageServer, { reviews, terminals }, log);
  const participant = new ParticipantContribution(context, languageServer, chatEntry, log);
  const edits = new EditsContribution(languageServer, reviews, terminals, (question, about) =>
    chatEntry.ask(question, about),
  );
  const vscodeAgent = new VsCodeAgentContribution(languageServer, context.globalState);

  context.subscriptions.push(
    log,
    snooze,
    today,
    languageServer.onUsageEvent((event) => today.add(event)),
    state,
    statistics,
    models,
    diagnose,
    seenPrompts,
    reviews,
    terminals,
    chatEntry,
    participant,
    edits,
    new LanguageModelContribution(languageServer, log),
    vscodeAgent,
    new StatusBar(state),
    sendSnooze(languageServer, snooze),
    tellEngineLossOnce(languageServer, log),
    registerCommands(
      {
        ...suggestionCommands(snooze),
        ...modelCommands(languageServer),
        ...models.commands,
        ...diagnose.commands,
        ...seenPrompts.commands,
        ...chatEntry.commands,
        ...participant.commands,
        ...edits.commands,
        ...reviews.commands,
        ...vscodeAgent.commands,
        "ossicle.showMenu": () => showMenu(state.current),
        "ossicle.showStatistics": () => statistics.show(),
        "ossicle.showLog": () => log.show(),
        "ossicle.restartServer": () => languageServer.restart(),
      },
      log,
    ),
  );

  server = languageServer;
  chat = chatEntry;
  counts = today;
  void server.start();
}

export async function deactivate(): Promise<void> {
  await chat?.close();
  await counts?.save();
  await server?.stop();
}
