import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigurationTarget, commands, workspace } from "vscode";
import { ADDITION, FUNCTION_HEAD } from "../workbench/script.ts";
import { until } from "../workbench/until.ts";
import { askAndAccept, CURSOR, closeEverything, openFile } from "./person.ts";
import { enginePid, serverPid } from "./processes.ts";

const TEXT = `${FUNCTION_HEAD}  return`;

async function works(name: string): Promise<void> {
  const editor = await openFile(name, `${TEXT}${CURSOR}`);
  assert.equal(await askAndAccept(editor), `${TEXT}${ADDITION}\n}`);
}

describe("editor: recovery", () => {
  beforeEach(() => works("before.ts"));
  afterEach(closeEverything);

  it("suggests again after the language server was killed", async () => {
    const killed = await until("there is a server", serverPid);
    process.kill(killed, "SIGKILL");
    await until("another server runs", () => {
      const pid = serverPid();
      return pid === undefined || pid === killed ? undefined : pid;
    });
    await works("server.ts");
  });

  it("suggests again after the engine was killed", async () => {
    const killed = await until("there is an engine", enginePid);
    process.kill(killed, "SIGKILL");
    await until("another engine runs", () => {
      const pid = enginePid();
      return pid === undefined || pid === killed ? undefined : pid;
    });
    await works("engine.ts");
  });

  it("suggests again after a model file that can't be used gave way to a good one", async () => {
    const settings = workspace.getConfiguration("ossicle");
    const good = settings.get<string>("model.path", "");
    const bad = join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? "", "bad.gguf");
    await writeFile(bad, "This is no model.");
    await settings.update("model.path", bad, ConfigurationTarget.Global);
    // The one that is loaded stays in use, so that the window shows nothing of it.
    const log = join(process.env.OSSICLE_RUNTIME_DIR ?? "", "engine-2.log");
    await until(
      "it is refused",
      async () => (await readFile(log, "utf8")).includes("bad.gguf is not a GGUF file") || undefined,
    );
    await settings.update("model.path", good, ConfigurationTarget.Global);
    await works("model.ts");
  });

  it("restarts the language server by command", async () => {
    const before = await until("there is a server", serverPid);
    await commands.executeCommand("ossicle.restartServer");
    await until("another server runs", () => (serverPid() === before ? undefined : serverPid()));
    await works("restart.ts");
  });
});
