import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../../../../tools/editor-host/temporary-folder.ts";
import { packageFiles } from "../../../../tools/native/package-files.ts";

const CPU = {
  "package.json": "{}",
  "bins/linux-x64/llama-addon.node": "theirs",
  "bins/linux-x64/libggml-base.so": "base",
  "bins/linux-x64/libggml-cpu-haswell.so": "haswell",
  "bins/linux-x64/libllama.so": "llama",
};
const VULKAN = {
  "package.json": "{}",
  "bins/linux-x64-vulkan/llama-addon.node": "theirs",
  "bins/linux-x64-vulkan/libggml-base.so": "base",
  "bins/linux-x64-vulkan/libggml-cpu-haswell.so": "haswell",
  "bins/linux-x64-vulkan/libggml-cpu-zen4.so": "only here",
  "bins/linux-x64-vulkan/libggml-vulkan.so": "vulkan",
  "bins/linux-x64-vulkan/libllama.so": "llama",
};

describe("files of a native package", () => {
  it("are its own without an addon of ours", async () => {
    await using place = await temporaryFolder();
    const folders = await written(place.path, { "linux-x64": CPU, "linux-x64-vulkan": VULKAN });
    const files = await packageFiles({
      name: "linux-x64-vulkan",
      folder: folders.get("linux-x64-vulkan") ?? "",
      addon: undefined,
      folders,
    });
    assert.deepEqual([...files.keys()].toSorted(), Object.keys(VULKAN).toSorted());
  });

  it("are those of a GPU without what the CPU's package beside it has, and our addon with its record", async () => {
    await using place = await temporaryFolder();
    const folders = await written(place.path, { "linux-x64": CPU, "linux-x64-vulkan": VULKAN });
    const files = await packageFiles({
      name: "linux-x64-vulkan",
      folder: folders.get("linux-x64-vulkan") ?? "",
      addon: "/ours",
      folders,
    });
    assert.deepEqual([...files.keys()].toSorted(), [
      "bins/linux-x64-vulkan/addon.json",
      "bins/linux-x64-vulkan/libggml-cpu-zen4.so",
      "bins/linux-x64-vulkan/libggml-vulkan.so",
      "bins/linux-x64-vulkan/libllama.so",
      "bins/linux-x64-vulkan/llama-addon.node",
      "package.json",
    ]);
    assert.equal(files.get("bins/linux-x64-vulkan/llama-addon.node"), join("/ours", "llama-addon.node"));
  });

  it("are all there where the CPU's package isn't laid beside it", async () => {
    await using place = await temporaryFolder();
    const folders = await written(place.path, { "linux-x64-vulkan": VULKAN });
    const files = await packageFiles({
      name: "linux-x64-vulkan",
      folder: folders.get("linux-x64-vulkan") ?? "",
      addon: "/ours",
      folders,
    });
    assert.equal(files.size, Object.keys(VULKAN).length + 1);
  });
});

async function written(
  place: string,
  packages: Record<string, Record<string, string>>,
): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  for (const [name, files] of Object.entries(packages)) {
    folders.set(name, join(place, name));
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(place, name, path)), { recursive: true });
      await writeFile(join(place, name, path), content);
    }
  }
  return folders;
}
