/** How a model is prompted, according to its header and vocabulary. */
import type { LlamaModel } from "node-llama-cpp";
import type { Dialect } from "../../protocol/models.ts";
import { canChat } from "./chat-template.ts";
import { markersOf } from "./markers.ts";
import { Tokenizer } from "./tokenizer.ts";

/** The tokens that every Harmony prompt needs. */
const HARMONY_MARKERS = ["<|start|>", "<|channel|>", "<|message|>", "<|end|>", "<|return|>"];

export interface Prompting {
  /** Of completions. */
  dialect: Dialect;
  /** Whether it can chat and edit, in Harmony or by its chat template. */
  chats: boolean;
}

/** The weights need not be loaded. */
export async function promptingOf(model: LlamaModel, markers = markersOf(model)): Promise<Prompting> {
  if (speaksHarmony(new Tokenizer(model, markers))) return { dialect: "harmony", chats: true };
  const { prefix, suffix } = model.tokens.infill;
  const chats = await canChat(model);
  if (prefix !== null && suffix !== null) return { dialect: "infill", chats };
  return { dialect: chats ? "template" : "plain", chats };
}

export function speaksHarmony(tokenizer: Tokenizer): boolean {
  return tokenizer.hasSpecials(HARMONY_MARKERS);
}
