import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isNeededOfNative } from "../../../../tools/package/native-packages.ts";
import { nativePackageNames, TARGET_NAMES, TARGETS, type Target } from "../../../../tools/package/targets.ts";

const root = new URL("../../../../", import.meta.url);
const lock = JSON.parse(readFileSync(new URL("package-lock.json", root), "utf8"));

describe("targets of a VSIX", () => {
  it("get native packages that exist, for their system and processor", () => {
    for (const name of TARGET_NAMES) {
      const target: Target = TARGETS[name];
      for (const packageName of nativePackageNames(name, target.cuda !== undefined)) {
        const entry = lock.packages[`node_modules/${packageName}`];
        assert.ok(entry, packageName);
        assert.deepEqual(entry.os, [target.os], packageName);
        assert.ok(entry.cpu.includes(target.cpu), packageName);
        assert.equal(entry.version, lock.packages["node_modules/node-llama-cpp"].version, packageName);
      }
    }
  });

  it("leave none of node-llama-cpp's platforms out but those that VS Code has no name for here", () => {
    const packed = new Set(TARGET_NAMES.flatMap((name) => nativePackageNames(name, "cuda" in TARGETS[name])));
    const offered: string[] = Object.keys(
      lock.packages["node_modules/node-llama-cpp"].optionalDependencies,
    ).filter((name) => name.startsWith("@node-llama-cpp/"));
    assert.deepEqual(offered.filter((name) => !packed.has(name)).toSorted(), [
      "@node-llama-cpp/linux-armv7l",
      "@node-llama-cpp/linux-riscv64",
    ]);
  });

  it("get CUDA only when it is asked for, and only where it exists", () => {
    assert.deepEqual(nativePackageNames("linux-x64", false), [
      "@node-llama-cpp/linux-x64",
      "@node-llama-cpp/linux-x64-vulkan",
    ]);
    assert.deepEqual(nativePackageNames("win32-x64", true).slice(2), [
      "@node-llama-cpp/win-x64-cuda",
      "@node-llama-cpp/win-x64-cuda-ext",
    ]);
    assert.throws(() => nativePackageNames("darwin-arm64", true), /linux-x64 and win32-x64/);
  });

  const files: [path: string, needed: boolean][] = [
    ["package.json", true],
    ["dist/index.js", true],
    ["bins/win-x64/llama-addon.node", true],
    ["bins/win-x64/ggml-cpu-haswell.dll", true],
    ["bins/linux-x64-cuda/fallback/libggml-cuda.so", true],
    ["bins/mac-arm64-metal/libggml.metal.v0.5.0.dylib", true],
    ["bins/win-x64/_nlcBuildMetadata.json", true],
    ["bins/win-x64/llama-addon.lib", false],
    ["bins/win-x64-cuda/llama-addon.exp", false],
    ["README.md", false],
    ["LICENSE", false],
  ];
  for (const [path, needed] of files)
    it(`${needed ? "take" : "leave"} ${path} of a native package`, () =>
      assert.equal(isNeededOfNative(path), needed));
});
