/**
 * Builds node-llama-cpp's addon with our patches, from the package's own sources against the package's own libraries,
 * and keeps it in the cache: once for each version, patch and compiler.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as v from "valibot";
import { temporaryFolder } from "../editor-host/temporary-folder.ts";
import { cacheFolder } from "../fixtures/cache.ts";
import { builtAside } from "../wheels/workshop.ts";
import { type Compiler, linkedLibraries } from "./compiler.ts";
import { findCompiler } from "./find-compiler.ts";
import { writeRecord } from "./record.ts";
import { includeFolders, llamaCppRelease, nodeLlamaCppVersion, patchedSources, patches } from "./sources.ts";
import {
  ADDON,
  binariesIn,
  definitions,
  VARIANT_NAMES,
  VARIANTS,
  type Variant,
  type VariantName,
} from "./variants.ts";
import { vulkanHeaders } from "./vulkan.ts";

const run = promisify(execFile);
const outputSchema = v.object({ stdout: v.string(), stderr: v.string() });

/** The folder of an installed native package. */
export const packageFolder = (name: VariantName): string =>
  fileURLToPath(new URL(`../../node_modules/@node-llama-cpp/${name}`, import.meta.url));

/**
 * The variants that this machine runs and can build if it has a compiler: their packages are installed, and so are
 * Vulkan's headers for the one that asks Vulkan itself.
 */
export function buildableHere(): VariantName[] {
  return VARIANT_NAMES.filter((name) => {
    const { os, cpu, vulkan }: Variant = VARIANTS[name];
    const isOfThisMachine = os === process.platform && cpu === process.arch;
    return isOfThisMachine && existsSync(packageFolder(name)) && (!vulkan || vulkanHeaders() !== undefined);
  });
}

/**
 * Builds those that aren't in the cache yet, and returns the folder of each: the addon with its record.
 *
 * Throws where there is no compiler, with what is missing as the message; where a package or Vulkan's headers are
 * missing; and where a patch doesn't fit.
 */
export async function buildAddons(
  names: readonly VariantName[],
  say: (line: string) => void,
): Promise<Map<VariantName, string>> {
  const compiler = await findCompiler();
  const folder = join(cacheFolder(), "native", await key(compiler));
  const paths = new Map(names.map((name) => [name, join(folder, name)]));
  const missing = names.filter((name) => !existsSync(join(folder, name)));
  if (missing.length === 0) return paths;
  say(`Building node-llama-cpp's addon for ${missing.join(", ")} (about a minute) …`);
  await using work = await temporaryFolder();
  for (const [name, objects] of await compile(missing, compiler, work.path)) {
    const path = join(folder, name);
    await builtAside(
      path,
      async () => existsSync(path),
      async (workshop) => {
        const built = join(workshop, name);
        await mkdir(built);
        await link(name, objects, compiler, { workshop, addon: join(built, ADDON) });
        await writeRecord(built);
        return built;
      },
    );
  }
  return paths;
}

/** What the addon depends on, as a part of a path. */
async function key(compiler: Compiler): Promise<string> {
  const commands = ["compiler.ts", "msvc.ts", "variants.ts"].map((file) => new URL(file, import.meta.url));
  const parts = [
    await llamaCppRelease(),
    compiler.identity,
    ...[...(await patches())].flat(),
    ...(await Promise.all(commands.map((file) => readFile(file, "utf8")))),
  ];
  return `${await nodeLlamaCppVersion()}-${digest(parts.join("\0"))}`;
}

/** Compiles the sources in `work`, each only once where variants don't differ in it, and returns their objects. */
async function compile(
  names: readonly VariantName[],
  compiler: Compiler,
  work: string,
): Promise<Map<VariantName, string[]>> {
  const sources = await patchedSources(work);
  const vulkan = vulkanHeaders();
  const includes = [join(work, "addon"), ...(await includeFolders()), ...(vulkan ? [vulkan] : [])];
  const commands = new Map<string, string[]>();
  const objects = new Map<VariantName, string[]>();
  for (const name of names) {
    const variant = VARIANTS[name];
    const ofVariant: string[] = [];
    for (const source of sources) {
      const text = await readFile(join(work, source), "utf8");
      const used = Object.entries(definitions(variant)).filter(([definition]) => text.includes(definition));
      const stem = `${basename(source, ".cpp")}-${digest(JSON.stringify(used))}`;
      const object = join(work, `${stem}${compiler.objectEnding}`);
      ofVariant.push(object);
      const what = { source, object, includes, definitions: Object.fromEntries(used), variant };
      commands.set(object, compiler.compile(what));
    }
    objects.set(name, ofVariant);
  }
  await inParallel([...commands.values()], (command) => runCommand(command, work, compiler));
  return objects;
}

async function link(
  name: VariantName,
  objects: readonly string[],
  compiler: Compiler,
  { workshop, addon }: { workshop: string; addon: string },
): Promise<void> {
  const folder = join(packageFolder(name), binariesIn(name));
  const libraries = { folder, names: linkedLibraries(await readdir(folder), /\.(?:so|dylib|dll)$/) };
  for (const command of await compiler.link({ objects, libraries, addon, workshop, variant: VARIANTS[name] }))
    await runCommand(command, workshop, compiler);
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

async function runCommand(
  [program = "", ...args]: readonly string[],
  cwd: string,
  { environment = process.env }: Compiler,
): Promise<void> {
  await run(program, args, { cwd, env: environment, maxBuffer: 64 << 20 }).catch((error: unknown) => {
    // Microsoft's compiler says on stdout what is wrong.
    const said = v.is(outputSchema, error) ? `${error.stdout}${error.stderr}` : String(error);
    throw new Error(`node-llama-cpp's addon couldn't be built: ${program} said:\n${said.trim()}`);
  });
}

const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);
