/**
 * Prompts in the words of the model's own chat template. It is rendered with marks in the places of the texts, so
 * what belongs to the template and what a user or a file says is never mixed up: the one may have special tokens,
 * the other goes through `Tokenizer.text`.
 *
 * node-llama-cpp's chat wrappers do the same, but look for a wrapper of theirs that comes near to the template (up to
 * two seconds), begin with a start token whatever the model says, and know nothing of a thought that the template
 * opens. They are used where a template can't be rendered.
 */
import { Template } from "@huggingface/jinja";
import {
  type ChatHistoryItem,
  type ChatWrapper,
  type LlamaModel,
  resolveChatWrapper,
  SpecialToken,
  SpecialTokensText,
  type Token,
} from "node-llama-cpp";
import { type ChatPrompt, type ChatPromptMessage, THOUGHT_MARKERS } from "../../engine-protocol/protocol.ts";
import { chatTemplateOf } from "./markers.ts";
import type { PromptTokens, Tokenizer } from "./tokenizer.ts";

/** What a user says, or what the template says around it. */
type TemplatePart = { text: string } | { frame: string };

const MARK = /\u{F0000}(\d+)\u{F0001}/u;
const mark = (index: number) => `\u{F0000}${index}\u{F0001}`;
/** In the place of a question that isn't asked yet. */
const NEXT_QUESTION = "\u{F0002}";

export class ChatTemplate {
  readonly #model: LlamaModel;
  readonly #tokenizer: Tokenizer;
  readonly #source: string;
  #template: Template | undefined;
  #wrapper: ChatWrapper | undefined;
  #endTexts: readonly string[] | undefined;

  constructor(model: LlamaModel, tokenizer: Tokenizer) {
    this.#model = model;
    this.#tokenizer = tokenizer;
    this.#source = chatTemplateOf(model) ?? "";
  }

  /**
   * Texts with which a model ends its turn that spells the end out instead of saying the token for it, as fine-tunes
   * do: what stands between an answer and the next question.
   */
  get endTexts(): readonly string[] {
    this.#endTexts ??= this.#findEndTexts();
    return this.#endTexts;
  }

  render({ messages, prefill }: ChatPrompt): PromptTokens {
    if (messages.at(-1)?.role === "assistant" && prefill === undefined)
      return this.#tokens(this.#history(messages));
    const pieces = this.#pieces(messages);
    const thought = openThought(pieces);
    if (prefill !== undefined)
      return this.#tokens([...pieces, ...this.#withoutThinking(thought), { text: prefill }]);
    const tokens = this.#tokens(pieces);
    return thought ? { ...tokens, thinking: thought.open } : tokens;
  }

  /** What every prompt begins with that goes on after these messages: up to the text of the next question. */
  #history(messages: readonly ChatPromptMessage[]): TemplatePart[] {
    const pieces = this.#pieces([...messages, { role: "user", text: NEXT_QUESTION }]);
    const end = pieces.findLastIndex((piece) => "text" in piece && piece.text.endsWith(NEXT_QUESTION));
    const last = pieces[end];
    const rest = last && "text" in last ? last.text.slice(0, -NEXT_QUESTION.length) : "";
    return [...pieces.slice(0, end), { text: rest }];
  }

  #findEndTexts(): string[] {
    const pieces = this.#pieces([
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
  #pieces(messages: readonly ChatPromptMessage[]): TemplatePart[] {
    const pieces = this.#rendered(messages) ?? this.#wrapped(messages);
    const { shouldPrependBosToken, bosString } = this.#model.tokens;
    if (!shouldPrependBosToken || bosString === null) return pieces;
    const [first] = pieces;
    const begins = first !== undefined && "frame" in first && first.frame.startsWith(bosString);
    return begins ? pieces : [{ frame: bosString }, ...pieces];
  }

  /** Undefined where the template can't be rendered. */
  #rendered(messages: readonly ChatPromptMessage[]): TemplatePart[] | undefined {
    if (this.#source === "") return undefined;
    // Some templates refuse a system message, others leave it out without a word.
    return this.#tryRender(messages) ?? this.#tryRender(withoutSystem(messages));
  }

  #tryRender(messages: readonly ChatPromptMessage[]): TemplatePart[] | undefined {
    const { bosString, eosString } = this.#model.tokens;
    try {
      this.#template ??= new Template(this.#source);
      const text = this.#template.render({
        messages: messages.map(({ role }, index) => ({ role, content: mark(index) })),
        add_generation_prompt: true,
        bos_token: bosString ?? "",
        eos_token: eosString ?? "",
      });
      const parts = text.split(MARK);
      const shown = parts.filter((_, index) => index % 2 === 1);
      if (messages.some((_, index) => !shown.includes(String(index)))) return undefined;
      return parts.flatMap((part, index): TemplatePart[] => {
        if (index % 2 === 1) return [{ text: messages[Number(part)]?.text ?? "" }];
        return part === "" ? [] : [{ frame: part }];
      });
    } catch {
      return undefined;
    }
  }

  #wrapped(messages: readonly ChatPromptMessage[]): TemplatePart[] {
    this.#wrapper ??= resolveChatWrapper(this.#model, { noJinja: true, warningLogs: false });
    const answer: ChatHistoryItem = { type: "model", response: [] };
    const { contextText } = this.#wrapper.generateContextState({
      chatHistory: [...messages.map(historyItem), answer],
    });
    return contextText.values.flatMap((value): TemplatePart[] => {
      // The start token is put there where the model wants it; after that, turns begin and end with texts.
      if (value instanceof SpecialToken)
        return value.value === "BOS" ? [] : [{ frame: this.#spelled(value) }];
      return [value instanceof SpecialTokensText ? { frame: value.value } : { text: value }];
    });
  }

  #spelled(token: SpecialToken): string {
    return this.#model.detokenize(token.tokenize(this.#model.tokenizer), true);
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
      const text = "text" in piece ? piece.text : piece.frame;
      result.parts.push({ tokens: result.tokens.length - before, text });
      // Whatever is said next, and whether the thoughts before it are kept: the prompts have this in common.
      if ("text" in piece) result.checkpoints.push(result.tokens.length);
    }
    return result;
  }

  #pieceTokens(piece: TemplatePart): readonly Token[] {
    if ("text" in piece) return this.#tokenizer.text(piece.text);
    return this.#model.tokenize(piece.frame, true, "trimLeadingSpace");
  }
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

/** The system's text before the first question: Gemma 2 and others have no place for it. */
function withoutSystem(messages: readonly ChatPromptMessage[]): ChatPromptMessage[] {
  const [system, question, ...rest] = messages;
  if (system?.role !== "system" || question?.role !== "user") return [...messages];
  return [{ role: "user", text: `${system.text}\n\n${question.text}` }, ...rest];
}

function historyItem({ role, text }: ChatPromptMessage): ChatHistoryItem {
  return role === "assistant" ? { type: "model", response: [text] } : { type: role, text };
}
