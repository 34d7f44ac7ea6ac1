/**
 * What crosses the socket of a prompt. While a user types, a prompt is the one before it with some letters more, so
 * both ends remember the latest prompts of a connection, as JSON texts and by their session, and only the rest of the
 * text is sent. What one end has forgotten is sent whole once more (`EngineErrors.unknownPrompt`).
 *
 * What is remembered goes with its connection. Both ends forget by the same rules, so they seldom disagree.
 */
import * as v from "valibot";
import { LruMap } from "../../common/lru-map.ts";

/** Documents and conversations that a user goes back and forth between. */
const MAX_SESSIONS = 16;
/** UTF-16 units of JSON, some 60,000 tokens: at most 8 MB in all. */
const MAX_REMEMBERED_LENGTH = 262_144;

/** A prompt's JSON text: what it has in common with that of an earlier request, and the rest. */
export const promptEdit = v.object({
  /** The number of that request, the latest one of the same session; absent for a text that is whole. */
  after: v.optional(v.number()),
  /** How many UTF-16 units of its text remain. */
  kept: v.pipe(v.number(), v.integer(), v.minValue(0)),
  more: v.string(),
});

export type PromptEdit = v.InferOutput<typeof promptEdit>;

/** The end that sends prompts. */
export class SentPrompts {
  readonly #latest: Latest = new LruMap(MAX_SESSIONS);

  /** What has to be sent of a prompt in the request of a number. It counts as sent. */
  edit(session: string, id: number, prompt: unknown): PromptEdit {
    const text = JSON.stringify(prompt);
    const known = this.#latest.get(session);
    remember(this.#latest, session, id, text);
    const kept = known ? commonLength(known.text, text) : 0;
    return kept === 0 ? { kept, more: text } : { after: known?.id, kept, more: text.slice(kept) };
  }

  /** The other end doesn't know the latest prompt of a session. */
  forget(session: string): void {
    remember(this.#latest, session, 0, "");
  }
}

/** An edit of a prompt that isn't remembered any more. */
export class UnknownPromptError extends Error {
  constructor() {
    super("The prompt that this one goes on from is not known.");
  }
}

/** The end that gets them. */
export class ReceivedPrompts {
  readonly #latest: Latest = new LruMap(MAX_SESSIONS);

  /**
   * The prompt, not checked yet. Requests have to be read in the order in which they were sent.
   *
   * @throws UnknownPromptError when it has to be sent whole
   */
  read(session: string, id: number, { after, kept, more }: PromptEdit): unknown {
    const known = this.#latest.get(session);
    if (after !== undefined && (known?.id !== after || kept > known.text.length))
      throw new UnknownPromptError();
    const text = after === undefined ? more : `${known?.text.slice(0, kept)}${more}`;
    remember(this.#latest, session, id, text);
    return JSON.parse(text);
  }
}

/** The latest prompt of each session. */
type Latest = LruMap<string, { id: number; text: string }>;

/** Of a text that is too long, nothing is kept. */
function remember(latest: Latest, session: string, id: number, text: string): void {
  latest.set(session, { id, text: text.length > MAX_REMEMBERED_LENGTH ? "" : text });
}

function commonLength(one: string, other: string): number {
  const end = Math.min(one.length, other.length);
  let length = 0;
  while (length < end && one.charCodeAt(length) === other.charCodeAt(length)) length++;
  return length;
}
