/**
 * Reads a call as the model wrote it: which tool it means, under which names it gives the arguments, and whether they
 * are what the tool takes. Pure.
 */
import * as v from "valibot";
import { parsePatch } from "../../../../common/patch/parse.ts";
import { NATIVE_TOOLS, type NativeTool, nativeToolNames } from "../../../prompt/native-tools.ts";
import type { AgentMode, ToolCall, ToolSpec } from "../../../protocol/chat.ts";
import { patchInCommand } from "./patch-in-command.ts";
import { readArguments } from "./read-arguments.ts";
import { nativeToolOf } from "./tool-names.ts";
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
  mode: AgentMode;
  /** Those of the user's that the conversation declares. */
  tools: readonly ToolSpec[];
}

export function readCall(call: Pick<ToolCall, "name" | "arguments">, offered: OfferedTools): ReadCall {
  const own = offered.tools.find(({ name }) => name === call.name.replace(/^functions\./, ""));
  const written = parseWritten(call.arguments);
  if (own) return readFunctionCall(own.name, call.arguments.trim() === "" ? {} : written);
  const name = nativeToolOf(call.name);
  if (name === undefined) return { redraw: unknownTool(call.name, offered) };
  if (!nativeToolNames(offered.mode).includes(name)) return { error: NOT_IN_ASK };
  return readNativeCall(name, written ?? call.arguments);
}

const NOT_IN_ASK =
  "Nothing was done: you can only read here. Answer with what you would do; the user can let you do it in Agent mode.";

function unknownTool(name: string, { mode, tools }: OfferedTools): string {
  const names = [...nativeToolNames(mode), ...tools.map((tool) => `functions.${tool.name}`)];
  return `There is no tool ${name.slice(0, 64)}. There are: ${names.join(", ")}.`;
}

function readFunctionCall(name: string, written: unknown): ReadCall {
  const input = objectOf(written);
  if (!input) return { redraw: noObject(name) };
  return { ok: { kind: "function", name, arguments: JSON.stringify(input), input } };
}

function readNativeCall(name: NativeTool, written: unknown): ReadCall {
  const input = objectOf(written) ?? soleArgument(name, written);
  if (!input) return { redraw: noObject(name) };
  const read = checked(name, readArguments(name, input));
  if ("redraw" in read || name !== "container.exec") return read;
  const { command, workdir = "" } = v.parse(NATIVE_TOOLS[name].args, read.ok.input);
  const found = patchInCommand(command, workdir);
  if (found === undefined || "error" in found) return found ?? read;
  return checked("repo_browser.apply_patch", found);
}

function checked(name: NativeTool, input: Arguments): { ok: AcceptedCall } | { redraw: string } {
  const result = v.safeParse(NATIVE_TOOLS[name].args, input);
  if (!result.success)
    return { redraw: `The arguments of ${name} are wrong. ${issueText(result.issues[0])}` };
  return {
    ok: { kind: "native", name, arguments: JSON.stringify(result.output), input: { ...result.output } },
  };
}

function issueText(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? "";
  return `${path}: ${issue.message}.`;
}

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
  return text.includes("*** Begin Patch") || parsePatch(text, "") !== undefined;
}

/** Models wrap arguments as an API's call has them: {"name": …, "arguments": {…}}. */
function objectOf(written: unknown): Arguments | undefined {
  const object = record(written);
  if (!object) return undefined;
  const wrapped = WRAPPERS.find(
    (key) => key in object && Object.keys(object).every((other) => isFrame(other)),
  );
  if (wrapped === undefined) return object;
  const inner = object[wrapped];
  return record(typeof inner === "string" ? parseWritten(inner) : inner) ?? object;
}

const WRAPPERS = ["arguments", "parameters", "args", "input"];
const isFrame = (key: string) => [...WRAPPERS, "name", "tool", "recipient", "type"].includes(key);

const record = (value: unknown): Arguments | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
