import assert from "node:assert/strict";
import type { Counts } from "../../../language-server/protocol/status.ts";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { Workplace } from "../support/workplace.ts";

describe("statistics", () => {
  it("are the sum of what every suggestion took, of this server alone", async () => {
    await using workplace = await Workplace.create();
    const settings = {
      model: { path: await fixture("tiny") },
      engine: { threads: 1, gpu: false },
      completion: { maxTokens: 6 },
    };
    const [server, other] = [await workplace.server({ settings }), await workplace.server({ settings })];
    await server.state("ready");
    await other.state("ready");
    const uri = workplace.uri("counted.ts");
    await server.open(uri, `${"const value = compute(value, other);\n".repeat(20)}const`);
    const taken: Counts[] = [];
    for (const [i, letter] of [..." next = value"].entries()) {
      const at = { line: 20, character: 5 + i };
      await server.change(uri, { range: { start: at, end: at }, text: letter });
      await server.suggest(uri, { line: 20, character: 6 + i }, { automatic: true });
      const { counts, whyNone } = await server.last();
      assert.ok(counts, whyNone);
      // The rest of a suggestion has that one's counts, and needs no request.
      if (counts.totalMs !== taken.at(-1)?.totalMs) taken.push(counts);
    }

    const { completion, edit, chat } = await server.stats();
    const sum = (name: keyof Counts) => taken.reduce((total, counts) => total + counts[name], 0);
    assert.equal(completion.requests, taken.length);
    assert.equal(completion.promptTokens, sum("promptTokens"));
    assert.equal(completion.reusedTokens, sum("reusedTokens"));
    assert.equal(completion.generatedTokens, sum("generatedTokens"));
    assert.deepEqual(
      completion.totalMs,
      taken.map(({ totalMs }) => totalMs),
    );
    // What was not reused of the prompts went through the model, and of each answer all but its last tokens.
    const fresh = completion.promptTokens - completion.reusedTokens;
    assert.ok(completion.evaluatedTokens >= fresh, `${completion.evaluatedTokens} of ${fresh} tokens`);
    assert.ok(completion.evaluatedTokens <= fresh + completion.generatedTokens);
    // Typing only appends: after the first prompt, nearly all of each next one is reused.
    assert.ok(completion.reusedTokens > 0.8 * completion.promptTokens);
    for (const lane of [edit, chat]) assert.equal(lane.requests, 0);

    assert.equal((await other.stats()).completion.requests, 0);
  });
});
