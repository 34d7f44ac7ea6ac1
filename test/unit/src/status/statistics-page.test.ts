import assert from "node:assert/strict";
import { LANES } from "../../../../language-server/protocol/lanes.ts";
import type { EngineStats, LaneStats } from "../../../../language-server/protocol/status.ts";
import { statisticsPage } from "../../../../src/status/statistics-page.ts";
import { NOTHING } from "../../../../src/usage/usage-counts.ts";

const EMPTY: LaneStats = {
  requests: 0,
  promptTokens: 0,
  evaluatedTokens: 0,
  reusedTokens: 0,
  generatedTokens: 0,
  draftedTokens: 0,
  acceptedTokens: 0,
  firstTokenMs: [],
  totalMs: [],
};
const stats = (completion: Partial<LaneStats> = {}): EngineStats =>
  ({
    ...Object.fromEntries(LANES.map((lane) => [lane, EMPTY])),
    completion: { ...EMPTY, ...completion },
  }) as EngineStats;

describe("statistics page", () => {
  it("says that nothing was asked yet, instead of a table of zeros", () => {
    const page = statisticsPage({ stats: stats(), last: {}, today: NOTHING });
    assert.match(page, /No requests yet/);
    assert.doesNotMatch(page, /\|/);
  });

  it("tells the share that was reused, and median and 95th percentile of the times", () => {
    const firstTokenMs = Array.from({ length: 100 }, (_, index) => 100 - index);
    const page = statisticsPage({
      stats: stats({ requests: 100, promptTokens: 1000, reusedTokens: 985, firstTokenMs, totalMs: [2500] }),
      last: {},
      today: NOTHING,
    });
    assert.match(page, /\| Reused prompt tokens \| 98\.5% \|/);
    assert.match(page, /\| First token, median \(95th percentile\) \| 51 ms \(96 ms\) \|/);
    assert.match(page, /\| Full answer, median \(95th percentile\) \| 2\.5 s \(2\.5 s\) \|/);
    assert.doesNotMatch(page, /chat/);
  });

  it("tells side requests apart from the chat", () => {
    const all = { ...stats(), side: { ...EMPTY, requests: 3, generatedTokens: 250 } };
    const page = statisticsPage({ stats: all, last: {}, today: NOTHING });
    assert.match(page, /\| Since the language server started \| other requests \|/);
    assert.match(page, /\| Tokens generated \| 250 \|/);
  });
});
