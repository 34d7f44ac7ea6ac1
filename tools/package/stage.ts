/** Lays out the extension's folder as it will be installed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { listFiles, PackageManager } from "@vscode/vsce";
import * as v from "valibot";
import grammars from "../../common/declarations/grammars.json" with { type: "json" };
import { leftOut } from "../bundle/node-llama-cpp.mjs";
import { packageFiles } from "../native/package-files.ts";
import { grammarComponent, nativeComponents, npmComponent } from "./components.ts";
import { isNeededOfNative, type NativePackage } from "./native-packages.ts";
import { renderNotices } from "./notices.ts";
import { packageFolders, RUNTIME_FILES } from "./runtime-files.ts";
import { shippedManifest } from "./shipped-manifest.ts";

/** Where the engine looks for packages first; vsce takes none from `node_modules` beside package.json. */
const PACKAGES = "dist/node_modules";
const NOTICES = "THIRD_PARTY_NOTICES.md";
/** Looked for by `proxy-agent-negotiate` when a proxy asks for Kerberos, which says what is missing when it isn't there. */
const OPTIONAL_PACKAGE = "kerberos";
/** In the native addon, which is compiled with them. */
const COMPILED_PACKAGES = ["node_modules/node-addon-api", "node_modules/node-api-headers"];
/** Copied into dist/ by the build, so that esbuild doesn't report them. */
const COPIED_PACKAGES = [
  "node_modules/@vscode/codicons",
  ...packageFolders(Object.values(grammars).map((file) => `node_modules/${file}`)),
];
const READABLE = 0o644;

const metafileSchema = v.object({
  inputs: v.record(v.string(), v.unknown()),
  outputs: v.record(
    v.string(),
    v.object({ imports: v.array(v.object({ path: v.string(), external: v.optional(v.boolean()) })) }),
  ),
});
type Metafile = v.InferOutput<typeof metafileSchema>;

/** What is native in a VSIX. */
interface Natives {
  native: readonly NativePackage[];
  /** The folders of our addons, by the names of the packages without their scope. */
  addons: ReadonlyMap<string, string>;
}

/**
 * @param root the repository
 * @param stage a folder that doesn't exist yet
 * @param work for files that are not part of the extension
 */
export async function stageExtension(
  root: string,
  stage: string,
  work: string,
  { native, addons }: Natives,
): Promise<void> {
  const metafile = await bundle(root, join(stage, "dist"), join(work, "metafile.json"));
  refuseOtherExternals(metafile);
  for (const file of await ownFiles(root)) await put(join(root, file), join(stage, file));
  await writeManifest(root, stage);
  for (const file of RUNTIME_FILES) await put(join(root, file), join(stage, "dist", file));
  await putNativePackages({ native, addons }, join(stage, PACKAGES));

  const packages = [
    ...packageFolders(Object.keys(metafile.inputs)),
    ...COMPILED_PACKAGES,
    ...COPIED_PACKAGES,
  ];
  const components = await Promise.all([
    ...packages.map((folder) => npmComponent(join(root, folder))),
    ...native.map(({ folder }) => npmComponent(folder)),
  ]);
  const inNative = await nativeComponents(join(root, "node_modules/node-llama-cpp"));
  const inGrammars = await grammarComponent(join(root, "node_modules/@vscode/tree-sitter-wasm"));
  await writeFile(join(stage, NOTICES), renderNotices([...components, ...inNative, inGrammars]));
}

/** A production build, in a process of its own as `npm run build` is one. */
async function bundle(root: string, outdir: string, metafile: string): Promise<Metafile> {
  const child = spawn(
    process.execPath,
    ["esbuild.mjs", "--production", "--outdir", outdir, "--metafile", metafile],
    { cwd: root, stdio: ["ignore", "ignore", "pipe"] },
  );
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, "close")]);
  if (status !== 0) throw new Error(`The build failed:\n${said}`);
  return v.parse(metafileSchema, JSON.parse(await readFile(metafile, "utf8")));
}

/** A package that is neither bundled nor staged would be missing on the user's machine only. */
function refuseOtherExternals({ outputs }: Metafile): void {
  const known = new Set(["vscode", OPTIONAL_PACKAGE, ...builtinModules]);
  const isLeftOut = (path: string) =>
    leftOut.some((name) => name === path || (name.endsWith("/*") && path.startsWith(name.slice(0, -1))));
  const others = Object.values(outputs)
    .flatMap(({ imports }) => imports)
    .filter(
      ({ path, external }) =>
        external && !/^(?:node:|\.\/|data:)/.test(path) && !known.has(path) && !isLeftOut(path),
    )
    .map(({ path }) => path);
  if (others.length > 0)
    throw new Error(`The bundles need packages that are not shipped: ${[...new Set(others)].join(", ")}.`);
}

/** What .vscodeignore lets through of the repository. What is built is put there anew. */
async function ownFiles(root: string): Promise<string[]> {
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  return files.filter((file) => !file.startsWith("dist/") && file !== "package.json" && file !== NOTICES);
}

async function writeManifest(root: string, stage: string): Promise<void> {
  const manifest = v.parse(
    v.record(v.string(), v.unknown()),
    JSON.parse(await readFile(join(root, "package.json"), "utf8")),
  );
  await writeFile(join(stage, "package.json"), JSON.stringify(shippedManifest(manifest), null, 2));
}

/** The native packages with our addons in them. */
async function putNativePackages({ native, addons }: Natives, into: string): Promise<void> {
  const folders = new Map(native.map(({ name, folder }) => [name.replace("@node-llama-cpp/", ""), folder]));
  for (const [name, folder] of folders) {
    const files = await packageFiles({ name, folder, addon: addons.get(name), folders });
    for (const [inPackage, path] of files)
      if (isNeededOfNative(inPackage)) await put(path, join(into, "@node-llama-cpp", name, inPackage));
  }
}

/** A copy that everyone may read: VS Code unpacks files with the rights that they are packed with. */
async function put(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  await chmod(to, READABLE);
}
