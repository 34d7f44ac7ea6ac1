/** A conversation as it is saved, and all steps that change it. Threads are values: each step returns a new one. */
import type { AgentMode, CutReason, ReasoningEffort } from "../../../language-server/protocol/chat.ts";
import type { FittedItem } from "../../../language-server/protocol/context.ts";
import type { Counts, StopReason } from "../../../language-server/protocol/status.ts";
import type { Step } from "./step.ts";

const MAX_TITLE_CHARS = 80;

export interface Thread {
  id: string;
  /** Given by the user; without it, the first question is the title. */
  title?: string;
  /** Milliseconds since the epoch. */
  created: number;
  updated: number;
  effort: ReasoningEffort;
  /** What the user lets the model do, where the model can. */
  mode: AgentMode;
  /** The date that the model is given, fixed at the first question. */
  date?: string;
  /** The project's rules, as they were at the first question. */
  rules?: Rules;
  /** The first message that the model still sees; absent when it sees all. */
  firstSeen?: string;
  messages: Message[];
}

/** The project's instructions for every answer. */
export interface Rules {
  text: string;
  /** The file, relative to its workspace folder. */
  title: string;
  uri: string;
  /** Whether the file is longer than the text. */
  isCut: boolean;
}

export type Message = Question | Answer;

export interface Question {
  role: "user";
  id: string;
  /** As the user typed it. */
  text: string;
  /** What a chat that begins with it is called, when the user's text is a command. */
  title?: string;
  /** The text for the model, when the user's text is a command. */
  prompt?: string;
  attached: FittedItem[];
}

export interface Answer {
  role: "assistant";
  id: string;
  /** What the model did before it answered. `answer` and `reasoning` are what it wrote since the last of them. */
  steps: Step[];
  answer: string;
  reasoning: string;
  /** Milliseconds; absent while the model thinks. */
  reasoningMs?: number;
  /** Absent while the answer is open. */
  end?: AnswerEnd;
}

/**
 * Why an answer ended. Beyond the server's reasons, `interrupted`: the window was closed; `serverLost`: the language
 * server ended; `failed`: the question could not be asked.
 */
export type EndReason = StopReason | CutReason | "interrupted" | "serverLost" | "failed";

export interface AnswerEnd {
  reason: EndReason;
  counts?: Counts;
  /** For `unknownTool`. */
  tool?: string;
  /** For `tooLong`. */
  sizes?: { promptTokens: number; contextTokens: number };
  /** For `failed`, in a sentence. */
  message?: string;
}

export type Channel = "reasoning" | "answer";

/** An empty thread. Looking into the workspace is what a chat may do unless the user says otherwise. */
export function newThread(id: string, effort: ReasoningEffort, now: number): Thread {
  return { id, created: now, updated: now, effort, mode: "ask", messages: [] };
}

/** What the first question fixes for the whole conversation. */
export interface ConversationStart {
  date: string;
  rules?: Rules;
}

/** Adds a question and its open, empty answer. `start` is used for the first question only. */
export function ask(
  thread: Thread,
  question: Omit<Question, "role">,
  answerId: string,
  start: ConversationStart,
  now: number,
): Thread {
  const started = thread.messages.length === 0 ? { ...emptied(thread), ...start } : thread;
  const messages = [...thread.messages, { role: "user" as const, ...question }, emptyAnswer(answerId)];
  return { ...started, updated: now, messages };
}

/** Replaces an answer, and everything after it, by an open, empty answer. */
export function regenerate(thread: Thread, messageId: string, answerId: string, now: number): Thread {
  const index = thread.messages.findIndex(({ id }) => id === messageId);
  if (thread.messages[index]?.role !== "assistant") return thread;
  return { ...thread, updated: now, messages: [...thread.messages.slice(0, index), emptyAnswer(answerId)] };
}

/** Removes a message and everything after it. */
export function rewindTo(thread: Thread, messageId: string): Thread {
  const index = thread.messages.findIndex(({ id }) => id === messageId);
  return index < 0 ? thread : { ...thread, messages: thread.messages.slice(0, index) };
}

/** Restores the messages of an earlier state. Id, title, effort and mode stay as they are now. */
export function bringBack(thread: Thread, before: Thread): Thread {
  const { title: _, ...earlier } = closeInterrupted(before);
  const { id, title, effort, mode } = thread;
  return { ...earlier, id, effort, mode, ...(title === undefined ? {} : { title }) };
}

/** Gives the thread the user's title; a blank one removes it. */
export function rename(thread: Thread, title: string): Thread {
  const { title: _, ...untitled } = thread;
  const clean = cleanTitle(title);
  return clean === undefined ? untitled : { ...untitled, title: clean };
}

/** Opens a cut answer again, to be continued after its last step that has ended. Only the last message can be. */
export function resume(thread: Thread, messageId: string, now: number): Thread {
  const last = thread.messages.at(-1);
  if (last?.role !== "assistant" || last.id !== messageId || !canContinue(last)) return thread;
  const { end: _, ...open } = last;
  const steps = last.steps.filter((step) => step.kind !== "call" || step.result !== undefined);
  return { ...thread, updated: now, messages: [...thread.messages.slice(0, -1), { ...open, steps }] };
}

/** Adds text to the open answer. */
export function append(thread: Thread, channel: Channel, text: string): Thread {
  return changeAnswer(thread, (answer) => ({ ...answer, [channel]: answer[channel] + text }));
}

/** Records how long the model thought, in milliseconds, unless that is recorded already. */
export function endReasoning(thread: Thread, reasoningMs: number): Thread {
  return changeAnswer(thread, (answer) => ({ reasoningMs, ...answer }));
}

/** Ends the open answer. `changes` replace its text as it was streamed. */
export function finish(
  thread: Thread,
  end: AnswerEnd,
  now: number,
  changes: Partial<Pick<Answer, "answer" | "reasoning" | "reasoningMs">> = {},
): Thread {
  return { ...changeAnswer(thread, (answer) => ({ ...answer, ...changes, end })), updated: now };
}

/** Adds the counts to an answer that has ended. */
export function addCounts(thread: Thread, answerId: string, counts: Counts): Thread {
  return changeMessage(thread, answerId, (message) =>
    message.role === "assistant" && message.end ? { ...message, end: { ...message.end, counts } } : message,
  );
}

/** Ends an open answer as interrupted: the window that requested it was closed. */
export function closeInterrupted(thread: Thread): Thread {
  const last = thread.messages.at(-1);
  return last?.role === "assistant" && !last.end
    ? changeMessage(thread, last.id, () => ({ ...last, end: { reason: "interrupted" } }))
    : thread;
}

/** The thread without its messages, and without what its first question fixed. */
export function emptied(thread: Thread): Thread {
  const { date: _date, rules: _rules, firstSeen: _firstSeen, ...rest } = thread;
  return { ...rest, messages: [] };
}

/** The answer that is being written, if there is one. */
export function openAnswer(thread: Thread): Answer | undefined {
  const last = thread.messages.at(-1);
  return last?.role === "assistant" && !last.end ? last : undefined;
}

/** Whether the next question makes sense after this answer: it is over, and nothing has to be done first. */
export function endsWell({ end }: Answer): boolean {
  const well: (EndReason | undefined)[] = [
    ...(["end", "length", "context", "repetition"] as const),
    ...(["noAnswer", "toolCalls", "unknownTool"] as const),
  ];
  return well.includes(end?.reason);
}

/** Whether the model can continue this answer. */
export function canContinue({ steps, answer, end }: Answer): boolean {
  const continuable: EndReason[] = [
    "length",
    "context",
    "cancelled",
    "engineLost",
    "interrupted",
    "serverLost",
  ];
  const hasBegun = answer !== "" || steps.length > 0;
  return hasBegun && end !== undefined && continuable.includes(end.reason);
}

/** What the model still sees of that which earlier questions attached. */
export function attachedBefore({ messages, firstSeen }: Thread): FittedItem[] {
  const first = Math.max(
    0,
    messages.findIndex(({ id }) => id === firstSeen),
  );
  return messages.slice(first).flatMap((message) => (message.role === "user" ? message.attached : []));
}

/** The user's title, or the start of the first question; "" for an empty thread without a title. */
export function threadTitle({ title, messages }: Pick<Thread, "title" | "messages">): string {
  if (title) return title;
  const [first] = messages;
  if (first?.role !== "user") return "";
  return shortened((first.title ?? first.text).trim().split("\n", 1)[0] ?? "");
}

/** The user's title on one line and not too long; `undefined` when it is blank. */
export function cleanTitle(title: string): string | undefined {
  return shortened(title.replace(/\s+/g, " ").trim()) || undefined;
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > MAX_TITLE_CHARS ? `${characters.slice(0, MAX_TITLE_CHARS - 1).join("")}…` : text;
}

const emptyAnswer = (id: string): Answer => ({
  role: "assistant",
  id,
  steps: [],
  answer: "",
  reasoning: "",
});

function changeAnswer(thread: Thread, change: (answer: Answer) => Answer): Thread {
  const open = openAnswer(thread);
  return open ? { ...thread, messages: [...thread.messages.slice(0, -1), change(open)] } : thread;
}

/** Changes one message, if it is there. */
export function changeMessage(thread: Thread, id: string, change: (message: Message) => Message): Thread {
  return {
    ...thread,
    messages: thread.messages.map((message) => (message.id === id ? change(message) : message)),
  };
}
