/** The works of others in a VSIX, each with its license and the text of it. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { isAllowed } from "./license-policy.ts";

export interface Component {
  name: string;
  version: string;
  /** An SPDX expression. */
  license: string;
  /** The license, and notices that come with it. */
  texts: string[];
}

const TEXTS = fileURLToPath(new URL("./licenses/", import.meta.url));
const LICENSE_FILE = /^(?:(?:un)?licen[cs]e|copying|notice|third-?party-?notices)/i;
/** The text of the license that isn't taken, where there is a choice. */
const OTHER_LICENSE = /^LICENSE-MPL$/;

/** Packages whose repository has the text and whose package hasn't. */
const TEXTS_OF_REPOSITORIES: Record<string, string> = {
  "simple-git": "simple-git.txt",
  "@simple-git/argv-parser": "simple-git.txt",
  "@vscode/l10n": "vscode-l10n.txt",
  "proxy-agent-negotiate": "proxy-agents.txt",
};

/** What llama.cpp's native libraries are made of. */
const NATIVE_PARTS = [
  { name: "llama.cpp and ggml", license: "MIT", text: "llama.cpp.txt" },
  { name: "nlohmann/json (in llama.cpp)", license: "MIT", text: "nlohmann-json.txt" },
  { name: "cpp-httplib (in llama.cpp)", license: "MIT", text: "cpp-httplib.txt" },
  { name: "subprocess.h (in llama.cpp)", license: "Unlicense", text: "subprocess.txt" },
  { name: "Vulkan-Headers (in the addon for Vulkan)", license: "MIT", text: "vulkan-headers.txt" },
  { name: "sgemm of llamafile (in ggml)", license: "MIT", text: "llamafile-sgemm.txt" },
];

const manifestSchema = v.object({ name: v.string(), version: v.string(), license: v.optional(v.unknown()) });
const releaseSchema = v.object({ release: v.string() });

/** Reads an npm package. Rejects when it has no license, none that may be shipped, or no text of it. */
export async function npmComponent(folder: string): Promise<Component> {
  const manifest = v.parse(manifestSchema, JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
  const { name, version, license } = manifest;
  if (typeof license !== "string" || !isAllowed(license))
    throw new Error(`${name} ${version} can't be shipped: its license is ${JSON.stringify(license)}.`);
  const names = (await readdir(folder)).filter(
    (file) => LICENSE_FILE.test(file) && !OTHER_LICENSE.test(file),
  );
  const paths = names.toSorted().map((file) => join(folder, file));
  const elsewhere = TEXTS_OF_REPOSITORIES[name];
  if (paths.length === 0 && elsewhere !== undefined) paths.push(join(TEXTS, elsewhere));
  const texts = (await Promise.all(paths.map(readText))).filter((text) => text !== "");
  if (texts.length === 0)
    throw new Error(`${name} ${version} can't be shipped: it comes without the text of its license.`);
  return { name, version, license, texts };
}

/** What stands in the native libraries of an installed node-llama-cpp. */
export async function nativeComponents(nodeLlamaCpp: string): Promise<Component[]> {
  const file = join(nodeLlamaCpp, "llama", "binariesGithubRelease.json");
  const { release } = v.parse(releaseSchema, JSON.parse(await readFile(file, "utf8")));
  return Promise.all(
    NATIVE_PARTS.map(async ({ name, license, text }) => ({
      name,
      version: release,
      license,
      texts: [await readText(join(TEXTS, text))],
    })),
  );
}

/** What @vscode/tree-sitter-wasm is built of: it comes with its own license alone. */
export async function grammarComponent(folder: string): Promise<Component> {
  const { version } = v.parse(
    manifestSchema,
    JSON.parse(await readFile(join(folder, "package.json"), "utf8")),
  );
  return {
    name: "tree-sitter grammars (in @vscode/tree-sitter-wasm)",
    version,
    license: "MIT",
    texts: [await readText(join(TEXTS, "tree-sitter-grammars.txt"))],
  };
}

async function readText(path: string): Promise<string> {
  const text = await readFile(path, "utf8");
  return text
    .replace(/^\uFEFF/, "")
    .replaceAll("\r\n", "\n")
    .trim();
}
