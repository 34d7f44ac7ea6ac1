/** "12.1 GB"; small sizes in MB. A GB is 10⁹ bytes. */
export function bytes(count: number): string {
  return count < 1e8 ? `${(count / 1e6).toFixed(1)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}

/** "84 ms", "1.4 s". */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** "62%" of a share from 0 to 1, or "62.8%" with a decimal. Rounded down: only what is done is 100%. */
export function percent(share: number, decimals = 0): string {
  const scale = 10 ** decimals;
  // 0.29 * 100 is 28.999999999999996.
  const floor = Math.floor(share * 100 * scale + 1e-6) / scale;
  return `${floor.toFixed(decimals)}%`;
}

/** "14:05", in the user's own notation. */
export function clock(time: number): string {
  return new Date(time).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}

/** Generated tokens per second after the first one; `undefined` when there are too few to tell. */
export function tokensPerSecond(counts: {
  generatedTokens: number;
  /** From the request to the first token, and to the last. */
  firstTokenMs: number;
  totalMs: number;
}): number | undefined {
  const ms = counts.totalMs - counts.firstTokenMs;
  return counts.generatedTokens > 1 && ms > 0 ? ((counts.generatedTokens - 1) * 1000) / ms : undefined;
}

/** "2026-03-04", where the user is. */
export function isoDate(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
