import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../../../../tools/editor-host/temporary-folder.ts";
import { patchedSources, patches } from "../../../../tools/native/sources.ts";

describe("our changes of node-llama-cpp's addon", () => {
  it("fit the installed version", async () => {
    await using folder = await temporaryFolder();
    const sources = await patchedSources(folder.path);
    assert.ok(sources.includes(join("addon", "AddonModel.cpp")));
    const text = await readFile(join(folder.path, "addon", "AddonModel.cpp"), "utf8");
    assert.match(text, /supportsCpuMoeLayers/);
  });

  it("say each at its head what it is for", async () => {
    for (const [name, text] of await patches())
      assert.match(text, /^[^\n]+\.\n\n[\s\S]{100,}\n\ndiff --git/, name);
  });
});
