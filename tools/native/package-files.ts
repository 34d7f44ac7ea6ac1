/** What a native package consists of once our addon is in it. */
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { RECORD } from "./record.ts";
import { ADDON, binariesIn, isVariantName, VARIANTS, type Variant } from "./variants.ts";

export interface PackageSource {
  /** Without the scope: `linux-x64-vulkan`. */
  name: string;
  folder: string;
  /** The folder of our addon for it. Without one the package stays as it is. */
  addon: string | undefined;
  /** The folders of all packages that are laid beside each other, by their names. */
  folders: ReadonlyMap<string, string>;
}

/**
 * The files: where each comes from, by its path in the package (with `/`).
 *
 * Of the CPU's libraries none is taken that is the same, byte for byte, in the CPU's package: our addon finds them
 * there. llama.cpp's own two (`libllama`, `libggml`) have another name in each package and are needed in each: the
 * list of back ends is in them, and an engine that finds no GPU goes on with the CPU's in the same process.
 */
export async function packageFiles({
  name,
  folder,
  addon,
  folders,
}: PackageSource): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).replaceAll("\\", "/"), path);
  }
  if (addon === undefined) return files;
  const binaries = binariesIn(name);
  for (const file of [ADDON, RECORD]) files.set(`${binaries}/${file}`, join(addon, file));
  const { cpuPackage = "" }: Partial<Variant> = isVariantName(name) ? VARIANTS[name] : {};
  const cpu = folders.get(cpuPackage);
  if (cpu === undefined) return files;
  for (const [inPackage, path] of files) {
    const file = inPackage.startsWith(`${binaries}/`) ? inPackage.slice(binaries.length + 1) : "";
    if (isFoundInCpuPackage(file) && (await areSame(path, join(cpu, binariesIn(cpuPackage), file))))
      files.delete(inPackage);
  }
  return files;
}

/** ggml loads the CPU's back ends by their paths. What they are linked with is found by name on Linux alone. */
const isFoundInCpuPackage = (file: string) =>
  /^(?:lib)?ggml-cpu(?:-[\w.]+)?\.(?:so|dll)$/.test(file) || file === "libggml-base.so";

async function areSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([readFile(one), readFile(other).catch(() => undefined)]);
  return b !== undefined && a.equals(b);
}
