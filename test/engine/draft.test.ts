import assert from "node:assert/strict";
import type { EngineClient } from "../../language-server/engine-client/client.ts";
import { renderEditPrompt } from "../../language-server/prompt/edit-prompt.ts";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { rewriting } from "../../tools/fixtures/rewriting.ts";
import { smallModelFor } from "../small-model.ts";
import { ask, EngineBench, special, text } from "./support.ts";

const PYTHON = `def load(path, defaults=None):
    values = {}
    with open(path) as stream:
        for number, line in enumerate(stream):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            name, separator, value = line.partition("=")
            values[name.strip()] = value.strip()
    return values`;

describe("engine: drafts from the prompt", function () {
  this.timeout(240_000);
  let bench: EngineBench;
  // Each with a model of its own: one engine has one model.
  beforeEach(async () => {
    bench = await EngineBench.create();
  });
  afterEach(() => bench.end());

  const answers = (client: EngineClient, prompt: Parameters<typeof ask>[1], draft: boolean) =>
    ask(client, prompt, {
      lane: "edit",
      maxTokens: 400,
      stop: { texts: ["```"], specials: ["<|return|>"] },
      ...(draft ? { draft: "input" } : {}),
    });

  it("change nothing about the answer, and save most passes where it repeats the prompt", async () => {
    const { script, before, after } = rewriting(30, "\n");
    const client = await bench.ready(await scriptedFixture(script));
    const prompt = [
      special("<|start|>"),
      text(`Selection:\n\n\n${before}`),
      special("<|message|>"),
      text("\n"),
    ];
    const plain = await answers(client, prompt, false);
    const drafted = await answers(client, prompt, true);
    assert.equal(plain.text, after);
    assert.equal(drafted.text, after);
    assert.deepEqual(drafted.counts.generatedTokens, plain.counts.generatedTokens);
    assert.equal(plain.forwardPasses, plain.counts.generatedTokens);
    assert.deepEqual([plain.counts.draftedTokens, plain.counts.acceptedTokens], [0, 0]);
    assert.ok(
      drafted.forwardPasses * 2 < drafted.counts.generatedTokens,
      `${drafted.forwardPasses} passes for ${drafted.counts.generatedTokens} tokens`,
    );
    assert.equal(drafted.counts.acceptedTokens, drafted.counts.generatedTokens - drafted.forwardPasses);
    assert.ok(drafted.counts.draftedTokens >= drafted.counts.acceptedTokens);
    // What was drafted in vain is gone from the sequence.
    assert.equal((await answers(client, prompt, false)).text, after);
  });

  it("change nothing about what a real model says, asked again and again on the same sequence", async function () {
    const client = await bench.ready(await smallModelFor(this));
    for (const instruction of ["Rename values to settings.", "Add a docstring.", "Use single quotes."]) {
      const { parts } = renderEditPrompt({
        path: "config.py",
        languageId: "python",
        instruction,
        before: "",
        after: "",
        selection: PYTHON,
        related: [],
        problems: [],
      });
      const plain = await answers(client, parts, false);
      const drafted = await answers(client, parts, true);
      assert.ok(plain.text.length > 50, plain.text);
      assert.equal(drafted.text, plain.text, instruction);
      assert.equal(drafted.stopReason, plain.stopReason);
      assert.ok(
        drafted.forwardPasses < plain.forwardPasses,
        `${drafted.forwardPasses} of ${plain.forwardPasses}`,
      );
    }
  });

  it("of other lanes there are none", async () => {
    const { script, before } = rewriting(30, "\n");
    const client = await bench.ready(await scriptedFixture(script));
    const answer = await ask(client, [text(before), special("<|message|>"), text("\n")], { draft: "input" });
    assert.equal(answer.forwardPasses, answer.counts.generatedTokens);
  });
});
