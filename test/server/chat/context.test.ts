import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { CancellationTokenSource, DidChangeWatchedFilesNotification } from "vscode-languageserver/node";
import {
  ContextExcludedRequest,
  ContextSearchRequest,
  ContextSymbolsRequest,
} from "../../../language-server/protocol/context.ts";
import { EngineStatsRequest } from "../../../language-server/protocol/status.ts";
import type { ServerProcess } from "../support/client.ts";
import { Workplace } from "../support/workplace.ts";

const INVALID_PARAMS = -32602;
const REQUEST_CANCELLED = -32800;
const RETRY =
  "/** Tries again, later each time. */\nexport function retryDownload(url) {\n  return backoff(url);\n}\n";

describe("looking for context in the workspace", () => {
  let workplace: Workplace;
  let server: ServerProcess;

  before(async () => {
    workplace = await Workplace.create();
    for (const [name, text] of Object.entries({
      ".gitignore": "build/\n",
      "src/net/retry.ts": RETRY,
      "src/canvas.ts": "export class Canvas {\n  paint() {\n    this.draw();\n  }\n}\n",
      ".env": "retryDownload=secret\n",
      "secrets.json": '{ "retryDownload": "secret" }\n',
      "build/out.js": RETRY,
      "node_modules/x/index.js": RETRY,
    }))
      await write(name, text);
    server = await workplace.server({ settings: {} });
    await server.state("none");
  });
  after(() => workplace[Symbol.asyncDispose]());

  async function write(name: string, text: string): Promise<void> {
    await mkdir(dirname(workplace.path(name)), { recursive: true });
    await writeFile(workplace.path(name), text);
  }

  async function search(query: string): Promise<string[]> {
    const { items } = await server.connection.sendRequest(ContextSearchRequest, { query });
    return items.map(({ title }) => title);
  }

  it("finds the pieces that fit, none that is secret or ignored", async () => {
    const { items } = await server.connection.sendRequest(ContextSearchRequest, {
      query: "How are downloads retried?",
    });
    assert.deepEqual(items, [
      {
        kind: "codebase",
        title: "src/net/retry.ts",
        uri: workplace.uri("src/net/retry.ts"),
        range: { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } },
        text: RETRY.trimEnd(),
      },
    ]);
    assert.match(server.log.join("\n"), /index holds all \d+ files/);
  });

  it("finds a changed file by what it says now: on the disk, and in the editor", async () => {
    assert.deepEqual(await search("harbour"), []);
    await write("src/canvas.ts", "export const harbour = 1;\n");
    await server.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [] });
    assert.deepEqual(await search("harbour"), ["src/canvas.ts"]);

    const uri = workplace.uri("src/canvas.ts");
    await server.open(uri, "export const lighthouse = 1;\n");
    assert.deepEqual(await search("lighthouse"), ["src/canvas.ts"]);
    assert.deepEqual(await search("harbour"), []);
    await server.change(uri, { text: "export const beacon = 1;\n" });
    assert.deepEqual(await search("beacon"), ["src/canvas.ts"]);
    await server.close(uri);
    assert.deepEqual(await search("harbour"), ["src/canvas.ts"]);
  });

  it("leaves out what is ignored from now on", async () => {
    await write("other/pier.ts", "export const pier = 1;\n");
    await server.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [] });
    assert.deepEqual(await search("pier"), ["other/pier.ts"]);
    await write(".ossicleignore", "other/\n");
    await server.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [] });
    assert.deepEqual(await search("pier"), []);
  });

  it("finds declarations by their names", async () => {
    const { symbols } = await server.connection.sendRequest(ContextSymbolsRequest, {
      query: "retrydown",
      limit: 10,
    });
    assert.deepEqual(symbols, [
      {
        name: "retryDownload",
        kind: "function",
        uri: workplace.uri("src/net/retry.ts"),
        range: { start: { line: 1, character: 0 }, end: { line: 4, character: 0 } },
      },
    ]);
  });

  it("refuses what makes no sense, and goes on", async () => {
    for (const params of [undefined, {}, { query: 1 }, [1]])
      await assert.rejects(server.connection.sendRequest(ContextSearchRequest.method, params), {
        code: INVALID_PARAMS,
      });
    for (const limit of [0, -1, 1.5, 1_000, "1"])
      await assert.rejects(
        server.connection.sendRequest(ContextSymbolsRequest.method, { query: "a", limit }),
        {
          code: INVALID_PARAMS,
        },
      );
    assert.deepEqual(await search("retry"), ["src/net/retry.ts"]);
  });

  it("answers everything else at once while a large workspace is read, and a cancel, too", async () => {
    const body = Array.from({ length: 400 }, (_, at) => `export function name${at}() { return value${at}; }`);
    for (let at = 0; at < 600; at++) await write(`many/${at % 20}/f${at}.ts`, `${body.join("\n")}\n// ${at}`);
    await server.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [] });
    const source = new CancellationTokenSource();
    const searching = server.connection.sendRequest(ContextSearchRequest, { query: "retry" }, source.token);
    let isRead = false;
    const read = () => {
      isRead = true;
    };
    searching.then(read, read);
    // However slow the machine is: were they answered between large pieces of work, all would be read before the last.
    for (let asked = 0; asked < 20; asked++) await server.connection.sendRequest(EngineStatsRequest, {});
    assert.ok(!isRead, "it is still being read");
    source.cancel();
    await assert.rejects(searching, { code: REQUEST_CANCELLED });
    assert.deepEqual(await search("retry download"), ["src/net/retry.ts"]);
  });
});

describe("looking for context in a package of a repository", () => {
  let workplace: Workplace;
  let server: ServerProcess;

  before(async () => {
    workplace = await Workplace.create();
    for (const [name, text] of Object.entries({
      // The user's own: the workplace has a home folder.
      "home/XDG_CONFIG_HOME/git/ignore": "globally.*\n",
      "repo/.git/HEAD": "ref: refs/heads/main\n",
      "repo/.git/info/exclude": "excluded.*\n",
      "repo/.gitignore": "above/\n",
      "elsewhere/outside.ts": RETRY,
    }))
      await write(name, text);
    for (const name of ["src/retry.ts", "above/a.ts", "excluded.ts", "globally.ts", "src/secrets.ts"])
      await write(`repo/pkg/${name}`, RETRY);
    for (const name of [
      ".token",
      "my-secrets.json",
      "password.txt",
      "secrets.php",
      "secrets.sh",
      "notes.env~",
    ])
      await write(`repo/pkg/${name}`, "retryDownload = secret\n");
    await symlink(workplace.path("elsewhere/outside.ts"), workplace.path("repo/pkg/link.ts"));
    await symlink(workplace.path("repo/pkg/.token"), workplace.path("repo/pkg/notes.txt"));
    server = await workplace.server({ settings: {}, workspaceFolder: workplace.path("repo/pkg") });
    await server.state("none");
  });
  after(() => workplace[Symbol.asyncDispose]());

  async function write(name: string, text: string): Promise<void> {
    await mkdir(dirname(workplace.path(name)), { recursive: true });
    await writeFile(workplace.path(name), text);
  }

  it("finds what git doesn't ignore, and nothing that is named as a secret", async () => {
    const query = "retryDownload secret token password";
    const { items } = await server.connection.sendRequest(ContextSearchRequest, { query });
    assert.deepEqual(items.map(({ title }) => title).toSorted(), ["src/retry.ts", "src/secrets.ts"]);
  });

  it("says why a file isn't attached by itself", async () => {
    const uris = [
      "above/a.ts",
      "excluded.ts",
      "globally.ts",
      "secrets.sh",
      "notes.txt",
      "link.ts",
      "src/retry.ts",
    ];
    const { reasons } = await server.connection.sendRequest(ContextExcludedRequest, {
      uris: uris.map((name) => workplace.uri(`repo/pkg/${name}`)),
    });
    assert.deepEqual(reasons, [
      "a.ts is excluded by ../.gitignore.",
      "excluded.ts is excluded by .git/info/exclude.",
      `globally.ts is excluded by ${workplace.path("home/XDG_CONFIG_HOME/git/ignore")}.`,
      "secrets.sh may contain secrets, judging by its name.",
      ".token may contain secrets, judging by its name.",
      "link.ts is a link to a file outside of the workspace.",
      null,
    ]);
  });
});
