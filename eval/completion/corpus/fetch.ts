/** Brings a package onto this machine, with the package manager of its language, and says in which folder it is. */
import { execFile } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { sha256Of } from "../../../language-server/engine/download/checksum.ts";
import { cacheFolder } from "../../../tools/fixtures/cache.ts";
import { extractZip } from "../../../tools/small-model/zip.ts";
import { downloadWheel } from "../../../tools/wheels/wheel.ts";
import { builtAside } from "../../../tools/wheels/workshop.ts";
import type { SourcePackage } from "./packages.ts";

const run = promisify(execFile);

/**
 * The folder of a package's files, which stays for the next run.
 *
 * @throws Error with a sentence for the user: without the package manager, without a connection, or when another file
 * than the published one came
 */
export async function packageFolder({ name, from }: SourcePackage): Promise<string> {
  if ("installed" in from) return installedFolder(name);
  if ("wheel" in from)
    return kept(from.wheel.name, async (workshop) => {
      const wheel = await downloadWheel(from.wheel, workshop, () => undefined);
      await extractZip(wheel, () => true, join(workshop, "content"));
    });
  if ("npm" in from) {
    const { version, sha256 } = from.npm;
    return kept(`${name}-${version}`, async (workshop) => {
      await npm(["pack", `${name}@${version}`, "--pack-destination", workshop]);
      const tarball = join(workshop, `${name}-${version}.tgz`);
      await check(tarball, sha256);
      await mkdir(join(workshop, "content"));
      await run("tar", ["-xzf", tarball, "-C", join(workshop, "content"), "--strip-components=1"]);
    });
  }
  if ("go" in from) {
    const { stdout } = await run("go", ["mod", "download", "-json", `${name}@${from.go.version}`]);
    const { Dir, Zip } = JSON.parse(stdout) as { Dir: string; Zip: string };
    await check(Zip, from.go.sha256);
    return Dir;
  }
  const { version, sha256 } = from.crate;
  return kept(`${name}-${version}`, async (workshop) => {
    await writeFile(join(workshop, "Cargo.toml"), manifest(name, version));
    await writeFile(join(workshop, "lib.rs"), "");
    const home = join(workshop, "home");
    await run("cargo", ["fetch"], { cwd: workshop, env: { ...process.env, CARGO_HOME: home } });
    const archives = join(home, "registry", "cache");
    const [registry = ""] = await readdir(archives);
    const crate = join(archives, registry, `${name}-${version}.crate`);
    await check(crate, sha256);
    await mkdir(join(workshop, "content"));
    await run("tar", ["-xzf", crate, "-C", join(workshop, "content"), "--strip-components=1"]);
  });
}

function installedFolder(name: string): string {
  return fileURLToPath(new URL(`../../../node_modules/${name}`, import.meta.url));
}

/** A folder of the cache, made when it isn't there; `make` puts its files into `content`. */
async function kept(name: string, make: (workshop: string) => Promise<void>): Promise<string> {
  const path = join(cacheFolder(), "eval", name);
  const isThere = async () => (await readdir(path).catch(() => [])).length > 0;
  if (await isThere()) return path;
  await mkdir(dirname(path), { recursive: true });
  return builtAside(path, isThere, async (workshop) => {
    await make(workshop);
    return join(workshop, "content");
  });
}

/** The npm that runs this program, else the one that is found. */
async function npm(args: string[]): Promise<void> {
  const path = process.env.npm_execpath;
  await (path ? run(process.execPath, [path, ...args]) : run("npm", args));
}

async function check(file: string, published: string): Promise<void> {
  if ((await sha256Of(file)) !== published)
    throw new Error(`${file} is another file than the published one: it has another SHA-256.`);
}

const manifest = (name: string, version: string) =>
  `[package]\nname = "corpus"\nversion = "0.0.0"\nedition = "2021"\n[lib]\npath = "lib.rs"\n[dependencies]\n${name} = "=${version}"\n`;
