import type { ModelStatus } from "../protocol/status.ts";

/**
 * Tokens of the context where edits and side requests run: of the one that exists, or the one that is planned. Where
 * neither is known, the engine refuses what is too long.
 */
export function editContextTokens({ contexts, plan }: ModelStatus): number {
  const isForEdits = ({ lane }: { lane: string }) => lane === "edit";
  return (contexts?.find(isForEdits) ?? plan?.contexts.find(isForEdits))?.size ?? Infinity;
}
