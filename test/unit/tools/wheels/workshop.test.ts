import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { builtAside, isBuilt } from "../../../../tools/wheels/workshop.ts";

const CONTENT = "what is built";

describe("a file that is built once and kept", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-built-"));
    path = join(folder, "kept", "model.gguf");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const isThere = () => isBuilt(path, CONTENT.length);
  const build = async (workshop: string) => {
    const made = join(workshop, "made");
    await writeFile(made, CONTENT);
    return made;
  };
  const left = () => readdir(dirname(path));

  it("is there whole, and nothing of the build is left", async () => {
    assert.equal(await isThere(), false);
    assert.equal(await builtAside(path, isThere, build), path);
    assert.equal(await readFile(path, "utf8"), CONTENT);
    assert.equal(await isThere(), true);
    assert.deepEqual(await left(), ["model.gguf"]);
  });

  it("isn't there after a build that failed, of which nothing is left", async () => {
    const failing = async (workshop: string) => {
      await build(workshop);
      throw new Error("no space left");
    };
    await assert.rejects(builtAside(path, isThere, failing), /no space left/);
    assert.deepEqual(await left(), []);
  });

  it("is built by who comes after a process that was killed, and its folder goes; that of a live one stays", async () => {
    const killed = spawn(process.execPath, ["-e", ""]);
    await once(killed, "exit");
    await mkdir(join(dirname(path), `building-${killed.pid}-aBcDeF`), { recursive: true });
    const live = `building-${process.pid}-aBcDeF`;
    await mkdir(join(dirname(path), live));
    await builtAside(path, isThere, build);
    assert.deepEqual((await left()).toSorted(), [live, "model.gguf"]);
  });

  it("may be built by two at once", async () => {
    await Promise.all([builtAside(path, isThere, build), builtAside(path, isThere, build)]);
    assert.equal(await readFile(path, "utf8"), CONTENT);
    assert.deepEqual(await left(), ["model.gguf"]);
  });
});
