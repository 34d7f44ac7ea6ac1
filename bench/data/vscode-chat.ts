/**
 * What VS Code's chat sends to a model, as it was measured in VS Code 1.139 with Ossicle's agent: as many tokens in as many
 * pieces, its tools' names and arguments, and words of ours in place of Microsoft's.
 */
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { PATCH_BEGIN } from "../../language-server/features/agent/calls/patch-text.ts";
import { KNOWN_TOOLS } from "../../language-server/features/language-model/native/known-tools.ts";
import type { ToolSpec } from "../../language-server/protocol/chat.ts";
import type { LanguageModelMessage, RespondParams } from "../../language-server/protocol/language-model.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";

/** Makes words of so many tokens. */
export type Words = (tokens: number, seed: number) => Promise<string>;

/** What VS Code's settings make of the system message. */
export interface SystemShape {
  tokens: number;
  /** Whether it says how a patch is written. */
  hasPatchFormat: boolean;
}
/** With all settings as VS Code ships them. */
export const SHIPPED: SystemShape = { tokens: 2_714, hasPatchFormat: true };
/** With the two that shorten it. */
export const SHORT: SystemShape = { tokens: 253, hasPatchFormat: false };
/** Of its tokens, what the conversation alone is told. */
const OWN_TOKENS = 35;
/** Of what VS Code says about the workspace, and about the moment. */
const USER_TOKENS = { workspace: 110, moment: 30 };
/** What asks for a summary takes 6,000 characters. */
const SUMMARY_TOKENS = 1_200;
/** One rendering of Ossicle's agent asks for so many counts, of so many texts, of 88 characters on average. */
const COUNTS = 513;
const DISTINCT_TEXTS = 93;
const WORDS_COUNTED = 16;

/** Tokens of what is said about each tool that Ossicle's agent has, its arguments included. */
const TOOLS = {
  apply_patch: 302,
  read_file: 126,
  list_dir: 51,
  ossicle_printTree: 40,
  ossicle_search: 60,
  run_in_terminal: 1_404,
  get_errors: 123,
} as const;
/** Of arguments with their types, about. */
const ARGUMENT_TOKENS = 8;

/** VS Code adds it to the tools of every agent. */
const SESSIONS = v.object({
  description: v.string(),
  action: v.optional(v.string()),
  query: v.optional(v.string()),
  force: v.optional(v.boolean()),
  subcommand: v.optional(v.string()),
});
const SESSIONS_TOKENS = 397;

/** Texts whose tokens VS Code has counted before a request, one after another: some of them many times. */
export function countedTexts(): string[] {
  const texts = Array.from({ length: DISTINCT_TEXTS }, (_, seed) => proseOf(WORDS_COUNTED, seed + 1));
  return Array.from({ length: COUNTS }, (_, index) => texts[(index * index) % texts.length] ?? "");
}

export interface AgentRequest {
  conversationId: string;
  system: SystemShape;
  question: string;
}

/** The first request of a conversation with Ossicle's agent in VS Code's chat. */
export async function agentRequest(
  words: Words,
  { conversationId, system: { tokens, hasPatchFormat }, question }: AgentRequest,
): Promise<RespondParams> {
  const own = `\n\nThe record of this conversation is kept in the file /home/user/.data/logs/${conversationId}/chat.`;
  const [system, workspace, moment] = await Promise.all([
    words(tokens - OWN_TOKENS, 11),
    words(USER_TOKENS.workspace, 12),
    words(USER_TOKENS.moment, 13),
  ]);
  return {
    requestId: conversationId,
    conversationId,
    caller: "vscode",
    mustCall: false,
    temperature: 0,
    tools: await agentTools(words),
    messages: [
      said("system", `${hasPatchFormat ? `${PATCH_BEGIN}\n` : ""}${system}${own}`),
      said("user", workspace),
      said("user", `${moment}\n${question}`),
    ],
  };
}

/** What asks for the summary of a conversation, beside its next request. */
export async function compactionRequest(words: Words, request: RespondParams): Promise<RespondParams> {
  const asked = `Write a <summary> of it.\n${await words(SUMMARY_TOKENS, 21)}\nEnd with </summary>.`;
  return {
    ...request,
    requestId: `${request.requestId} compaction`,
    messages: [...request.messages, said("user", asked)],
  };
}

/** What asks for a title: no tools, and no conversation. */
export async function titleRequest(words: Words): Promise<RespondParams> {
  return {
    requestId: "title",
    caller: "vscode",
    mustCall: false,
    temperature: 0,
    tools: [],
    messages: [said("system", await words(232, 31)), said("user", await words(40, 32))],
  };
}

const said = (role: LanguageModelMessage["role"], text: string): LanguageModelMessage => ({
  role,
  parts: [{ kind: "text", text }],
});

async function agentTools(words: Words): Promise<ToolSpec[]> {
  const known = Object.entries(TOOLS).map(async ([name, tokens]) =>
    toolOf(words, name, KNOWN_TOOLS[name as keyof typeof TOOLS], tokens),
  );
  return Promise.all([...known, toolOf(words, "session_store_sql", SESSIONS, SESSIONS_TOKENS)]);
}

async function toolOf(
  words: Words,
  name: string,
  args: v.ObjectSchema<v.ObjectEntries, undefined>,
  tokens: number,
): Promise<ToolSpec> {
  const { $schema: _, additionalProperties: __, ...parameters } = toJsonSchema(args);
  const forArguments = ARGUMENT_TOKENS * Object.keys(args.entries).length;
  return { name, description: await words(Math.max(8, tokens - forArguments), 41), parameters };
}
