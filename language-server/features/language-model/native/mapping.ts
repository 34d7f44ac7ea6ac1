/** How a tool of the model's training is served by one of the caller's. */
import * as v from "valibot";
import type { NativeTool } from "../../../prompt/native-tools.ts";
import type { WorkspaceReader } from "../../agent/workspace-reader.ts";
import type { CallerPaths } from "./caller-paths.ts";
import type { KnownTool } from "./known-tools.ts";

export interface MappingContext {
  paths: CallerPaths;
  reader: WorkspaceReader;
  /** What the caller says of its tool. */
  description: string;
}

type Input = Record<string, unknown>;

/** The caller's arguments; or the call's result, where the caller needn't be asked. */
export type CallerInput<Args = Input> = { input: Args } | { error: string };

export interface ToolMapping {
  native: NativeTool;
  caller: KnownTool;
  /**
   * @param input checked by the native tool's schema
   * @param said what the model said or thought before the call, "" for nothing
   */
  toCaller(input: unknown, said: string, context: MappingContext): Promise<CallerInput>;
  /** The native arguments of a call in the history: where `toCaller` made it, those that it was made of. */
  toNative(input: unknown, context: MappingContext): Input | undefined;
  /** A result as the model reads it. */
  result(input: unknown, text: string, context: MappingContext): string;
}

/** Makes a mapping of functions that get their arguments checked. */
export function toolMapping<NativeArgs extends Input, CallerArgs extends Input>(mapping: {
  native: NativeTool;
  nativeArgs: v.GenericSchema<unknown, NativeArgs>;
  caller: KnownTool;
  callerArgs: v.GenericSchema<unknown, CallerArgs>;
  toCaller(
    args: NoInfer<NativeArgs>,
    said: string,
    context: MappingContext,
  ): Promise<CallerInput<NoInfer<CallerArgs>>>;
  toNative(args: NoInfer<CallerArgs>, context: MappingContext): NoInfer<NativeArgs>;
  /** The text with the workspace's paths as the model sees them, unless given. */
  result?(args: NoInfer<CallerArgs>, text: string, context: MappingContext): string;
}): ToolMapping {
  const { native, nativeArgs, caller, callerArgs } = mapping;
  return {
    native,
    caller,
    toCaller: (input, said, context) => mapping.toCaller(v.parse(nativeArgs, input), said, context),
    toNative(input, context) {
      const args = v.safeParse(callerArgs, input);
      return args.success ? mapping.toNative(args.output, context) : undefined;
    },
    result(input, text, context) {
      const args = v.safeParse(callerArgs, input);
      return args.success && mapping.result
        ? mapping.result(args.output, text, context)
        : context.paths.shortened(text);
    },
  };
}
