/** `@ossicle` in VS Code's own chat. What it looks like is for the ui tests. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CancellationError,
  CancellationTokenSource,
  ConfigurationTarget,
  commands,
  LanguageModelTextPart,
  LanguageModelToolResult,
  lm,
  type Terminal,
  Uri,
  window,
  workspace,
} from "vscode";
import { terminalTool } from "../../../src/participant/terminal-tool.ts";
import { readTurn, type TurnRecord } from "../../../src/participant/turn-record.ts";
import { until } from "../../workbench/until.ts";
import { closeEverything } from "../person.ts";
import { useScript } from "./model.ts";
import { AFTER, ANSWERS, BEFORE, FILE } from "./script.ts";

const TIMEOUT_MS = 120_000;

describe("editor: @ossicle in VS Code's chat", function () {
  this.timeout(TIMEOUT_MS);
  const chat = workspace.getConfiguration("chat");
  const path = join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", FILE);

  useScript();
  before(async () => {
    await writeFile(path, BEFORE);
    await chat.update("disableAIFeatures", false, ConfigurationTarget.Global);
  });
  after(async () => {
    await closeEverything();
    await chat.update("disableAIFeatures", true, ConfigurationTarget.Global);
  });

  const newChat = () => commands.executeCommand("workbench.action.chat.newChat");

  const answerTo = (query: string) =>
    commands.executeCommand<{ metadata?: unknown; errorDetails?: { message: string } }>(
      "workbench.action.chat.open",
      { query, blockOnResponse: true },
    );

  /** Asks, and waits for the end of the answer. */
  async function ask(query: string): Promise<TurnRecord> {
    const result = await answerTo(query);
    assert.equal(result.errorDetails, undefined);
    const turn = readTurn(result.metadata);
    assert.ok(turn, JSON.stringify(result));
    return turn;
  }

  it("reads, changes a file under review, and answers; the next question goes on from there", async () => {
    const first = await ask("@ossicle Count on.");
    assert.equal(first.answer.answer, ANSWERS.first);
    const facts = first.answer.steps.map((step) => step.kind === "call" && step.facts?.kind);
    assert.deepEqual(facts, ["read", "edited"]);
    assert.equal(await readFile(path, "utf8"), AFTER);
    const second = await ask("@ossicle What was it before?");
    assert.equal(second.answer.answer, ANSWERS.second);
    assert.equal(second.thread.id, first.thread.id);
    assert.equal(second.answer.steps.length, 0);
  });

  it("takes back what an answer has changed", async () => {
    await newChat();
    await writeFile(path, BEFORE);
    const { thread, answer } = await ask("@ossicle Count on.");
    assert.equal(await readFile(path, "utf8"), AFTER);
    await commands.executeCommand("ossicle.undoAgentChanges", thread.id, answer.id);
    assert.equal(await readFile(path, "utf8"), BEFORE);
  });

  it("explains what the user looks at", async () => {
    await newChat();
    await window.showTextDocument(Uri.file(path));
    const { question, answer } = await ask("@ossicle /explain");
    assert.deepEqual(
      question.attached.map(({ item }) => [item.title, item.text]),
      [[FILE, BEFORE]],
    );
    assert.equal(answer.answer, ANSWERS.explained);
  });

  it("goes on in the side bar's chat, and from there in VS Code's again", async () => {
    await newChat();
    const first = await ask("@ossicle Count on.");
    await commands.executeCommand("ossicle.continueInOssicle", first.answer.id);
    await commands.executeCommand("ossicle.continueInVSCodeChat");
    const { question, answer, thread } = await ask("@ossicle What was it before?");
    assert.equal(answer.answer, ANSWERS.second);
    assert.notEqual(thread.id, first.thread.id);
    assert.ok(
      question.attached.some(({ item }) => item.text.includes(ANSWERS.first)),
      JSON.stringify(question),
    );
  });

  it("says what leads to a model where there is none", async () => {
    await newChat();
    await workspace.getConfiguration("ossicle").update("model.path", "", ConfigurationTarget.Global);
    await until(
      "VS Code knows that there is none",
      async () =>
        (await lm.selectChatModels({ vendor: "ossicle" })).some(({ name }) => name === "Ossicle: no model") ||
        undefined,
    );
    const { errorDetails } = await answerTo("@ossicle Count on.");
    assert.match(errorDetails?.message ?? "", /model/i);
  });
});

describe("editor: VS Code's terminal tool as what runs commands", () => {
  const { signal } = new AbortController();
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const params = (script: string) => ({
    requestId: "run",
    callId: "call",
    command: ["bash", "-lc", script],
    folder: folder?.toString() ?? "",
  });
  const never = () => assert.fail("VS Code asks by itself.");
  let terminal: Terminal | undefined;

  after(() => terminal?.dispose());

  /** The tool as VS Code has it, doing something else. */
  function tool(
    does: (command: string) => Promise<string>,
    request = new CancellationTokenSource(),
    description = "",
  ) {
    const found = terminalTool({
      token: undefined,
      cancellation: request.token,
      limitMs: () => 5_000,
      editor: {
        tools: [{ name: "run_in_terminal", description, inputSchema: {}, tags: [] }],
        invokeTool: async (_name, { input }) => {
          assert.ok("command" in input && typeof input.command === "string");
          return new LanguageModelToolResult([new LanguageModelTextPart(await does(input.command))]);
        },
      },
    });
    assert.ok(found);
    return found;
  }

  it("is none where VS Code has no such tool", () => {
    const editor = { tools: [], invokeTool: never };
    const { token: cancellation } = new CancellationTokenSource();
    assert.equal(terminalTool({ token: undefined, cancellation, limitMs: () => 1, editor }), undefined);
  });

  // Windows' own shells aren't POSIX's.
  (process.platform === "win32" ? it.skip : it)("says by the shell how a command has ended", async () => {
    const inTerminal = async (command: string) => {
      const used = window.createTerminal({ name: "tool", shellPath: "bash" });
      terminal = used;
      const shell = await until("the shell is integrated", () => used.shellIntegration);
      const ended = new Promise<void>((resolve) => {
        const subscription = window.onDidEndTerminalShellExecution((event) => {
          if (event.execution !== execution) return;
          subscription.dispose();
          resolve();
        });
      });
      const execution = shell.executeCommand(command);
      await ended;
      return "said";
    };
    const result = await tool(inTerminal).run(params("(exit 3)"), "", never, signal);
    assert.ok(result.kind === "ended", JSON.stringify(result));
    assert.deepEqual([result.exitCode, result.output], [3, "said"]);
  });

  it("takes the exit code from the tool's words, where the shell says nothing", async () => {
    const says = async () => "one\n\nCommand exited with code 7";
    const result = await tool(says).run(params("x"), "", never, signal);
    assert.ok(result.kind === "ended");
    assert.deepEqual([result.exitCode, result.output], [7, "one"]);
  });

  it("is refused when the user skips the command, and when they stop the question", async () => {
    const skipped = async () =>
      "The user chose to skip the tool call, they want to proceed without running it";
    assert.deepEqual(await tool(skipped).run(params("x"), "", never, signal), { kind: "refused" });
    const cancelled = async () => {
      throw new CancellationError();
    };
    assert.deepEqual(await tool(cancelled).run(params("x"), "", never, signal), { kind: "refused" });
  });

  it("is stopped with the run, and with the request", async () => {
    const run = new AbortController();
    const request = new CancellationTokenSource();
    for (const stop of [() => run.abort(), () => request.cancel()]) {
      const stopped = async () => {
        stop();
        throw new CancellationError();
      };
      const result = await tool(stopped, request).run(params("x"), "", never, run.signal);
      assert.equal(result.kind, "stopped");
    }
  });

  it("has a shell of its own where it would end the one that all share", async () => {
    const ran: string[] = [];
    const says = async (command: string) => {
      ran.push(command);
      return "";
    };
    for (const script of ["echo exited", "echo no; exit 3"])
      await tool(says).run(params(script), "", never, signal);
    const at = `cd ${folder?.fsPath} &&`;
    assert.deepEqual(ran, [`${at} echo exited`, `${at} bash -lc 'echo no; exit 3'`]);
  });

  it("begins in the folder that the command is for", async () => {
    let ran = "";
    const says = async (command: string) => {
      ran = command;
      return "";
    };
    await tool(says).run(params("ls"), "", never, signal);
    assert.equal(ran, `cd ${folder?.fsPath} && ls`);
    // Where Ossicle runs on the user's machine, and the workspace and its terminals are on another one.
    const remote = "vscode-remote://ssh-remote%2Bhost/home/me/project";
    await tool(says).run({ ...params("ls"), folder: remote }, "", never, signal);
    assert.equal(ran, "cd /home/me/project && ls");
  });

  it("is typed for the shell that the tool has", async () => {
    let ran = "";
    const says = async (command: string) => {
      ran = command;
      return "";
    };
    const powerShell = tool(says, undefined, "Runs commands in Windows PowerShell.");
    await powerShell.run(params("ls"), "", never, signal);
    assert.equal(ran, `cd '${folder?.fsPath}'; ls`);
  });

  it("runs nothing in a folder that isn't on this machine, or not in the workspace", async () => {
    for (const [elsewhere, reason] of [
      ["vscode-vfs://github/owner/name", /isn't on this machine/],
      [Uri.file(join(folder?.fsPath ?? "", "..")).toString(), /outside the workspace/],
    ] as const) {
      const ran = () => assert.fail("It ran.");
      const result = await tool(ran).run({ ...params("ls"), folder: elsewhere }, "", never, signal);
      assert.ok(result.kind === "failed");
      assert.match(result.reason, reason);
    }
  });
});
