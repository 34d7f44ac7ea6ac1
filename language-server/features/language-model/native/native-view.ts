/**
 * A conversation of VS Code's chat as the model sees it: where VS Code offers tools that are known, the model has those
 * of its training in their place, and the calls of both are made of each other.
 */
import { PATCH_FORMAT } from "../../../prompt/agent-instructions.ts";
import type { NativeTool } from "../../../prompt/native-tools.ts";
import type { ToolCall, ToolSpec } from "../../../protocol/chat.ts";
import type { LanguageModelCall } from "../../../protocol/language-model.ts";
import { PATCH_BEGIN } from "../../agent/calls/patch-text.ts";
import type { AcceptedCall, OfferedTools } from "../../agent/calls/read-call.ts";
import { WorkspaceReader, type WorkspaceSource } from "../../agent/workspace-reader.ts";
import { CallerPaths } from "./caller-paths.ts";
import { differencesOf, isKnownTool } from "./known-tools.ts";
import type { MappingContext, ToolMapping } from "./mapping.ts";
import { applyPatch } from "./patching.ts";
import { grep, listDir, listTree, openFile, printTree, search } from "./reading.ts";
import { exec } from "./running.ts";

/** In the order in which the model knows the tools. Of those for one tool, the first whose tool is offered serves it. */
const MAPPINGS: readonly ToolMapping[] = [printTree, search, grep, openFile, listDir, applyPatch, exec];
/** Serve a call that the model makes all the same, and are not said to it. */
const STAND_INS: readonly ToolMapping[] = [listTree];

/**
 * Tools that aren't declared where the model has another one for the same; it may call them all the same. The last one
 * is about earlier chats, and VS Code offers it whether it is asked for or not: it isn't worth its 400 tokens.
 */
const SPARE: readonly { name: string; madeSpareBy?: NativeTool }[] = [
  { name: "create_file", madeSpareBy: "repo_browser.apply_patch" },
  { name: "session_store_sql" },
];

type Input = Record<string, unknown>;

export class NativeView {
  /** Those of the model's training that the system message declares. */
  readonly native: readonly NativeTool[];
  /** The caller's that are declared as functions. */
  readonly functions: readonly ToolSpec[];
  /** What the model may call: more than is declared. */
  readonly offered: OfferedTools;
  readonly #tools: ReadonlyMap<string, ToolSpec>;
  /** Those of the caller's tools that are as they are known. */
  readonly #known: ReadonlySet<string>;
  readonly #serving: ReadonlyMap<NativeTool, ToolMapping>;
  readonly #paths: CallerPaths;
  readonly #reader: WorkspaceReader;

  /** @param tools all that the caller offers */
  constructor(tools: readonly ToolSpec[], source: WorkspaceSource) {
    this.#paths = new CallerPaths(source);
    this.#reader = new WorkspaceReader(source);
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
    const known = tools.filter((tool) => isKnownTool(tool.name) && differencesOf(tool).length === 0);
    this.#known = new Set(known.map(({ name }) => name));
    // Without a folder there is nothing that the model's paths could be relative to.
    const available = source.folders().length === 0 ? new Set<string>() : this.#known;
    const declared = servedBy(MAPPINGS, available);
    this.#serving = new Map([...servedBy(STAND_INS, available), ...declared]);
    this.native = [...declared.keys()];
    const others = tools.filter(
      ({ name }) => !available.has(name) || !MAPPINGS.some(({ caller }) => caller === name),
    );
    const spare = SPARE.filter(({ madeSpareBy }) => madeSpareBy === undefined || declared.has(madeSpareBy));
    this.functions = others.filter((tool) => !spare.some(({ name }) => name === tool.name));
    this.offered = { native: [...this.#serving.keys()], readsOnly: false, tools: others };
  }

  /**
   * The caller's instructions, with the tools by the names that the model has for them. Where they don't say how a patch
   * is written, we do: VS Code says it together with much else, which can be switched off.
   */
  instructions(text: string): string {
    const named = this.native.reduce((left, native) => {
      const name = this.#serving.get(native)?.caller ?? "";
      return native.endsWith(`.${name}`) ? left : left.replace(asWord(name), native);
    }, text);
    const needsFormat = this.native.includes("repo_browser.apply_patch") && !text.includes(PATCH_BEGIN);
    return needsFormat ? `${named}\n\n## Patches\n\n${PATCH_FORMAT}`.trimStart() : named;
  }

  /** A call of the history as the model sees it. */
  callOf({ id, name, input }: LanguageModelCall): ToolCall {
    const mapping = this.#mappingOf(name);
    const native = mapping?.toNative(input, this.#contextOf(name));
    if (mapping && native) return { id, name: mapping.native, arguments: JSON.stringify(native) };
    const relative = withPaths(name, input, (path) => this.#paths.relative(path));
    return { id, name, arguments: JSON.stringify(relative) };
  }

  /** A call's result as the model sees it. */
  resultOf({ name, input }: LanguageModelCall, text: string): string {
    const mapping = this.#mappingOf(name);
    if (mapping) return mapping.result(input, text, this.#contextOf(name));
    return this.#known.has(name) ? this.#paths.shortened(text) : text;
  }

  /**
   * What the caller is to call. `error` is the call's result, where there is nothing to call.
   *
   * @param said what the model said or thought before the call, "" for nothing: the user reads it where VS Code asks
   */
  async callerCall(
    call: AcceptedCall,
    said: string,
  ): Promise<{ name: string; input: Input } | { error: string }> {
    if (call.kind === "function")
      return { name: call.name, input: await this.#withAbsolutePaths(call.name, call.input) };
    const mapping = this.#serving.get(isDeep(call) ? "repo_browser.print_tree" : call.name);
    if (!mapping) return { error: `${call.name} can't be used here.` };
    const made = await mapping.toCaller(call.input, said, this.#contextOf(mapping.caller));
    return "error" in made ? made : { name: mapping.caller, input: made.input };
  }

  /** Nothing is known of a tool whose schema is another one. */
  #mappingOf(name: string): ToolMapping | undefined {
    if (this.#tools.has(name) && !this.#known.has(name)) return undefined;
    return MAPPINGS.find(({ caller }) => caller === name);
  }

  #contextOf(name: string): MappingContext {
    const description = this.#tools.get(name)?.description ?? "";
    return { paths: this.#paths, reader: this.#reader, description };
  }

  async #withAbsolutePaths(name: string, input: Input): Promise<Input> {
    if (!this.#known.has(name)) return input;
    const absolute = new Map<string, string>();
    for (const path of pathsIn(name, input)) absolute.set(path, (await this.#paths.absolute(path)) ?? path);
    return withPaths(name, input, (path) => absolute.get(path) ?? path);
  }
}

/** The first mapping of each native tool whose caller's tool is there. */
function servedBy(
  mappings: readonly ToolMapping[],
  available: ReadonlySet<string>,
): Map<NativeTool, ToolMapping> {
  const serving = new Map<NativeTool, ToolMapping>();
  for (const mapping of mappings)
    if (available.has(mapping.caller) && !serving.has(mapping.native)) serving.set(mapping.native, mapping);
  return serving;
}

/** A tool's name that is no part of another name, or of a path. */
const asWord = (name: string) => new RegExp(`(?<![\\w./-])${name}(?![\\w/-]|\\.\\w)`, "g");

/** More than one level of a folder is a tree. */
function isDeep({ name, input }: AcceptedCall): boolean {
  return name === "repo_browser.list_dir" && typeof input.depth === "number" && input.depth > 1;
}

/** Arguments of functions that are paths, or lists of them. */
const PATH_ARGUMENTS: Record<string, string> = { create_file: "filePath", get_errors: "filePaths" };

function pathsIn(name: string, input: Input): string[] {
  const value = input[PATH_ARGUMENTS[name] ?? ""];
  return [value].flat().filter((path) => typeof path === "string");
}

function withPaths(name: string, input: Input, change: (path: string) => string): Input {
  const key = PATH_ARGUMENTS[name] ?? "";
  const value = input[key];
  if (typeof value === "string") return { ...input, [key]: change(value) };
  if (!Array.isArray(value)) return input;
  return { ...input, [key]: value.map((path) => (typeof path === "string" ? change(path) : path)) };
}
