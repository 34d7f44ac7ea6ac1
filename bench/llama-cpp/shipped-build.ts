/**
 * llama.cpp's own programs, linked with the libraries that node-llama-cpp ships: only the programs' own files are
 * compiled, so both sides of a comparison run on the very same kernels.
 */
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { linkedLibraries } from "../../tools/native/compiler.ts";
import { llamaCppSources, releaseFolder } from "../../tools/native/sources.ts";
import { findProgram, outputOf } from "../command.ts";
import { type Gpu, PROGRAMS, type ProgramName, shippedLibraries } from "./built.ts";

/** Folders of the sources whose files make up a program. */
const FOLDERS: Record<ProgramName, string> = {
  "llama-server": "tools/server",
  "llama-bench": "tools/llama-bench",
};

const FLAGS = [
  ...["-std=c++17", "-O2", "-DNDEBUG", "-w"],
  ...["-DLLAMA_SHARED", "-DGGML_SHARED", "-DGGML_BACKEND_SHARED", "-DGGML_BACKEND_DL"],
  ...["-DLLAMA_SUBPROCESS", "-DLLAMA_USE_HTTPLIB", "-DCPPHTTPLIB_THREAD_POOL_COUNT=4"],
  ...[".", "common", "include", "src", "ggml/include", "vendor", "tools/mtmd", "tools/server"].map(
    (folder) => `-I${folder}`,
  ),
];

/** In place of the header that llama.cpp's build makes of the server's page in the browser: there is none. */
const NO_PAGE = `#pragma once
#include <array>
#include <string>
struct llama_ui_asset {
    std::string name;
    const unsigned char * data;
    std::size_t size;
    std::string etag;
    std::string type;
};
inline const llama_ui_asset * llama_ui_find_asset(const std::string &) { return nullptr; }
inline bool llama_ui_use_gzip() { return false; }
inline const std::array<llama_ui_asset, 0> & llama_ui_get_assets() {
    static const std::array<llama_ui_asset, 0> none{};
    return none;
}
`;

/** Returns its first argument, which is what a caller without pictures and sound makes do with. */
const STUB: Partial<Record<NodeJS.Architecture, string>> = { x64: "movq %rdi, %rax\n    ret", arm64: "ret" };

/**
 * Builds the programs unless they are there already (2 to 3 minutes of a CPU, once for each release), and returns their
 * folder, in which the libraries lie beside them.
 *
 * @throws Error that says what the machine lacks.
 */
export async function buildWithShipped(gpu: Gpu): Promise<string> {
  const libraries = shippedLibraries(gpu);
  if (process.platform !== "linux" || !existsSync(libraries))
    throw new Error(
      `llama.cpp's programs are linked with ${libraries}, which is not here. ` +
        "Name a folder with llama-server and llama-bench in OSSICLE_LLAMA_CPP.",
    );
  const folder = join(await releaseFolder(), `shipped-${gpu === false ? "cpu" : gpu}`);
  await mkdir(folder, { recursive: true });
  const names = (await readdir(libraries)).filter((name) => name.endsWith(".so"));
  for (const name of names) {
    // Anew each time: the cache folder is shared by clones that come and go.
    await rm(join(folder, name), { force: true });
    await symlink(join(libraries, name), join(folder, name));
  }
  const missing = PROGRAMS.filter((name) => !existsSync(join(folder, name)));
  if (missing.length === 0) return folder;
  const compiler = await findProgram("g++");
  const nm = await findProgram("nm");
  const git = await findProgram("git");
  if (!compiler || !nm || !git)
    throw new Error(
      "llama.cpp's programs have to be compiled, which takes g++ and git, and one is not on the PATH " +
        "(Debian, Ubuntu: apt install g++ git). Install it, or name a folder with llama-server and llama-bench in OSSICLE_LLAMA_CPP.",
    );
  for (const name of missing) {
    const objects = await compile(compiler, FOLDERS[name]);
    const stub = join(folder, "stub.s");
    await writeFile(stub, stubs(await outputOf(nm, ["-u", ...objects]), process.arch));
    const aside = join(folder, `${name}.${process.pid}.tmp`);
    const linked = linkedLibraries(names, /\.so$/).map((library) => `-l:${library}`);
    await outputOf(compiler, [
      ...["-o", aside, ...objects, stub, `-L${libraries}`, ...linked],
      ...["-lpthread", "-ldl", "-Wl,-rpath,$ORIGIN"],
    ]);
    await rename(aside, join(folder, name));
  }
  return folder;
}

/** The object files of a folder of the sources, compiled unless they are there. */
async function compile(compiler: string, folder: string): Promise<string[]> {
  const source = await llamaCppSources();
  const objects = join(await releaseFolder(), "objects");
  await mkdir(objects, { recursive: true });
  await writeFile(join(objects, "ui.h"), NO_PAGE);
  const files = (await readdir(join(source, folder))).filter((name) => name.endsWith(".cpp"));
  const queue = files.map((name) => ({
    file: `${folder}/${name}`,
    object: join(objects, `${folder}/${name}.o`.replaceAll("/", "-")),
  }));
  const paths = queue.map(({ object }) => object);
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { file, object } = next;
      if (existsSync(object)) continue;
      console.log(`  ${file}`);
      const aside = `${object}.${process.pid}.tmp`;
      await outputOf(compiler, [...FLAGS, `-I${objects}`, "-c", file, "-o", aside], { cwd: source });
      await rename(aside, object);
    }
  };
  const parallel = Number(process.env.CMAKE_BUILD_PARALLEL_LEVEL) || availableParallelism();
  await Promise.all(Array.from({ length: parallel }, worker));
  return paths;
}

/**
 * Assembler with a function for each one of llama.cpp's library for pictures and sound ("mtmd") that `nm -u` lists: it
 * isn't among the shipped ones, and no model here has a use for it.
 */
export function stubs(undefinedSymbols: string, arch: NodeJS.Architecture): string {
  const body = STUB[arch];
  if (!body) throw new Error(`llama.cpp's programs can't be linked on ${arch}.`);
  const names = new Set([...undefinedSymbols.matchAll(/ U ((?:_Z\d+)?mtmd_\w+)$/gm)].map(([, name]) => name));
  const functions = [...names].map((name) => `    .globl ${name}\n${name}:\n    ${body}\n`);
  return [".text", ...functions, '.section .note.GNU-stack,"",@progbits', ""].join("\n");
}
