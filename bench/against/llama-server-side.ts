/** llama.cpp's server as a side of the comparison. */
import type { Part } from "../../language-server/engine-protocol/protocol.ts";
import { LlamaServer, type ServerContext } from "../llama-cpp/llama-server.ts";
import type { Side } from "./side.ts";

/** What both sides run on. */
export interface Setup {
  /** The folder of llama.cpp's programs. */
  programs: string;
  modelPath: string;
  threads: number;
}

/** Ends with the stack. */
export async function llamaServerSide(
  { programs, modelPath, threads }: Setup,
  context: ServerContext,
  stack: AsyncDisposableStack,
): Promise<Side> {
  const server = stack.use(
    await LlamaServer.start({ folder: programs, modelPath, threads, context, gpuLayers: 0 }),
  );
  return {
    pid: server.pid,
    async complete({ use, prompt, tokens, signal, onToken }) {
      const slot = use === "completion" ? context.sequences - 1 : 0;
      const answer = await server.complete({ prompt: promptText(prompt), tokens, slot, signal, onToken });
      const { reported, firstTokenMs, totalMs } = answer;
      const { evaluatedTokens = 0, generatedTokens = 0 } = reported ?? {};
      return { evaluatedTokens, generatedTokens, firstTokenMs, totalMs };
    },
  };
}

/** As the server takes it: special tokens are written out. */
export function promptText(parts: readonly Part[]): string {
  return parts
    .map((part) => {
      if ("text" in part && !("heading" in part)) return part.text;
      if ("special" in part) return part.special;
      if ("checkpoint" in part) return "";
      throw new Error(`gpt-oss has no ${JSON.stringify(part)}.`);
    })
    .join("");
}
