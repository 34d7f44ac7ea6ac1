import assert from "node:assert/strict";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../../..");

describe("the activation", () => {
  it("reads no schemas and no client library: those are in what is loaded later", async () => {
    const { metafile } = await build({
      entryPoints: [join(root, "src/extension.ts")],
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      format: "cjs",
      platform: "node",
      external: ["vscode", "*/main.ts"],
    });
    const read = Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    );
    assert.ok(read.includes("src/extension.ts"));
    assert.deepEqual(
      read.filter((path) => /node_modules\/(valibot|vscode-)/.test(path)),
      [],
    );
  });
});
