import { type ExtensionContext, window } from "vscode";
import { ChatEntry } from "./chat/chat-entry.ts";
import { TerminalOutput } from "./chat/context/terminal-output.ts";
import { registerCommands } from "./commands.ts";
import { DiagnoseEntry } from "./diagnose/diagnose-entry.ts";
import { EditEntry } from "./edits/edit-entry.ts";
import { tellEngineLossOnce } from "./engine-loss-message.ts";
import { LanguageServer } from "./language-server.ts";
import { showMenu } from "./menu.ts";
import { modelCommands } from "./model-commands.ts";
import { ModelsEntry } from "./models/models-entry.ts";
import { Reviews } from "./review/reviews.ts";
import { SituationSource } from "./situation-source.ts";
import { Snooze } from "./snooze.ts";
import { StatisticsPage } from "./statistics.ts";
import { StatusBar } from "./status-bar.ts";
import { sendSnooze, suggestionCommands } from "./suggestion-commands.ts";
import { Today } from "./today.ts";

let server: LanguageServer | undefined;
let chat: ChatEntry | undefined;
let counts: Today | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("Ossicle", { log: true });
  const languageServer = new LanguageServer(context.extensionUri, log);
  const snooze = new Snooze(context.workspaceState);
  const today = new Today(context.globalState);
  const situation = new SituationSource(languageServer, snooze, today);
  const statistics = new StatisticsPage(languageServer, today);
  const models = new ModelsEntry(languageServer, today, context.globalState);
  const diagnose = new DiagnoseEntry(context, languageServer, today);
  const reviews = new Reviews();
  const terminals = new TerminalOutput();
  const chatEntry = new ChatEntry(context, languageServer, { reviews, terminals }, log);
  const edits = new EditEntry(languageServer, reviews, terminals, (question, about) =>
    chatEntry.ask(question, about),
  );

  context.subscriptions.push(
    log,
    snooze,
    today,
    languageServer.onHappening((happening) => today.add(happening)),
    situation,
    statistics,
    models,
    diagnose,
    reviews,
    terminals,
    chatEntry,
    edits,
    new StatusBar(situation),
    sendSnooze(languageServer, snooze),
    tellEngineLossOnce(languageServer, log),
    registerCommands(
      {
        ...suggestionCommands(snooze),
        ...modelCommands(languageServer),
        ...models.commands,
        ...diagnose.commands,
        ...chatEntry.commands,
        ...edits.commands,
        "ossicle.showMenu": () => showMenu(situation.current),
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
