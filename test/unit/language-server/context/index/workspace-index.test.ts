import assert from "node:assert/strict";
import { declarationsIn } from "../../../../../language-server/context/index/declarations.ts";
import { LexicalIndex } from "../../../../../language-server/context/index/lexical-index.ts";
import { piecesOf } from "../../../../../language-server/context/index/pieces.ts";
import { countTerms, termsOf } from "../../../../../language-server/context/index/words.ts";
import {
  INDEX_BUDGET,
  type IndexBudget,
  WorkspaceIndex,
} from "../../../../../language-server/context/index/workspace-index.ts";
import type { WorkspaceTree } from "../../../../../language-server/context/index/workspace-tree.ts";
import { SecretFiles } from "../../../../../language-server/context/secret-files.ts";
import type { FolderEntry } from "../../../../../language-server/protocol/workspace.ts";

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
    return file && { bytes: file.text.length, modified: file.modified };
  }
}

function indexOf(tree: Tree, budget: Partial<IndexBudget> = {}) {
  const clock = { now: 1_000_000 };
  const lines: string[] = [];
  const now = () => clock.now;
  const secrets = new SecretFiles({ files: tree, workspaceFolders: () => [ROOT], now });
  const index = new WorkspaceIndex({
    tree,
    secrets,
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

describe("words", () => {
  it("are those in identifiers, however they are written", () => {
    for (const identifier of ["loadedModelFile", "LoadedModelFile", "loaded_model_file", "LOADED_MODEL_FILE"])
      assert.deepEqual(termsOf(identifier), ["load", "model", "file", "loadedmodelfil"], identifier);
    assert.deepEqual(termsOf("HTTPServer2"), ["http", "server2", "httpserver2"]);
  });

  it("are the same for a question and the code that it is about", () => {
    const code = countTerms("const cachedTokens = retryQueue.entries();");
    for (const word of countTerms("How are the tokens cached, and what about retries and queues?").keys())
      if (word !== "about") assert.ok(code.has(word), word);
  });

  it("aren't those that every text has", () => {
    assert.equal(countTerms("where is the function for this? return const").size, 0);
  });
});

describe("declarations", () => {
  const found = (path: string, text: string) =>
    declarationsIn(text.split("\n"), path).map(
      ({ name, kind, start, end }) => `${kind} ${name} ${start}-${end}`,
    );

  it("are found in TypeScript, with their extent", () => {
    const text =
      "import a from 'a';\nexport class Cart<T> {\n  add(item: T): void {\n    if (a) {\n    }\n  }\n}\nconst x = 1;\nexport async function run() {\n}\n";
    assert.deepEqual(found("a.ts", text), [
      "class Cart 1-7",
      "method add 2-6",
      "const x 7-8",
      "function run 8-10",
    ]);
  });

  it("are found in other languages", () => {
    const cases: [string, string, string][] = [
      ["a.py", "class A:\n    async def run(self):\n        pass\n", "class A 0-3,def run 1-3"],
      [
        "a.go",
        "func (c *Cart) Total() int {\n\treturn 0\n}\ntype Cart struct {\n}",
        "func Total 0-3,type Cart 3-5",
      ],
      ["a.rs", "impl<T> Cart<T> {\n    pub async fn total(&self) {}\n}", "impl Cart<T> 0-3,fn total 1-2"],
      [
        "A.java",
        "public class A {\n  private static int total(List<Item> items) {\n  }\n}",
        "class A 0-4,function total 1-3",
      ],
      [
        "a.c",
        "#define MAX 3\nstatic int *total(struct cart *c)\n{\n  return sum(c);\n}",
        "define MAX 0-1,function total 1-5",
      ],
      ["a.kt", "data class Cart(val a: Int)\nfun total(): Int {\n}", "class Cart 0-1,fun total 1-3"],
      ["a.rb", "module Shop\n  def total?\n  end\nend", "module Shop 0-4,def total? 1-3"],
      ["a.sh", "build() {\n  make\n}", "function build 0-3"],
      ["a.sql", "CREATE TABLE IF NOT EXISTS carts (\n  id int\n);", "TABLE carts 0-3"],
      ["a.md", "# Title\ntext\n## Part two\n", "heading Title 0-1,heading Part two 2-3"],
      ["a.txt", "class A {\n}", ""],
    ];
    for (const [path, text, expected] of cases) assert.equal(found(path, text).join(","), expected, path);
  });

  it("aren't calls and conditions", () => {
    const text =
      "  if (a) {\n  }\n  for (const a of b) {\n  }\n  return run(a);\n  await run({\n  });\n  foo(a);\n";
    assert.deepEqual(found("a.ts", text), []);
    assert.deepEqual(found("a.c", "  return total(c);\n  else if (x) {\n  total(c);\n"), []);
  });
});

describe("pieces", () => {
  const lines = Array.from({ length: 300 }, (_, at) =>
    at % 30 === 29 ? "" : at % 30 === 0 ? "function a() {" : "  b();",
  );

  it("are the whole file, without gaps, none too long", () => {
    const pieces = piecesOf(lines, declarationsIn(lines, "a.ts"));
    assert.equal(pieces[0]?.start, 0);
    assert.equal(pieces.at(-1)?.end, lines.length);
    for (const [at, piece] of pieces.entries()) {
      assert.ok(piece.end - piece.start <= 60);
      if (at > 0) assert.equal(piece.start, pieces[at - 1]?.end);
    }
    assert.deepEqual(piecesOf([], []), []);
  });

  it("begin where something begins", () => {
    for (const { start } of piecesOf(lines, declarationsIn(lines, "a.ts"))) assert.equal(start % 30, 0);
  });
});

describe("the index of words", () => {
  const piece = (text: string) => [{ start: 0, end: 1, terms: countTerms(text) }];
  const find = (index: LexicalIndex, query: string) =>
    index
      .search(
        new Map(
          countTerms(query)
            .keys()
            .map((term) => [term, 1]),
        ),
        10,
      )
      .map(({ uri }) => uri);

  it("prefers rare words to common ones", () => {
    const index = new LexicalIndex();
    for (let at = 0; at < 20; at++) index.set(`common${at}`, piece("model file load"));
    index.set("rare", piece("model checkpoint"));
    assert.equal(find(index, "model checkpoint")[0], "rare");
  });

  it("forgets what is removed or replaced, however often, and takes no more memory for it", () => {
    const index = new LexicalIndex();
    index.set("stays", piece("harbour"));
    for (let at = 0; at < 10_000; at++) index.set("changes", piece(`harbour version${at}`));
    assert.deepEqual(find(index, "version1"), []);
    assert.deepEqual(find(index, "harbour").toSorted(), ["changes", "stays"]);
    assert.ok(index.bytes < 1_000_000, String(index.bytes));
    index.remove("stays");
    assert.deepEqual(find(index, "harbour"), ["changes"]);
  });
});

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
    assert.match(lines.join("\n"), /as far as it could be listed in time/);
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
});
