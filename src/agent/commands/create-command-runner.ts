import { basename } from "node:path";
import { type Disposable, EventEmitter, window, workspace } from "vscode";
import { t } from "../../text/l10n.ts";
import type { CommandRunner } from "../command-runner.ts";
import { startChild } from "./child.ts";
import { CommandRuns } from "./command-runs.ts";
import { CommandTerminals } from "./command-terminals.ts";
import { childEnvironment } from "./environment.ts";
import type { StartCommand } from "./execution.ts";
import { KeptRules, type RuleState } from "./kept-rules.ts";
import { localFolders } from "./local-folders.ts";
import { OutputTerminal } from "./output-terminal.ts";
import { Sandbox } from "./sandbox/sandbox.ts";

export interface CommandRunnerOptions {
  /** Of the workspace. */
  state: RuleState;
  log: (line: string) => void;
}

const settings = () => workspace.getConfiguration("ossicle.agent");

/** How long a command is waited for, as the user has set it. */
export const commandLimitMs = (): number => settings().get("commandTimeLimit", 120) * 1000;

/** Runs the agent's commands in this window. */
export function createCommandRunner({ state, log }: CommandRunnerOptions): CommandRunner {
  const changed = new EventEmitter<void>();
  const sandbox = new Sandbox({
    folders: localFolders,
    env: process.env,
    log,
    watch: watchRepositories,
    onRenamed: (from, to) =>
      void window.showWarningMessage(
        t(
          "A command in the sandbox made a Git repository. {0} is now called {1}: VS Code would run what such a repository says.",
          from,
          basename(to),
        ),
      ),
  });
  const terminals = new CommandTerminals();
  const output = new OutputTerminal();
  const inTerminal =
    (start: StartCommand): StartCommand =>
    (command) =>
      output.run(command, start);
  const asChild = inTerminal((command) => startChild({ ...command, env: childEnvironment(process.env) }));
  const runs = new CommandRuns({
    folders: localFolders,
    rules: new KeptRules(state),
    limitMs: commandLimitMs,
    start: async (command) => (await terminals.start(command)) ?? asChild(command),
    sandbox: async () => {
      const start = settings().get("sandbox", true) ? await sandbox.starter() : undefined;
      return start && inTerminal(start);
    },
    onChange: () => changed.fire(),
  });
  return {
    onDidChange: changed.event,
    run: (params, threadId, ask, signal) => runs.run(params, threadId, ask, signal),
    commands: (threadId) => runs.commands(threadId),
    stop: (id) => runs.stop(id),
    letGoOn: (id) => runs.letGoOn(id),
    dispose: () => {
      runs.dispose();
      terminals.dispose();
      output.dispose();
      changed.dispose();
    },
  };
}

/** By the events that VS Code's Git extension gets, too. */
function watchRepositories(onEvent: (path: string) => void): Disposable {
  const watcher = workspace.createFileSystemWatcher("**/.git/**", false, false, true);
  watcher.onDidCreate(({ fsPath }) => onEvent(fsPath));
  watcher.onDidChange(({ fsPath }) => onEvent(fsPath));
  return watcher;
}
