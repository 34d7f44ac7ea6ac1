/** Runs a command. The client asks the user, and runs it. */
import { commandLine } from "../../../../common/command-line/command-line.ts";
import { duration } from "../../../../common/format.ts";
import { NATIVE_TOOLS } from "../../../prompt/native-tools.ts";
import type { ExecResult, StepFacts } from "../../../protocol/agent.ts";
import { t } from "../../../text/l10n.ts";
import type { WorkspaceReader } from "../workspace-reader.ts";
import { ends, MAX_RESULT_CHARS } from "./result-text.ts";
import { agentTool } from "./tool.ts";
import { ToolFailure } from "./tool-failure.ts";

/** Smaller numbers are meant as seconds, whatever the schema says: no command is worth less than one. */
const MIN_TIMEOUT_MS = 1_000;
const MAX_TIMEOUT_MS = 3_600_000;
/** What is said of the output. */
const NOTE_CHARS = 500;

export const exec = agentTool({
  name: "container.exec",
  args: NATIVE_TOOLS["container.exec"].args,
  aim: ({ command }) => ({ kind: "run", command: commandLine(command).shown }),
  async run({ command, workdir, timeout }, { reader, host, signal, requestId, callId }) {
    if (command.length === 0) throw new ToolFailure("The command is empty.", t("The command is empty."));
    const folder = await folderOf(workdir ?? "", reader);
    const limit = timeout !== undefined && timeout > 0 ? { timeoutMs: milliseconds(timeout) } : {};
    const outcome = await host.exec({ requestId, callId, command, folder, ...limit }, signal);
    if (outcome.kind === "failed")
      throw new ToolFailure(`The command couldn't be started: ${outcome.reason}`, outcome.reason);
    return { result: textOf(outcome), facts: factsOf(commandLine(command).shown, outcome) };
  },
});

/** Where it runs: the first folder, unless another one is named. */
async function folderOf(workdir: string, reader: WorkspaceReader): Promise<string> {
  const target = await reader.find(workdir);
  if (target.kind === "file")
    throw new ToolFailure(
      `${target.path} is a file: workdir must be a folder.`,
      t("{0} is a file, not a folder.", target.path),
    );
  const uri = target.kind === "folder" ? target.uri : reader.paths.folders[0]?.uri;
  if (uri === undefined) throw new Error("A workspace has a folder.");
  return uri;
}

function milliseconds(timeout: number): number {
  return Math.min(Math.round(timeout < MIN_TIMEOUT_MS ? timeout * 1_000 : timeout), MAX_TIMEOUT_MS);
}

type Ran = Exclude<ExecResult, { kind: "failed" }>;

function textOf(outcome: Ran): string {
  if (outcome.kind === "refused") {
    const note = outcome.note?.trim() ? ` The user says: ${outcome.note.trim()}` : "";
    return `The user did not let this command run: don't run it in another way.${note}`;
  }
  const output = ends(outcome.output.trimEnd(), MAX_RESULT_CHARS - NOTE_CHARS);
  const isFailedInSandbox = outcome.kind === "ended" && outcome.isSandboxed && outcome.exitCode !== 0;
  const lines = [
    headOf(outcome),
    ...(isFailedInSandbox ? ["It ran without a network, and could write in the workspace only."] : []),
    "Output:",
    output || "[none]",
  ];
  return lines.join("\n");
}

function headOf(outcome: Exclude<Ran, { kind: "refused" }>): string {
  const time = duration(outcome.ms);
  switch (outcome.kind) {
    case "ended":
      return `Exit code: ${outcome.exitCode ?? "unknown"}\nWall time: ${time}`;
    case "stopped":
      return `The user stopped the command after ${time}.`;
    case "timedOut":
      return `The command was ended: it had not come to its end after ${time}.`;
    case "background":
      return `The command goes on in the background after ${time}: don't wait for it.`;
  }
}

function factsOf(command: string, outcome: Ran): StepFacts {
  const isEnded = outcome.kind === "ended";
  return {
    kind: "ran",
    command,
    state: outcome.kind,
    ms: outcome.kind === "refused" ? 0 : outcome.ms,
    isSandboxed: isEnded && outcome.isSandboxed,
    ...(isEnded && outcome.exitCode !== undefined ? { exitCode: outcome.exitCode } : {}),
  };
}
