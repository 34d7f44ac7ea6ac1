import assert from "node:assert/strict";
import { TextSearcher } from "../../../../../language-server/context/index/text-search.ts";
import type { WorkspaceTree } from "../../../../../language-server/context/index/workspace-tree.ts";
import { SecretFiles } from "../../../../../language-server/context/secret-files.ts";

const ROOT = "file:///w";

/** Files in one folder. */
class PlayedFiles implements WorkspaceTree {
  readonly texts = new Map<string, { text: string; modified: number }>();
  reads: string[] = [];

  write(name: string, text: string, modified = 1): void {
    this.texts.set(`${ROOT}/${name}`, { text, modified });
  }

  async readText(uri: string) {
    if (!uri.endsWith("ignore")) this.reads.push(uri.slice(ROOT.length + 1));
    return this.texts.get(uri)?.text ?? null;
  }

  async realUri() {
    return undefined;
  }

  async list() {
    return [...this.texts.keys()].map((uri) => ({ name: uri.slice(ROOT.length + 1), kind: "file" as const }));
  }

  async state(uri: string) {
    const file = this.texts.get(uri);
    return file && { bytes: file.text.length, modified: file.modified, isFolder: false };
  }
}

describe("a search in texts", () => {
  let files: PlayedFiles;
  let searcher: TextSearcher;
  const find = async (query: string, maxLines = 50) =>
    searcher.find({ query, folders: [ROOT], maxLines }, new AbortController().signal);

  beforeEach(() => {
    files = new PlayedFiles();
    const secrets = new SecretFiles({ files, workspaceFolders: () => [ROOT], now: () => 0 });
    searcher = new TextSearcher({ tree: files, secrets, now: () => 0 });
    files.write("a.ts", "one\ntwo retry\n");
    files.write("b.ts", "retry\n");
  });

  it("reads again only what has changed", async () => {
    assert.deepEqual((await find("retry")).lines, [
      { uri: `${ROOT}/a.ts`, line: 2, text: "two retry" },
      { uri: `${ROOT}/b.ts`, line: 1, text: "retry" },
    ]);
    files.reads = [];
    files.write("b.ts", "again\n", 2);
    assert.deepEqual((await find("again")).lines, [{ uri: `${ROOT}/b.ts`, line: 1, text: "again" }]);
    assert.deepEqual(files.reads, ["b.ts"]);
  });

  it("finds what an editor shows in place of what the disk has", async () => {
    searcher.setOpen(`${ROOT}/b.ts`, "typed\n");
    assert.equal((await find("typed")).files, 1);
    assert.equal((await find("retry")).files, 1);
    searcher.setOpen(`${ROOT}/b.ts`, null);
    assert.equal((await find("retry")).files, 2);
  });

  it("leaves out what is secret, ignored, binary, minified or a lock file, unless it is the file that is named", async () => {
    files.write(".env", "retry\n");
    files.write(".gitignore", "*.gen.ts\n");
    files.write("a.gen.ts", "retry\n");
    files.write("data.json", "\0retry\n");
    files.write("wide.js", `${"x".repeat(9_000)}retry`);
    files.write("package-lock.json", "retry\n");
    assert.equal((await find("retry")).files, 2);
    const question = { query: "retry", folders: [], file: `${ROOT}/package-lock.json`, maxLines: 5 };
    assert.equal((await searcher.find(question, new AbortController().signal)).matches, 1);
  });

  it("counts what it doesn't show, and shows other files before more of the same", async () => {
    files.write("0.ts", "retry\n".repeat(100));
    const found = await find("retry", 21);
    assert.deepEqual([found.matches, found.files, found.lines.length], [102, 3, 21]);
    assert(found.lines.some(({ uri }) => uri.endsWith("a.ts")));
  });

  it("shows a long line around what was found", async () => {
    files.write("0.ts", `${"x".repeat(800)}retry${"y".repeat(800)}\n${"\n".repeat(10)}`);
    const line = (await find("retry")).lines.find(({ uri }) => uri.endsWith("0.ts"));
    assert.match(line?.text ?? "", /^…x{100}retryy+…$/);
  });

  it("says which files have it in their path", async () => {
    assert.deepEqual((await find("B.TS")).paths, [`${ROOT}/b.ts`]);
  });

  it("ends when it is stopped", async () => {
    await assert.rejects(
      searcher.find(
        { query: "retry", folders: [ROOT], maxLines: 1 },
        AbortSignal.abort(new Error("stopped")),
      ),
      /stopped/,
    );
  });
});
