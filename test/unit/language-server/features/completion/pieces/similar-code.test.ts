import assert from "node:assert/strict";
import { TextDocument } from "vscode-languageserver-textdocument";
import { ShownFiles } from "../../../../../../language-server/features/completion/pieces/shown-files.ts";
import { SimilarCode } from "../../../../../../language-server/features/completion/pieces/similar-code.ts";
import { at } from "../typing.ts";

const HEAD = 'import { Cart, itemsOf } from "./cart.js";\nimport { priceOf } from "./price.js";\n';
const CODE = "export const total = (cart: Cart) => itemsOf(cart).map(priceOf);\n";

/** What is shown of a file that has the head and the code, at the `|` of another one. */
async function shownAt(marked: string): Promise<string[]> {
  const uri = "file:///other.ts";
  const other = TextDocument.create(uri, "typescript", 1, `${HEAD}\n${CODE}`);
  const files = new ShownFiles(async () => null, Date.now);
  await files.look([uri]);
  const similar = new SimilarCode(
    () => [other],
    files,
    () => undefined,
  );
  const { text, cursor } = at(marked);
  return similar
    .find({ uri: "file:///own.ts", languageId: "typescript", text, cursor }, [])
    .map((piece) => piece.text);
}

describe("similar code of other files", () => {
  it("is like the code around the cursor, and not like what the file brings in", async () => {
    assert.deepEqual(await shownAt(`${HEAD}\nfunction unlike() {\n  |\n}\n`), []);
    assert.deepEqual(await shownAt(`${HEAD}\nconst sum = (cart: Cart) => itemsOf(cart).map(|\n`), [
      CODE.trimEnd(),
    ]);
  });

  it("is the head of another file in the head of a file", async () => {
    assert.deepEqual(await shownAt(`${HEAD}import { | }\n`), [HEAD.trimEnd()]);
  });
});
