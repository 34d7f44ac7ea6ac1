/**
 * Prompts in the words of the model's own chat template. What belongs to the template may have special tokens; what a
 * user or a file says goes through `Tokenizer.text`.
 *
 * node-llama-cpp's chat wrappers do the same, but look for a wrapper of theirs that comes near to the template (up to
 * two seconds), begin with a start token whatever the model says, and know nothing of a thought that the template
 * opens. Where a template can't be rendered, what they make of it is a guess: the model then only completes.
 */
import type { LlamaModel, Token } from "node-llama-cpp";
import { type ChatPrompt, type ChatPromptMessage, THOUGHT_MARKERS } from "../../engine-protocol/protocol.ts";
import { BoundedRenderer } from "./bounded-renderer.ts";
import { chatTemplateOf } from "./markers.ts";
import type { TemplatePart } from "./template-renderer.ts";
import type { PromptTokens, Tokenizer } from "./tokenizer.ts";

/** In the place of a question that isn't asked yet. */
const NEXT_QUESTION = "\u{F0002}";

export class ChatTemplate {
  readonly #model: LlamaModel;
  readonly #tokenizer: Tokenizer;
  readonly #source: string;
  readonly #renderer: BoundedRenderer;
  #endTexts: Promise<readonly string[]> | undefined;

  constructor(model: LlamaModel, tokenizer: Tokenizer) {
    this.#model = model;
    this.#tokenizer = tokenizer;
    this.#source = chatTemplateOf(model) ?? "";
    this.#renderer = rendererOf(model);
  }

  /**
   * Texts with which a model ends its turn that spells the end out instead of saying the token for it, as fine-tunes
   * do: what stands between an answer and the next question.
   */
  endTexts(): Promise<readonly string[]> {
    this.#endTexts ??= this.#findEndTexts();
    return this.#endTexts;
  }

  async render({ messages, prefill }: ChatPrompt): Promise<PromptTokens> {
    if (messages.at(-1)?.role === "assistant" && prefill === undefined)
      return this.#tokens(await this.#history(messages));
    const pieces = await this.#pieces(messages);
    const thought = openThought(pieces);
    if (prefill !== undefined)
      return this.#tokens([...pieces, ...this.#withoutThinking(thought), { text: prefill }]);
    const tokens = this.#tokens(pieces);
    return thought ? { ...tokens, thinking: thought.open } : tokens;
  }

  dispose(): void {
    this.#renderer.dispose();
  }

  /** What every prompt begins with that goes on after these messages: up to the text of the next question. */
  async #history(messages: readonly ChatPromptMessage[]): Promise<TemplatePart[]> {
    const pieces = await this.#pieces([...messages, { role: "user", text: NEXT_QUESTION }]);
    const end = pieces.findLastIndex((piece) => "text" in piece && piece.text.endsWith(NEXT_QUESTION));
    const last = pieces[end];
    const rest = last && "text" in last ? last.text.slice(0, -NEXT_QUESTION.length) : "";
    return [...pieces.slice(0, end), { text: rest }];
  }

  async #findEndTexts(): Promise<string[]> {
    const pieces = await this.#pieces([
      { role: "user", text: "1" },
      { role: "assistant", text: "2" },
      { role: "user", text: "3" },
    ]);
    const answer = pieces.findIndex((piece) => "text" in piece && piece.text === "2");
    const after = pieces[answer + 1];
    const frame = after && "frame" in after ? after.frame.trim() : "";
    const [first = ""] = /^(?:<[^<>\s]+>|\[[^[\]\s]+\]|[^\n]+)/.exec(frame) ?? [];
    return first.length > 2 ? [first] : [];
  }

  /** The messages, up to where the model's answer begins. */
  async #pieces(messages: readonly ChatPromptMessage[]): Promise<TemplatePart[]> {
    const pieces = await this.#renderer.render(messages);
    if (!pieces) throw new Error("The model's chat template can't be rendered.");
    const { shouldPrependBosToken, bosString } = this.#model.tokens;
    if (!shouldPrependBosToken || bosString === null) return pieces;
    const [first] = pieces;
    const begins = first !== undefined && "frame" in first && first.frame.startsWith(bosString);
    return begins ? pieces : [{ frame: bosString }, ...pieces];
  }

  /** An answer that is begun for the model has no thoughts: those that the template has opened are closed. */
  #withoutThinking(thought: Thought | undefined): TemplatePart[] {
    if (thought) return [{ frame: `\n${thought.close}\n\n` }];
    // Qwen 3 and its like were trained to see this where they are not to think.
    const chooses = this.#source.includes("enable_thinking") && this.#source.includes("<think>");
    return chooses ? [{ frame: "<think>\n\n</think>\n\n" }] : [];
  }

  #tokens(pieces: readonly TemplatePart[]): PromptTokens {
    const result: PromptTokens = { tokens: [], parts: [], checkpoints: [] };
    for (const piece of pieces) {
      const before = result.tokens.length;
      for (const token of this.#pieceTokens(piece)) result.tokens.push(token);
      const tokens = result.tokens.length - before;
      const isFrame = "frame" in piece;
      result.parts.push({ tokens, text: isFrame ? piece.frame : piece.text, isFrame });
      // Whatever is said next, and whether the thoughts before it are kept: the prompts have this in common.
      if ("text" in piece) result.checkpoints.push(result.tokens.length);
    }
    return result;
  }

  #pieceTokens(piece: TemplatePart): readonly Token[] {
    if ("text" in piece) return this.#tokenizer.text(piece.text);
    return this.#tokenizer.frame(piece.frame);
  }
}

/** Whether the model has a template that can be rendered. The weights need not be loaded. */
export async function canChat(model: LlamaModel): Promise<boolean> {
  const renderer = rendererOf(model);
  try {
    return await renderer.isUsable();
  } finally {
    renderer.dispose();
  }
}

function rendererOf(model: LlamaModel): BoundedRenderer {
  const { bosString, eosString } = model.tokens;
  const tokens = { bos: bosString ?? "", eos: eosString ?? "" };
  return new BoundedRenderer({ source: chatTemplateOf(model) ?? "", tokens });
}

interface Thought {
  open: string;
  close: string;
}

/** The thought that the last piece has opened. */
function openThought(pieces: readonly TemplatePart[]): Thought | undefined {
  const last = pieces.at(-1);
  if (last === undefined || !("frame" in last)) return undefined;
  const end = last.frame.trimEnd();
  return THOUGHT_MARKERS.find(({ open }) => end.endsWith(open));
}
