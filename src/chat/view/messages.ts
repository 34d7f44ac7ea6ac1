/**
 * The messages between the chat view and the extension. The state is in the extension: the view shows the `state` that
 * it gets, adds the `delta`s to it, and reports what the user did. Both sides check what they get.
 */
import * as v from "valibot";

export const EFFORTS = ["low", "medium", "high"] as const;
export const MODES = ["ask", "agent"] as const;

const range = v.object({
  start: v.object({ line: v.number(), character: v.number() }),
  end: v.object({ line: v.number(), character: v.number() }),
});

/** Something that can be attached; it becomes text when the question is sent. */
const contextRef = v.variant("kind", [
  v.object({ kind: v.literal("file"), uri: v.string() }),
  v.object({ kind: v.literal("folder"), uri: v.string() }),
  v.object({ kind: v.literal("symbol"), uri: v.string(), range, name: v.string() }),
  v.object({ kind: v.literal("selection"), uri: v.string(), range }),
  v.object({ kind: v.literal("problems") }),
  v.object({ kind: v.literal("changes") }),
  v.object({ kind: v.literal("stagedChanges") }),
  v.object({ kind: v.literal("terminal") }),
  v.object({ kind: v.literal("codebase") }),
]);
export type ContextRef = v.InferOutput<typeof contextRef>;

/** An attachment as it is shown: in the composer, where it can be removed, or in the message. */
const chip = v.object({
  id: v.string(),
  /** Codicon. */
  icon: v.string(),
  label: v.string(),
  /** The hover: the path, what was cut and why, or why it couldn't be read. */
  detail: v.string(),
  /** Absent while unknown. */
  tokens: v.optional(v.number()),
  /** Whether something was cut or couldn't be read; shown on the chip. */
  warning: v.optional(v.boolean()),
  /** A click opens this. */
  uri: v.optional(v.string()),
  range: v.optional(range),
  /** Attached by itself, because the user looks at it. */
  faint: v.optional(v.boolean()),
});
export type Chip = v.InferOutput<typeof chip>;

/** A line under a message or in the thread, with buttons. */
const notice = v.object({
  severity: v.picklist(["info", "warning", "error"]),
  text: v.string(),
  actions: v.array(
    v.object({
      label: v.string(),
      action: v.picklist([
        "retry",
        "continue",
        "newThread",
        "setUp",
        "selectModel",
        "downloadModel",
        "verifyModel",
        "loadModel",
        "restart",
        "showLog",
        "openSettings",
        "undo",
      ]),
    }),
  ),
});
export type Notice = v.InferOutput<typeof notice>;
export type NoticeAction = Notice["actions"][number]["action"];

const question = v.object({
  role: v.literal("user"),
  id: v.string(),
  text: v.string(),
  chips: v.array(chip),
  /** The model no longer sees the message: the context was full. */
  forgotten: v.boolean(),
});

/** A command while it runs, in its step or in the background. */
const command = v.object({
  id: v.string(),
  command: v.string(),
  /** Milliseconds since the epoch. */
  since: v.number(),
  /** The end of what it has written. */
  tail: v.string(),
});
export type CommandView = v.InferOutput<typeof command>;

/** Something that the model did before it answered. What it read and got is asked for when the user opens it. */
const step = v.variant("kind", [
  v.object({
    kind: v.literal("call"),
    id: v.string(),
    /** Codicon. */
    icon: v.string(),
    /** `broken`: it was refused, stopped, or failed. */
    state: v.picklist(["running", "done", "broken"]),
    /** What it does or did, with `{0}` for the target: "Reading {0}", "Read {0}". */
    label: v.string(),
    /** A path, what was searched for, a command. */
    target: v.string(),
    /** "12 matches", "exit 1 · 4.1 s", "+12 −4"; why it failed; while it works, what it waits for. */
    detail: v.string(),
    /** The file that a click on the target opens, and the line, counted from 1. */
    file: v.optional(v.object({ uri: v.string(), line: v.number() })),
    /** The command that works, which can be stopped by itself or let go on. */
    command: v.optional(command),
    /** How long the model thought before it, in ms; absent where it didn't. */
    reasoningMs: v.optional(v.number()),
    /** What the model said before it. */
    text: v.string(),
  }),
  v.object({
    kind: v.literal("compacted"),
    id: v.string(),
    text: v.string(),
    summary: v.string(),
  }),
]);
export type StepView = v.InferOutput<typeof step>;
export type CallStepView = Extract<StepView, { kind: "call" }>;

/** The agent asks the user, and waits. */
const agentQuestion = v.object({
  id: v.string(),
  /** The step that waits for it. */
  stepId: v.optional(v.string()),
  text: v.string(),
  /** What it is about, to be read as code: a command, a path. */
  detail: v.optional(v.string()),
  actions: v.array(
    v.object({
      id: v.string(),
      label: v.string(),
      isPrimary: v.boolean(),
    }),
  ),
  /** The user can say with the answer what to do instead. */
  takesNote: v.boolean(),
});
export type AgentQuestionView = v.InferOutput<typeof agentQuestion>;

/** What the agent has changed in the thread and the user has neither kept nor undone. */
const changes = v.object({
  files: v.array(
    v.object({
      path: v.string(),
      uri: v.string(),
      change: v.picklist(["created", "changed", "deleted", "moved"]),
      added: v.number(),
      removed: v.number(),
    }),
  ),
  added: v.number(),
  removed: v.number(),
  /** Commands that have run meanwhile: what they changed isn't undone. */
  notUndone: v.array(v.string()),
});
export type ChangesView = v.InferOutput<typeof changes>;

const answer = v.object({
  role: v.literal("assistant"),
  id: v.string(),
  steps: v.array(step),
  /** What it has changed in files can be taken back. */
  canUndo: v.boolean(),
  answer: v.string(),
  reasoning: v.string(),
  /** How long the model thought, in ms; absent while it thinks. */
  reasoningMs: v.optional(v.number()),
  /** `waiting`: the question was sent, and no text has come yet. */
  state: v.picklist(["waiting", "streaming", "done", "cut"]),
  forgotten: v.boolean(),
  /** Why the connection was closed, or what has to be done first. */
  notice: v.optional(notice),
  /** Shown small under it, such as "148 tokens/s · 0.3 s to the first token". */
  figures: v.optional(v.string()),
});

const message = v.variant("role", [question, answer]);
export type QuestionView = v.InferOutput<typeof question>;
export type AnswerView = v.InferOutput<typeof answer>;
export type MessageView = v.InferOutput<typeof message>;

const threadSummary = v.object({
  id: v.string(),
  title: v.string(),
  /** "today, 14:05", in the user's notation. */
  when: v.string(),
  /** The text around a search's match, when it isn't in the title. */
  excerpt: v.optional(v.string()),
  /** The agent asks something in it. */
  asks: v.optional(v.boolean()),
});
export type ThreadSummary = v.InferOutput<typeof threadSummary>;

const meter = v.object({
  usedTokens: v.number(),
  contextTokens: v.number(),
  /** The parts of the context, the largest first. */
  parts: v.array(v.object({ label: v.string(), tokens: v.number() })),
  /** What happens when the context is full, as a sentence. */
  rule: v.string(),
});
export type Meter = v.InferOutput<typeof meter>;

const state = v.object({
  thread: v.object({
    id: v.string(),
    title: v.string(),
    messages: v.array(message),
    effort: v.picklist(EFFORTS),
    mode: v.object({
      /** What the user has chosen. */
      chosen: v.picklist(MODES),
      /** Those that can't be used now. */
      off: v.array(v.picklist(MODES)),
      /** Why, as a sentence. */
      why: v.optional(v.string()),
    }),
    /** What the agent asks; the first comes first. */
    questions: v.array(agentQuestion),
    changes: v.optional(changes),
    /** Commands in the background. */
    commands: v.array(command),
    /** An answer is being written: the send button stops it. */
    busy: v.boolean(),
    /** The last question waits for what the notice says. */
    held: v.optional(v.boolean()),
    /** Another conversation's answer is written first. */
    behind: v.optional(v.boolean()),
  }),
  /** All threads of the workspace, or those that a search found; the latest first. */
  threads: v.array(threadSummary),
  chips: v.array(chip),
  /** The composer's text when the view opens. */
  draft: v.string(),
  /** What is sent when the answer under way is finished. */
  queued: v.optional(v.string()),
  /** The user doesn't want what they look at to be attached. */
  looksAway: v.optional(v.boolean()),
  /** The id of the question that the composer edits. */
  editing: v.optional(v.string()),
  meter: v.optional(meter),
  /** "gpt-oss-20b on NVIDIA RTX 4090"; "" while none is ready. */
  modelLine: v.string(),
  /** A model that is missing, loads or failed; something that can be undone. */
  notice: v.optional(notice),
  /** Things to try, for an empty thread. */
  starters: v.array(v.object({ label: v.string(), text: v.string() })),
  trusted: v.boolean(),
});
export type ChatState = v.InferOutput<typeof state>;

const suggestion = v.object({
  icon: v.string(),
  label: v.string(),
  description: v.string(),
  /** Put into the field in place of what was typed. */
  insert: v.string(),
  /** Attached under that name. */
  ref: v.optional(contextRef),
});
export type Suggestion = v.InferOutput<typeof suggestion>;

/** To the view. */
export const toView = v.variant("type", [
  v.object({ type: v.literal("state"), state }),
  /** A piece of an answer, for the end of what is there. */
  v.object({
    type: v.literal("delta"),
    threadId: v.string(),
    messageId: v.string(),
    channel: v.picklist(["reasoning", "answer"]),
    text: v.string(),
  }),
  v.object({ type: v.literal("suggestions"), id: v.number(), items: v.array(suggestion) }),
  /** Focuses the field; `text` replaces what is in it, `before` is put before it. */
  v.object({ type: v.literal("focus"), text: v.optional(v.string()), before: v.optional(v.string()) }),
  /** The editor theme's CSS colors by highlight.js scope ("keyword", "string", …). */
  v.object({ type: v.literal("colors"), colors: v.record(v.string(), v.string()) }),
  v.object({ type: v.literal("showThreads") }),
  /** What a step that was opened has in it. */
  v.object({
    type: v.literal("step"),
    messageId: v.string(),
    stepId: v.string(),
    reasoning: v.string(),
    /** What the tool was given, where the step's line doesn't say all of it: a patch, a command of several lines. */
    input: v.string(),
    /** What the model read of it; "" while the tool works. */
    output: v.string(),
  }),
  /** Those of the names asked about that files of the workspace have. */
  v.object({ type: v.literal("files"), found: v.array(v.string()) }),
]);
export type ToView = v.InferOutput<typeof toView>;

/** An action on a block of code in an answer. */
const codeBlock = v.object({
  action: v.picklist(["copy", "insert", "apply", "create", "terminal"]),
  messageId: v.string(),
  code: v.string(),
  /** The fence's language; "" when it names none. */
  language: v.string(),
  /** A path that the fence or the code's first line names. */
  file: v.optional(v.string()),
});
export type CodeBlockRequest = v.InferOutput<typeof codeBlock>;

/** A path or the end of one, as an answer names a file. */
const fileName = v.pipe(v.string(), v.maxLength(300));

/** From the view. */
export const fromView = v.variant("type", [
  v.object({ type: v.literal("ready") }),
  v.object({ type: v.literal("send"), text: v.string() }),
  /** Puts what is queued back into the field. */
  v.object({ type: v.literal("takeBack") }),
  v.object({ type: v.literal("stop") }),
  /** Asks the question before this answer again. */
  v.object({ type: v.literal("regenerate"), messageId: v.string() }),
  /** Continues a cut answer. */
  v.object({ type: v.literal("continue"), messageId: v.string() }),
  /** Starts to edit a question: its text and chips go into the composer. Without an id, ends the edit. */
  v.object({ type: v.literal("edit"), messageId: v.optional(v.string()) }),
  /** The composer's text, so that a reload loses nothing. */
  v.object({ type: v.literal("draft"), text: v.string() }),
  v.object({ type: v.literal("copy"), text: v.string() }),
  v.object({ type: v.literal("codeBlock"), block: codeBlock }),
  v.object({ type: v.literal("setEffort"), effort: v.picklist(EFFORTS) }),
  v.object({ type: v.literal("setMode"), mode: v.picklist(MODES) }),
  /** A step is opened, or has changed while it is open. */
  v.object({ type: v.literal("openStep"), messageId: v.string(), stepId: v.string() }),
  /** The user's answer to what the agent asks. */
  v.object({
    type: v.literal("answerQuestion"),
    questionId: v.string(),
    actionId: v.string(),
    note: v.optional(v.string()),
  }),
  v.object({ type: v.literal("stopCommand"), id: v.string() }),
  /** The agent no longer waits for the command. */
  v.object({ type: v.literal("letGoOn"), id: v.string() }),
  /** Keeps or undoes all that the agent has changed, or shows it. */
  v.object({ type: v.literal("changes"), action: v.picklist(["review", "keepAll", "undoAll"]) }),
  /** Takes back what an answer has changed, or everything since. */
  v.object({ type: v.literal("undoTurn"), messageId: v.string() }),
  v.object({ type: v.literal("restoreTo"), messageId: v.string() }),
  v.object({ type: v.literal("newThread") }),
  v.object({ type: v.literal("openThread"), id: v.string() }),
  v.object({ type: v.literal("renameThread"), id: v.string(), title: v.string() }),
  v.object({ type: v.literal("deleteThread"), id: v.string() }),
  v.object({ type: v.literal("exportThread"), id: v.string() }),
  v.object({ type: v.literal("clearThreads") }),
  /** "" shows all again. */
  v.object({ type: v.literal("searchThreads"), query: v.string() }),
  v.object({
    type: v.literal("suggest"),
    id: v.number(),
    trigger: v.picklist(["@", "#", "/"]),
    query: v.string(),
  }),
  /** `mention`: the name in the field's text that it is attached by. */
  v.object({ type: v.literal("attach"), ref: contextRef, mention: v.string() }),
  /** Files that were dropped. */
  v.object({ type: v.literal("attachUris"), uris: v.array(v.string()) }),
  v.object({ type: v.literal("removeChip"), id: v.string() }),
  /** Attaches what the user looks at again. */
  v.object({ type: v.literal("look") }),
  v.object({ type: v.literal("openChip"), uri: v.string(), range: v.optional(range) }),
  v.object({ type: v.literal("openLink"), href: v.string() }),
  /** Which names in answers are those of files? */
  v.object({ type: v.literal("findFiles"), names: v.array(fileName) }),
  /** Opens a file that an answer names. */
  v.object({
    type: v.literal("openFile"),
    name: fileName,
    line: v.optional(v.pipe(v.number(), v.integer())),
  }),
  /** A notice's button; `messageId` when the notice is under a message. */
  v.object({ type: v.literal("notice"), action: v.string(), messageId: v.optional(v.string()) }),
  /** Escape in the empty field. */
  v.object({ type: v.literal("focusEditor") }),
]);
export type FromView = v.InferOutput<typeof fromView>;
