export const leftOut: readonly string[];
