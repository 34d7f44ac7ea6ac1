import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { encodeHeader } from "../../../../tools/fixtures/gguf-writer.ts";
import { chooseModel } from "../../../../tools/start/choose-model.ts";
import { findModel } from "../../../../tools/start/find-model.ts";

const GPT_OSS_BYTES = 12e9;
const OTHER_BYTES = 4e9;

describe("start: the choice of a model", () => {
  /** What says where models lie. A copy put in process.env's place would not reach the operating system's HOME. */
  const names = [
    "HOME",
    "OSSICLE_CACHE_DIR",
    "HF_HOME",
    "HF_HUB_CACHE",
    "LLAMA_CACHE",
    "XDG_CACHE_HOME",
    "XDG_DATA_HOME",
  ];
  const before = names.map((name) => process.env[name]);
  let home: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "ossicle-home-"));
    for (const name of names) delete process.env[name];
    process.env.HOME = home;
    process.env.OSSICLE_CACHE_DIR = join(home, "cache");
  });
  afterEach(async () => {
    names.forEach((name, index) => {
      const value = before[index];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    });
    await rm(home, { recursive: true, force: true });
  });

  /** A file with a GGUF header and holes for weights. */
  async function model(name: string, architecture: string, bytes = GPT_OSS_BYTES): Promise<string> {
    const path = join(home, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, encodeHeader([["general.architecture", architecture]], []));
    await truncate(path, bytes);
    return path;
  }

  it("takes the one that is named, whatever else there is", async () => {
    const named = await model("any/where.gguf", "llama");
    const set = await model("set.gguf", "gpt-oss");
    assert.equal((await chooseModel(named, [set])).path, named);
  });

  it("says which file is not there", async () => {
    await assert.rejects(chooseModel(join(home, "nothing.gguf"), []), /nothing\.gguf doesn.t exist/);
  });

  it("takes the first set one that is there, and not what an earlier start had to make do with", async () => {
    const set = await model("set.gguf", "gpt-oss");
    const standIn = await model("cache/fixtures/stand-in.gguf", "gpt-oss", 2e6);
    await model(".lmstudio/models/a/gpt-oss-20b.gguf", "gpt-oss");
    assert.equal((await chooseModel(undefined, [standIn, join(home, "gone.gguf"), set])).path, set);
  });

  it("finds a gpt-oss model among those of other programs", async () => {
    await model(".cache/llama.cpp/other.gguf", "llama", OTHER_BYTES);
    await model(".cache/llama.cpp/tiny-test.gguf", "gpt-oss", 3e6);
    const found = await model(".lmstudio/models/openai/gpt-oss-20b-MXFP4.gguf", "gpt-oss");
    await model(".lmstudio/models/openai/gpt-oss-120b-MXFP4.gguf", "gpt-oss", 5 * GPT_OSS_BYTES);
    assert.equal((await chooseModel(undefined, [])).path, found);
  });

  it("follows the links of Hugging Face's cache", async () => {
    const blob = await model("hub/blobs/0123abcd", "gpt-oss");
    const link = join(home, "hub", "snapshots", "1", "gpt-oss-20b-mxfp4.gguf");
    await mkdir(dirname(link), { recursive: true });
    await symlink(blob, link);
    assert.equal(await findModel([join(home, "hub")]), link);
  });

  it("takes the first part of a model in parts", async () => {
    const first = await model("parts/gpt-oss-120b-00001-of-00002.gguf", "gpt-oss", 1e6);
    await model("parts/gpt-oss-120b-00002-of-00002.gguf", "gpt-oss");
    assert.equal(await findModel([join(home, "parts")]), first);
  });

  it("finds nothing where there is nothing", async () => {
    assert.equal(await findModel([join(home, "no", "folder")]), undefined);
  });
});
