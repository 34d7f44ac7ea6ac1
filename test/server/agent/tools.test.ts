/** The agent's tools over the wire: what the server reads itself, in its index's thread, and through the client. */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import type { AgentHost } from "../../../language-server/features/agent/host.ts";
import type { ExecParams, FileChange, StepFacts } from "../../../language-server/protocol/agent.ts";
import {
  WorkspaceListRequest,
  WorkspaceReadRequest,
  WorkspaceStateRequest,
} from "../../../language-server/protocol/workspace.ts";
import { AgentClient } from "../support/agent-client.ts";
import { answerStream, callStream, type PlayedCall } from "../support/agent-streams.ts";
import { user } from "../support/chat-client.ts";
import { CAPABILITIES, type ServerProcess } from "../support/client.ts";
import { TestEngine } from "../support/test-engine.ts";
import { Workplace } from "../support/workplace.ts";

describe("the agent's tools over the wire", () => {
  let workplace: Workplace;
  let engine: TestEngine;

  before(async () => {
    workplace = await Workplace.create();
    engine = await TestEngine.start(workplace.path("run"));
  });

  after(async () => {
    await engine?.[Symbol.asyncDispose]();
    await workplace?.[Symbol.asyncDispose]();
  });

  /** What the calls of one run led to, in order. */
  async function results(
    server: ServerProcess,
    calls: readonly PlayedCall[],
    host: Partial<AgentHost> = {},
  ): Promise<{ result: string; facts: StepFacts }[]> {
    using agent = new AgentClient(server, host);
    engine.streams = [...calls.map((call) => callStream(call)), answerStream("Done.")];
    const ran = await agent.run([user("Do it.")]);
    assert.equal(ran.answer, "Done.");
    return ran.events.flatMap((event) => (event.kind === "result" ? [event] : []));
  }

  it("read the disk and open editors, and ask the client for changes and commands", async () => {
    await mkdir(workplace.path("project/src"), { recursive: true });
    await workplace.write("project/src/retry.ts", "export const maxRetries = 3;\n");
    await workplace.write("project/src/client.ts", "// nothing\n");
    await workplace.write("project/.env", "maxRetries=9\n");
    const server = await workplace.server({
      workspaceFolder: workplace.path("project"),
      settings: { model: { path: "/test.gguf" } },
    });
    await server.state("ready");
    const clientUri = workplace.uri("project/src/client.ts");
    await server.open(clientUri, "import { maxRetries } from './retry';\n");
    const changes: FileChange[] = [];
    const commands: ExecParams[] = [];
    const patch = [
      "*** Begin Patch",
      "*** Update File: src/client.ts",
      "@@",
      "-import { maxRetries } from './retry';",
      "+import { maxRetries } from './retry.ts';",
      "*** End Patch",
    ].join("\n");
    const [found, opened, tree, applied, ran] = await results(
      server,
      [
        { name: "repo_browser.search", arguments: { path: "", query: "maxRetries" } },
        { name: "repo_browser.open_file", arguments: { path: "src/client.ts" } },
        { name: "repo_browser.print_tree", arguments: { path: "", depth: 2 } },
        { name: "repo_browser.apply_patch", arguments: { patch } },
        { name: "container.exec", arguments: { command: ["bash", "-lc", "npm test"], workdir: "src" } },
      ],
      {
        apply: async (params) => {
          changes.push(...params.changes);
          return { kind: "applied", problems: [] };
        },
        exec: async (params) => {
          commands.push(params);
          return { kind: "ended", exitCode: 0, output: "ok\n", ms: 1_200, isSandboxed: true };
        },
      },
    );
    assert.deepEqual(found?.result.split("\n").toSorted(), [
      "src/client.ts:1:import { maxRetries } from './retry';",
      "src/retry.ts:1:export const maxRetries = 3;",
    ]);
    assert.equal(opened?.result, "import { maxRetries } from './retry';");
    assert.match(tree?.result ?? "", /^ {2}src\/\n {4}client\.ts\n {4}retry\.ts$/m);
    assert.match(applied?.result ?? "", /^Success.*\nM src\/client\.ts\n/);
    assert.deepEqual(changes, [
      {
        kind: "changed",
        path: "src/client.ts",
        uri: clientUri,
        before: "import { maxRetries } from './retry';\n",
        text: "import { maxRetries } from './retry.ts';\n",
      },
    ]);
    assert.match(ran?.result ?? "", /^Exit code: 0\n/);
    assert.equal(commands[0]?.folder, workplace.uri("project/src"));
    await server.end();
  });

  it("read a workspace that only the client can read", async () => {
    const root = "vscode-remote://ssh-remote%2Bbuild.example/home/me/project";
    const texts = new Map([
      ["src/retry.ts", "export const maxRetries = 3;\n"],
      [".env", "maxRetries=9\n"],
    ]);
    const server = await workplace.server({
      workspaceUri: root,
      capabilities: { ...CAPABILITIES, experimental: { ossicleFiles: true } },
      settings: { model: { path: "/test.gguf" } },
    });
    const pathOf = (uri: string) => decodeURIComponent(uri.slice(root.length + 1));
    server.connection.onRequest(WorkspaceReadRequest, ({ uri }) => ({
      text: texts.get(pathOf(uri)) ?? null,
    }));
    server.connection.onRequest(WorkspaceListRequest, ({ uri }) => {
      const entries = { "": [".env", "src"], src: ["retry.ts"] }[pathOf(uri)] ?? [];
      return { entries: entries.map((name) => ({ name, kind: name === "src" ? "folder" : "file" })) };
    });
    server.connection.onRequest(WorkspaceStateRequest, ({ uri }) => {
      const path = pathOf(uri);
      const isFolder = path === "" || path === "src";
      const bytes = texts.get(path)?.length;
      return { state: isFolder || bytes ? { bytes: bytes ?? 0, modified: 1, isFolder } : null };
    });
    await server.state("ready");
    const [found, opened, secret] = await results(server, [
      { name: "repo_browser.search", arguments: { path: "", query: "maxRetries" } },
      { name: "repo_browser.open_file", arguments: { path: "src/retry.ts" } },
      { name: "repo_browser.open_file", arguments: { path: ".env" } },
    ]);
    assert.equal(found?.result, "src/retry.ts:1:export const maxRetries = 3;");
    assert.equal(opened?.result, "export const maxRetries = 3;");
    assert.match(secret?.result ?? "", /secrets/);
    await server.end();
  });
});
