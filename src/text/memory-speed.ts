/** What main memory gives the CPU in a second on an ordinary desktop, in GB: half of what its modules could. */
export const MEMORY_GB_PER_SECOND = 30;

/** Tokens that the CPU can help with in a second, where it reads so many bytes of weights for each: at most. */
export function tokensPerSecondAtMost(bytesPerToken: number): number {
  return Math.max(1, Math.round((MEMORY_GB_PER_SECOND * 1e9) / bytesPerToken));
}
