import assert from "node:assert/strict";
import { namesNear } from "../../../../../../language-server/features/completion/pieces/names-near.ts";
import { at } from "../typing.ts";

const names = (marked: string) => namesNear(at(marked)).map(({ name }) => name);

describe("names near the cursor", () => {
  const cases: [what: string, marked: string, expected: string[]][] = [
    ["are nearer ones first, each once", "alpha(beta);\ngamma(beta, |);\n", ["beta", "gamma", "alpha"]],
    ["aren't the one that is typed, nor keywords", "const total = compu|", ["total"]],
    [
      "that are imported come before others",
      "import { Cart } from './cart';\nlet one = new Cart();\nlet other = value;\nanother();\n|",
      ["another", "Cart", "value", "other", "one"],
    ],
    [
      "may be imported over several lines",
      "from shop import (\n    Cart,\n    Order,\n)\nx = Order(alpha)\n|",
      ["Order", "alpha"],
    ],
    ["aren't those of comments and imports", "use shop::Cart;\n// a note\n# another\nbuy(|);", ["buy"]],
    ["after the cursor count, too", "|\nlater();\n", ["later"]],
  ];
  for (const [what, marked, expected] of cases) it(what, () => assert.deepEqual(names(marked), expected));

  it("say where they stand next to the cursor", () => {
    const place = at("alpha();\nalpha();\n|\nalpha();\n");
    assert.deepEqual(namesNear(place), [{ name: "alpha", offset: 19 }]);
  });

  it("are looked for in a bounded piece of a long line", () => {
    const place = at(`${"far ".repeat(100_000)}near |`);
    const found = namesNear(place);
    assert.deepEqual(found[0], { name: "near", offset: place.cursor - 5 });
    assert.equal(found.length, 2);
  });
});
