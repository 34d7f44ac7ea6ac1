/** What a model writes when it calls one of the tools of its training, and when it answers. */
import type { Stream } from "./test-engine.ts";

export interface PlayedCall {
  name: string;
  arguments: object;
}

/** @param thought what comes before, "" for none */
export function callStream(call: PlayedCall, thought = ""): Stream {
  return {
    says: [
      ...thoughtOf(thought),
      ...["<|channel|>", `analysis to=${call.name} code`, "<|message|>", JSON.stringify(call.arguments)],
    ],
    stoppedBy: "<|call|>",
  };
}

export function answerStream(answer: string, thought = ""): Stream {
  return {
    says: [...thoughtOf(thought), ...["<|channel|>", "final", "<|message|>", answer]],
    stoppedBy: "<|return|>",
  };
}

const thoughtOf = (thought: string) =>
  thought === ""
    ? []
    : ["<|channel|>", "analysis", "<|message|>", thought, "<|end|>", "<|start|>", "assistant"];
