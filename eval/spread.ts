/** At most so many of them, from all over the list. */
export function spread<T>(items: readonly T[], limit: number): T[] {
  const share = Math.min(1, limit / items.length);
  return items.filter((_, index) => Math.floor((index + 1) * share) > Math.floor(index * share));
}
