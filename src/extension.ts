import { type ExtensionContext, window } from "vscode";
import { registerCommands } from "./commands.ts";
import { tellEngineLossOnce } from "./engine-loss-message.ts";
import { LanguageServer } from "./language-server.ts";
import { showMenu } from "./menu.ts";
import { modelCommands } from "./model-commands.ts";
import { SituationSource } from "./situation-source.ts";
import { Snooze } from "./snooze.ts";
import { StatisticsPage } from "./statistics.ts";
import { StatusBar } from "./status-bar.ts";
import { sendSnooze, suggestionCommands } from "./suggestion-commands.ts";

let server: LanguageServer | undefined;

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("Ossicle", { log: true });
  const languageServer = new LanguageServer(context.extensionUri, log);
  const snooze = new Snooze(context.workspaceState);
  const situation = new SituationSource(languageServer, snooze);
  const statistics = new StatisticsPage(languageServer);

  context.subscriptions.push(
    log,
    snooze,
    situation,
    statistics,
    new StatusBar(situation),
    sendSnooze(languageServer, snooze),
    tellEngineLossOnce(languageServer, log),
    registerCommands(
      {
        ...suggestionCommands(snooze),
        ...modelCommands(languageServer),
        "ossicle.showMenu": () => showMenu(situation.current),
        "ossicle.showStatistics": () => statistics.show(),
        "ossicle.showLog": () => log.show(),
        "ossicle.restartServer": () => languageServer.restart(),
      },
      log,
    ),
  );

  server = languageServer;
  void server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
