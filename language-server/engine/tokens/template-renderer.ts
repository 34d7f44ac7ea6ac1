/**
 * Renders messages by a model's chat template, with marks in the places of their texts, so that what belongs to the
 * template and what a user or a file says is never mixed up. Pure.
 */
import { Template } from "@huggingface/jinja";
import type { ChatPromptMessage } from "../../engine-protocol/protocol.ts";
import { withPairsForIntegerKeys } from "./integer-keys.ts";

/** What a user says, or what the template says around it. */
export type TemplatePart = { text: string } | { frame: string };

/** The texts of the tokens that texts begin and end with; "" where a model has none. */
export interface BoundaryTokens {
  bos: string;
  eos: string;
}

const MARK = /\u{F0000}(\d+)\u{F0001}/u;
const mark = (index: number) => `\u{F0000}${index}\u{F0001}`;

/**
 * What a template may take for granted besides the messages. Most ask whether there are tools; some expect what Python
 * hands over where there are none, and some a list. The first that works is used.
 */
const VARIABLES: readonly Record<string, unknown>[] = [
  {},
  { tools: null, documents: null },
  { tools: [], documents: [] },
];

const QUESTION: ChatPromptMessage = { role: "user", text: "1" };
const DIALOGUE: readonly ChatPromptMessage[] = [QUESTION, { role: "assistant", text: "2" }, QUESTION];
const INSTRUCTED: readonly ChatPromptMessage[] = [{ role: "system", text: "0" }, ...DIALOGUE];

export class TemplateRenderer {
  readonly #template: Template | undefined;
  readonly #tokens: BoundaryTokens;
  readonly #variables: Record<string, unknown> | undefined;

  constructor(source: string, tokens: BoundaryTokens) {
    this.#template = parsed(source);
    this.#tokens = tokens;
    const works = (messages: readonly ChatPromptMessage[]) =>
      VARIABLES.find((variables) => this.#tryRender(messages, variables) !== undefined);
    this.#variables = works(INSTRUCTED) ?? works(DIALOGUE);
  }

  /** Whether a question can be asked, and another one after its answer. */
  get isUsable(): boolean {
    return this.#variables !== undefined;
  }

  /** The messages up to where the model's answer begins. Undefined where the template can't be rendered. */
  render(messages: readonly ChatPromptMessage[]): TemplatePart[] | undefined {
    if (!this.#variables) return undefined;
    const question = withoutSystem(messages);
    // Some refuse a system message, or leave it out without a word; some refuse two messages of one role in a row.
    for (const variant of [messages, question, alternating(messages), alternating(question)]) {
      const parts = this.#tryRender(variant, this.#variables);
      if (parts) return parts;
    }
    return undefined;
  }

  #tryRender(
    messages: readonly ChatPromptMessage[],
    variables: Record<string, unknown>,
  ): TemplatePart[] | undefined {
    try {
      const text = this.#template?.render({
        ...variables,
        messages: messages.map(({ role }, index) => ({ role, content: mark(index) })),
        add_generation_prompt: true,
        bos_token: this.#tokens.bos,
        eos_token: this.#tokens.eos,
      });
      const parts = text?.split(MARK) ?? [];
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
}

function parsed(source: string): Template | undefined {
  if (source.trim() === "") return undefined;
  try {
    const template = new Template(source);
    withPairsForIntegerKeys(template.parsed);
    return template;
  } catch {
    return undefined;
  }
}

/** The system's text before the first question, or as one: Gemma 2 and others have no place for it. */
function withoutSystem(messages: readonly ChatPromptMessage[]): readonly ChatPromptMessage[] {
  const [system, ...rest] = messages;
  if (system?.role !== "system") return messages;
  return joinedWhere([{ ...system, role: "user" }, ...rest], (index) => index === 1);
}

/** Messages of one role that follow each other become one. */
function alternating(messages: readonly ChatPromptMessage[]): readonly ChatPromptMessage[] {
  return joinedWhere(messages, () => true);
}

/** Joins messages to the one of the same role before them, where that is wanted. */
function joinedWhere(
  messages: readonly ChatPromptMessage[],
  isWanted: (index: number) => boolean,
): ChatPromptMessage[] {
  const result: ChatPromptMessage[] = [];
  for (const [index, { role, text }] of messages.entries()) {
    const last = result.at(-1);
    if (last?.role === role && isWanted(index))
      result[result.length - 1] = { role, text: `${last.text}\n\n${text}` };
    else result.push({ role, text });
  }
  return result;
}
