import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InspectedHeader } from "../../../../../language-server/engine/inspection/inspected-header.ts";
import {
  type FileVersion,
  ModelFileCache,
} from "../../../../../language-server/engine/inspection/model-file-cache.ts";
import { needsFromFacts } from "../../../../../language-server/engine/inspection/model-needs.ts";

const COST = { fixed: 1, perSequence: 2, perToken: 3 };
const needs = (layers: number) =>
  needsFromFacts({
    layers,
    trainContextSize: 4_096,
    weightBytes: 100,
    embeddingBytes: 10,
    contexts: { full: COST, window: COST },
  });
const HEADER: InspectedHeader = {
  bytes: 100,
  name: "a model",
  architecture: "gpt-oss",
  layers: 5,
  dialect: "harmony",
  chats: true,
  agent: "yes",
  markers: [],
  needs: needs(5),
};
const FILE: FileVersion = { path: "/models/a.gguf", size: 100, modifiedMs: 1.5e12 };

describe("known model files", () => {
  let folder = "";
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "ossicle-known-")), "cache");
  });
  afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

  const open = (program = "this one") => new ModelFileCache(folder, program);
  const file = () => join(folder, "known-models.json");

  it("are remembered by the next engine, with what was measured on each device", async () => {
    const known = open();
    await known.keepHeader(FILE, HEADER);
    await known.keepNeeds(FILE, "cuda", needs(6));
    await known.keepNeeds(FILE, "vulkan", needs(7));
    const next = open();
    assert.deepEqual(await next.header(FILE), HEADER);
    assert.deepEqual(await next.needs(FILE, "cuda"), needs(6));
    assert.deepEqual(await next.needs(FILE, "vulkan"), needs(7));
    assert.equal(await next.needs(FILE, "metal"), undefined);
  });

  it("are read again once they were written", async () => {
    const known = open();
    await known.keepHeader(FILE, HEADER);
    await known.keepNeeds(FILE, "cuda", needs(6));
    for (const other of [
      { ...FILE, size: 101 },
      { ...FILE, modifiedMs: 1.6e12 },
    ]) {
      assert.equal(await known.header(other), undefined);
      assert.equal(await known.needs(other, "cuda"), undefined);
    }
    await known.keepHeader({ ...FILE, size: 101 }, { ...HEADER, name: "another" });
    assert.equal(await known.header(FILE), undefined);
    assert.equal(await known.needs({ ...FILE, size: 101 }, "cuda"), undefined, "measured on the file before");
  });

  it("are read again by another program: it may see more in them", async () => {
    await open().keepHeader(FILE, HEADER);
    assert.equal(await open("another one").header(FILE), undefined);
  });

  it("are found out anew where the record is damaged, and the record is written anew", async () => {
    await open().keepHeader(FILE, HEADER);
    const whole = await readFile(file(), "utf8");
    for (const damaged of ["", whole.slice(0, 50), whole.replace('"layers":5', '"layers":"five"'), "[]"]) {
      await writeFile(file(), damaged);
      const known = open();
      assert.equal(await known.header(FILE), undefined);
      await known.keepHeader(FILE, HEADER);
      assert.deepEqual(await open().header(FILE), HEADER);
    }
  });

  it("are nobody else's business", async function () {
    if (process.platform === "win32") return this.skip();
    await open().keepHeader(FILE, HEADER);
    assert.equal((await stat(file())).mode & 0o777, 0o600);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });

  it("are forgotten, the first ones first, when there are very many", async () => {
    const known = open();
    const at = (n: number) => ({ ...FILE, path: `/models/${n}.gguf` });
    for (let n = 0; n <= 256; n++) await known.keepHeader(at(n), HEADER);
    assert.equal(await known.header(at(0)), undefined);
    assert.deepEqual(await known.header(at(1)), HEADER);
    assert.deepEqual(await known.header(at(256)), HEADER);
  });

  it("cost time alone where nothing can be written", async () => {
    await writeFile(folder, "a file in the folder's place");
    const known = open();
    await known.keepHeader(FILE, HEADER);
    assert.deepEqual(await known.header(FILE), HEADER);
  });
});
