/** Ossicle's engine as a side of the comparison, asked by the client that the language server asks it with. */
import type { Engine } from "../../language-server/engine-client/api.ts";
import type { Side } from "./side.ts";

export function ossicleSide(engine: Engine, pid: number): Side {
  return {
    pid,
    async complete({ use, session, prompt, tokens, signal, onToken }) {
      const started = performance.now();
      let firstTokenMs: number | undefined;
      const { counts, stopReason } = await engine.generate(
        {
          lane: use,
          session,
          prompt: [...prompt],
          sampling: { temperature: 0 },
          stop: { texts: [], specials: [] },
          maxTokens: tokens,
        },
        {
          signal: signal ?? new AbortController().signal,
          onTokens: (drawn) => {
            firstTokenMs ??= performance.now() - started;
            for (const _ of drawn) onToken?.();
          },
        },
      );
      const totalMs = performance.now() - started;
      if (stopReason !== "length" && !signal?.aborted)
        throw new Error(
          `The engine ended after ${counts.generatedTokens} of ${tokens} tokens: ${stopReason}`,
        );
      return {
        evaluatedTokens: counts.promptTokens - counts.reusedTokens,
        generatedTokens: counts.generatedTokens,
        firstTokenMs: firstTokenMs ?? totalMs,
        totalMs,
      };
    },
  };
}
