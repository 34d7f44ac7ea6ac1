/** A workspace that the client alone can read, as on another machine. */
import assert from "node:assert/strict";
import { DidChangeWatchedFilesNotification } from "vscode-languageserver/node";
import {
  ContextExcludedRequest,
  ContextSearchRequest,
  ContextSymbolsRequest,
} from "../../../language-server/protocol/context.ts";
import {
  WorkspaceListRequest,
  WorkspaceReadRequest,
  WorkspaceStateRequest,
} from "../../../language-server/protocol/workspace.ts";
import { scriptedFixture } from "../../../tools/fixtures/cache.ts";
import { CAPABILITIES, type ServerProcess } from "../support/client.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

const ROOT = "vscode-remote://ssh-remote%2Bbuild.example/home/person/project";
const TEXT = "const answer = req\n";
const AT = { line: 0, character: 18 };
const RETRY = "export function retryDownload(url) {\n  return backoff(url);\n}\n";

/** The other machine's files, by their paths in the workspace. */
class Remote {
  readonly files: Map<string, string>;
  readonly asked: string[] = [];
  cancelled = 0;
  /** What is asked of these never gets an answer. */
  readonly silent = new Set<string>();
  readonly broken = new Set<string>();

  constructor(files: Record<string, string>) {
    this.files = new Map(Object.entries(files));
  }

  serve({ connection }: ServerProcess): void {
    connection.onRequest(WorkspaceReadRequest, async ({ uri }, token) => {
      const path = this.#path(uri);
      this.asked.push(path);
      if (this.broken.has(path)) throw new Error("the connection to build.example is lost");
      token.onCancellationRequested(() => this.cancelled++);
      if (this.silent.has(path)) await new Promise(() => {});
      return { text: this.files.get(path) ?? null };
    });
    connection.onRequest(WorkspaceListRequest, ({ uri }) => {
      const folder = this.#path(uri);
      const names = new Map<string, "file" | "folder">();
      for (const path of this.files.keys()) {
        if (folder !== "" && !path.startsWith(`${folder}/`)) continue;
        const [name = "", ...rest] = path.slice(folder === "" ? 0 : folder.length + 1).split("/");
        names.set(name, rest.length > 0 ? "folder" : "file");
      }
      return { entries: [...names].map(([name, kind]) => ({ name, kind })) };
    });
    connection.onRequest(WorkspaceStateRequest, ({ uri }) => {
      const text = this.files.get(this.#path(uri));
      return {
        state: text === undefined ? null : { bytes: text.length, modified: text.length, isFolder: false },
      };
    });
  }

  #path(uri: string): string {
    assert.ok(uri.startsWith(ROOT), uri);
    return decodeURIComponent(uri.slice(ROOT.length + 1));
  }
}

const at = (path: string) => `${ROOT}/${path}`;

describe("a workspace that only the client can read", () => {
  let workplace: Workplace;
  let server: ServerProcess;
  let remote: Remote;
  let settings: object;
  const opened = new Set<string>();

  before(async () => {
    const model = await scriptedFixture({
      sequences: [[{ text: " =" }, { text: " request.body;\n```" }]],
    });
    workplace = await Workplace.create();
    settings = { model: { path: model }, engine: { threads: 1, gpu: false } };
  });
  after(() => workplace[Symbol.asyncDispose]());
  beforeEach(async () => {
    remote = new Remote({
      ".gitignore": "private/\n*.local\n",
      "src/.ossicleignore": "hidden.ts\n",
      "src/hidden.ts": RETRY,
      "src/net/retry.ts": RETRY,
      "private/retry.ts": RETRY,
      ".env": "retryDownload=secret\n",
      "src/ein Gruß.ts": "export const harbour = 1;\n",
    });
    server = await workplace.server({
      settings,
      workspaceUri: ROOT,
      capabilities: { ...CAPABILITIES, experimental: { ossicleFiles: true } },
    });
    remote.serve(server);
    await server.state("ready");
  });
  afterEach(async () => {
    opened.clear();
    await server.end();
  });

  async function open(path: string): Promise<string> {
    if (!opened.has(path)) await server.open(at(path), TEXT);
    opened.add(path);
    return at(path);
  }

  async function reasonFor(path: string): Promise<string> {
    await open(path);
    assert.equal(await server.suggest(at(path), AT), null);
    return (await server.last()).whyNone ?? "";
  }

  async function search(query: string): Promise<string[]> {
    const { items } = await server.connection.sendRequest(ContextSearchRequest, { query });
    return items.map(({ title }) => title);
  }

  it("gets suggestions, but not in a file that its ignore files name", async () => {
    await open("src/open.ts");
    assert.equal((await server.suggest(at("src/open.ts"), AT))?.insertText, "uest.body;");
    assert.match(await reasonFor("private/key.ts"), /key\.ts is excluded by .*\.gitignore/);
    assert.match(await reasonFor("src/hidden.ts"), /hidden\.ts is excluded by src\/\.ossicleignore/);
    assert.match(await reasonFor(".env"), /secrets/);
    const { reasons } = await server.connection.sendRequest(ContextExcludedRequest, {
      uris: [at("settings.local"), at("src/net/retry.ts")],
    });
    assert.match(reasons[0] ?? "", /\.gitignore/);
    assert.equal(reasons[1], null);
  });

  it("is searched, without what is secret or ignored", async () => {
    const { items } = await server.connection.sendRequest(ContextSearchRequest, {
      query: "How are downloads retried?",
    });
    assert.deepEqual(
      items.map(({ title, uri, text }) => ({ title, uri, text })),
      [{ title: "src/net/retry.ts", uri: at("src/net/retry.ts"), text: RETRY.trimEnd() }],
    );
    const { symbols } = await server.connection.sendRequest(ContextSymbolsRequest, {
      query: "retrydown",
      limit: 10,
    });
    assert.deepEqual(
      symbols.map(({ uri }) => uri),
      [at("src/net/retry.ts")],
    );
    assert.deepEqual(await search("harbour"), ["src/ein Gruß.ts"]);
    assert.deepEqual(
      remote.asked.filter((path) => /^private\/|hidden|\.env$/.test(path) && !path.endsWith("ignore")),
      [],
      "nobody reads what is not to be shown",
    );
  });

  it("is searched as it is now", async () => {
    assert.deepEqual(await search("lighthouse"), []);
    remote.files.set("src/net/retry.ts", "export const lighthouse = 1;\n");
    await server.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [] });
    assert.deepEqual(await search("lighthouse"), ["src/net/retry.ts"]);
  });

  it("gets no suggestion while its ignore files can't be read, and says so", async () => {
    remote.broken.add(".gitignore");
    assert.match(await reasonFor("src/open.ts"), /ignore files .* couldn't be read/);
    remote.broken.clear();
    assert.ok(await server.suggest(at("src/open.ts"), AT));
  });

  it("gives up on a client that never answers, and cancels what it asked for", async () => {
    remote.silent.add(".gitignore");
    assert.match(await reasonFor("src/open.ts"), /couldn't be read: the editor didn't provide it in time/);
    await until("the client's work is cancelled", () => remote.cancelled > 0 || undefined);
  });

  it("takes no answer that makes no sense", async () => {
    const wrong: [string, unknown[]][] = [
      [WorkspaceReadRequest.method, [null, {}, { text: 1 }, { text: "x".repeat(1_000_001) }]],
      [
        WorkspaceListRequest.method,
        [null, { entries: [{ name: "../up", kind: "file" }] }, { entries: "all" }],
      ],
      [
        WorkspaceStateRequest.method,
        [null, { state: { bytes: "1", modified: 0, isFolder: false } }, { state: 7 }],
      ],
    ];
    for (const [method, answers] of wrong)
      for (const answer of answers) {
        remote.serve(server);
        server.connection.onRequest(method, () => answer);
        await server.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [] });
        if (method === WorkspaceReadRequest.method)
          assert.match(await reasonFor("src/open.ts"), /couldn't be read: the editor's answer was invalid/);
        else assert.deepEqual(await search("How are downloads retried?"), [], JSON.stringify(answer));
      }
    remote.serve(server);
    await server.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [] });
    assert.deepEqual(await search("How are downloads retried?"), ["src/net/retry.ts"]);
  });

  it("is not asked of a client that hands out no files", async () => {
    await using other = await Workplace.create();
    const plain = await other.server({ settings: {}, workspaceUri: ROOT });
    remote.serve(plain);
    await plain.state("none");
    assert.deepEqual(
      (await plain.connection.sendRequest(ContextSearchRequest, { query: "retry" })).items,
      [],
    );
    assert.deepEqual(remote.asked, []);
  });
});
