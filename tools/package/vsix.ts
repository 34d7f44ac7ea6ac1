/** `npm run package` from beginning to end: a VSIX for one target, and the release notes beside it. */
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createVSIX, listFiles, PackageManager } from "@vscode/vsce";
import * as v from "valibot";
import { temporaryFolder } from "../editor-host/temporary-folder.ts";
import { addonsFor } from "./addons.ts";
import { nativePackages } from "./native-packages.ts";
import { releaseNotes } from "./release-notes.ts";
import { stageExtension } from "./stage.ts";
import { nativePackageNames, TARGETS, type TargetName } from "./targets.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
const manifestSchema = v.object({ name: v.string(), version: v.string() });

export interface PackagedVsix {
  path: string;
  bytes: number;
  /** CHANGELOG.md's section of this version. */
  notes: string;
}

/**
 * Builds the VSIX of a target.
 *
 * @param options.cuda with NVIDIA's back end
 * @param options.addons a folder with our addons for all that is packed; without it they are built here, where that is
 * possible
 * @param options.out the folder for the VSIX; made if it isn't there
 * @param options.say is told what takes its time
 */
export async function packageVsix(
  target: TargetName,
  {
    cuda,
    addons: addonFolder,
    out,
    say,
  }: { cuda: boolean; addons?: string; out: string; say: (line: string) => void },
): Promise<PackagedVsix> {
  const names = nativePackageNames(target, cuda);
  const { name, version } = v.parse(
    manifestSchema,
    JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")),
  );
  const notes = releaseNotes(await readFile(join(ROOT, "CHANGELOG.md"), "utf8"), version);
  await using work = await temporaryFolder();
  const native = await nativePackages(names, TARGETS[target], ROOT, join(work.path, "native"), say);
  const shortNames = native.map((item) => item.name.replace("@node-llama-cpp/", ""));
  const addons = await addonsFor(shortNames, addonFolder, say);
  const stage = join(work.path, "extension");
  await mkdir(stage);
  say("Building and collecting the files.");
  await stageExtension(ROOT, stage, work.path, { native, addons });
  await copyFile(join(ROOT, ".vscodeignore"), join(stage, ".vscodeignore"));

  await refuseUnpacked(stage);

  await mkdir(out, { recursive: true });
  const path = join(out, `${name}-${target}${cuda ? "-cuda" : ""}-${version}.vsix`);
  say("Packing.");
  await pack(stage, target, path);
  const notesPath = join(out, `${name}-${version}.md`);
  await writeFile(notesPath, notes);
  return { path, bytes: (await stat(path)).size, notes: notesPath };
}

/** .vscodeignore is the gate of everything that is shipped: what it doesn't know would be missing without a word. */
async function refuseUnpacked(stage: string): Promise<void> {
  const packed = new Set(await listFiles({ cwd: stage, packageManager: PackageManager.None }));
  const staged = await readdir(stage, { recursive: true, withFileTypes: true });
  const missing = staged
    .filter((entry) => entry.isFile() && entry.name !== ".vscodeignore")
    .map(({ parentPath, name }) => relative(stage, join(parentPath, name)).replaceAll("\\", "/"))
    .filter((path) => !packed.has(path));
  if (missing.length > 0) throw new Error(`.vscodeignore leaves out what is needed: ${missing.join(", ")}`);
}

async function pack(cwd: string, target: TargetName, packagePath: string): Promise<void> {
  // With it vsce sorts the files and gives them this time: the same commit packs to the same bytes.
  const time = process.env.SOURCE_DATE_EPOCH ?? lastCommitTime();
  if (time !== undefined) process.env.SOURCE_DATE_EPOCH = time;
  // It prints its list of files, and a warning that hundreds of scripts are slow to load: the engine loads them, not VS Code.
  const { log, warn } = console;
  console.log = console.warn = () => {};
  try {
    await createVSIX({ cwd, target, packagePath, dependencies: false });
  } finally {
    Object.assign(console, { log, warn });
  }
}

/** Seconds since 1970; undefined where this is no git repository. */
function lastCommitTime(): string | undefined {
  try {
    return execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: ROOT, encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}
