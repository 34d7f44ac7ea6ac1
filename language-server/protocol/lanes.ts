/** Kinds of work in the engine. Apart from the schemas, for those who need no more than the names. */

/** Most urgent first. "side" is what is asked outside of any conversation. */
export const LANES = ["completion", "edit", "chat", "side", "warm"] as const;

export type Lane = (typeof LANES)[number];
