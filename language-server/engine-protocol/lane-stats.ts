/** Totals by lane, kept by the engine for all its clients and by each client for its own share. */
import type { Lane } from "../protocol/lanes.ts";
import type { Counts, EngineStats, LaneStats } from "../protocol/status.ts";

const MAX_SAMPLES = 1_000;

export function emptyStats(): EngineStats {
  const lane = (): LaneStats => ({
    requests: 0,
    promptTokens: 0,
    evaluatedTokens: 0,
    reusedTokens: 0,
    generatedTokens: 0,
    draftedTokens: 0,
    acceptedTokens: 0,
    firstTokenMs: [],
    totalMs: [],
  });
  return { completion: lane(), edit: lane(), chat: lane(), side: lane(), warm: lane() };
}

/** Adds one generation to the totals, in place. */
export function addToStats(stats: EngineStats, lane: Lane, counts: Counts, evaluatedTokens: number): void {
  const total = stats[lane];
  total.requests++;
  total.evaluatedTokens += evaluatedTokens;
  total.promptTokens += counts.promptTokens;
  total.reusedTokens += counts.reusedTokens;
  total.generatedTokens += counts.generatedTokens;
  total.draftedTokens += counts.draftedTokens;
  total.acceptedTokens += counts.acceptedTokens;
  if (counts.generatedTokens > 0) keepLatest(total.firstTokenMs, counts.firstTokenMs);
  keepLatest(total.totalMs, counts.totalMs);
}

function keepLatest(samples: number[], value: number): void {
  samples.push(value);
  if (samples.length > MAX_SAMPLES) samples.shift();
}
