/**
 * Reads a call as the model wrote it: which tool it means, under which names it gives the arguments, and whether they
 * are what the tool takes. Pure.
 */
import * as v from "valibot";
import { parsePatch } from "../../../../common/patch/parse.ts";
import { NATIVE_TOOLS, type NativeTool } from "../../../prompt/native-tools.ts";
import type { ToolCall, ToolSpec } from "../../../protocol/chat.ts";
import { patchInCommand } from "./patch-in-command.ts";
import { PATCH_BEGIN } from "./patch-text.ts";
import { readArguments } from "./read-arguments.ts";
import { nativeToolOf, soundsLikeWriting } from "./tool-names.ts";
import { parseWritten } from "./written-json.ts";

type Arguments = Record<string, unknown>;

/** A call that can be done. `input` is as the tool's schema says; `arguments` is its JSON. */
export type AcceptedCall = { input: Arguments; arguments: string } & (
  | { kind: "native"; name: NativeTool }
  | { kind: "function"; name: string }
);

export type ReadCall =
  | { ok: AcceptedCall }
  /** The call is understood and can't be done. A text for the model, as the call's result. */
  | { error: string }
  /** The call makes no sense. Why, in a sentence that says to the model what to do instead. */
  | { redraw: string };

export interface OfferedTools {
  /** Those of the model's training that it has. */
  native: readonly NativeTool[];
  /** Nothing can be changed here: a call that would is answered with that. */
  readsOnly: boolean;
  /** Those of the user's that the conversation declares. */
  tools: readonly ToolSpec[];
}

/** A tool that there is. */
type Callee = { kind: "native"; name: NativeTool } | { kind: "function"; name: string };

export function readCall(call: Pick<ToolCall, "name" | "arguments">, offered: OfferedTools): ReadCall {
  const name = withoutNamespace(call.name);
  const written = call.arguments.trim() === "" ? {} : sole(parseWritten(call.arguments));
  const wrapped = unwrapped(written);
  const callee = calleeOf(name, offered);
  // What is named beside the arguments counts for more than a recipient such as "tool.run".
  const named = wrapped && callee?.kind !== "function" ? calleeOf(wrapped.name, offered) : undefined;
  const meant = named ?? callee;
  if (meant === undefined) return noTool(call.name, offered);
  // A function may take arguments of those names itself.
  const isWrapped = wrapped && (meant === named || meant.kind === "native" || wrapped.name === name);
  const input = isWrapped ? wrapped.input : written;
  if (meant.kind === "function") return readFunctionCall(meant.name, input);
  if (!offered.native.includes(meant.name))
    return offered.readsOnly ? { error: NOT_IN_ASK } : noTool(call.name, offered);
  return readNativeCall(meant.name, input ?? call.arguments, offered);
}

const withoutNamespace = (name: string) => name.replace(/^functions\./, "");

function calleeOf(written: string, { tools }: OfferedTools): Callee | undefined {
  const name = withoutNamespace(written);
  if (tools.some((tool) => tool.name === name)) return { kind: "function", name };
  const native = nativeToolOf(name);
  return native && { kind: "native", name: native };
}

const NOT_IN_ASK =
  "Nothing was done: you can only read here. Answer with what you would do; the user can let you do it in Agent mode.";
const NO_WRITER =
  "Nothing was done: there is no such tool. Change, create and delete files with repo_browser.apply_patch.";

function noTool(name: string, { native, readsOnly, tools }: OfferedTools): ReadCall {
  if (soundsLikeWriting(name)) {
    if (readsOnly) return { error: NOT_IN_ASK };
    if (native.includes("repo_browser.apply_patch")) return { error: NO_WRITER };
  }
  const names = [...native, ...tools.map((tool) => `functions.${tool.name}`)];
  return { redraw: `There is no tool ${name.slice(0, 64)}. There are: ${names.join(", ")}.` };
}

function readFunctionCall(name: string, written: unknown): ReadCall {
  const input = record(written);
  if (!input) return { redraw: noObject(name) };
  return { ok: { kind: "function", name, arguments: JSON.stringify(input), input } };
}

function readNativeCall(name: NativeTool, written: unknown, offered: OfferedTools): ReadCall {
  const input = record(written) ?? soleArgument(name, written);
  if (!input) return { redraw: noObject(name) };
  const read = checked(name, readArguments(name, input));
  if ("redraw" in read || name !== "container.exec") return read;
  const { command, workdir = "" } = v.parse(NATIVE_TOOLS[name].args, read.ok.input);
  const found = patchInCommand(command, workdir);
  if (found === undefined || "error" in found) return found ?? read;
  if (!offered.native.includes("repo_browser.apply_patch")) return noTool("apply_patch", offered);
  return checked("repo_browser.apply_patch", readArguments("repo_browser.apply_patch", found));
}

function checked(name: NativeTool, input: Arguments): { ok: AcceptedCall } | { redraw: string } {
  const result = v.safeParse(NATIVE_TOOLS[name].args, input);
  if (!result.success)
    return { redraw: `The arguments of ${name} are wrong. ${issueText(result.issues[0])}` };
  return {
    ok: { kind: "native", name, arguments: JSON.stringify(result.output), input: { ...result.output } },
  };
}

const issueText = (issue: v.BaseIssue<unknown>) => `${v.getDotPath(issue) ?? ""}: ${issue.message}.`;

const noObject = (name: string) => `The arguments of ${name} must be a JSON object.`;

/** What isn't written as an object, but can only be one argument. */
function soleArgument(name: NativeTool, written: unknown): Arguments | undefined {
  if (name === "repo_browser.apply_patch") {
    const text = Array.isArray(written) ? written.at(-1) : written;
    return typeof text === "string" && isPatch(text) ? { patch: text } : undefined;
  }
  return name === "container.exec" && Array.isArray(written) ? { command: written } : undefined;
}

function isPatch(text: string): boolean {
  return text.includes(PATCH_BEGIN) || parsePatch(text, "") !== undefined;
}

/** Arguments in a list of one. */
function sole(written: unknown): unknown {
  return Array.isArray(written) && written.length === 1 && record(written[0]) ? written[0] : written;
}

/** Models wrap arguments as an API's call has them: {"name": …, "arguments": {…}}. */
function unwrapped(written: unknown): { name: string; input: unknown } | undefined {
  const object = record(written);
  if (!object || !Object.keys(object).every((key) => [...NAMES, ...INPUTS, "id", "type"].includes(key)))
    return undefined;
  const input = INPUTS.map((key) => object[key]).find((value) => value !== undefined);
  const inner = record(typeof input === "string" ? parseWritten(input) : input);
  const name = NAMES.map((key) => object[key]).find((value) => typeof value === "string");
  return inner && { name: typeof name === "string" ? name : "", input: inner };
}

const NAMES = ["name", "tool", "function", "recipient"];
const INPUTS = ["arguments", "parameters", "args", "input"];

const record = (value: unknown): Arguments | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
