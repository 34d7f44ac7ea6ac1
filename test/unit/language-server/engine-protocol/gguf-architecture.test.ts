import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ggufArchitecture } from "../../../../language-server/engine-protocol/gguf-architecture.ts";
import { encodeHeader } from "../../../../tools/fixtures/gguf-writer.ts";

describe("a GGUF's architecture", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-gguf-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const cases: [name: string, content: Buffer, expected: string | undefined][] = [
    ["first key", encodeHeader([["general.architecture", "gpt-oss"]], []), "gpt-oss"],
    [
      "later key",
      encodeHeader(
        [
          ["general.name", "x"],
          ["n", { u32: 7 }],
          ["general.architecture", "llama"],
        ],
        [],
      ),
      "llama",
    ],
    ["no such key", encodeHeader([["general.name", "x"]], []), undefined],
    ["cut in the header", encodeHeader([["general.architecture", "gpt-oss"]], []).subarray(0, 40), undefined],
    ["no GGUF", Buffer.from("This is no model."), undefined],
    ["empty", Buffer.alloc(0), undefined],
  ];
  for (const [name, content, expected] of cases)
    it(`is ${expected ?? "unknown"}: ${name}`, async () => {
      const path = join(folder, name);
      await writeFile(path, content);
      assert.equal(await ggufArchitecture(path), expected);
    });

  it("is unknown of a file that isn't there", async () => {
    assert.equal(await ggufArchitecture(join(folder, "nothing")), undefined);
  });
});
