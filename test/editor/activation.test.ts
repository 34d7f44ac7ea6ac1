import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { commands, extensions } from "vscode";

const EXTENSION = "ossicle.ossicle";
/** The runner shows what is written to the console behind this. */
const NOTE = "[note]";

describe("editor: activation", () => {
  it("activates", async () => {
    const extension = extensions.getExtension(EXTENSION);
    assert.ok(extension, "VS Code knows the extension");
    const early = extension.isActive;
    const start = performance.now();
    const cpuBefore = process.cpuUsage();
    await extension.activate();
    const { user, system } = process.cpuUsage(cpuBefore);
    const wall = Math.round(performance.now() - start);
    const cpu = Math.round((user + system) / 1_000);
    const took = early
      ? "before the suite"
      : `in ${wall} ms, with ${cpu} ms of the extension host's CPU time (goal: under 50)`;
    console.log(`${NOTE} Ossicle was activated ${took}.`);
    assert.ok(extension.isActive);
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
