/**
 * Markers that llama.cpp finds in plain text, whether it is told to or not. It leaves control tokens alone, but not
 * "user-defined" ones: in some vocabularies those are runs of spaces and HTML tags, which are to stay what they are;
 * in others also the markers of turns, of thoughts, of tool calls and of infill, which a text must not forge.
 */
import type { LlamaModel, Token } from "node-llama-cpp";

/** What nothing but a marker looks like: "<|im_end|>", "<｜fim▁begin｜>", "<[fim-middle]>", "[INST]", "<start_of_turn>". */
const MARKER =
  /^(?:<[|｜][^|｜\s<>]+[|｜]>|<\[[^[\]\s<>]+\]>|\[\/?[A-Z_]{3,}\]|<\/?(?:start|end)_of_\w+>|<\/?[\w-]*fim[\w-]*>)$/;
/** Looks like HTML, and is a marker where the vocabulary has a token for it. */
const TAG_MARKER =
  /^<\/?(?:think|thinking|thought|tool_call|tool_response|tool_calls|tool|s:think|seed:think)>$/;
const NORMAL = 1;
const BYTE = 6;

/** The chat template in the model's header. */
export function chatTemplateOf(model: LlamaModel): string | undefined {
  const template = model.fileInfo.metadata.tokenizer?.chat_template;
  return typeof template === "string" && template.trim() !== "" ? template : undefined;
}

/** The names of the user-defined tokens that are markers. */
export function markersOf(model: LlamaModel): ReadonlySet<string> {
  const template = chatTemplateOf(model) ?? "";
  const { tokens = [], token_type: types = [] } = model.fileInfo.metadata.tokenizer?.ggml ?? {};
  const markers = new Set<string>();
  for (const [id, text] of tokens.entries()) {
    if (types[id] === NORMAL || types[id] === BYTE || text.trim().length < 3) continue;
    const isUsed = /^[<[].*[>\]]$/su.test(text) && template.includes(text);
    if (!isUsed && !MARKER.test(text) && !TAG_MARKER.test(text)) continue;
    // llama.cpp corrects types while it loads: what the file says is not what counts.
    if (model.getTokenAttributes(id as Token).userDefined) markers.add(text);
  }
  return markers;
}

/** Splits a text within each marker, and within whatever looks like one of gpt-oss. */
export function splitter(markers: ReadonlySet<string>): RegExp {
  const places = ["(?<=<)(?=\\|[^|\\s<>]+\\|>)"];
  for (const marker of markers) {
    const [first = "", ...rest] = marker;
    places.push(`(?<=${escaped(first)})(?=${escaped(rest.join(""))})`);
  }
  return new RegExp(places.join("|"), "u");
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
