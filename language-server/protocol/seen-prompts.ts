/** What the model was shown: the last prompt of each kind of request, for the user to read. */
import * as v from "valibot";
import { nothing, request } from "../../common/wire.ts";
import { counts } from "./status.ts";

/** What a prompt was for. `languageModel` is VS Code's chat, or another extension; `side` what is asked outside of any conversation. */
export const SEEN_KINDS = ["suggestion", "chat", "agent", "edit", "languageModel", "side"] as const;

const seenPrompt = v.object({
  kind: v.picklist(SEEN_KINDS),
  /** When the answer ended, in milliseconds since the epoch. */
  at: v.number(),
  /** The model's name. */
  model: v.string(),
  /** In order, as the engine evaluated them. A marker is special tokens by name, or what the model's template says. */
  pieces: v.array(v.object({ text: v.string(), isMarker: v.boolean() })),
  /** How much of the text, from its beginning, the KV cache had: UTF-16 units. */
  reusedLength: v.number(),
  /** What the answer was made to begin with. */
  continueWith: v.optional(v.string()),
  counts,
});

export type SeenKind = (typeof SEEN_KINDS)[number];
export type SeenPrompt = v.InferOutput<typeof seenPrompt>;

/** The last prompt of each kind that has one, in the order of `SEEN_KINDS`; only those of this server. */
export const SeenPromptsRequest = request("ossicle/prompts/seen", nothing, v.array(seenPrompt));
