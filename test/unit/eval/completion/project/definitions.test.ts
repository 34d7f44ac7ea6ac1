import assert from "node:assert/strict";
import { type Declared, declarationOf } from "../../../../../eval/completion/project/definitions.ts";

const at = (path: string) => ({
  file: { language: "go", package: "shop", path, text: "" } as const,
  start: 3,
  end: 5,
});
const declared: Declared = new Map([
  ["sum", [at("shop/sum.go")]],
  ["String", [at("shop/cart.go"), at("shop/price.go")]],
  ["own", [at("shop/own.go"), at("shop/cart.go")]],
]);
const where = (name: string, named = "") =>
  declarationOf(name, declared, "shop/own.go", ({ path }) => path === named)?.file.path;

describe("where a name is declared", () => {
  it("is the only place of the package", () => {
    assert.equal(where("sum"), "shop/sum.go");
    assert.equal(where("unknown"), undefined);
  });

  it("is the place in a file that is named, where there are several", () => {
    assert.equal(where("String", "shop/price.go"), "shop/price.go");
    assert.equal(where("String"), undefined);
  });

  it("is not elsewhere where the file declares it itself", () => {
    assert.equal(where("own", "shop/cart.go"), undefined);
  });
});
