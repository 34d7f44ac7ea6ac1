import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { DeclarationFinder } from "../../../../../common/declarations/declaration-finder.ts";
import {
  INDEX_BUDGET,
  type IndexBudget,
  WorkspaceIndex,
} from "../../../../../language-server/context/index/workspace-index.ts";
import type { WorkspaceTree } from "../../../../../language-server/context/index/workspace-tree.ts";
import { SecretFiles } from "../../../../../language-server/context/secret-files.ts";
import type { FolderEntry } from "../../../../../language-server/protocol/workspace.ts";
import { readFromPackages } from "../../../common/declarations/grammar-files.ts";

const ROOT = "file:///w";

const never = new AbortController().signal;

/** A workspace in memory. */
class Tree implements WorkspaceTree {
  readonly files = new Map<string, { text: string; modified: number }>();
  readonly read: string[] = [];
  readonly listed: string[] = [];
  #clock = 1;

  constructor(files: Record<string, string>) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    this.files.set(`${ROOT}/${path}`, { text, modified: this.#clock++ });
  }

  async readText(uri: string): Promise<string | null> {
    this.read.push(uri);
    return this.files.get(uri)?.text ?? null;
  }

  async realUri(): Promise<undefined> {
    return undefined;
  }

  async list(folder: string): Promise<FolderEntry[]> {
    this.listed.push(folder);
    const entries = new Map<string, FolderEntry>();
    for (const uri of this.files.keys()) {
      if (!uri.startsWith(`${folder}/`)) continue;
      const [name = "", ...rest] = uri.slice(folder.length + 1).split("/");
      entries.set(name, { name, kind: rest.length > 0 ? "folder" : "file" });
    }
    return [...entries.values()];
  }

  async state(uri: string) {
    const file = this.files.get(uri);
    return file && { bytes: file.text.length, modified: file.modified, isFolder: false };
  }
}

const declarations = new DeclarationFinder({ read: readFromPackages, budgetMs: 60_000, log: assert.fail });

function indexOf(tree: Tree, budget: Partial<IndexBudget> = {}) {
  const clock = { now: 1_000_000 };
  const lines: string[] = [];
  const now = () => clock.now;
  const secrets = new SecretFiles({ files: tree, workspaceFolders: () => [ROOT], now });
  const index = new WorkspaceIndex({
    tree,
    secrets,
    declarations,
    folders: () => [ROOT],
    budget: { ...INDEX_BUDGET, ...budget },
    now,
    log: (line) => void lines.push(line),
  });
  const search = async (query: string) => {
    await index.refresh(never);
    return (await index.search(query)).map(({ title, text }) => ({ title, text }));
  };
  const titles = async (query: string) => (await search(query)).map(({ title }) => title);
  return { index, clock, lines, search, titles };
}

const RETRY =
  "/** Tries again, later each time. */\nexport function retryDownload(url) {\n  return backoff(url);\n}\n";

const PAINT = "export class Canvas {\n  paintShape(shape) {\n    shape.draw();\n  }\n}\n";

describe("the index of a workspace", () => {
  it("finds the piece that a question is about, with its path", async () => {
    const { search, titles } = indexOf(new Tree({ "src/net/retry.ts": RETRY, "src/canvas.ts": PAINT }));
    assert.deepEqual(await search("Where are downloads retried?"), [
      { title: "src/net/retry.ts", text: RETRY.trimEnd() },
    ]);
    assert.deepEqual(await titles("paint"), ["src/canvas.ts"]);
    assert.deepEqual(await titles("canvas"), ["src/canvas.ts"]);
    assert.deepEqual(await titles("nothing of that kind"), []);
  });

  it("holds no secret, ignored or binary file, and doesn't look into ignored folders", async () => {
    const tree = new Tree({
      ".gitignore": "build/\n*.gen.ts\n",
      "src/a.ts": RETRY,
      "src/b.gen.ts": RETRY,
      ".env": "retryDownload=1",
      "config/secrets.json": '{"retryDownload": 1}',
      "build/out.ts": RETRY,
      "node_modules/x/index.js": RETRY,
      "image.png": RETRY,
      "data.bin": RETRY,
      "blob.ts": `\0${RETRY}`,
      "app.min.js": RETRY,
    });
    const { titles } = indexOf(tree);
    assert.deepEqual(await titles("retry download"), ["src/a.ts"]);
    for (const folder of tree.listed) assert.doesNotMatch(folder, /build|node_modules/);
    for (const uri of tree.read) assert.doesNotMatch(uri, /\.env$|secrets|build\/out|b\.gen\.ts/);
  });

  it("takes up an ignore rule at once when it is told, also for what it holds already", async () => {
    const tree = new Tree({ "src/a.ts": RETRY });
    const { index, titles } = indexOf(tree);
    assert.deepEqual(await titles("retry"), ["src/a.ts"]);
    tree.write(".ossicleignore", "src/\n");
    index.invalidate();
    assert.deepEqual(await titles("retry"), []);
  });

  it("follows files that change, come and go, and reads no other again", async () => {
    const tree = new Tree({ "a.ts": RETRY, "b.ts": PAINT });
    const { titles, clock } = indexOf(tree);
    assert.deepEqual(await titles("retry"), ["a.ts"]);
    tree.write("a.ts", "export const harbour = 1;\n");
    tree.write("c.ts", RETRY);
    tree.read.length = 0;
    clock.now += 5_000;
    assert.deepEqual(await titles("retry"), ["c.ts"]);
    assert.deepEqual(await titles("harbour"), ["a.ts"]);
    assert.ok(!tree.read.includes(`${ROOT}/b.ts`));
    tree.files.delete(`${ROOT}/c.ts`);
    clock.now += 5_000;
    assert.deepEqual(await titles("retry"), []);
  });

  it("takes the text of the editor, until the document is closed", async () => {
    const { index, titles, search } = indexOf(new Tree({ "a.ts": PAINT }));
    index.setOpen(`${ROOT}/a.ts`, RETRY);
    assert.deepEqual(await search("retry"), [{ title: "a.ts", text: RETRY.trimEnd() }]);
    index.setOpen(`${ROOT}/a.ts`, null);
    assert.deepEqual(await titles("retry"), []);
    assert.deepEqual(await titles("paint"), ["a.ts"]);
  });

  it("joins pieces that follow each other", async () => {
    const file = Array.from({ length: 100 }, (_, at) => `lighthouse(${at});`).join("\n");
    const { index } = indexOf(new Tree({ "a.ts": file, "b.ts": PAINT }));
    await index.refresh(never);
    const items = await index.search("lighthouse");
    assert.equal(items.length, 1);
    assert.deepEqual(items[0]?.range, { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } });
  });

  it("holds the files that were modified last where the budget is reached, and says so", async () => {
    const tree = new Tree(Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`f${at}.ts`, RETRY])));
    tree.write("f3.ts", PAINT);
    const { titles, lines, index } = indexOf(tree, { files: 10 });
    assert.deepEqual(await titles("paint"), ["f3.ts"]);
    assert.match(lines.join("\n"), /10 of 30 files .* limit of 10 files/);
    assert.deepEqual((await index.symbols("retryDownload", 50)).length, 9);

    const small = indexOf(tree, { bytes: 5_000 });
    assert.deepEqual(await small.titles("paint"), ["f3.ts"]);
    assert.match(small.lines.join("\n"), /limit of/);
    assert.ok((await small.index.symbols("retryDownload", 50)).length < 20);
  });

  it("goes on with the next search where the time was up", async () => {
    const tree = new Tree({ "a.ts": RETRY, "b.ts": PAINT });
    const { index, clock, titles, lines } = indexOf(tree, { milliseconds: 10 });
    const read = tree.readText.bind(tree);
    tree.readText = (uri) => {
      clock.now += 20;
      return read(uri);
    };
    await index.refresh(never);
    assert.match(lines.join("\n"), /limit of 0.01 s/);
    tree.readText = read;
    assert.deepEqual(await titles("retry"), ["a.ts"]);
    assert.deepEqual(await titles("paint"), ["b.ts"]);
  });

  it("holds what could be listed in time where a workspace is slow to list, those near its root", async () => {
    const tree = new Tree({ "b.ts": PAINT, "deep/a.ts": RETRY });
    const { clock, titles, lines } = indexOf(tree, { milliseconds: 1_000 });
    const list = tree.list.bind(tree);
    tree.list = (folder) => {
      clock.now += 600;
      return list(folder);
    };
    assert.deepEqual(await titles("paint"), ["b.ts"]);
    assert.deepEqual(await titles("retry"), []);
    assert.match(lines.join("\n"), /as far as they could be listed in time/);
    tree.list = list;
    clock.now += 10_000;
    assert.deepEqual(await titles("retry"), ["deep/a.ts"]);
  });

  it("finds declarations by their names, the best first", async () => {
    const { index } = indexOf(
      new Tree({
        "a.ts": "function load() {}\nfunction loadModel() {\n  a();\n}\nfunction reload() {}\n",
        ".env": "",
      }),
    );
    await index.refresh(never);
    const found = await index.symbols("load", 10);
    assert.deepEqual(
      found.map(({ name }) => name),
      ["load", "loadModel", "reload"],
    );
    assert.deepEqual(found[1], {
      name: "loadModel",
      kind: "function",
      uri: `${ROOT}/a.ts`,
      range: { start: { line: 1, character: 0 }, end: { line: 4, character: 0 } },
    });
    assert.equal((await index.symbols("load", 1)).length, 1);
  });

  it("finds declarations in the trees of files, but no keys of data and no variables of functions", async () => {
    const { index } = indexOf(
      new Tree({
        "a.ts":
          "class Shop {\n  total = () => {\n    const shopTotal = `\n`;\n    return shopTotal;\n  };\n}\n",
        "a.json": '{\n  "total": {\n    "a": 1\n  }\n}\n',
      }),
    );
    await index.refresh(never);
    const found = await index.symbols("total", 10);
    assert.deepEqual(
      found.map(({ name, kind, range }) => `${kind} ${name} ${range.start.line}-${range.end.line}`),
      ["method total 1-6"],
    );
  });

  it("parses what there was no time for when the reading is over, and is asked meanwhile", async () => {
    const code = "class Shop {\n  total = () => {\n    return 1;\n  };\n}\n";
    const tree = new Tree({ "a.ts": code, "b.ts": code, "c.ts": code });
    const { index, clock } = indexOf(tree, { milliseconds: 1_000 });
    const read = tree.readText.bind(tree);
    tree.readText = (uri) => {
      if (uri.endsWith(".ts")) clock.now += 80;
      return read(uri);
    };
    await index.refresh(never);
    const symbols = async (name: string) => (await index.symbols(name, 10)).length;
    assert.equal(await symbols("Shop"), 3);
    assert.equal(await symbols("total"), 2);
    while ((await symbols("total")) < 3) await setImmediate();
  });
});
