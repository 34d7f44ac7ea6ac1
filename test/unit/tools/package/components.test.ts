import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../../../../tools/editor-host/temporary-folder.ts";
import { type Component, nativeComponents, npmComponent } from "../../../../tools/package/components.ts";
import { isAllowed } from "../../../../tools/package/license-policy.ts";

describe("licenses in a VSIX", () => {
  for (const license of ["MIT", "Apache-2.0", "BSD-2-Clause", "ISC", "0BSD", "BlueOak-1.0.0", "CC-BY-4.0"])
    it(`may be ${license}`, () => assert.ok(isAllowed(license)));

  for (const license of ["GPL-3.0-only", "LGPL-2.1", "MPL-2.0", "SEE LICENSE IN EULA", "UNLICENSED", ""])
    it(`may not be ${license || "unnamed"}`, () => assert.ok(!isAllowed(license)));

  const expressions: [expression: string, allowed: boolean][] = [
    ["(MPL-2.0 OR Apache-2.0)", true],
    ["MIT AND Zlib", true],
    ["MIT AND GPL-3.0-only", false],
    ["GPL-3.0-only OR LGPL-2.1", false],
    ["GPL-3.0-only OR MIT AND ISC", true],
    ["(MIT AND GPL-3.0-only) OR GPL-2.0", false],
    ["(MIT OR ISC) AND (GPL-3.0-only)", false],
  ];
  for (const [expression, allowed] of expressions)
    it(`${allowed ? "may" : "may not"} be ${expression}`, () => assert.equal(isAllowed(expression), allowed));

  it("are read with their text and the notices beside it", async () => {
    const component = await npmComponentOf(
      { name: "a", version: "1.0.0", license: "MIT" },
      { LICENSE: "Permission is\r\ngranted.\r\n", NOTICE: "By A.", "README.md": "no" },
    );
    assert.deepEqual(component, {
      name: "a",
      version: "1.0.0",
      license: "MIT",
      texts: ["Permission is\ngranted.", "By A."],
    });
  });

  it("are an error without their text", () =>
    assert.rejects(
      npmComponentOf({ name: "a", version: "1.0.0", license: "MIT" }, { "README.md": "MIT" }),
      /a 1\.0\.0 can't be shipped: it comes without the text/,
    ));

  it("are an error when they are unnamed or not allowed", async () => {
    for (const license of [undefined, "GPL-3.0-only", { type: "MIT" }])
      await assert.rejects(
        npmComponentOf({ name: "a", version: "1.0.0", license }, { LICENSE: "text" }),
        /a 1\.0\.0 can't be shipped: its license is/,
      );
  });

  it("of what is in the native libraries are named with llama.cpp's release", async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "llama"));
    await writeFile(join(folder.path, "llama", "binariesGithubRelease.json"), '{ "release": "v0.5.0" }');
    const components = await nativeComponents(folder.path);
    assert.ok(components.every(({ license, texts, version }) => isAllowed(license) && texts[0] && version));
    assert.ok(components.some(({ name, version }) => name === "llama.cpp and ggml" && version === "v0.5.0"));
  });
});

async function npmComponentOf(manifest: object, files: Record<string, string>): Promise<Component> {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "package.json"), JSON.stringify(manifest));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text);
  return await npmComponent(folder.path);
}
