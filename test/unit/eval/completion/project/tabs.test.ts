import assert from "node:assert/strict";
import type { CompletionCase } from "../../../../../eval/completion/case.ts";
import { lastEdit, projectOf, tabsOf } from "../../../../../eval/completion/project/tabs.ts";

const file = (path: string, text = "", language: "typescript" | "javascript" = "typescript") => ({
  language,
  package: path.split("/")[0] ?? "",
  path,
  text,
});

const asked: CompletionCase = {
  name: "typescript/line end/shop/cart/total.ts:2",
  language: "typescript",
  kind: "line end",
  path: "shop/cart/total.ts",
  before:
    'import { priceOf } from "../goods/price.js";\nexport const total = (cart: Basket) => sumOf(cart.goods, ',
  truth: "priceOf);",
  after: "\n",
};

const files = [
  file("shop/cart/total.ts", "itself"),
  file("shop/cart/near.ts"),
  file("shop/far/away.ts"),
  file("shop/goods/price.ts"),
  file("shop/types/Basket.ts"),
  file("shop/cart/other.js", "", "javascript"),
  file("other/cart/near.ts"),
];

describe("the files that are open beside a case's", () => {
  const open = (count: number) =>
    tabsOf(asked, projectOf(asked, files), count)
      .map(({ path }) => path)
      .toSorted();

  it("are those of its package that it names, then those near it", () => {
    assert.deepEqual(open(2), ["shop/goods/price.ts", "shop/types/Basket.ts"]);
    assert.deepEqual(open(3), ["shop/cart/near.ts", "shop/goods/price.ts", "shop/types/Basket.ts"]);
  });

  it("are of its language, and not itself", () => {
    assert.equal(open(10).length, 4);
  });
});

describe("what was written last in one of them", () => {
  it("is the line that is most like the code before the cursor, whole, and neither import nor comment", () => {
    const text =
      'import { total, Basket, sumOf, goods } from "x.js";\n' +
      "// total of the Basket: sumOf(cart.goods)\n" +
      "export const unlike = nothing.special;\n" +
      "export const count = (cart: Basket) => sumOf(cart.goods, one);\n";
    const edit = lastEdit(asked, [file("shop/a.ts", "const other = cart;\n"), file("shop/b.ts", text)]);
    assert.equal(edit?.file.path, "shop/b.ts");
    assert.equal(
      text.slice(edit?.line.start, edit?.line.end),
      "export const count = (cart: Basket) => sumOf(cart.goods, one);\n",
    );
  });

  it("is nothing where no line is like it", () => {
    assert.equal(lastEdit(asked, [file("shop/a.ts", "export const unlike = nothing.special;\n")]), undefined);
  });
});
