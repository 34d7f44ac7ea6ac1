/** The works of others in a VSIX, each with its licence and the text of it. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { isAllowed } from "./licence-policy.ts";

export interface Component {
  name: string;
  version: string;
  /** An SPDX expression. */
  licence: string;
  /** The licence, and notices that come with it. */
  texts: string[];
}

const TEXTS = fileURLToPath(new URL("./licences/", import.meta.url));
const LICENCE_FILE = /^(?:(?:un)?licen[cs]e|copying|notice|third-?party-?notices)/i;
/** The text of the licence that isn't taken, where there is a choice. */
const OTHER_LICENCE = /^LICENSE-MPL$/;

/** Packages whose repository has the text and whose package hasn't. */
const TEXTS_OF_REPOSITORIES: Record<string, string> = {
  "simple-git": "simple-git.txt",
  "@simple-git/argv-parser": "simple-git.txt",
  "proxy-agent-negotiate": "proxy-agents.txt",
};

/** What llama.cpp's native libraries are made of. */
const NATIVE_PARTS = [
  { name: "llama.cpp and ggml", licence: "MIT", text: "llama.cpp.txt" },
  { name: "nlohmann/json (in llama.cpp)", licence: "MIT", text: "nlohmann-json.txt" },
  { name: "cpp-httplib (in llama.cpp)", licence: "MIT", text: "cpp-httplib.txt" },
  { name: "subprocess.h (in llama.cpp)", licence: "Unlicense", text: "subprocess.txt" },
  { name: "sgemm of llamafile (in ggml)", licence: "MIT", text: "llamafile-sgemm.txt" },
];

const manifestSchema = v.object({ name: v.string(), version: v.string(), license: v.optional(v.unknown()) });
const releaseSchema = v.object({ release: v.string() });

/** Reads an npm package. Rejects when it has no licence, none that may be shipped, or no text of it. */
export async function npmComponent(folder: string): Promise<Component> {
  const manifest = v.parse(manifestSchema, JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
  const { name, version, license } = manifest;
  if (typeof license !== "string" || !isAllowed(license))
    throw new Error(`${name} ${version} can't be shipped: its licence is ${JSON.stringify(license)}.`);
  const names = (await readdir(folder)).filter(
    (file) => LICENCE_FILE.test(file) && !OTHER_LICENCE.test(file),
  );
  const paths = names.toSorted().map((file) => join(folder, file));
  const elsewhere = TEXTS_OF_REPOSITORIES[name];
  if (paths.length === 0 && elsewhere !== undefined) paths.push(join(TEXTS, elsewhere));
  const texts = (await Promise.all(paths.map(readText))).filter((text) => text !== "");
  if (texts.length === 0)
    throw new Error(`${name} ${version} can't be shipped: it comes without the text of its licence.`);
  return { name, version, licence: license, texts };
}

/** What stands in the native libraries of an installed node-llama-cpp. */
export async function nativeComponents(nodeLlamaCpp: string): Promise<Component[]> {
  const file = join(nodeLlamaCpp, "llama", "binariesGithubRelease.json");
  const { release } = v.parse(releaseSchema, JSON.parse(await readFile(file, "utf8")));
  return Promise.all(
    NATIVE_PARTS.map(async ({ name, licence, text }) => ({
      name,
      version: release,
      licence,
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
    licence: "MIT",
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
