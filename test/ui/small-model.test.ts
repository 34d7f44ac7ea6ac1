import assert from "node:assert/strict";
import { smallModelFor } from "../small-model.ts";
import { Workbench } from "./workbench.ts";

const FUNCTION = `import math


def distance(a, b):
    """The distance between two points."""
    
`;
/** One thread evaluates the prompt and writes some forty tokens. */
const APPEARS_WITHIN_MS = 20_000;
const TIMEOUT_MS = 90_000;

describe("ui: a model that means what it says", function () {
  this.timeout(240_000);
  let model: string;
  let workbench: Workbench;

  before(async function () {
    model = await smallModelFor(this);
  });
  beforeEach(async () => {
    workbench = await Workbench.open({ "ossicle.model.path": model });
  });
  afterEach(() => workbench?.[Symbol.asyncDispose]());

  it("completes a known function, ends by itself, and Tab inserts it", async () => {
    await workbench.openFile("distance.py", FUNCTION, 6);
    await workbench.type("ret");
    const grey = await workbench.ghostTextOnce(
      (shown) => shown.startsWith("urn math.sqrt("),
      TIMEOUT_MS,
      APPEARS_WITHIN_MS,
    );
    assert.ok(grey, "grey text that completes the function");
    assert.match(grey, /^urn math\.sqrt\([\s\S]*\)$/);
    await workbench.picture("small-model");
    await workbench.page.keyboard.press("Tab");
    await workbench.showsGhostText("");
    await workbench.showsText(/\n {4}return math\.sqrt\([\s\S]*\)\n+$/);
  });
});
