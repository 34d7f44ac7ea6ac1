import assert from "node:assert/strict";
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

  async function ask(kind: SeenKind, lane: Lane, text: string, continueWith?: string): Promise<void> {
    await seen.watch(engine, kind).generate(
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
    await ask("suggestion", "completion", "let a", "ret");
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
