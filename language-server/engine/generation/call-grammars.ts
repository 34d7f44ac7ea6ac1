/**
 * Holds the arguments of calls to their schemas while a Harmony model writes them: from a call's `<|message|>` on, to its
 * end. All else is free. A token that fits costs hardly more than without (the addon tries the grammar on it alone),
 * one that doesn't is drawn again from all of the vocabulary.
 */
import { type LlamaGrammar, LlamaGrammarEvaluationState, type Token } from "node-llama-cpp";
import { jsonGrammar, literal } from "./json-grammar.ts";
import type { LoadedModel } from "./loaded-model.ts";

/** JSON Schemas of arguments, by the recipient that a call's header names. */
export type CallSchemas = Readonly<Record<string, unknown>>;

/** Calls of these may also be the text that they carry: a patch as it is, as the model was trained to write it. */
const TAKES_A_PATCH = /(^|\.)apply_patch$/;
const PATCH = `${literal("*** Begin Patch\n")} [^\\x00]*`;

const RECIPIENT = /\bto=([\w.-]+)/;

export class CallGrammars {
  readonly #loaded: LoadedModel;
  readonly #grammars: ReadonlyMap<string, LlamaGrammar>;
  /** The header of the message that is being written; undefined within its content. */
  #header: Token[] | undefined = [];
  #state: LlamaGrammarEvaluationState | undefined;

  private constructor(loaded: LoadedModel, grammars: ReadonlyMap<string, LlamaGrammar>) {
    this.#loaded = loaded;
    this.#grammars = grammars;
  }

  /** @param prompt its last message may be one that the model goes on with */
  static async create(
    loaded: LoadedModel,
    schemas: CallSchemas,
    prompt: readonly Token[],
  ): Promise<CallGrammars> {
    const grammars = await Promise.all(
      Object.entries(schemas).map(async ([recipient, schema]) => {
        const text = jsonGrammar(schema, TAKES_A_PATCH.test(recipient) ? [PATCH] : []);
        return [recipient, await loaded.grammars.grammar(loaded.llama, text)] as const;
      }),
    );
    const calls = new CallGrammars(loaded, new Map(grammars));
    const start = prompt.findLastIndex((token) => loaded.tokenizer.specialName(token) === "<|start|>");
    for (const token of prompt.slice(Math.max(0, start))) calls.push(token);
    return calls;
  }

  /** The token with which every message begins. */
  get start(): Token {
    return this.#loaded.tokenizer.special("<|start|>");
  }

  /** What the next token is held to; undefined where it is free. It has seen the tokens that were drawn with it. */
  get state(): LlamaGrammarEvaluationState | undefined {
    return this.#state;
  }

  /** A token was said. */
  push(token: Token): void {
    switch (this.#loaded.tokenizer.specialName(token)) {
      case "<|start|>":
      case "<|end|>":
      case "<|call|>":
      case "<|return|>":
        this.#header = [];
        this.#state = undefined;
        break;
      case "<|message|>":
        if (this.#header) this.#state = this.#stateFor(this.#header);
        this.#header = undefined;
        break;
      default:
        this.#header?.push(token);
    }
  }

  #stateFor(header: readonly Token[]): LlamaGrammarEvaluationState | undefined {
    const { model } = this.#loaded;
    const recipient = RECIPIENT.exec(model.detokenize([...header], true))?.[1];
    const grammar = recipient === undefined ? undefined : this.#grammars.get(recipient);
    return grammar && new LlamaGrammarEvaluationState({ model, grammar });
  }
}
