import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../../tools/editor-host/temporary-folder.ts";
import { fetchPackages, type LockEntry } from "../../tools/package/native-packages.ts";
import { NpmError } from "../../tools/package/npm.ts";
import { nativePackageNames, TARGETS, type TargetName } from "../../tools/package/targets.ts";
import { EXTENSION } from "../workbench/place.ts";

const NATIVE_PARTS: Partial<Record<TargetName, RegExp>> = {
  "linux-arm64": /^libggml-cpu-armv8.*\.so$/,
  "darwin-arm64": /^libggml-metal\.(?:so|dylib)$/,
  "win32-x64": /^ggml-cpu-haswell\.dll$/,
};

describe("native packages of another platform", function () {
  this.timeout(300_000);
  let lock: Record<string, LockEntry>;

  before(async () => {
    lock = JSON.parse(await readFile(join(EXTENSION, "package-lock.json"), "utf8")).packages;
  });

  for (const [name, part] of Object.entries(NATIVE_PARTS) as [TargetName, RegExp][])
    it(`are fetched for ${name}, in the version that is locked`, async function () {
      await using folder = await temporaryFolder();
      const entries = lockedFor(name);
      try {
        await fetchPackages(entries, TARGETS[name], folder.path);
      } catch (error) {
        return skipWithoutRegistry(this, error);
      }
      const installed = join(folder.path, "node_modules", "@node-llama-cpp");
      assert.deepEqual(
        (await readdir(installed)).map((entry) => `@node-llama-cpp/${entry}`).toSorted(),
        [...entries.keys()].toSorted(),
      );
      for (const [packageName, { version }] of entries) {
        const files = await readdir(join(folder.path, "node_modules", packageName), { recursive: true });
        assert.ok(
          files.some((path) => path.endsWith("llama-addon.node")),
          packageName,
        );
        const manifest = await readFile(
          join(folder.path, "node_modules", packageName, "package.json"),
          "utf8",
        );
        assert.equal(JSON.parse(manifest).version, version);
      }
      const names = (await readdir(installed, { recursive: true })).map(
        (path) => path.split(/[/\\]/).at(-1) ?? "",
      );
      assert.ok(
        names.some((file) => part.test(file)),
        `no ${part}`,
      );
    });

  it("are refused when they aren't what the lock file says", async function () {
    await using folder = await temporaryFolder();
    const altered = [...lockedFor("linux-arm64")].map(
      ([name, entry]) => [name, { ...entry, integrity: `sha512-${"A".repeat(86)}==` }] as const,
    );
    const error = await fetchPackages(new Map(altered), TARGETS["linux-arm64"], folder.path).then(
      () => assert.fail("an altered package was taken"),
      (reason: unknown) => reason,
    );
    if (!/EINTEGRITY/.test(String(error))) return skipWithoutRegistry(this, error);
  });

  function lockedFor(name: TargetName): Map<string, LockEntry> {
    return new Map(
      nativePackageNames(name, false).map((packageName) => {
        const entry = lock[`node_modules/${packageName}`];
        assert.ok(entry, `${packageName} is locked`);
        return [packageName, entry];
      }),
    );
  }
});

/** A registry that hasn't these packages can't give them; one that isn't reached is an error where `CI` is set. */
function skipWithoutRegistry(test: Mocha.Context, error: unknown): void {
  if (!(error instanceof NpmError) || (process.env.CI && !error.isNotThere)) throw error;
  console.warn(
    `Skipped, as the packages can't be had from the registry here: ${error.message.split("\n")[2]}`,
  );
  test.skip();
}
