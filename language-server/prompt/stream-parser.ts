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
 * - A message of the assistant's without a channel is the answer as long as no message on the channel "final" comes.
 *   On a channel that doesn't exist, it is a thought.
 * - A recipient makes it a tool call, on whatever channel.
 * - In a role other than the assistant's, the model speaks for somebody else, and nothing of it is passed on. What it
 *   writes first is no role: the prompt has ended with the assistant's.
 * - Where no `<|message|>` follows a header, what stands behind "analysis" or "final" is the message.
 * - What has no place in all that (words around the markers, or instead of any, in another header without a message,
 *   and what the model says to itself on the channel "commentary") is the answer where nothing else is said.
 * - In a content, `<|start|>` and `<|channel|>` begin the next message, and the other markers of a header are ignored;
 *   unless a header's words stand right before the marker, as tokens of their own: then they are a header whose own
 *   markers are missing ("assistantfinal<|message|>").
 * - A call counts once a marker ends it, or its arguments are whole: what was cut off is no call. Where its
 *   `<|message|>` is missing, the arguments begin with the first bracket.
 * - What the model says to the user behind a call, without the result, is not passed on.
 * - Where nothing comes of an answer, it is malformed, and an event says why.
 */
import type { StreamedToken } from "../engine-protocol/protocol.ts";
import { type Channel, TOOL_NAMESPACE } from "./harmony.ts";

export type SaidKind = "reasoning" | "preamble" | "answer" | "unmarked";

export type AnswerEvent =
  /**
   * A piece of a message: of the model's thoughts, of what it says to the user before it calls tools, of its answer, or
   * of what is its answer unless one follows ("unmarked"). `message` counts the messages: pieces of the same one belong
   * together without a break.
   */
  | { kind: SaidKind; message: number; text: string }
  /**
   * A whole call. `name` is without the namespace of the tools that the prompt declares. `arguments` is what the model
   * wrote, which should be JSON. The result belongs on the call's channel.
   */
  | { kind: "toolCall"; name: string; arguments: string; channel: Channel }
  /** What the model wrote can't be used, and nothing of it is passed on: it is to be written again. */
  | { kind: "malformed"; why: Malformation };

/**
 * `unfinishedCall`: nothing ended the call's arguments; `noArguments`: a call whose message never began; `noRecipient`:
 * a message was ended as a call, and names no tool;
 * `answerAfterCall`: the model went on as if it knew the result; `nothing`: it said and called nothing.
 */
export type Malformation = "unfinishedCall" | "noArguments" | "noRecipient" | "answerAfterCall" | "nothing";

/** Reads an answer in a model's own form as its tokens arrive. */
export interface AnswerParser {
  push(token: StreamedToken): AnswerEvent[];
  /** Nothing follows. `stoppedBy` is the marker that the generation stopped at, which is not among the tokens. */
  end(stoppedBy?: string): AnswerEvent[];
}

/** Texts of a header by the marker that they follow. */
interface Header {
  /** Whether it is what the model writes first, whether `<|start|>` came before it, or nothing did. */
  begins: "answer" | "start" | "unannounced";
  role: string;
  channel?: string;
  type?: string;
}

/** What a message is, by its header. "nobody" gets what isn't passed on, "spare" what is when nothing else is said. */
type Addressee = { kind: SaidKind | "nobody" | "spare" } | Callee;

interface Callee {
  kind: "toolCall";
  name: string;
  channel: Channel;
}

interface Content {
  to: Addressee;
  /** The last tokens while they may be a header whose markers are missing. */
  held: string;
  /** Of a call, its arguments; of what is spare, its text. */
  kept: string;
}

/** No header is longer: it is a message without the marker before it. */
const MAX_HEADER_CHARS = 200;

const CHANNELS: readonly Channel[] = ["analysis", "commentary", "final"];
const HEADER_WORDS = ["assistant", "user", "system", "developer", "tool", ...CHANNELS, "json"];
const HEADER_WORD = `(?:${HEADER_WORDS.join("|")})`;
/** A header without its markers, such as "assistantfinal" or "assistant to=functions.read commentary". */
const BARE_HEADER = new RegExp(`^(?:${HEADER_WORD}(?: to=[\\w.-]{1,100})? ?){1,3}$`);
/** The beginning of one. */
const BARE_HEADER_BEGUN = new RegExp(
  `^(?:${HEADER_WORD}(?: (?:t(?:o(?:=[\\w.-]{0,100})?)?)?)?){0,3}(?:${HEADER_WORDS.map(begun).join("|")})?$`,
);
/** Nothing but names, of whatever kind and in whatever order. */
const ONLY_HEADER_WORDS = new RegExp(`^(?:\\s*${HEADER_WORD})*\\s*$`, "i");
const OTHER_ROLE = /^\s*(?:user|system|developer|tool|functions\.\S*)\s*$/i;
const RECIPIENT = /to=\s*([^\s<]+)/g;
/** Recipients that are no tool. */
const LISTENERS = ["all", "assistant", "user", ...CHANNELS];

/** Harmony of which only the words are left: "analysisHm.assistantfinalSo." */
const WITHOUT_MARKERS = /assistant(?:analysis|commentary|final)/;
const WITHOUT_MARKERS_BEGUN = /^\s*(?:assistant)?(?:analysis|commentary|final)/;
const CHANNEL_WITHOUT_MARKER = /(?:^\s*|assistant)(analysis|commentary|final)/;

export class StreamParser implements AnswerParser {
  #header: Header = { begins: "answer", role: "" };
  #content: Content | undefined;
  #messages = 0;
  #hasSaid = false;
  #hasCalled = false;
  #isMalformed = false;
  readonly #spare: string[] = [];
  #ended = false;

  /** `begun` says where the prompt ended: at the start of the answer, or within its final channel. */
  constructor(begun: "answer" | "final" = "answer") {
    if (begun === "final") this.#open({ kind: "answer" });
  }

  push({ text, special }: StreamedToken): AnswerEvent[] {
    if (this.#ended) return [];
    if (special !== undefined) return this.#mark(special);
    return text === undefined || text === "" ? [] : this.#say(text);
  }

  /** Nothing follows. `stoppedBy` is the marker that the generation stopped at, which is not among the tokens. */
  end(stoppedBy?: string): AnswerEvent[] {
    const events = stoppedBy === undefined ? [] : this.push({ id: -1, special: stoppedBy });
    if (!this.#ended) events.push(...this.#cutOff());
    if (!this.#hasSaid && !this.#isMalformed) {
      events.push(...this.#spare.flatMap((text) => this.#message("unmarked", text)));
      if (!this.#hasSaid) events.push(...this.#malformed("nothing"));
    }
    this.#spare.length = 0;
    this.#ended = true;
    return events;
  }

  /** No marker has ended the message. */
  #cutOff(): AnswerEvent[] {
    const content = this.#content;
    const isCall = content ? content.to.kind === "toolCall" : calleeOf(this.#header) !== undefined;
    const args = content ? content.kept + content.held : argumentsIn(this.#header);
    return isCall && !isWhole(args) ? this.#malformed("unfinishedCall") : this.#close("unannounced");
  }

  #malformed(why: Malformation): AnswerEvent[] {
    this.#isMalformed = true;
    this.#ended = true;
    return [{ kind: "malformed", why }];
  }

  #mark(special: string): AnswerEvent[] {
    switch (special) {
      case "<|start|>":
        this.#takeBareHeader();
        return this.#close("start");
      case "<|end|>":
        return this.#close("unannounced");
      case "<|call|>":
      case "<|return|>": {
        const { kind } = this.#content?.to ?? addressee(this.#header);
        const events = this.#close("unannounced");
        const isAnonymous = special === "<|call|>" && kind !== "toolCall" && kind !== "answer";
        if (isAnonymous && !this.#isMalformed && !this.#hasCalled)
          events.push(...this.#malformed("noRecipient"));
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
    const events = this.#content ? this.#close("unannounced") : [];
    if (bare !== "") this.#header = { begins: "start", role: bare };
    const { begins, role, channel } = this.#header;
    // A channel that is named again may be so without its recipient.
    const recipient = /\bto=[^\s<]+/.exec(channel ?? "")?.[0] ?? "";
    if (special === "<|channel|>")
      this.#header = { begins, role: `${role} ${recipient}`.trimEnd(), channel: "" };
    else if (special === "<|constrain|>")
      this.#header = { begins, role, ...(channel === undefined ? {} : { channel }), type: "" };
    else {
      this.#keep(wordsBefore(this.#header));
      this.#open(addressee(this.#header));
    }
    return events;
  }

  #say(text: string): AnswerEvent[] {
    const content = this.#content;
    if (!content) {
      this.#header = withText(this.#header, text);
      return isHeader(this.#header) ? [] : this.#openUnannounced();
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
    const { kind } = content.to;
    if (kind === "toolCall" || kind === "spare") content.kept += text;
    if (kind === "toolCall" || kind === "spare" || kind === "nobody" || text === "") return [];
    if (kind !== "reasoning" && text.trim() !== "") {
      if (this.#hasCalled && kind !== "preamble") return this.#malformed("answerAfterCall");
      this.#hasSaid = true;
    }
    return [{ kind, message: this.#messages, text }];
  }

  #call({ name, channel }: Callee, args: string): AnswerEvent[] {
    this.#hasSaid = true;
    this.#hasCalled = true;
    return [{ kind: "toolCall", name, arguments: args, channel }];
  }

  #open(to: Addressee): Content {
    this.#messages++;
    this.#content = { to, held: "", kept: "" };
    return this.#content;
  }

  /** A header has turned out to be a message. */
  #openUnannounced(): AnswerEvent[] {
    const callee = calleeOf(this.#header);
    if (callee) {
      this.#open(callee).kept = argumentsIn(this.#header);
      return [];
    }
    const { to, text } = unannounced(this.#header);
    return this.#pass(this.#open(to), text);
  }

  /** A whole message. */
  #message(kind: SaidKind, text: string): AnswerEvent[] {
    if (text === "") return [];
    const events = this.#pass(this.#open({ kind }), text);
    this.#content = undefined;
    return events;
  }

  #keep(text: string): void {
    if (text.trim() !== "") this.#spare.push(text.trim());
  }

  /** Ends the message, if there is one, and expects a header. */
  #close(next: Header["begins"]): AnswerEvent[] {
    const content = this.#content;
    const header = this.#header;
    this.#content = undefined;
    this.#header = { begins: next, role: "" };
    if (!content) return this.#closeHeader(header);
    const events = this.#pass(content, content.held);
    if (content.to.kind === "spare") this.#keep(content.kept);
    if (content.to.kind === "toolCall") events.push(...this.#call(content.to, content.kept));
    return events;
  }

  /** No `<|message|>` has followed it. */
  #closeHeader(header: Header): AnswerEvent[] {
    if (header.begins === "answer" && header.channel === undefined && WITHOUT_MARKERS.test(header.role))
      return messagesWithoutMarkers(header.role).flatMap(({ kind, text }) => this.#message(kind, text));
    const callee = calleeOf(header);
    if (callee) {
      const args = argumentsIn(header);
      return args === "" ? this.#malformed("noArguments") : this.#call(callee, args);
    }
    const { to, text } = unannounced(header);
    if (to.kind === "reasoning" || to.kind === "answer") return this.#message(to.kind, text.trimEnd());
    if (to.kind !== "nobody" && (header.channel === undefined || saysSomething(text))) this.#keep(text);
    return [];
  }
}

function withText({ type, channel, ...header }: Header, text: string): Header {
  if (type !== undefined)
    return { ...header, ...(channel === undefined ? {} : { channel }), type: type + text };
  if (channel !== undefined) return { ...header, channel: channel + text };
  return { ...header, role: header.role + text };
}

/** Whether it can still be one. */
function isHeader({ begins, role, channel = "", type = "" }: Header): boolean {
  if (role.length + channel.length + type.length <= MAX_HEADER_CHARS) return true;
  return begins === "answer" && channel === "" && WITHOUT_MARKERS_BEGUN.test(role);
}

function addressee({ begins, role, channel, type = "" }: Header): Addressee {
  const { isAssistant, rest } = author(role);
  const stranger = isAssistant ? undefined : firstWord(rest);
  const isStranger =
    begins === "start"
      ? stranger !== undefined && !CHANNELS.some((each) => each === stranger)
      : begins === "unannounced" && OTHER_ROLE.test(withoutRecipient(role));
  if (isStranger) return { kind: "nobody" };
  const recipient = [...`${role} ${channel ?? ""} ${type}`.matchAll(RECIPIENT)].at(-1)?.[1];
  // In "assistantfinal" the marker between the two is missing.
  const word = firstWord(channel ?? rest);
  if (recipient !== undefined && !LISTENERS.includes(recipient)) {
    const called = CHANNELS.find((each) => each === word) ?? "commentary";
    return { kind: "toolCall", name: withoutNamespace(recipient), channel: called };
  }
  const kind = kindOf(word);
  if (kind === undefined) return { kind: channel === undefined ? "unmarked" : "reasoning" };
  return { kind: kind === "preamble" && recipient === "assistant" ? "spare" : kind };
}

function calleeOf(header: Header): Callee | undefined {
  const to = addressee(header);
  return to.kind === "toolCall" ? to : undefined;
}

/** The arguments of a call in its header, where no `<|message|>` follows that; "" without any. */
function argumentsIn({ type, channel, role }: Header): string {
  const words = withoutRecipient(type ?? channel ?? role);
  return /[{[][\s\S]*/.exec(words)?.[0] ?? "";
}

function kindOf(channel: string | undefined): "answer" | "preamble" | "reasoning" | undefined {
  switch (channel) {
    case "final":
      return "answer";
    case "commentary":
      return "preamble";
    case "analysis":
      return "reasoning";
    default:
      return undefined;
  }
}

/** The message in a header that no `<|message|>` follows. */
function unannounced(header: Header): { to: Addressee; text: string } {
  const { begins, role, channel, type } = header;
  const section = type ?? channel ?? role;
  const words = withoutRecipient(section === role ? author(role).rest : section);
  const isBare = begins === "answer" && channel === undefined && type === undefined;
  // What the model was stopped in is no message either.
  if (ONLY_HEADER_WORDS.test(words) || (!isBare && BARE_HEADER_BEGUN.test(section.trim())))
    return { to: { kind: "nobody" }, text: "" };
  // "Final score: 3." is no header.
  if (isBare) return { to: { kind: "unmarked" }, text: words.trimStart() };
  const to = addressee(header);
  if (type !== undefined || kindOf(firstWord(words)) !== undefined)
    return { to, text: words.replace(/^[^a-z]*[a-z]+\s*/i, "") };
  return { to: to.kind === "reasoning" ? { kind: "unmarked" } : to, text: words.trimStart() };
}

/** Whether there are words in a channel's place that are no channel's: "commentary?commentary?" says nothing. */
const saysSomething = (text: string) => /\p{L}{2}/u.test(text.replaceAll(new RegExp(HEADER_WORD, "gi"), ""));

/** What the assistant has written where its role stands. */
function wordsBefore(header: Header): string {
  const { rest } = author(header.role);
  const words = withoutRecipient(rest);
  return header.channel === undefined || ONLY_HEADER_WORDS.test(words) || addressee(header).kind === "nobody"
    ? ""
    : words;
}

function messagesWithoutMarkers(text: string): { kind: SaidKind; text: string }[] {
  const [before = "", ...pieces] = text.split(CHANNEL_WITHOUT_MARKER);
  const messages: { kind: SaidKind; text: string }[] = [{ kind: "unmarked", text: before.trim() }];
  for (let at = 0; at < pieces.length; at += 2)
    messages.push({ kind: kindOf(pieces[at]) ?? "unmarked", text: pieces[at + 1]?.trim() ?? "" });
  return messages;
}

function author(role: string): { isAssistant: boolean; rest: string } {
  const [, assistant, rest = ""] = /^([^a-z]*assistant)?(.*)$/is.exec(withoutRecipient(role)) ?? [];
  return { isAssistant: assistant !== undefined, rest };
}

const withoutRecipient = (section: string) => section.replace(RECIPIENT, "");

const firstWord = (section: string) => /[a-z]+/i.exec(withoutRecipient(section))?.[0].toLowerCase();

/** A tool's name, without what a model has put around it. */
function withoutNamespace(recipient: string): string {
  const name = recipient.replace(/^["'`]+|[^\w]+$/g, "");
  const prefix = `${TOOL_NAMESPACE}.`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** Whether nothing is missing from a call's arguments. */
function isWhole(args: string): boolean {
  if (!args.trimStart().startsWith("{")) return false;
  try {
    JSON.parse(args);
    return true;
  } catch {
    return false;
  }
}

/** A pattern for the beginnings of a word, the whole of it included. */
function begun(word: string): string {
  const rest = word.slice(1);
  return rest === "" ? word : `${word[0]}(?:${begun(rest)})?`;
}
