/** Calls of tools are held to their schemas while they are written, and can be written again. */
import assert from "node:assert/strict";
import type { EngineClient } from "../../../language-server/engine-client/client.ts";
import type { Part } from "../../../language-server/engine-protocol/protocol.ts";
import { scriptedFixture } from "../../../tools/fixtures/cache.ts";
import { answerParts, session } from "../../../tools/fixtures/scripted/session.ts";
import type { ScriptPart } from "../../../tools/fixtures/scripted.ts";
import { ask, EngineBench, special, text } from "../support.ts";

const OPEN_FILE = "repo_browser.open_file";
const APPLY_PATCH = "repo_browser.apply_patch";
const FILE = { type: "object", properties: { path: { type: "string" } }, required: ["path"] };
const SCHEMAS = {
  [OPEN_FILE]: FILE,
  [APPLY_PATCH]: { type: "object", properties: { patch: { type: "string" } }, required: ["patch"] },
};
const PATCH = "*** Begin Patch\n*** Delete File: a.ts\n*** End Patch";
/** Longer than the sliding window. */
const THOUGHT = Array.from({ length: 100 }, (_, i) => ` ${i}`).join("");
const CALL = `{"path":"${Array.from({ length: 80 }, (_, i) => i).join("/")}"}`;

/** By the last words of the question. */
const answerTo = (question: string, parts: ScriptPart[]): ScriptPart[] => [
  { text: question },
  { special: "<|end|>" },
  ...parts,
];

const asked = (question: string): Part[] => [
  special("<|start|>"),
  text("user"),
  special("<|message|>"),
  text(`word ${"word ".repeat(200)}`),
  text(question),
  special("<|end|>"),
  special("<|start|>"),
  text("assistant"),
];

describe("engine: calls of tools", () => {
  let bench: EngineBench;
  let client: EngineClient;
  before(async () => {
    bench = await EngineBench.create();
    client = await bench.ready(
      await scriptedFixture({
        // How it goes on where the grammar has forced the first token.
        sequences: [[{ text: 'path":"a.ts"}' }, { special: "<|call|>" }]],
        steps: [
          [
            answerTo(" wrong", answerParts({ call: OPEN_FILE, arguments: '{"file":"b.ts"}' })),
            answerTo(" patch", answerParts({ call: APPLY_PATCH, arguments: PATCH })),
            answerTo(" long", answerParts({ thought: THOUGHT, call: OPEN_FILE, arguments: CALL })),
          ],
          ...session([{ answer: "Done." }]),
        ],
      }),
    );
  });
  after(() => bench?.end());

  const request = {
    lane: "chat" as const,
    maxTokens: 1_000,
    stop: { texts: [], specials: ["<|return|>", "<|call|>"] },
    callSchemas: SCHEMAS,
  };

  for (const draft of [{}, { draft: "input" as const }]) {
    const how = "draft" in draft ? "with drafts" : "without drafts";

    it(`have the arguments of their schema, whatever the model would say, ${how}`, async () => {
      const free = await ask(client, asked(" wrong"), { ...request, ...draft, callSchemas: {} });
      assert.ok(free.text.endsWith('{"file":"b.ts"}'), free.text);
      const held = await ask(client, asked(" wrong"), { ...request, ...draft });
      assert.ok(held.text.endsWith('code{"path":"a.ts"}'), held.text);
      assert.equal(held.stoppedBy, "<|call|>");
    });

    it(`may be a patch as it is, ${how}`, async () => {
      const { text } = await ask(client, asked(" patch"), { ...request, ...draft });
      assert.ok(text.endsWith(PATCH), text);
    });

    it(`are written again with no token evaluated twice, and so is what comes after a thought, ${how}`, async () => {
      const prompt = asked(" long");
      const first = await ask(client, prompt, { ...request, ...draft });
      assert.ok(first.text.endsWith(`code${CALL}`), first.text);
      const thought: Part[] = [
        ...[
          special("<|channel|>"),
          text("analysis"),
          special("<|message|>"),
          text(THOUGHT),
          special("<|end|>"),
        ],
        ...[special("<|start|>"), text("assistant")],
      ];
      for (const before of [thought, []]) {
        const again = await ask(client, [...prompt, ...before], { ...request, ...draft });
        assert.ok(again.text.endsWith(`code${CALL}`), again.text);
        assert.equal(again.counts.reusedTokens, again.counts.promptTokens - 1);
        const inVain = again.counts.draftedTokens - again.counts.acceptedTokens;
        assert.ok(
          again.evaluatedTokens <= again.counts.generatedTokens + inVain,
          `${again.evaluatedTokens} tokens were evaluated for ${again.counts.generatedTokens}`,
        );
      }
    });
  }
});
