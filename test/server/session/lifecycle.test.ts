import assert from "node:assert/strict";
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import {
  createProtocolConnection,
  ExitNotification,
  InitializeRequest,
  IPCMessageReader,
  IPCMessageWriter,
  ShutdownRequest,
} from "vscode-languageserver/node";
import { isProcessAlive } from "../../../common/process-identity.ts";
import { SUGGESTION_ACCEPTED_COMMAND } from "../../../language-server/protocol/completion.ts";
import { SERVER } from "../support/client.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

describe("the server's life", () => {
  it("says what it can do", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server();
    assert.deepEqual(server.result?.capabilities, {
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: 2 },
      notebookDocumentSync: { notebookSelector: [{ notebook: "*" }] },
      inlineCompletionProvider: true,
      codeActionProvider: { codeActionKinds: ["quickfix", "refactor.rewrite"], resolveProvider: true },
      executeCommandProvider: { commands: [SUGGESTION_ACCEPTED_COMMAND] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    });
  });

  it("ends with code 0 after shutdown and exit, with 1 after exit alone", async () => {
    await using workplace = await Workplace.create();
    const polite = await workplace.server();
    assert.equal(await polite.end(), 0);
    const abrupt = await workplace.server();
    await abrupt.connection.sendNotification(ExitNotification.type);
    assert.equal(await abrupt.exited(), 1);
  });

  it("refuses a second initialize and stays up", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server();
    await assert.rejects(
      server.connection.sendRequest(InitializeRequest.type, {
        processId: null,
        rootUri: null,
        capabilities: {},
      }),
      /initialized already/,
    );
    await server.state("none");
  });

  it("ends when its client's pipes close, and the engine after it", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server();
    await server.state("none");
    const engine = await workplace.enginePid();
    server.process.stdin?.end();
    assert.equal(await server.exited(), 1);
    await until("the engine is gone", () => !isProcessAlive(engine) || undefined);
  });

  it("leaves no engine behind when it is killed", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server();
    await server.state("none");
    const engine = await workplace.enginePid();
    server.kill();
    assert.equal(await server.exited(), "SIGKILL");
    await until("the engine is gone", () => !isProcessAlive(engine) || undefined);
  });

  it("ends when the process that started it is killed, over stdio and over node-ipc", async () => {
    await using workplace = await Workplace.create();
    for (const transport of ["--stdio", "--node-ipc"]) {
      // The parent tells the server's process id, then waits to be killed.
      const parent = fork(
        fileURLToPath(new URL("../support/parent.ts", import.meta.url)),
        [SERVER, transport],
        {
          env: { ...process.env, OSSICLE_RUNTIME_DIR: workplace.path("run") },
        },
      );
      const [server] = (await once(parent, "message")) as [number];
      assert.ok(isProcessAlive(server));
      parent.kill("SIGKILL");
      await until(
        `the server of a killed parent ends (${transport})`,
        () => !isProcessAlive(server) || undefined,
      );
    }
  });

  it("serves over node-ipc", async () => {
    await using workplace = await Workplace.create();
    const child = fork(SERVER, ["--node-ipc"], {
      env: {
        ...process.env,
        OSSICLE_RUNTIME_DIR: workplace.path("run"),
      },
    });
    const connection = createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    connection.listen();
    const { capabilities } = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
    });
    assert.equal(capabilities.inlineCompletionProvider, true);
    await connection.sendRequest(ShutdownRequest.type);
    await connection.sendNotification(ExitNotification.type);
    const [code] = await once(child, "exit");
    assert.equal(code, 0);
  });

  it("says how it is started when no transport is named", async () => {
    const child = spawn(process.execPath, [SERVER], { stdio: ["ignore", "ignore", "pipe"] });
    let message = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      message += text;
    });
    const [code] = await once(child, "close");
    assert.equal(code, 2);
    assert.match(message, /--stdio/);
  });
});
