/** A turn of the agent with an engine that says what a test wants, and a host that is neither VS Code nor LSP. */
import * as v from "valibot";
import type { Engine, PromptProgress } from "../../../../../language-server/engine-client/api.ts";
import type {
  GenerateParams,
  GenerateResult,
  Part,
} from "../../../../../language-server/engine-protocol/protocol.ts";
import type { AgentHost } from "../../../../../language-server/features/agent/host.ts";
import { type AgentTool, agentTool } from "../../../../../language-server/features/agent/tools/tool.ts";
import { Turn } from "../../../../../language-server/features/agent/turn.ts";
import type { WorkspaceSource } from "../../../../../language-server/features/agent/workspace-reader.ts";
import { measure } from "../../../../../language-server/features/chat/prompt.ts";
import { renderConversation } from "../../../../../language-server/prompt/conversation.ts";
import { NATIVE_TOOLS } from "../../../../../language-server/prompt/native-tools.ts";
import type { AgentEvent } from "../../../../../language-server/protocol/agent.ts";
import type { ChatResult, ChatSendParams } from "../../../../../language-server/protocol/chat.ts";
import type { ModelStatus, StopReason } from "../../../../../language-server/protocol/status.ts";
import { tokensOf } from "../../prompt/answer-tokens.ts";

type Request = Omit<GenerateParams, "id">;

/** What the model says to one request. The last marker of the text is where it stops. */
export type Said =
  | string
  | { says: string; stopReason: StopReason; isQueued?: true; progress?: PromptProgress };

export const call = (name: string, args: unknown, thought = "") =>
  `${thought === "" ? "" : `<|channel|>analysis<|message|>${thought}<|end|><|start|>assistant`}` +
  `<|channel|>analysis to=${name} code<|message|>${typeof args === "string" ? args : JSON.stringify(args)}<|call|>`;
export const open = (path: string, thought = "") => call("repo_browser.open_file", { path }, thought);
export const final = (text: string) => `<|channel|>final<|message|>${text}<|return|>`;

export const tokens = (text: string) => Math.ceil(text.length / 4);

/** Texts and markers of a prompt, in a row. */
export function textOf(parts: readonly Part[]): string {
  return parts.map((part) => ("text" in part ? part.text : "special" in part ? part.special : "")).join("");
}

/** A host that does what its functions say, and remembers what it was asked. */
export class TestHost implements AgentHost {
  readonly asked: string[] = [];
  files = new Map<string, string>();
  /** Runs instead of a command. */
  onExec: (command: string, signal: AbortSignal) => Promise<string> = async () => "";
  steps = true;

  readonly apply: AgentHost["apply"] = async ({ changes }) => {
    for (const change of changes) {
      this.asked.push(`${change.kind} ${change.path}`);
      if (change.kind === "created") this.files.set(change.path, change.text);
    }
    return { kind: "applied", problems: [] };
  };

  readonly exec: AgentHost["exec"] = async ({ command }, signal) => {
    const line = command.join(" ");
    this.asked.push(line);
    const output = await this.onExec(line, signal);
    if (signal.aborted) return { kind: "stopped", output, ms: 1 };
    return { kind: "ended", exitCode: 0, output, ms: 1, isSandboxed: false };
  };

  readonly tool: AgentHost["tool"] = async ({ name, input }) => {
    this.asked.push(`${name} ${JSON.stringify(input)}`);
    return { text: "5", isError: false };
  };

  readonly goesOn: AgentHost["goesOn"] = async ({ steps }) => {
    this.asked.push(`goes on after ${steps}?`);
    return this.steps;
  };
}

/** The tools of the loop's tests: they do what their names say with the host alone. */
export function toolsOf(host: TestHost): AgentTool[] {
  return [
    agentTool({
      name: "repo_browser.open_file",
      args: NATIVE_TOOLS["repo_browser.open_file"].args,
      aim: ({ path }) => ({ kind: "read", path }),
      run: async ({ path }) => {
        const text = host.files.get(path);
        if (text === undefined)
          return { result: "No such file.", facts: { kind: "failed", reason: "No such file." } };
        const facts = { kind: "read", path, uri: `test:/${path}`, first: 1, last: 1, lines: 1 } as const;
        return { result: text, facts };
      },
    }),
    agentTool({
      name: "container.exec",
      args: NATIVE_TOOLS["container.exec"].args,
      aim: ({ command }) => ({ kind: "run", command: command.join(" ") }),
      run: async ({ command }, { host: asked, signal, requestId, callId }) => {
        const params = v.parse(v.pipe(v.array(v.string()), v.nonEmpty()), command);
        const ran = await asked.exec(
          { requestId, callId, command: params, folder: "test:/", timeoutMs: 1_000 },
          signal,
        );
        const output = "output" in ran ? ran.output : "";
        return {
          result: `${ran.kind}: ${output}`,
          facts: {
            kind: "ran",
            command: command.join(" "),
            state: ran.kind === "failed" ? "refused" : ran.kind,
            ms: 1,
            isSandboxed: false,
          },
        };
      },
    }),
  ];
}

export const NO_FILES: WorkspaceSource = {
  get tree(): never {
    throw new Error("These tools read no files.");
  },
  get secrets(): never {
    throw new Error("These tools read no files.");
  },
  folders: () => [],
  openText: () => undefined,
  get search(): never {
    throw new Error("These tools search nothing.");
  },
};

export interface Played {
  result: ChatResult;
  events: AgentEvent[];
  requests: Request[];
  /** The prompts, as texts. */
  prompts: string[];
  turn: Turn;
}

export interface PlayOptions extends Partial<ChatSendParams> {
  host?: TestHost;
  mode?: "ask" | "agent";
  contextTokens?: number;
  signal?: AbortSignal;
  onEvent?: (event: AgentEvent, turn: Turn) => void;
  /** Between two tokens. */
  onToken?: (said: string) => void;
  status?: ModelStatus;
}

/** Runs a turn in which the model says these things, one to each request. */
export async function play(
  said: (Said | ((prompt: string) => Said))[],
  options: PlayOptions = {},
): Promise<Played> {
  const {
    host = new TestHost(),
    mode = "agent",
    contextTokens = 8_192,
    signal = new AbortController().signal,
    onEvent,
    onToken,
    status = { state: "ready", chatContextTokens: contextTokens },
    ...conversation
  } = options;
  const params = {
    conversationId: "c",
    requestId: "r",
    messages: [{ role: "user" as const, content: "Why?" }],
    ...conversation,
    mode,
  };
  const requests: Request[] = [];
  const prompts: string[] = [];
  const events: AgentEvent[] = [];
  const generate: Engine["generate"] = async (
    request,
    { signal: stop, onTokens, onQueued, onProgress },
  ): Promise<GenerateResult> => {
    const prompt = Array.isArray(request.prompt) ? textOf(request.prompt) : "";
    const before = prompts.at(-1);
    const next = said[requests.length] ?? "";
    requests.push(request);
    prompts.push(prompt);
    const now = typeof next === "function" ? next(prompt) : next;
    const { says, stopReason, isQueued, progress }: Exclude<Said, string> =
      typeof now === "string" ? { says: now, stopReason: "end" } : now;
    if (isQueued) onQueued?.();
    if (progress) onProgress?.(progress);
    const end = /<\|(?:call|return)\|>$/.exec(says)?.[0];
    let generatedTokens = 0;
    for (const token of tokensOf(end === undefined ? says : says.slice(0, -end.length))) {
      if (stop.aborted) break;
      generatedTokens += tokens(token.text ?? " ");
      onTokens?.([token]);
      onToken?.(token.text ?? token.special ?? "");
    }
    const promptTokens = tokens(prompt);
    return {
      stopReason: stop.aborted ? "cancelled" : stopReason,
      ...(end === undefined ? {} : { stoppedBy: end }),
      counts: {
        promptTokens,
        reusedTokens: before !== undefined && prompt.startsWith(before) ? tokens(before) : 0,
        generatedTokens,
        draftedTokens: 0,
        acceptedTokens: 0,
        firstTokenMs: 1,
        totalMs: 2,
      },
      forwardPasses: 0,
      evaluatedTokens: 0,
      parts: [],
    };
  };
  const count = async (texts: string[]) => texts.map(tokens);
  const engine: Engine = {
    status,
    onStatus: () => ({ dispose: () => undefined }),
    generate,
    count,
    configure: async () => status,
    load: async () => status,
    unload: async () => status,
    stats: () => {
      throw new Error("Nothing asks for them.");
    },
    dispose: async () => undefined,
  };
  const measured = await measure(params, "harmony", "low", contextTokens, count);
  const turn: Turn = new Turn(
    {
      engine,
      files: NO_FILES,
      host,
      tools: toolsOf(host),
      count,
      onEvent: (event) => {
        events.push(event);
        onEvent?.(event, turn);
      },
    },
    params,
    measured,
    signal,
  );
  const result = await turn.run();
  return { result, events, requests, prompts, turn };
}

/** The prompt that a conversation has, from its start, as a text. */
export async function wholePrompt(params: ChatSendParams & { mode: "ask" | "agent" }): Promise<string> {
  const { conversation } = await measure(params, "harmony", "low", 8_192, async (texts) => texts.map(tokens));
  return textOf(renderConversation(conversation));
}

/** What happened, without texts and the context's sizes: a line for each event. */
export function story(events: readonly AgentEvent[]): string[] {
  return events.flatMap((event) => {
    switch (event.kind) {
      case "call":
        return [`${event.call.id} ${event.call.name} ${event.call.arguments}`];
      case "result":
        return [`${event.callId}: ${event.result}`];
      case "redrawn":
      case "compacted":
        return [event.kind];
      default:
        return [];
    }
  });
}

/** The texts that came since the last step and stayed. */
export function textSince(events: readonly AgentEvent[], channel: "reasoning" | "answer"): string {
  const from = events.findLastIndex(({ kind }) => kind === "redrawn" || kind === "call") + 1;
  return events
    .slice(from)
    .flatMap((event) => (event.kind === "text" && event.channel === channel ? [event.text] : []))
    .join("");
}
