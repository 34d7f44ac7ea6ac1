/** How a model is prompted, according to its header and vocabulary. */
import type { LlamaModel } from "node-llama-cpp";
import type { Dialect } from "../../protocol/models.ts";
import { canChat } from "./chat-template.ts";
import { hasSuffixFirst } from "./infill-tokens.ts";
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
  const tokenizer = new Tokenizer(model, markers);
  if (speaksHarmony(tokenizer)) return { dialect: "harmony", chats: true };
  const chats = await canChat(model);
  if (tokenizer.infill("prefix") !== undefined && tokenizer.infill("suffix") !== undefined)
    return { dialect: hasSuffixFirst(model) ? "infillSuffixFirst" : "infill", chats };
  return { dialect: chats ? "template" : "plain", chats };
}

export function speaksHarmony(tokenizer: Tokenizer): boolean {
  return tokenizer.hasSpecials(HARMONY_MARKERS);
}
