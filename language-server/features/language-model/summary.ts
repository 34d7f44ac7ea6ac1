/** Answers a caller that has a conversation summed up: by a summary between its tags, with the user's request in it. */
import type { Engine } from "../../engine-client/api.ts";
import type { Part, StreamedToken } from "../../engine-protocol/protocol.ts";
import { checkpointed, resultMessage } from "../../prompt/conversation.ts";
import { message, openMessage } from "../../prompt/harmony.ts";
import type { ChatMessage } from "../../protocol/chat.ts";
import type { Counts, StopReason } from "../../protocol/status.ts";
import { plainSummary } from "../agent/compaction.ts";
import { partsOf } from "../agent/draw.ts";
import { sumOf, type WriteRequest, write } from "../chat/generate-answer.ts";
import type { ConversationEnd } from "./conversation-line.ts";

const OPEN = "<summary>";
const CLOSE = "</summary>";
const NOT_THERE_YET = "The result isn't there yet.";
const MAX_REQUEST_CHARS = 4_000;
/** How VS Code marks what the user has typed. The next summary finds it in this one by the same mark. */
const TYPED = /<userRequest>\s*([\s\S]*?)\s*<\/userRequest>/g;
const typed = (request: string) =>
  `The user's request, word for word:\n<userRequest>\n${request}\n</userRequest>`;

/** What the prompt of a summary begins with: everything that the sequence holds. */
export function behind({ parts, open }: ConversationEnd): readonly Part[] {
  const results = open.flatMap(({ name, channel }) => resultMessage(name, NOT_THERE_YET, channel));
  return [...checkpointed(parts), ...results];
}

/**
 * What the user has asked for last, among what was said to the model: the caller leaves it out once it has the summary.
 *
 * @param said without the message that asks for the summary
 */
export function requestIn(said: readonly ChatMessage[]): string {
  const texts = said.flatMap(({ role, content }) => (role === "user" ? [content] : []));
  const request = [...texts.join("\n").matchAll(TYPED)].at(-1)?.[1] ?? texts.at(-1) ?? "";
  return request.trim().slice(0, MAX_REQUEST_CHARS);
}

/** The whole answer. */
export function summaryText(written: string, said: readonly ChatMessage[]): string {
  const [inTags = ""] = written.split(CLOSE);
  const summary = inTags.trim() === "" ? plainSummary(said, undefined) : inTags.trim();
  return `${OPEN}\n${summary}\n\n${typed(requestIn(said))}\n${CLOSE}`;
}

/** Writes the summary. Where it was interrupted, it is gone on with behind what the sequence then holds. */
export class SummaryWriter {
  readonly #engine: Pick<Engine, "generate">;
  readonly #request: Omit<WriteRequest, "prompt" | "dialect">;
  readonly #tokens: StreamedToken[] = [];
  text = "";
  counts: Counts | undefined;
  evaluatedTokens = 0;

  constructor(engine: Pick<Engine, "generate">, request: Omit<WriteRequest, "prompt" | "dialect">) {
    this.#engine = engine;
    this.#request = request;
  }

  /**
   * @param before what the model has in front of it
   * @param instruction what the caller asks for
   */
  async write(before: readonly Part[], instruction: string, signal: AbortSignal): Promise<StopReason> {
    if (this.text.includes(CLOSE)) return "end";
    const maxTokens = this.#request.maxTokens - this.#tokens.length;
    if (maxTokens <= 0) return "length";
    const whole = new AbortController();
    const result = await write(
      this.#engine,
      {
        ...this.#request,
        dialect: "harmony",
        maxTokens,
        prompt: [
          ...before,
          ...message({ role: "user" }, instruction),
          ...openMessage({ role: "assistant", channel: "final" }, `${OPEN}\n`),
          ...partsOf(this.#tokens),
        ],
      },
      {
        signal: AbortSignal.any([signal, whole.signal]),
        onTokens: (tokens) => {
          for (const token of tokens) {
            if (token.special !== undefined || whole.signal.aborted) return whole.abort();
            this.#tokens.push(token);
            this.text += token.text ?? "";
            if (this.text.includes(CLOSE)) return whole.abort();
          }
        },
      },
    );
    this.counts = this.counts === undefined ? result.counts : sumOf(this.counts, result.counts);
    this.evaluatedTokens += result.counts.promptTokens - result.counts.reusedTokens;
    return whole.signal.aborted ? "end" : result.stopReason;
  }
}
