/**
 * Where CUDA's libraries lie. node-llama-cpp's CUDA back end needs the driver's and the runtime's; on machines whose
 * toolkit came as Python packages they lie where the loader doesn't look.
 */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { findProgram, outputOf } from "../command.ts";

const DRIVER = ["libcuda.so.1", "libnvidia-ml.so.1"];
/** Of CUDA 13 (`@node-llama-cpp/linux-x64-cuda`), else of CUDA 12 (`…-cuda-ext`). */
const MAJORS = [13, 12];
const runtime = (major: number) => ["cudart", "cublas", "cublasLt"].map((name) => `lib${name}.so.${major}`);

export interface CudaLibraries {
  /** Folders that hold them, for LD_LIBRARY_PATH. */
  folders: string[];
  /** Names of those that are nowhere. */
  missing: string[];
  /** Of the runtime that was found. */
  major?: number;
}

export async function findCudaLibraries(nvcc: string | undefined): Promise<CudaLibraries> {
  return chooseLibraries(await searchedFolders(nvcc), (path) => existsSync(path));
}

/** The first folder for each library that is needed; of the runtimes, the newest that is complete. */
export function chooseLibraries(
  folders: readonly string[],
  exists: (path: string) => boolean,
): CudaLibraries {
  const folderOf = (name: string) => folders.find((folder) => exists(join(folder, name)));
  const isThere = (name: string) => folderOf(name) !== undefined;
  const major = MAJORS.find((candidate) => runtime(candidate).every(isThere));
  const needed = [...DRIVER, ...runtime(major ?? MAJORS[0] ?? 0)];
  return {
    folders: [...new Set(needed.flatMap((name) => folderOf(name) ?? []))],
    missing: needed.filter((name) => !isThere(name)),
    major,
  };
}

async function searchedFolders(nvcc: string | undefined): Promise<string[]> {
  const toolkits = ["/usr/local/cuda", ...(nvcc ? [dirname(dirname(nvcc))] : [])];
  return [
    ...(process.env.LD_LIBRARY_PATH ?? "").split(delimiter).filter((folder) => folder !== ""),
    ...(await loaderFolders()),
    "/usr/local/nvidia/lib64",
    ...toolkits.flatMap((root) => ["lib64", "lib", "targets/x86_64-linux/lib"].map((lib) => join(root, lib))),
    ...(await pythonFolders()),
  ];
}

/** Folders in which the loader finds libraries of the names above. */
async function loaderFolders(): Promise<string[]> {
  const ldconfig = await findProgram("ldconfig", ["/sbin", "/usr/sbin"]);
  const listing = ldconfig ? await outputOf(ldconfig, ["-p"]) : "";
  return [...listing.matchAll(/^\s*lib(?:cuda|nvidia-ml|cudart|cublas)\S* .*x86-64.* => (\S+)$/gm)].map(
    ([, path]) => dirname(path ?? ""),
  );
}

/** NVIDIA's Python packages keep theirs in site-packages/nvidia/<part>/lib. */
async function pythonFolders(): Promise<string[]> {
  const python = await findProgram("python3");
  if (!python) return [];
  const roots = await outputOf(python, ["-c", "import nvidia; print(*nvidia.__path__, sep='\\n')"]).catch(
    () => "",
  );
  const folders: string[] = [];
  for (const root of roots.split("\n").filter((line) => line !== ""))
    for (const part of await readdir(root)) folders.push(join(root, part, "lib"));
  return folders;
}
