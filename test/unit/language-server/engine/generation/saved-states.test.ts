import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Token } from "node-llama-cpp";
import { SavedStates } from "../../../../../language-server/engine/generation/saved-states.ts";

const TOKENS = [1, 2, 3] as Token[];

describe("saved states", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-states-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const LIMITS = { states: 6, bytes: 100 };
  const states = (identity: unknown = "model") => new SavedStates(folder, identity, LIMITS);
  const files = async () => (await readdir(folder)).filter((name) => name.endsWith(".state"));
  const save = (tokens: Token[], content = "state", of = states()) =>
    of.save(tokens, (path) => writeFile(path, content));

  it("are found for the same tokens of the same model, and for no others", async () => {
    await save(TOKENS);
    assert.equal(await readFile((await states().find(TOKENS)) ?? "", "utf8"), "state");
    assert.equal(await states().has(TOKENS), true);
    assert.equal(await states().find([1, 2] as Token[]), undefined);
    assert.equal(await states("another").find(TOKENS), undefined);
  });

  it("aren't used and are removed where the file isn't what was written", async () => {
    await save(TOKENS);
    await writeFile((await states().find(TOKENS)) ?? "", "other");
    assert.equal(await states().find(TOKENS), undefined);
    assert.deepEqual(await readdir(folder), []);
  });

  it("leave nothing behind where they can't be written", async () => {
    await states().save(TOKENS, async (path) => {
      await writeFile(path, "half");
      throw new Error("ENOSPC");
    });
    assert.deepEqual(await readdir(folder), []);
    assert.equal(await states().has(TOKENS), false);
  });

  it("are a few: of many, those used last", async () => {
    for (let number = 0; number < 9; number++) await save([number] as Token[]);
    assert.equal((await files()).length, 6);
    assert.ok(await states().find([8] as Token[]));
  });

  it("take a limited space: a large one sends away what was used before", async () => {
    await save([1] as Token[], "x".repeat(40));
    await save([2] as Token[], "x".repeat(40));
    await save([3] as Token[], "x".repeat(60));
    assert.equal((await files()).length, 2);
    assert.ok(await states().find([3] as Token[]));
  });

  it("aren't kept where one alone takes more than that, nor tried again for as many tokens", async () => {
    const kept = states();
    const long = Array.from({ length: 2_000 }, (_, id) => id as Token);
    await save(TOKENS);
    assert.equal(kept.isWorth(long.length), true);
    await save(long, "x".repeat(101), kept);
    assert.ok(await kept.find(TOKENS));
    assert.equal((await files()).length, 1);
    assert.deepEqual([kept.isWorth(long.length), kept.isWorth(1_999)], [false, true]);
  });
});
