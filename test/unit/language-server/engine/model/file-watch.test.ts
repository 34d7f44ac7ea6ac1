import { utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileWatch } from "../../../../../language-server/engine/model/file-watch.ts";

describe("the watch over a model's files", () => {
  let folder: string;
  let path: string;
  let watch: FileWatch;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-watched-"));
    path = join(folder, "model.gguf");
    watch = new FileWatch();
  });
  afterEach(async () => {
    watch.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("sees a file that comes in the moment in which it begins, and one that is replaced then", async () => {
    const other = join(folder, "other.gguf");
    writeFileSync(other, "before");
    const written = new Date("2026-01-01");
    utimesSync(other, written, written);
    const others = new FileWatch();
    try {
      const seen = Promise.all([
        new Promise<void>((resolve) => watch.start([path], resolve)),
        new Promise<void>((resolve) => others.start([other], resolve)),
      ]);
      writeFileSync(path, "there");
      writeFileSync(other, "another one");
      await seen;
    } finally {
      others.stop();
    }
  });
});
