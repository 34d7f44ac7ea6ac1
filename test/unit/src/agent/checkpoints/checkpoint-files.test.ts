import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CheckpointFiles } from "../../../../../src/agent/checkpoints/checkpoint-files.ts";
import { EMPTY, withCommand } from "../../../../../src/agent/checkpoints/record.ts";

const THREAD = "1f6e0f5e-0000-4000-8000-000000000000";

describe("CheckpointFiles", () => {
  let folder: string;
  let lines: string[];
  const open = () => new CheckpointFiles(folder, (line) => lines.push(line));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-checkpoints-"));
    lines = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("are there for another window, and only for the user", async () => {
    await open().update(THREAD, (record) => withCommand(record, "1", "ls"));
    const state = await open().keep(THREAD, "résumé\r\n", "utf8bom");
    assert.deepEqual((await open().read(THREAD)).commands, ["ls"]);
    assert.equal(await open().text(THREAD, state?.text ?? ""), "résumé\r\n");
    assert.equal(state?.encoding, "utf8bom");
    if (process.platform !== "win32") assert.equal((await stat(join(folder, THREAD))).mode & 0o077, 0);
  });

  it("keep equal texts once", async () => {
    for (let time = 0; time < 2; time++) await open().keep(THREAD, "text", "utf8");
    assert.equal((await readdir(join(folder, THREAD))).length, 1);
  });

  it("lose nothing when two windows write at once", async () => {
    const answers = ["1", "2", "3", "4"];
    await Promise.all(answers.map((id) => open().update(THREAD, (record) => withCommand(record, id, id))));
    assert.deepEqual((await open().read(THREAD)).commands.toSorted(), answers);
  });

  it("have nothing where nothing was kept, and where the record is damaged", async () => {
    assert.deepEqual(await open().read(THREAD), EMPTY);
    assert.deepEqual(lines, []);
    await mkdir(join(folder, THREAD));
    await writeFile(join(folder, THREAD, "record.json"), "{");
    assert.deepEqual(await open().read(THREAD), EMPTY);
    assert.match(lines.join(), /can't be read: SyntaxError/);
  });

  it("give no damaged text", async () => {
    const state = await open().keep(THREAD, "text", "utf8");
    await writeFile(join(folder, THREAD, state?.text ?? ""), "txt");
    await assert.rejects(open().text(THREAD, state?.text ?? ""), /damaged/);
  });

  it("go with a thread that goes on under another identity", async () => {
    const other = THREAD.replace("1", "2");
    await open().copy(THREAD, other);
    await open().update(THREAD, (record) => withCommand(record, "1", "ls"));
    await open().copy(THREAD, other);
    assert.deepEqual((await open().read(other)).commands, ["ls"]);
  });

  it("are made for no other name than a thread's", async () => {
    await assert.rejects(open().keep("../elsewhere", "text", "utf8"), /no thread/);
    assert.deepEqual(await readdir(folder), []);
  });

  it("say that there is no room", async () => {
    await writeFile(join(folder, THREAD), "a file in the way");
    await assert.rejects(open().keep(THREAD, "text", "utf8"));
    await assert.rejects(open().update(THREAD, (record) => withCommand(record, "1", "ls")));
  });
});
