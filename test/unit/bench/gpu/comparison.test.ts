import assert from "node:assert/strict";
import { compare, type Pair } from "../../../../bench/gpu/comparison.ts";
import type { Measured, Purpose } from "../../../../bench/gpu/measured.ts";
import { missedRows, textRows } from "../../../../bench/gpu/report.ts";
import { isReached, type Row } from "../../../../bench/row.ts";

const measured = (values: Partial<Measured>): Measured => ({
  evaluatedTokens: 1,
  firstTokenMs: 1,
  generatedTokens: 2,
  followingMs: 1,
  wallMs: 1,
  ...values,
});

const pair = (
  purpose: Purpose,
  ossicle: Partial<Measured>,
  llamaCpp: Partial<Measured>,
  textTokens = 1_000,
): Pair => ({
  asked: { purpose, textTokens, prompt: [1, 2, 3], generatedTokens: 2, healed: false },
  ossicle: measured(ossicle),
  llamaCpp: measured(llamaCpp),
});

const row = (rows: readonly Row[], name: string): Row => {
  const found = rows.find((candidate) => candidate.name === name);
  assert.ok(found, name);
  return found;
};

/** Every purpose once, with both sides alike but for what is given. */
const pairs = (prompt: Partial<Measured>, generation: Partial<Measured>) => [
  pair(
    "cold prompt",
    { evaluatedTokens: 1_000, firstTokenMs: 100, ...prompt },
    { evaluatedTokens: 1_000, firstTokenMs: 100 },
  ),
  pair(
    "generation",
    { generatedTokens: 101, followingMs: 1_000, ...generation },
    { generatedTokens: 101, followingMs: 1_000 },
  ),
  pair("keystroke", {}, {}),
];

describe("Ossicle beside llama.cpp", () => {
  it("is compared by speed: twice the time is half the ratio, and misses what is wanted", () => {
    const prompt = row(compare(pairs({ firstTokenMs: 200 }, {})), "prompt");
    assert.equal(prompt.ossicle, 5_000);
    assert.equal(prompt.llamaCpp, 10_000);
    assert.equal(prompt.ratio, 0.5);
    assert.equal(isReached(prompt), false);
  });

  it("reaches what is wanted at just that ratio", () => {
    const rows = compare(pairs({ firstTokenMs: 100 / 0.95 }, { followingMs: 1_000 / 0.97 - 1e-9 }));
    assert.equal(isReached(row(rows, "generation")), true);
  });

  it("is judged only where something is wanted", () => {
    const rows = compare(pairs({}, {}));
    assert.deepEqual(
      rows.filter((candidate) => isReached(candidate) !== undefined).map(({ name }) => name),
      ["prompt", "generation"],
    );
  });

  it("takes each figure from the requests that were made for it, and each text apart", () => {
    const mixed = [
      ...pairs({}, {}),
      pair("keystroke", { wallMs: 10 }, { wallMs: 8 }),
      pair("keystroke", { wallMs: 12 }, { wallMs: 8 }),
      ...pairs({ firstTokenMs: 400 }, {}).map((one) => ({
        ...one,
        asked: { ...one.asked, textTokens: 4_000 },
      })),
    ];
    const [short, long] = textRows([1_000, 4_000], mixed);
    assert.equal(row(short?.rows ?? [], "suggestion per keystroke, median").ossicle, 10);
    assert.equal(row(short?.rows ?? [], "suggestion per keystroke, 95 %").ossicle, 12);
    assert.equal(row(long?.rows ?? [], "suggestion per keystroke, median").ossicle, 1);
    const report = {
      facts: [],
      texts: [short, long].flatMap((text) => text ?? []),
      loads: [],
      experts: [],
      benched: [],
      pairs: mixed,
    };
    assert.deepEqual(
      missedRows(report).map(({ name }) => name),
      ["prompt"],
    );
  });
});
