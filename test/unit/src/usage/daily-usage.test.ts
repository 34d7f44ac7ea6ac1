import assert from "node:assert/strict";
import type { Memento } from "vscode";
import type { Counts } from "../../../../language-server/protocol/status.ts";
import { DailyUsage } from "../../../../src/usage/daily-usage.ts";
import { NOTHING } from "../../../../src/usage/usage-counts.ts";

const NOON = new Date(2026, 2, 4, 12).getTime();
const DAY_MS = 24 * 60 * 60_000;

/** VS Code's state as several windows share it. */
class Store implements Memento {
  readonly #values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  get<T>(key: string, otherwise?: T): T | undefined {
    return (this.#values.get(key) as T | undefined) ?? otherwise;
  }

  async update(key: string, value: unknown): Promise<void> {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, structuredClone(value));
  }
}

function counts(totalMs: number, generatedTokens = 10): Counts {
  return {
    promptTokens: 100,
    reusedTokens: 0,
    generatedTokens,
    draftedTokens: 0,
    acceptedTokens: 0,
    firstTokenMs: 1,
    totalMs,
  };
}
const suggestion = (totalMs: number, whyNone?: string) => ({
  kind: "suggestion" as const,
  last: { counts: counts(totalMs), ...(whyNone === undefined ? {} : { whyNone }) },
});

describe("today's counts", () => {
  let store: Store;
  let windows: DailyUsage[];
  function open(now: () => number = () => NOON): DailyUsage {
    const today = new DailyUsage(store, now);
    windows.push(today);
    return today;
  }

  beforeEach(() => {
    store = new Store();
    windows = [];
  });
  afterEach(() => {
    for (const window of windows) window.dispose();
  });

  it("counts suggestions, accepted ones, answers, edits and tokens", () => {
    const today = open();
    today.add(suggestion(1));
    today.add(suggestion(2));
    today.add({ kind: "accepted" });
    today.add({ kind: "answer", counts: counts(3, 200) });
    today.add({ kind: "edit", counts: counts(4, 50) });
    assert.deepEqual(today.counts, { suggestions: 2, accepted: 1, answers: 1, edits: 1, tokens: 270 });
  });

  it("doesn't count side requests, which are no answers of the chat", () => {
    const today = open();
    today.add({ kind: "answer", counts: counts(3, 200) });
    today.add({ kind: "side", counts: counts(4, 90) });
    assert.deepEqual(today.counts, { ...NOTHING, answers: 1, tokens: 200 });
  });

  it("counts a suggestion once while the user types along with it", () => {
    const today = open();
    for (let typed = 0; typed < 5; typed++) today.add(suggestion(1));
    assert.equal(today.counts.suggestions, 1);
    assert.equal(today.counts.tokens, 10);
  });

  it("counts the tokens of what was not shown, and nothing where the model was not asked", () => {
    const today = open();
    today.add(suggestion(1, "The suggested text is already there."));
    today.add({ kind: "suggestion", last: { whyNone: "Suggestions are off." } });
    assert.deepEqual(today.counts, { suggestions: 0, accepted: 0, answers: 0, edits: 0, tokens: 10 });
  });

  it("adds up the windows, and what a window had that is closed", async () => {
    const [first, second] = [open(), open()];
    first.add(suggestion(1));
    second.add(suggestion(2));
    second.add({ kind: "accepted" });
    await Promise.all([first.save(), second.save()]);
    assert.equal(first.counts.suggestions, 2);
    assert.equal(second.counts.accepted, 1);
    assert.equal(open().counts.suggestions, 2);
  });

  it("begins again each day, and forgets the days before", async () => {
    let now = NOON;
    const today = open(() => now);
    today.add(suggestion(1));
    await today.save();
    const closed = open();
    closed.add(suggestion(2));
    await closed.save();
    now += DAY_MS;
    assert.equal(today.counts.suggestions, 0);
    today.add({ kind: "accepted" });
    await today.save();
    assert.equal(today.counts.accepted, 1);
    assert.equal(store.keys().length, 1);
  });

  it("takes nothing from what isn't its own form", async () => {
    await store.update("today.other", { day: "2026-03-04", suggestions: "many" });
    await store.update("today.another", null);
    assert.equal(open().counts.suggestions, 0);
  });
});
