import assert from "node:assert/strict";
import fc from "fast-check";
import { inStyle, type NameStyle, nameStyle, partsOf } from "../../../../../src/edits/rename/name-style.ts";
import { isName, namesIn, namesQuestion } from "../../../../../src/edits/rename/name-suggestions.ts";

describe("the style of a name", () => {
  const cases: [name: string, style: NameStyle][] = [
    ["totalPrice", "camel"],
    ["parseURL", "camel"],
    ["#itemCount", "camel"],
    ["$element", "camel"],
    ["TotalPrice", "pascal"],
    ["Cart", "pascal"],
    ["T", "pascal"],
    ["total_price", "snake"],
    ["_total_price", "snake"],
    ["MAX_SIZE", "constant"],
    ["LIMIT", "constant"],
    ["main-color", "kebab"],
  ];
  for (const [name, style] of cases)
    it(`is ${style} for ${name}`, () => assert.equal(nameStyle(name, ""), style));

  it("is that of the code around when the name is a single word", () => {
    assert.equal(nameStyle("data", "def load_all(file_name):\n    data = read(file_name)"), "snake");
    assert.equal(nameStyle("data", "const data = readAll(fileName); my_thing()"), "camel");
    assert.equal(nameStyle("x", "x = 1"), "camel");
  });

  it("is given to other names, whose own capital letters stay where they are in it", () => {
    assert.equal(inStyle("http_server", "pascal"), "HttpServer");
    assert.equal(inStyle("HTTPServer", "snake"), "http_server");
    assert.equal(inStyle("HTTPServer", "pascal"), "HTTPServer");
    assert.equal(inStyle("parseURL", "camel"), "parseURL");
    assert.equal(inStyle("maxSize2", "constant"), "MAX_SIZE2");
    assert.equal(inStyle("größteZahl", "snake"), "größte_zahl");
  });

  it("is the style that a name was given, and a name in it isn't changed again", () => {
    const word = fc.stringMatching(/^[a-z]{2,8}$/);
    const styles = fc.constantFrom<NameStyle[]>("camel", "pascal", "snake", "constant", "kebab");
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 4 }), styles, styles, (words, first, second) => {
        const name = inStyle(inStyle(words.join("_"), first), second);
        assert.equal(nameStyle(name, ""), second);
        assert.equal(inStyle(name, second), name);
        assert.equal(inStyle(name, "snake"), words.join("_"));
      }),
    );
  });
});

describe("names that the model suggests", () => {
  const old = { name: "x", languageId: "typescript", code: ["const x = cart.totalPrice(taxRate);"] };
  const names = ["grossPrice", "priceWithTax", "cartTotal"];

  const answers: [says: string, answer: string][] = [
    ["one on each line", "grossPrice\npriceWithTax\ncartTotal"],
    ["in a numbered list", "1. grossPrice\n2. `priceWithTax`\n3) **cartTotal**"],
    ["with explanations", "- `grossPrice` - with tax\n- priceWithTax: the price\n- cartTotal (all of it)"],
    ["with an introduction", "Here are three names:\n\ngrossPrice\npriceWithTax\ncartTotal\n"],
    ["on one line", "grossPrice, priceWithTax, cartTotal"],
    ["as JSON", '["grossPrice", "priceWithTax", "cartTotal"]'],
    ["as JSON over lines", '[\n  "grossPrice",\n  "priceWithTax",\n  "cartTotal"\n]'],
    ["in a code block", "```ts\ngrossPrice\npriceWithTax\ncartTotal\n```"],
    ["in other styles", "GrossPrice\nprice_with_tax\ncart-total"],
    ["more than once", "grossPrice\ngross_price\npriceWithTax\ncartTotal"],
  ];
  for (const [says, answer] of answers)
    it(`are found ${says}`, () => assert.deepEqual(namesIn(answer, old).slice(0, 3), names));

  it("are none that can't be a name, that is in use, or that it has already", () => {
    assert.deepEqual(namesIn("x\ncart\ntotalPrice\nclass\n2nd\na b\nfoo.bar\nname!\n", old), ["name"]);
    assert.deepEqual(namesIn("I can't help with that, it is fine as it is.", old), []);
  });

  it("are five at most", () => {
    assert.equal(namesIn("aa\nbb\ncc\ndd\nee\nff\ngg", old).length, 5);
  });

  it("have what stood before and after the old one", () => {
    const of = (name: string, answer: string) => namesIn(answer, { name, languageId: "", code: [""] });
    assert.deepEqual(of("#list", "items\n#entries"), ["#items", "#entries"]);
    assert.deepEqual(of("_tmp_value", "cachedValue"), ["_cached_value"]);
    assert.deepEqual(of("empty?", "without_items"), ["withoutItems?"]);
    assert.deepEqual(of("LIMIT", "maxItems"), ["MAX_ITEMS"]);
    assert.deepEqual(of("Thing", "ShoppingCart"), ["ShoppingCart"]);
  });

  it("are asked for in the style of the old one, with its code", () => {
    assert.match(namesQuestion(old), /camelCase/);
    assert.match(namesQuestion(old), /```typescript\nconst x = cart/);
    assert.match(namesQuestion({ ...old, name: "MAX_X" }), /UPPER_CASE/);
  });
});

describe("a name that is typed", () => {
  it("has the form of an identifier", () => {
    for (const name of ["a", "_", "größe", "$x", "x2", "名前"]) assert.ok(isName(name, "old"), name);
    for (const name of ["", "1a", "a b", "a.b", "class", "a,b", "?", "x".repeat(99)])
      assert.ok(!isName(name, "old"), name);
  });

  it("has signs that not every language allows where the old one has them", () => {
    for (const [name, old] of [
      ["#field", "#old"],
      ["full?", "empty?"],
      ["--main-color", "--old-color"],
      ["@items", "@list"],
    ] as const) {
      assert.ok(isName(name, old), name);
      assert.ok(!isName(name, "old"), name);
    }
  });

  it("has its parts", () => {
    assert.deepEqual(partsOf("__x_"), { before: "__", core: "x", after: "_" });
    assert.deepEqual(partsOf("save!"), { before: "", core: "save", after: "!" });
  });
});
