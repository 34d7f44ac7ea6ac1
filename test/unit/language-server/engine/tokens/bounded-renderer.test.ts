import assert from "node:assert/strict";
import { BoundedRenderer } from "../../../../../language-server/engine/tokens/bounded-renderer.ts";
import type { ChatPromptMessage } from "../../../../../language-server/engine-protocol/protocol.ts";

const WHAT: ChatPromptMessage = { role: "user", text: "What is it?" };
const SUM: ChatPromptMessage = { role: "assistant", text: "A sum." };

const USUAL = "{% for message in messages %}<{{ message.role }}>{{ message.content }}{% endfor %}<assistant>";
const LOOP = "{% for a in range(1000000) %}{% for b in range(1000000) %}{% endfor %}{% endfor %}";
/** What takes all memory. */
const HUNGRY = {
  "a list that is doubled":
    "{% set n = namespace(list=[1, 2]) %}{% for a in range(100) %}{% set n.list = n.list + n.list %}{% endfor %}",
  "a text that is doubled":
    "{% set n = namespace(text='ab') %}{% for a in range(100) %}{% set n.text = n.text + n.text %}{% endfor %}",
  "a large range": "{% for a in range(1000000000) %}{% endfor %}",
};

describe("a chat template in a process of its own", function () {
  this.timeout(120_000);
  const renderers: BoundedRenderer[] = [];
  const rendererOf = (source: string, timeMs = 60_000) => {
    const renderer = new BoundedRenderer({ source, tokens: { bos: "", eos: "" } }, timeMs);
    renderers.push(renderer);
    return renderer;
  };
  afterEach(() => {
    for (const renderer of renderers.splice(0)) renderer.dispose();
  });

  it("is rendered as always, several at once", async () => {
    const renderer = rendererOf(USUAL);
    const [isUsable, one, two] = await Promise.all([
      renderer.isUsable(),
      renderer.render([WHAT]),
      renderer.render([WHAT, SUM, WHAT]),
    ]);
    assert.ok(isUsable);
    assert.deepEqual(one, [{ frame: "<user>" }, { text: "What is it?" }, { frame: "<assistant>" }]);
    assert.equal(two?.length, 7);
  });

  it("can't chat where there is none, or one that is no template", async () => {
    assert.equal(await rendererOf("").isUsable(), false);
    assert.equal(await rendererOf("{% for %}").isUsable(), false);
  });

  it("can't chat where it goes on for ever", async () => {
    const renderer = rendererOf(LOOP + USUAL, 2_000);
    assert.equal(await renderer.isUsable(), false);
    assert.equal(await renderer.render([WHAT]), undefined);
  });

  for (const [name, source] of Object.entries(HUNGRY))
    it(`can't chat where it takes too much memory: ${name}`, async () => {
      assert.equal(await rendererOf(source + USUAL, 30_000).isUsable(), false);
    });

  it("gives up a conversation with which it goes on for ever, and renders the next one", async () => {
    const renderer = rendererOf(`{% if messages|length > 4 %}${LOOP}{% endif %}${USUAL}`, 6_000);
    assert.ok(await renderer.isUsable());
    assert.equal(await renderer.render([WHAT, SUM, WHAT, SUM, WHAT]), undefined);
    assert.equal((await renderer.render([WHAT]))?.length, 3);
  });
});
