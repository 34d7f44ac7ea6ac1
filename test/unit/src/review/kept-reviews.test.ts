import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeptReviews } from "../../../../src/review/kept-reviews.ts";
import type { KeptReview } from "../../../../src/review/review.ts";

const review = (name: string, other = "before\n"): KeptReview => ({
  uri: `file:///w/${name}`,
  title: name,
  isProposal: false,
  isSaved: false,
  isNew: false,
  before: "before\n",
  other,
  text: "after\r\n",
});

describe("reviews that are kept over a reload", () => {
  let place: string;
  let folder: string;
  const lines: string[] = [];
  const open = (at: string | undefined = folder) => new KeptReviews(at, (line) => lines.push(line));
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), "ossicle-reviews-"));
    folder = join(place, "reviews");
    lines.length = 0;
  });
  afterEach(() => rm(place, { recursive: true, force: true }));

  it("are there again, as they were last", async () => {
    const kept = open();
    kept.keep(review("a.ts"));
    kept.keep({ ...review("b.ts"), isProposal: true, isSaved: true, isNew: true });
    kept.keep(review("a.ts", "later\n"));
    await kept.settled();
    const found = (await open().all()).toSorted((one, other) => one.uri.localeCompare(other.uri));
    assert.deepEqual(found, [
      review("a.ts", "later\n"),
      { ...review("b.ts"), isProposal: true, isSaved: true, isNew: true },
    ]);
  });

  it("leave nothing behind when they end", async () => {
    const kept = open();
    kept.keep(review("a.ts"));
    kept.forget("file:///w/a.ts");
    kept.forget("file:///w/never-kept.ts");
    await kept.settled();
    assert.deepEqual(await readdir(folder), []);
    assert.deepEqual(await open().all(), []);
    assert.deepEqual(lines, []);
  });

  it("are the user's alone, and their names say nothing", async function () {
    if (process.platform === "win32") this.skip();
    const kept = open();
    kept.keep(review(".env"));
    await kept.settled();
    const [name = ""] = await readdir(folder);
    assert.match(name, /^[0-9a-f]{64}\.json$/);
    assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });

  it("that can't be read are removed, and their text isn't in the log", async () => {
    const kept = open();
    kept.keep(review("a.ts"));
    await kept.settled();
    const [name = ""] = await readdir(folder);
    const whole = await readFile(join(folder, name), "utf8");
    for (const damaged of [
      "",
      "secret",
      "null",
      whole.slice(0, -5),
      whole.replace('"version":1', '"version":2'),
    ]) {
      await writeFile(join(folder, name), damaged);
      assert.deepEqual(await open().all(), [], damaged);
      assert.deepEqual(await readdir(folder), []);
    }
    assert.doesNotMatch(lines.join("\n"), /secret|before/);
  });

  it("are none without a folder", async () => {
    const kept = new KeptReviews(undefined, (line) => lines.push(line));
    kept.keep(review("a.ts"));
    await kept.settled();
    assert.deepEqual(await kept.all(), []);
  });
});
