import assert from "node:assert/strict";
import { TextDocument } from "vscode-languageserver-textdocument";
import { SnippetFinder, type SnippetQuery } from "../../../../language-server/context/snippets.ts";

const CART = `export class ShoppingCart {
  private readonly items: CartItem[] = [];

  addItem(item: CartItem, quantity: number) {
    this.items.push({ ...item, quantity });
    this.recalculateTotal();
  }

  recalculateTotal() {
    this.total = this.items.reduce((sum, item) => sum + item.price, 0);
  }
}
`;
const WEATHER = `export async function fetchForecast(city: string) {
  const response = await fetch(endpointFor(city));
  return parseForecast(await response.json());
}
`;
const AROUND = "const cart = new ShoppingCart();\ncart.addItem(item, quantity);\ncart.recalculateTotal();\n";

let nextVersion = 1;
function open(uri: string, text: string, languageId = "typescript"): TextDocument {
  return TextDocument.create(uri, languageId, nextVersion++, text);
}

function find(documents: TextDocument[], query: Partial<SnippetQuery> = {}, finder = new SnippetFinder()) {
  return finder.find({
    uri: "file:///main.ts",
    languageId: "typescript",
    around: AROUND,
    documents,
    previous: [],
    ...query,
  });
}

describe("snippets from other files", () => {
  it("are those that use the same names", () => {
    const found = find([open("file:///weather.ts", WEATHER), open("file:///cart.ts", CART)]);
    assert.deepEqual(
      found.map(({ uri }) => uri),
      ["file:///cart.ts"],
    );
    assert.ok(found[0]?.text.startsWith("export class ShoppingCart {"));
  });

  it("are no heads of files, but at the cursor in one", () => {
    const head =
      'import { ShoppingCart, CartItem } from "./cart.js";\nimport { quantity } from "./item.js";\n';
    const documents = [open("file:///other.ts", `${head}\nexport const unlike = nothing;\n`)];
    const around = 'import { ShoppingCart, CartItem } from "./cart.js";\n';
    assert.deepEqual(find(documents, { around }), []);
    assert.deepEqual(
      find(documents, { around, isHead: true }).map(({ text }) => text),
      [head.trimEnd()],
    );
  });

  it("come from other files of the same family of languages only", () => {
    const documents = [
      open("file:///main.ts", CART),
      open("file:///cart.py", CART, "python"),
      open("file:///cart.jsx", CART, "javascriptreact"),
    ];
    assert.deepEqual(
      find(documents).map(({ uri }) => uri),
      ["file:///cart.jsx"],
    );
  });

  it("keep the place that they had, since the cache holds them there", () => {
    const cart = open("file:///z.ts", CART);
    const previous = find([cart]);
    const found = find([open("file:///a.ts", CART.replace("ShoppingCart", "ShoppingCart2")), cart], {
      previous,
    });
    assert.deepEqual(found[0], previous[0]);
    assert.equal(found.length, 2);
  });

  it("follow the changes of their file", () => {
    const finder = new SnippetFinder();
    const document = open("file:///cart.ts", CART);
    assert.equal(find([document], {}, finder).length, 1);
    TextDocument.update(document, [{ text: WEATHER }], nextVersion++);
    assert.equal(find([document], {}, finder).length, 0);
  });

  it("stay within the budget, whatever is open", () => {
    const documents = Array.from({ length: 20 }, (_, index) => open(`file:///${index}.ts`, CART.repeat(30)));
    const found = find(documents);
    assert.ok(found.length > 0);
    assert.ok(found.reduce((sum, { text }) => sum + text.length, 0) <= 1_500);
  });

  it("are not looked for in a huge file, nor in a line without an end", () => {
    assert.deepEqual(find([open("file:///big.ts", CART.repeat(2_000))]), []);
    assert.deepEqual(find([open("file:///min.ts", CART.replaceAll("\n", " ").repeat(20))]), []);
  });

  it("have line feeds, whatever their file has", () => {
    const [found] = find([open("file:///cart.ts", CART.replaceAll("\n", "\r\n"))]);
    assert.doesNotMatch(found?.text ?? "\r", /\r/);
  });
});
