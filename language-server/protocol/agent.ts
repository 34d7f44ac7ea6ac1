/**
 * The agent: a conversation whose answers may look into the workspace and, where the user lets them, change it. The loop
 * runs in the server; the client keeps the thread, and does what changes the user's world.
 */
import * as v from "valibot";
import { nothing, notification, request } from "../../common/wire.ts";
import { agentMode, chatResult, chatSendParams, toolCall } from "./chat.ts";
import { uinteger } from "./range.ts";

/** A file as a step names it: `path` is for people and for the model, with the folder's name where there are several. */
const namedFile = v.object({ path: v.string(), uri: v.string() });

/** What happens to a file. Texts are those of the document, with its own line ends. */
export const fileChange = v.variant("kind", [
  v.object({ kind: v.literal("created"), ...namedFile.entries, text: v.string() }),
  v.object({ kind: v.literal("changed"), ...namedFile.entries, before: v.string(), text: v.string() }),
  v.object({ kind: v.literal("deleted"), ...namedFile.entries, before: v.string() }),
  v.object({
    kind: v.literal("moved"),
    ...namedFile.entries,
    to: namedFile,
    before: v.string(),
    text: v.string(),
  }),
]);

/** What a step shows, in numbers and names: the sentence is made where it is shown. */
export const stepFacts = v.variant("kind", [
  v.object({
    kind: v.literal("read"),
    ...namedFile.entries,
    /** Counted from 1. */
    first: uinteger,
    last: uinteger,
    /** Lines of the file. */
    lines: uinteger,
  }),
  v.object({
    kind: v.literal("searched"),
    query: v.string(),
    matches: uinteger,
    files: uinteger,
    isCut: v.boolean(),
  }),
  v.object({ kind: v.literal("listed"), ...namedFile.entries, entries: uinteger, isTree: v.boolean() }),
  v.object({
    kind: v.literal("edited"),
    files: v.array(
      v.object({
        ...namedFile.entries,
        change: v.picklist(["created", "changed", "deleted", "moved"]),
        added: uinteger,
        removed: uinteger,
      }),
    ),
  }),
  v.object({
    kind: v.literal("ran"),
    command: v.string(),
    state: v.picklist(["ended", "refused", "stopped", "timedOut", "background"]),
    exitCode: v.optional(v.number()),
    ms: v.number(),
    /** It ran unasked, in the sandbox. */
    isSandboxed: v.boolean(),
  }),
  v.object({ kind: v.literal("used"), tool: v.string() }),
  /** The call could not be done. `reason` is a sentence for the user. */
  v.object({ kind: v.literal("failed"), reason: v.string() }),
]);

/** What a step is about to do, shown while it runs: its own facts come at its end. */
export const stepAim = v.variant("kind", [
  v.object({ kind: v.literal("read"), path: v.string() }),
  v.object({ kind: v.literal("search"), query: v.string() }),
  v.object({ kind: v.literal("list"), path: v.string() }),
  v.object({ kind: v.literal("edit"), paths: v.array(v.string()) }),
  v.object({ kind: v.literal("run"), command: v.string() }),
  v.object({ kind: v.literal("use"), tool: v.string() }),
]);

const agentEvent = v.variant("kind", [
  /** A piece of what the model writes. It belongs to the next call, where one comes, else to the answer. */
  v.object({ kind: v.literal("text"), channel: v.picklist(["reasoning", "answer"]), text: v.string() }),
  /** The model has called a tool: what it wrote since the last step belongs to this one. */
  v.object({
    kind: v.literal("call"),
    call: toolCall,
    aim: stepAim,
    reasoning: v.string(),
    reasoningMs: v.number(),
    /** What the model said to the user before the call. */
    text: v.string(),
  }),
  /** The tool's end. `result` is what the model reads. */
  v.object({ kind: v.literal("result"), callId: v.string(), result: v.string(), facts: stepFacts }),
  /** What the model wrote since the last step can't be used, and is written again: it is taken back. */
  v.object({ kind: v.literal("redrawn") }),
  /** What came before was summed up, because the context was full. */
  v.object({
    kind: v.literal("compacted"),
    summary: v.string(),
    /** Tokens of the prompt. */
    before: v.number(),
    after: v.number(),
    /** The last call that the summary has in it. */
    upTo: v.optional(v.string()),
  }),
  /** Another conversation's answer is written first, in this window or another one. */
  v.object({ kind: v.literal("queued") }),
  /** A long prompt is evaluated: so many of its tokens are. */
  v.object({ kind: v.literal("progress"), evaluatedTokens: uinteger, promptTokens: uinteger }),
  /** What the turn has taken of the context so far, in tokens. */
  v.object({ kind: v.literal("context"), usedTokens: v.number() }),
]);

const agentEventParams = v.object({ requestId: v.string(), event: agentEvent });

/** Names the run, and the call in it. */
const ofCall = { requestId: v.string(), callId: v.string() };

const problem = v.object({
  ...namedFile.entries,
  /** Counted from 1. */
  line: uinteger,
  severity: v.picklist(["error", "warning"]),
  message: v.string(),
  /** It wasn't there before the change. */
  isNew: v.boolean(),
});

const applyParams = v.object({ ...ofCall, changes: v.pipe(v.array(fileChange), v.nonEmpty()) });

const applyResult = v.variant("kind", [
  v.object({ kind: v.literal("applied"), problems: v.array(problem) }),
  /** Nothing was changed. `reason` is a sentence for the user and the model. */
  v.object({ kind: v.literal("refused"), reason: v.string() }),
]);

const execParams = v.object({
  ...ofCall,
  /** As the model wrote it: a program and its arguments. */
  command: v.pipe(v.array(v.string()), v.nonEmpty()),
  /** URI of the folder in which it runs. */
  folder: v.string(),
  /** What the model asked for. Beside it the client has its own limit, at which the user decides. */
  timeoutMs: v.optional(v.number()),
});

/** `output` is both streams in order, cut to its beginning and end. */
const execResult = v.variant("kind", [
  v.object({
    kind: v.literal("ended"),
    exitCode: v.optional(v.number()),
    output: v.string(),
    ms: v.number(),
    isSandboxed: v.boolean(),
  }),
  /** The user said no. `note` is what the user wants done instead. */
  v.object({ kind: v.literal("refused"), note: v.optional(v.string()) }),
  v.object({ kind: v.literal("stopped"), output: v.string(), ms: v.number() }),
  v.object({ kind: v.literal("timedOut"), output: v.string(), ms: v.number() }),
  /** It goes on without the agent waiting. */
  v.object({ kind: v.literal("background"), output: v.string(), ms: v.number() }),
  /** It could not be started. */
  v.object({ kind: v.literal("failed"), reason: v.string() }),
]);

const toolParams = v.object({
  ...ofCall,
  name: v.string(),
  input: v.record(v.string(), v.unknown()),
});

const toolOutput = v.object({ text: v.string(), isError: v.boolean() });

const goOnParams = v.object({ requestId: v.string(), steps: uinteger });

const lookParams = v.object({
  tool: v.picklist(["print_tree", "search"]),
  /** As the tool's schema says; what doesn't fit is said to the model. */
  input: v.record(v.string(), v.unknown()),
});

const agentRunParams = v.object({ ...chatSendParams.entries, mode: agentMode });

export type FileChange = v.InferOutput<typeof fileChange>;
export type StepFacts = v.InferOutput<typeof stepFacts>;
export type StepAim = v.InferOutput<typeof stepAim>;
export type AgentEvent = v.InferOutput<typeof agentEvent>;
export type AgentEventParams = v.InferOutput<typeof agentEventParams>;
export type AgentProblem = v.InferOutput<typeof problem>;
export type ApplyResult = v.InferOutput<typeof applyResult>;
export type ApplyParams = v.InferOutput<typeof applyParams>;
export type ExecParams = v.InferOutput<typeof execParams>;
export type ExecResult = v.InferOutput<typeof execResult>;
export type ToolParams = v.InferOutput<typeof toolParams>;
export type ToolOutput = v.InferOutput<typeof toolOutput>;
export type GoOnParams = v.InferOutput<typeof goOnParams>;
export type LookParams = v.InferOutput<typeof lookParams>;
export type AgentRunParams = v.InferOutput<typeof agentRunParams>;

/**
 * Runs a turn: the model answers, and calls tools until it has. The conversation's `mode` says which. Rejects as
 * `ossicle/chat/send` does. A cancel resolves with what there is; a call under way is ended first.
 */
export const AgentRunRequest = request("ossicle/agent/run", agentRunParams, chatResult);

/** What happens in a run, in order. */
export const AgentEventNotification = notification("ossicle/agent/event", agentEventParams);

/**
 * Asked of the client: all these changes, or none. The client refuses where a file isn't as `before` says, or may not be
 * changed; it keeps the texts from before, puts the changes under review, and answers with the problems that the editor
 * then reports.
 */
export const AgentApplyRequest = request("ossicle/agent/apply", applyParams, applyResult);

/** Asked of the client: run a command, once the user agrees. Cancelled, the command and its children are ended. */
export const AgentExecRequest = request("ossicle/agent/exec", execParams, execResult);

/** Asked of the client: call one of the tools that the conversation declares. */
export const AgentToolRequest = request("ossicle/agent/tool", toolParams, toolOutput);

/** Asked of the client: after many steps, does the user want the agent to go on? */
export const AgentGoOnRequest = request("ossicle/agent/goOn", goOnParams, v.object({ goesOn: v.boolean() }));

/** Looks into the workspace as the agent does, outside of a run. The text is for a model. A cancel rejects. */
export const AgentLookRequest = request("ossicle/agent/look", lookParams, v.object({ text: v.string() }));

/** Ends one call of a run: the run itself goes on, and the model reads that the user stopped it. */
export const AgentStopCallRequest = request("ossicle/agent/stopCall", v.object(ofCall), nothing);
