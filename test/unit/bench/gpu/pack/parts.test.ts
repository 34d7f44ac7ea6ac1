import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { dependencyFolders } from "../../../../../bench/gpu/pack/packages.ts";
import { writeParts } from "../../../../../bench/gpu/pack/parts.ts";

const run = promisify(execFile);
const UNPACK = fileURLToPath(new URL("../../../../../bench/gpu/pack/unpack.sh", import.meta.url));

describe("the kit for a machine without a network", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-kit-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function* stream(...pieces: (string | Buffer)[]): AsyncGenerator<Buffer> {
    for (const piece of pieces) yield typeof piece === "string" ? Buffer.from(piece) : piece;
  }

  it("is cut into full parts and a rest, wherever the stream's own pieces end", async () => {
    const sums = await writeParts(stream("abc", "defghijkl", "m"), folder, 5);
    const names = (await readdir(folder)).sort();
    assert.deepEqual(names, ["part-01", "part-02", "part-03"]);
    const parts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    assert.deepEqual(parts, ["abcde", "fghij", "klm"]);
    assert.deepEqual(
      sums
        .trim()
        .split("\n")
        .map((line) => line.split("  ")[1]),
      names,
    );
  });

  it("has no empty part at its end", async () => {
    await writeParts(stream("abcde", "fghij"), folder, 5);
    assert.deepEqual((await readdir(folder)).sort(), ["part-01", "part-02"]);
  });

  it("comes together from parts that arrive one by one, and not before the last is there whole", async () => {
    const content = Array.from({ length: 3_000 }, (_, i) => `${i * i}\n`).join("");
    const [source, sent, target] = ["source", "sent", "target"].map((name) => join(folder, name));
    assert.ok(source && sent && target);
    for (const name of [source, sent]) await mkdir(name);
    await writeFile(join(source, "content"), content);
    const { stdout: archive } = await run("tar", ["-cz", "-C", source, "content"], { encoding: "buffer" });
    const parts = join(folder, "parts");
    await mkdir(parts);
    const half = Math.ceil(archive.length / 2);
    await writeFile(join(sent, "SHA256SUMS"), await writeParts(stream(archive), parts, half));
    await copyFile(UNPACK, join(sent, "unpack.sh"));
    const unpack = async () => (await run("bash", [join(sent, "unpack.sh"), target])).stdout;

    await copyFile(join(parts, "part-01"), join(sent, "part-01"));
    assert.match(await unpack(), /Not here yet.*\npart-02/);
    await rm(join(sent, "part-01"));
    await writeFile(join(sent, "part-02"), "cut");
    assert.match(await unpack(), /Not here yet.*\npart-02/);
    await copyFile(join(parts, "part-02"), join(sent, "part-02"));
    assert.match(await unpack(), /Unpacked/);
    assert.equal(await readFile(join(target, "content"), "utf8"), content);
    await assert.rejects(stat(join(target, "parts")), "the parts take no space any more");
  });

  describe("takes along", () => {
    async function install(path: string, manifest: object): Promise<void> {
      await mkdir(join(folder, "node_modules", path), { recursive: true });
      await writeFile(join(folder, "node_modules", path, "package.json"), JSON.stringify(manifest));
    }

    it("what a package needs and what that needs in turn, each once, nested ones with their owner", async () => {
      await install("a", { dependencies: { b: "1", c: "1" } });
      await install("b", { dependencies: { c: "1", a: "1" } });
      await install("b/node_modules/c", { dependencies: { d: "1" } });
      await install("c", {});
      await install("d", {});
      await install("unused", {});
      assert.deepEqual(await dependencyFolders(folder, ["a"]), [
        "node_modules/a",
        "node_modules/b",
        "node_modules/c",
        "node_modules/d",
      ]);
    });

    it("optional packages only where they are installed", async () => {
      await install("a", { optionalDependencies: { "@x/here": "1", "@x/elsewhere": "1" } });
      await install("@x/here", {});
      assert.deepEqual(await dependencyFolders(folder, ["a"]), ["node_modules/@x/here", "node_modules/a"]);
    });

    it("nothing when a needed package is missing: it says which", async () => {
      await install("a", { dependencies: { gone: "1" } });
      await assert.rejects(dependencyFolders(folder, ["a"]), /gone is not installed/);
    });
  });
});
