/** The CPU kernels that node-llama-cpp's prebuilt binaries bring: llama.cpp takes the fastest one that it finds. */
import { cp, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { temporaryFolder } from "../editor-host/temporary-folder.ts";

const KERNEL = /^(?:lib)?ggml-cpu-(.+)\.(?:so|dll|dylib)$/;
const HOOK = new URL("./one-kernel.ts", import.meta.url).href;

/** The package of this platform's binaries for the CPU. */
const PACKAGE = `@node-llama-cpp/${platformName()}`;

function platformName(): string {
  const { platform, arch } = process;
  if (platform === "darwin") return arch === "arm64" ? "mac-arm64-metal" : "mac-x64";
  return `${platform === "win32" ? "win" : platform}-${arch === "arm" ? "armv7l" : arch}`;
}

const main = () => createRequire(import.meta.url).resolve(PACKAGE);
const packageFolder = () => dirname(dirname(main()));

/** Their names, such as "haswell". None where the binaries have one for all processors. */
export async function kernels(): Promise<string[]> {
  const files = await readdir(packageFolder(), { recursive: true });
  return files.flatMap((file) => kernelOf(file) ?? []).toSorted();
}

const kernelOf = (path: string): string | undefined => KERNEL.exec(path.replace(/^.*[/\\]/, ""))?.[1];

/**
 * Gives `run` an environment in which Node finds this kernel alone, in a copy of the binaries: those of the
 * repository stay as they are. A processor that lacks what the kernel needs finds none.
 */
export async function withKernel<T>(name: string, run: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
  await using copy = await temporaryFolder();
  const filter = (path: string) => [undefined, name].includes(kernelOf(path));
  await cp(packageFolder(), copy.path, { recursive: true, filter });
  const binding = pathToFileURL(join(copy.path, relative(packageFolder(), main()))).href;
  return await run({
    ...process.env,
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --import=${HOOK}`.trim(),
    OSSICLE_BINDING: `${PACKAGE} ${binding}`,
  });
}
