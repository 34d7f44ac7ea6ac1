import assert from "node:assert/strict";
import type { Engine } from "../../../../../language-server/engine-client/api.ts";
import type { GenerateResult } from "../../../../../language-server/engine-protocol/protocol.ts";
import { SeenPrompts } from "../../../../../language-server/features/seen-prompts/seen-prompts.ts";
import type { Lane } from "../../../../../language-server/protocol/lanes.ts";
import type { SeenKind } from "../../../../../language-server/protocol/seen-prompts.ts";
import { ScriptedEngine } from "../completion/scripted-engine.ts";

describe("the prompts that the model saw", () => {
  let engine: ScriptedEngine;
  let seen: SeenPrompts;
  let now = 0;
  beforeEach(() => {
    engine = new ScriptedEngine();
    engine.script = () => ({ text: "answer" });
    seen = new SeenPrompts(() => ++now);
  });

  function ask(kind: Exclude<SeenKind, "suggestion">, lane: Lane, text: string): Promise<GenerateResult> {
    return generate(seen.watch(engine, kind), lane, text);
  }

  /** Asks for a suggestion, which nobody is shown yet. */
  function askForSuggestion(lane: Lane, text: string, continueWith?: string): Promise<GenerateResult> {
    return generate(seen.watchSuggestions(engine), lane, text, continueWith);
  }

  function generate(
    watched: Engine,
    lane: Lane,
    text: string,
    continueWith?: string,
  ): Promise<GenerateResult> {
    return watched.generate(
      {
        lane,
        session: "",
        prompt: [{ text }],
        continueWith,
        sampling: { temperature: 0 },
        stop: { texts: [], specials: [] },
        maxTokens: 10,
      },
      { signal: new AbortController().signal },
    );
  }

  const texts = () => seen.last().map(({ kind, pieces }) => [kind, pieces.map(({ text }) => text).join("")]);

  it("are the last one of each kind, that of the suggestions first", async () => {
    assert.deepEqual(texts(), []);
    await ask("agent", "chat", "step 1");
    seen.suggested((await askForSuggestion("completion", "let a", "ret")).counts);
    await ask("agent", "chat", "step 2");
    assert.deepEqual(texts(), [
      ["suggestion", "let a"],
      ["agent", "step 2"],
    ]);
    const [first] = seen.last();
    assert.equal(first?.continueWith, "ret");
    assert.equal(first?.counts.promptTokens, 100);
    assert.equal(first?.reusedLength, "let a".length);
  });

  it("are that of the suggestion that is shown: also one that was asked for ahead, or is shown again", async () => {
    const first = await askForSuggestion("completion", "let a");
    seen.suggested(first.counts);
    const [shownFirst] = seen.last();
    const ahead = await askForSuggestion("warm", "let a = b");
    await askForSuggestion("completion", "given up");
    assert.deepEqual(texts(), [["suggestion", "let a"]]);
    seen.suggested(ahead.counts);
    assert.deepEqual(texts(), [["suggestion", "let a = b"]]);
    seen.suggested(first.counts);
    assert.deepEqual(seen.last(), [shownFirst]);
  });

  it("are side requests of their own, whoever asks", async () => {
    await ask("languageModel", "chat", "question");
    await ask("languageModel", "side", "title");
    assert.deepEqual(texts(), [
      ["languageModel", "question"],
      ["side", "title"],
    ]);
  });

  it("are none that only warmed the cache, or that the model has not seen to the end", async () => {
    await ask("chat", "chat", "question");
    await ask("chat", "warm", "question and answer");
    engine.script = () => ({ refused: true });
    await ask("chat", "chat", "too long");
    engine.script = () => ({ text: "" });
    await ask("chat", "chat", "cancelled");
    assert.deepEqual(texts(), [["chat", "question"]]);
  });
});
