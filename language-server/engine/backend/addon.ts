/**
 * What our build of node-llama-cpp's addon can do beyond the shipped one (tools/native/patches), and the only place
 * that reaches into node-llama-cpp for it. Everything is asked of the addon that is loaded: where it lacks something,
 * Ossicle goes without.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { existsSync, readFileSync } from "node:fs";
import module from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Llama, LlamaContext, LlamaContextSequence } from "node-llama-cpp";
import * as v from "valibot";
import type { AddonAbilities } from "../../protocol/diagnosis.ts";

export type ModelConstructor = new (path: string, options: object) => object;

const isConstructor = (value: unknown): value is ModelConstructor => typeof value === "function";

/** The native module, as far as it is used here. node-llama-cpp's types leave it out. */
const bindingsSchema = v.object({
  AddonModel: v.custom<ModelConstructor & { supportsCpuMoeLayers?: unknown }>(isConstructor),
  AddonContext: v.custom<ModelConstructor & { prototype: object }>(isConstructor),
});

const nativeClasses = (llama: object) => v.parse(bindingsSchema, Reflect.get(llama, "_bindings"));

/** From now on, native models of this back end (a `Llama`) are made by the class that `replace` returns for theirs. */
export function replaceModelClass(
  llama: object,
  replace: (AddonModel: ModelConstructor) => ModelConstructor,
): void {
  Reflect.set(Reflect.get(llama, "_bindings"), "AddonModel", replace(nativeClasses(llama).AddonModel));
}

/** What the loaded addon can do. */
export function addonAbilities(llama: Llama): AddonAbilities {
  const { AddonModel, AddonContext } = nativeClasses(llama);
  return {
    expertsOnCpu: AddonModel.supportsCpuMoeLayers === true,
    abort: "abortDecode" in AddonContext.prototype,
  };
}

/** How many layers' experts stay on the CPU in models that are loaded now. */
const cpuExpertLayers = new AsyncLocalStorage<number>();
const prepared = new WeakSet<Llama>();

/**
 * Runs `load`. Each model that it loads or measures on this back end keeps the experts of its first `layers` layers in
 * main memory, as with llama.cpp's `--n-cpu-moe`; with 0 it is as without. Throws where the addon can't do it.
 */
export async function withExpertsOnCpu<T>(llama: Llama, layers: number, load: () => Promise<T>): Promise<T> {
  if (layers === 0) return cpuExpertLayers.run(0, load);
  if (!addonAbilities(llama).expertsOnCpu) throw new Error("This addon can't keep experts on the CPU.");
  if (!prepared.has(llama)) takeOptionFromHere(llama);
  return cpuExpertLayers.run(layers, load);
}

/** node-llama-cpp passes to the native class only the options that it knows. */
function takeOptionFromHere(llama: Llama): void {
  replaceModelClass(
    llama,
    (AddonModel) =>
      class extends AddonModel {
        constructor(path: string, options: object) {
          super(path, { ...options, cpuMoeLayers: cpuExpertLayers.getStore() ?? 0 });
        }
      },
  );
  prepared.add(llama);
}

const nativeContextSchema = v.object({ abortDecode: v.function() });

/**
 * Ends the batch that this context is evaluating, if there is one: its evaluation rejects soon with an error of which
 * `isAbortedDecode` is true, and the KV cache has none of the batch's tokens. A batch that begins later isn't touched.
 *
 * Returns false where the addon can't do it: then the batch goes on to its end.
 */
export function abortDecode(context: LlamaContext): boolean {
  const native: unknown = Reflect.get(context, "_ctx");
  if (!v.is(nativeContextSchema, native)) return false;
  native.abortDecode();
  return true;
}

/** Whether an evaluation was rejected because of `abortDecode`. */
export const isAbortedDecode = (error: unknown): boolean =>
  error instanceof Error && error.message === "The evaluation was aborted";

/** Whether llama.cpp logs no more than that a batch was aborted: it takes it for an error. */
export const isAbortNotice = (message: string): boolean =>
  /graph_compute.* failed with error 1$|compute status: 1$|removing memory module entries|failed to decode, ret = 2$/.test(
    message.trim(),
  );

const copiedSequenceSchema = v.object({ _copyStateFromOtherSequence: v.function() });

/**
 * Has a sequence hold the first `length` tokens of another one of its context, which keeps what it has. Returns whether it
 * does; otherwise what it holds is uncertain. The shipped addon can do it, too, but node-llama-cpp 3.22 keeps it to itself.
 */
export async function copySequence(
  from: LlamaContextSequence,
  to: LlamaContextSequence,
  length: number,
): Promise<boolean> {
  const target: unknown = to;
  if (!v.is(copiedSequenceSchema, target)) return false;
  try {
    return (await target._copyStateFromOtherSequence(from, length)) === true;
  } catch {
    return false;
  }
}

/**
 * Lets node-llama-cpp find its native packages in `folder` first, by their names without the scope. It is what a clone
 * has in place of changing what npm has installed (tools/native/lay.ts); in a VSIX the packages themselves have our
 * addon. A package of another version than the installed one is passed over.
 */
export function useNativePackagesIn(folder: string): void {
  // Node has it since version 22.15.
  if (!existsSync(folder) || typeof module.registerHooks !== "function") return;
  module.registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const name = /^@node-llama-cpp\/([\w-]+)$/.exec(specifier)?.[1];
      if (name === undefined) return resolved;
      const own = join(folder, name);
      const isSame =
        manifest(pathToFileURL(join(own, "package.json"))) ===
        manifest(new URL("../package.json", resolved.url));
      return isSame ? { ...resolved, url: pathToFileURL(join(own, "dist/index.js")).href } : resolved;
    },
  });
}

/** undefined where there is none. */
function manifest(url: URL): string | undefined {
  return existsSync(url) ? readFileSync(url, "utf8") : undefined;
}
