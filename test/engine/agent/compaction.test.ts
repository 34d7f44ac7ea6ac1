/**
 * A conversation that is summed up beside its answers, as VS Code's chat does it in the background: on the conversation's
 * own sequence, which goes back to where the conversation was.
 */
import assert from "node:assert/strict";
import type { EngineClient } from "../../../language-server/engine-client/client.ts";
import type { Part, StreamedToken } from "../../../language-server/engine-protocol/protocol.ts";
import { partsOf } from "../../../language-server/features/agent/draw.ts";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { proseOf } from "../../../tools/fixtures/prose.ts";
import { type Answer, ask, EngineBench, special, text } from "../support.ts";
import { countingModel, ROUND } from "./counting-model.ts";

const CHECKPOINT: Part = { checkpoint: true };
const NO_STOPS = { texts: [], specials: [] };
const CONVERSATION = { lane: "chat", session: "conversation", stop: NO_STOPS } as const;
const COMPACTION = { ...CONVERSATION, lane: "side", context: "chat" } as const;

const newTokens = ({ counts }: Answer) => counts.promptTokens - counts.reusedTokens;
/** Of the last part, and one that was drawn before and not evaluated. */
const mostNew = ({ parts }: Answer) => (parts.at(-1)?.tokens ?? 0) + 1;

describe("engine: a conversation that is summed up", () => {
  let bench: EngineBench;
  let client: EngineClient;
  before(async () => {
    bench = await EngineBench.create();
    client = await bench.ready(await fixture("tiny"));
  });
  after(() => bench.end());

  for (const isEvaluated of [false, true])
    it(`evaluates nothing for it a second time: neither what was asked, nor what it has said${isEvaluated ? " and evaluated" : ""}`, async () => {
      const asked = [
        ...[special("<|start|>"), text(proseOf(700)), CHECKPOINT],
        ...[text(`${isEvaluated} ${proseOf(100, 2)}`), CHECKPOINT],
      ];
      const written: StreamedToken[] = [];
      await client.generate(
        { ...CONVERSATION, prompt: asked, sampling: { temperature: 1, seed: 3 }, maxTokens: 60 },
        { signal: new AbortController().signal, onTokens: (tokens) => written.push(...tokens) },
      );
      const said = [...asked, ...partsOf(written)];
      // The last token that it has said may have gone through the model or not.
      if (isEvaluated)
        await ask(client, said, { ...CONVERSATION, lane: "warm", warms: "chat", maxTokens: 0 });
      said.push(CHECKPOINT);
      // More than the sliding window and a batch: what was before it is gone from there.
      const instruction = text(proseOf(1_200, 3));
      const summary = await ask(client, [...said, instruction], { ...COMPACTION, maxTokens: 100 });
      assert.equal(summary.counts.generatedTokens, 100);
      assert.ok(newTokens(summary) <= mostNew(summary), `${newTokens(summary)} new tokens`);
      const beside = [text(proseOf(300, 4))];
      await ask(client, beside, { lane: "side", session: "title", maxTokens: 8, stop: NO_STOPS });
      await ask(client, beside, { lane: "edit", session: "inline chat", maxTokens: 8, stop: NO_STOPS });
      const next = await ask(client, [...said, text(proseOf(80, 6))], { ...CONVERSATION, maxTokens: 1 });
      assert.ok(newTokens(next) <= mostNew(next), `${newTokens(next)} new tokens`);
      assert.equal(next.evaluatedTokens, newTokens(next));
    });
});

/** On a model that counts to four for ever, so that the summary is under way whenever the conversation goes on. */
describe("engine: a conversation that goes on while it is summed up", () => {
  let bench: EngineBench;
  let client: EngineClient;
  before(async () => {
    bench = await EngineBench.create();
    client = await bench.ready(await countingModel());
  });
  after(() => bench.end());

  for (const when of ["at the same time", "in the middle of the summary"])
    it(`comes first ${when}, and has all its tokens; the summary goes on with nothing lost`, async () => {
      const history = [text(`${when} ${proseOf(600)}`), CHECKPOINT];
      await ask(client, history, { ...CONVERSATION, maxTokens: 0 });
      const enough = new AbortController();
      let answered: Promise<Answer> | undefined;
      let whole: number | undefined;
      let said = "";
      const answer = () => {
        answered ??= ask(client, [...history, text(" return")], CONVERSATION).finally(() => {
          whole = said.length;
        });
      };
      const summing = ask(client, [...history, text(`${proseOf(300, 2)} one`)], {
        ...COMPACTION,
        maxTokens: 5_000,
        signal: enough.signal,
        onText: (piece) => {
          said += piece;
          answer();
          if (whole !== undefined && said.length > whole + ROUND.length) enough.abort();
        },
      });
      if (when === "at the same time") answer();
      const summary = await summing;
      const next = await answered;
      assert.ok(next);
      assert.ok(next.text.startsWith(" a;\n}\n"), next.text);
      assert.ok(newTokens(next) <= mostNew(next), `${newTokens(next)} new tokens`);
      assert.equal(summary.stopReason, "cancelled", "it was under way to the last");
      assert.ok(ROUND.repeat(said.length).startsWith(said), said);
    });
});
