import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { commands, extensions, window } from "vscode";
import { within } from "../workbench/until.ts";
import { closeEverything } from "./person.ts";

const EXTENSION = "ossicle.ossicle";
/** The runner shows what is written to the console behind this. */
const NOTE = "[note]";
const TIMEOUT_MS = 10_000;

/**
 * What the activation took, in milliseconds, as VS Code has recorded it: a table of its page "Startup Performance". The
 * times of the process itself would count what other extensions do meanwhile.
 */
function recorded(): Promise<{ load: number; call: number; finish: number } | undefined> {
  return within(TIMEOUT_MS, async () => {
    await commands.executeCommand("perfview.show");
    const row = window.activeTextEditor?.document
      .getText()
      .split("\n")
      .find((line) => line.startsWith(`| ${EXTENSION} `));
    const [, , , load, call, finish] = row?.split("|").map((cell) => cell.trim()) ?? [];
    const times = { load: Number(load), call: Number(call), finish: Number(finish) };
    return Object.values(times).every(Number.isFinite) ? times : undefined;
  });
}

describe("editor: activation", () => {
  after(closeEverything);

  it("activates", async () => {
    const extension = extensions.getExtension(EXTENSION);
    assert.ok(extension, "VS Code knows the extension");
    await extension.activate();
    assert.ok(extension.isActive);
    const times = await recorded();
    if (!times) return console.log(`${NOTE} VS Code doesn't tell how long the activation of Ossicle took.`);
    const { load, call, finish } = times;
    console.log(
      `${NOTE} Ossicle was activated in ${load + call + finish} ms: ${load} until its code was loaded, with messages and other extensions between, ${call} in its own activate, ${finish} until it had ended (goal: under 50 on a quiet machine).`,
    );
  });

  it("has the commands that its manifest declares", async () => {
    const declared: { command: string }[] =
      extensions.getExtension(EXTENSION)?.packageJSON.contributes.commands ?? [];
    assert.ok(declared.length > 0);
    const known = new Set(await commands.getCommands(true));
    assert.deepEqual(
      declared.map(({ command }) => command).filter((command) => !known.has(command)),
      [],
    );
  });

  it("loads no native code of the engine in the extension host", () => {
    const scripts = Object.keys(createRequire(__filename).cache);
    const { sharedObjects } = process.report.getReport() as { sharedObjects: string[] };
    assert.ok(sharedObjects.length > 0, "the process tells its native libraries");
    assert.deepEqual(
      [...scripts, ...sharedObjects].filter((file) => /node-llama-cpp|libllama|libggml/.test(file)),
      [],
    );
  });
});
