import assert from "node:assert/strict";
import { mock } from "node:test";
import {
  Definitions,
  type FoundDefinition,
} from "../../../../../../language-server/features/completion/pieces/definitions.ts";
import { OpenDocument } from "../../../../../../language-server/lsp/files/open-document.ts";
import { at } from "../typing.ts";

const USE = "import { Cart } from './cart';\n\nconst cart = new Cart();\n|\n";
const CART = "export class Cart {\n  add(item) {}\n}\n";

/** A project whose language server knows these definitions. */
class Project implements Disposable {
  now = 1_000_000;
  readonly open = new Map<string, OpenDocument>();
  readonly files = new Map<string, string>([["file:///w/cart.ts", CART]]);
  readonly known = new Map<string, FoundDefinition | "stale">([
    ["Cart", { uri: "file:///w/cart.ts", first: 0, end: 3 }],
  ]);
  /** Names that were asked for. */
  readonly asked: string[][] = [];
  readonly hidden = new Set<string>();
  readonly document: OpenDocument;
  readonly cursor: number;
  readonly definitions: Definitions;

  constructor(marked = USE) {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { text, cursor } = at(marked);
    this.cursor = cursor;
    this.document = new OpenDocument("file:///w/use.ts", "typescript", 1, text);
    this.definitions = new Definitions({
      find: async (_uri, _version, positions) => {
        const names = positions.map((position) => this.#nameAt(this.document.offsetAt(position)));
        this.asked.push(names);
        const found = names.map((name) => this.known.get(name) ?? null);
        return found.includes("stale") ? undefined : found.map((one) => (one === "stale" ? null : one));
      },
      open: (uri) => this.open.get(uri),
      readText: async (uri) => this.files.get(uri) ?? null,
      mayShow: async (uri) => !this.hidden.has(uri),
      now: () => this.now,
    });
  }

  /** The cursor is in the document, and nobody types for a while. */
  async rest(): Promise<void> {
    this.definitions.cursorAt(this.document, this.document.positionAt(this.cursor));
    mock.timers.tick(1_000);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }

  get shown(): string[] {
    const { uri, languageId, text } = this.document;
    return this.definitions.find({ uri, languageId, text, cursor: this.cursor }).map((piece) => piece.text);
  }

  #nameAt(offset: number): string {
    return /^\w+/.exec(this.document.getText().slice(offset))?.[0] ?? "";
  }

  [Symbol.dispose](): void {
    this.definitions.dispose();
    mock.timers.reset();
  }
}

describe("definitions", () => {
  it("of names near the cursor are there once nobody has typed for a moment", async () => {
    using project = new Project();
    assert.deepEqual(project.shown, []);
    project.definitions.cursorAt(project.document, { line: 3, character: 0 });
    mock.timers.tick(100);
    assert.deepEqual(project.asked, []);
    await project.rest();
    assert.deepEqual(project.asked, [["Cart", "cart"]]);
    assert.deepEqual(project.shown, [CART.trimEnd()]);
  });

  it("are asked for once, and those that weren't found again after a while", async () => {
    using project = new Project();
    await project.rest();
    await project.rest();
    assert.equal(project.asked.length, 1);
    project.now += 30_000;
    await project.rest();
    assert.deepEqual(project.asked.slice(1), [["cart"]]);
  });

  it("are those of another file, as it is now", async () => {
    using project = new Project();
    project.known.set("cart", { uri: project.document.uri, first: 2 });
    const cart = new OpenDocument("file:///w/cart.ts", "typescript", 1, "// moved\nexport class Cart {}\n");
    project.open.set(cart.uri, cart);
    project.known.set("Cart", { uri: cart.uri, first: 1 });
    await project.rest();
    assert.deepEqual(project.shown, ["export class Cart {}"]);
    cart.update([{ text: "export class Cart { size = 0 }\n" }], 2);
    assert.deepEqual(project.shown, []);
    project.known.set("Cart", { uri: cart.uri, first: 0 });
    await project.rest();
    assert.deepEqual(project.shown, ["export class Cart { size = 0 }"]);
  });

  it("aren't shown of files that must not be, nor of the standard library, nor where nothing can be read", async () => {
    using project = new Project("hidden(library, gone, |);\n");
    const lib = "file:///n/node_modules/typescript/lib/lib.es5.d.ts";
    project.files.set("file:///w/secret.ts", "hidden();").set(lib, "library();");
    project.hidden.add("file:///w/secret.ts");
    project.known.set("hidden", { uri: "file:///w/secret.ts", first: 0 });
    project.known.set("library", { uri: lib, first: 0 });
    project.known.set("gone", { uri: "file:///w/gone.ts", first: 0 });
    await project.rest();
    assert.equal(project.asked[0]?.length, 3);
    assert.deepEqual(project.shown, []);
  });

  it("are forgotten when ignore files change while they are found", async () => {
    using project = new Project();
    const resting = project.rest();
    project.definitions.invalidate();
    await resting;
    assert.deepEqual(project.shown, []);
  });

  it("are forgotten when ignore files change", async () => {
    using project = new Project();
    await project.rest();
    project.hidden.add("file:///w/cart.ts");
    project.definitions.invalidate();
    assert.deepEqual(project.shown, []);
    await project.rest();
    assert.deepEqual(project.shown, []);
  });

  it("of a document that has changed meanwhile are asked for again", async () => {
    using project = new Project();
    project.known.set("cart", "stale");
    await project.rest();
    assert.deepEqual(project.shown, []);
    project.known.delete("cart");
    await project.rest();
    assert.deepEqual(project.shown, [CART.trimEnd()]);
  });
});
