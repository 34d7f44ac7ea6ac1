/**
 * Reads an answer in Harmony as its tokens arrive, and tells what was thought from what was said and called.
 *
 * The format is OpenAI's (https://github.com/openai/harmony/blob/main/docs/format.md). A message is
 *
 *     <|start|>role to=recipient<|channel|>channel to=recipient <|constrain|>type<|message|>content<|end|>
 *
 * with the recipient in either place, and `<|call|>` or `<|return|>` for the last message's end. So there are two
 * states, a header and a content, and only what is said in a content is passed on.
 *
 * Models get it wrong: they leave markers out, repeat them, put them in another order, write into the header what
 * doesn't belong there. Nothing is an error here, and these rules decide:
 *
 * - What isn't known to be an answer is none. Only a message on the channel "final" is; without a channel, or on one
 *   that doesn't exist, it is a thought.
 * - A recipient makes it a tool call, on whatever channel.
 * - In a role other than the assistant's, the model speaks for somebody else, and nothing of it is passed on.
 * - A header that no `<|message|>` follows is dropped. In a content, `<|start|>` and `<|channel|>` begin the next
 *   message, and the other markers of a header are ignored; unless a header's words stand right before the marker,
 *   as tokens of their own: then they are a header whose own markers are missing ("assistantfinal<|message|>").
 * - A call counts once a marker ends it: arguments that were cut off are no call.
 */
import type { StreamedToken } from "../engine-protocol/protocol.ts";
import { TOOL_NAMESPACE } from "./harmony.ts";

export type AnswerEvent =
  /**
   * A piece of a message: of the model's thoughts, of what it says to the user before it calls tools, or of its
   * answer. `message` counts the messages: pieces of the same one belong together without a break.
   */
  | { kind: "reasoning" | "preamble" | "answer"; message: number; text: string }
  /** A whole call. `arguments` is what the model wrote, which should be JSON. */
  | { kind: "toolCall"; name: string; arguments: string };

/** Reads an answer in a model's own form as its tokens arrive. */
export interface AnswerParser {
  push(token: StreamedToken): AnswerEvent[];
  /** Nothing follows. `stoppedBy` is the marker that the generation stopped at, which is not among the tokens. */
  end(stoppedBy?: string): AnswerEvent[];
}

/** Texts of a header by the marker that they follow. */
interface Header {
  role: string;
  channel?: string;
  type?: string;
}

/** What a message is, by its header. "nobody" is told of what isn't passed on. */
type Addressee = { kind: AnswerEvent["kind"] | "nobody"; tool: string };

interface Content extends Addressee {
  /** The last tokens while they may be a header whose markers are missing. */
  held: string;
  arguments: string;
}

/** More of a header's section is garbage. */
const MAX_SECTION_CHARS = 1_000;

const CHANNELS = ["analysis", "commentary", "final"];
const HEADER_WORDS = ["assistant", "user", "system", "developer", "tool", ...CHANNELS, "json"];
const HEADER_WORD = `(?:${HEADER_WORDS.join("|")})`;
/** A header without its markers, such as "assistantfinal" or "assistant to=functions.read commentary". */
const BARE_HEADER = new RegExp(`^(?:${HEADER_WORD}(?: to=[\\w.-]{1,100})? ?){1,3}$`);
/** The beginning of one. */
const BARE_HEADER_BEGUN = new RegExp(
  `^(?:${HEADER_WORD}(?: (?:t(?:o(?:=[\\w.-]{0,100})?)?)?)?){0,3}(?:${HEADER_WORDS.map(begun).join("|")})?$`,
);
const RECIPIENT = /to=\s*([^\s<]+)/g;
/** Recipients that are no tool. */
const LISTENERS = ["all", "assistant", "user"];

export class StreamParser implements AnswerParser {
  #header: Header = { role: "" };
  #content: Content | undefined;
  #messages = 0;
  #ended = false;

  /** `begun` says where the prompt ended: at the start of the answer, or within its final channel. */
  constructor(begun: "answer" | "final" = "answer") {
    if (begun === "final") this.#open({ role: "", channel: "final" });
  }

  push({ text, special }: StreamedToken): AnswerEvent[] {
    if (this.#ended) return [];
    if (special !== undefined) return this.#mark(special);
    return text === undefined || text === "" ? [] : this.#say(text);
  }

  /** Nothing follows. `stoppedBy` is the marker that the generation stopped at, which is not among the tokens. */
  end(stoppedBy?: string): AnswerEvent[] {
    const events = stoppedBy === undefined ? [] : this.push({ id: -1, special: stoppedBy });
    if (this.#content?.kind !== "toolCall") events.push(...this.#close());
    this.#ended = true;
    return events;
  }

  #mark(special: string): AnswerEvent[] {
    switch (special) {
      case "<|start|>":
        this.#takeBareHeader();
        return this.#close();
      case "<|end|>":
        return this.#close();
      case "<|call|>":
      case "<|return|>": {
        const events = this.#close();
        this.#ended = true;
        return events;
      }
      case "<|channel|>":
      case "<|constrain|>":
      case "<|message|>":
        return this.#markHeader(special);
      default:
        return [];
    }
  }

  /** Within a content, these are part of a header that no `<|start|>` announced, or are ignored. */
  #markHeader(special: "<|channel|>" | "<|constrain|>" | "<|message|>"): AnswerEvent[] {
    const bare = this.#takeBareHeader();
    if (this.#content && bare === "" && special !== "<|channel|>") return [];
    const events = this.#content ? this.#close() : [];
    if (bare !== "") this.#header = { role: bare };
    const { role, channel } = this.#header;
    if (special === "<|channel|>") this.#header = { role, channel: "" };
    else if (special === "<|constrain|>") this.#header = { role, channel, type: "" };
    else this.#open(this.#header);
    return events;
  }

  #say(text: string): AnswerEvent[] {
    const content = this.#content;
    if (!content) {
      this.#header = withText(this.#header, text);
      return [];
    }
    // A header begins with a token of its own, so text is held back only from the beginning of one on.
    const held = [content.held + text, text].find((tail) => BARE_HEADER_BEGUN.test(tail)) ?? "";
    const passable = (content.held + text).slice(0, content.held.length + text.length - held.length);
    content.held = held;
    return this.#pass(content, passable);
  }

  /** Takes a header from the end of the content that is open; "" when there is none. */
  #takeBareHeader(): string {
    const held = this.#content?.held ?? "";
    if (!this.#content || !BARE_HEADER.test(held)) return "";
    this.#content.held = "";
    return held;
  }

  #pass(content: Content, text: string): AnswerEvent[] {
    const { kind } = content;
    if (kind === "toolCall") content.arguments += text;
    if (kind === "toolCall" || kind === "nobody" || text === "") return [];
    return [{ kind, message: this.#messages, text }];
  }

  #open(header: Header): void {
    this.#messages++;
    this.#content = { ...addressee(header), held: "", arguments: "" };
  }

  /** Ends the message, if there is one, and expects a header. */
  #close(): AnswerEvent[] {
    const content = this.#content;
    this.#content = undefined;
    this.#header = { role: "" };
    if (!content) return [];
    const events = this.#pass(content, content.held);
    if (content.kind === "toolCall")
      events.push({ kind: "toolCall", name: content.tool, arguments: content.arguments });
    return events;
  }
}

function withText({ role, channel, type }: Header, text: string): Header {
  const longer = (section: string) => (section + text).slice(0, MAX_SECTION_CHARS);
  if (type !== undefined) return { role, channel, type: longer(type) };
  if (channel !== undefined) return { role, channel: longer(channel) };
  return { role: longer(role) };
}

function addressee({ role, channel, type = "" }: Header): Addressee {
  const [, author, afterAuthor = ""] = /^([^a-z]*assistant)?(.*)$/is.exec(withoutRecipient(role)) ?? [];
  const stranger = author === undefined ? firstWord(afterAuthor) : undefined;
  if (stranger !== undefined && !CHANNELS.includes(stranger)) return { kind: "nobody", tool: "" };
  const recipient = [...`${role} ${channel ?? ""} ${type}`.matchAll(RECIPIENT)].at(-1)?.[1];
  if (recipient !== undefined && !LISTENERS.includes(recipient))
    return { kind: "toolCall", tool: withoutNamespace(recipient) };
  // In "assistantfinal" the marker between the two is missing.
  switch (firstWord(channel ?? afterAuthor)) {
    case "final":
      return { kind: "answer", tool: "" };
    case "commentary":
      return { kind: "preamble", tool: "" };
    default:
      return { kind: "reasoning", tool: "" };
  }
}

const withoutRecipient = (section: string) => section.replace(RECIPIENT, "");

const firstWord = (section: string) => /[a-z]+/i.exec(withoutRecipient(section))?.[0];

function withoutNamespace(recipient: string): string {
  const prefix = `${TOOL_NAMESPACE}.`;
  return recipient.startsWith(prefix) ? recipient.slice(prefix.length) : recipient;
}

/** A pattern for the beginnings of a word, the whole of it included. */
function begun(word: string): string {
  const rest = word.slice(1);
  return rest === "" ? word : `${word[0]}(?:${begun(rest)})?`;
}
