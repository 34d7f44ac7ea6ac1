import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { completeLock, missingInLock, shippedPackages } from "../../../../tools/package/integrity.ts";

const entry = (integrity?: string) => ({
  version: "3.0.0",
  ...(integrity !== undefined && { integrity }),
  optional: true,
});

describe("the integrity of shipped packages", () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "ossicle-lock-"));
    const natives = shippedPackages().map((name, index) => [
      `node_modules/${name}`,
      index < 2 ? entry() : entry("sha512-known=="),
    ]);
    const packages = { "": { name: "x" }, "node_modules/other": entry(), ...Object.fromEntries(natives) };
    await writeFile(
      join(root, "package-lock.json"),
      JSON.stringify({ name: "x", lockfileVersion: 3, packages }, undefined, 2),
    );
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  it("is of the packages of every target, the CUDA ones too", () => {
    const names = shippedPackages();
    for (const name of ["linux-x64", "linux-x64-cuda-ext", "mac-arm64-metal", "win-arm64"])
      assert.ok(names.includes(`@node-llama-cpp/${name}`), name);
  });

  it("is written where the registry has it, as npm would, and nothing else changes", async () => {
    const [first = "", second = ""] = shippedPackages();
    const asked: string[] = [];
    const missing = await completeLock(root, async (name, version) => {
      asked.push(`${name}@${version}`);
      return name === first ? "sha512-new==" : undefined;
    });
    assert.deepEqual(asked, [`${first}@3.0.0`, `${second}@3.0.0`]);
    assert.deepEqual(missing, [second]);
    assert.deepEqual(await missingInLock(root), [second]);
    const { packages } = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8"));
    assert.deepEqual(Object.keys(packages[`node_modules/${first}`]), ["version", "integrity", "optional"]);
    assert.deepEqual(packages["node_modules/other"], entry());
  });
});
