/** What a model took is given back when it is released, however often that happens. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fixture } from "../../tools/fixtures/cache.ts";
import { proseOf } from "../../tools/fixtures/prose.ts";
import { ask, EngineBench, text } from "./support.ts";

const LOADS = 16;
const MAX_GROWTH_MB = 50;

/** Memory of a process that is in no file, in MB. */
async function ownMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
}

describe("engine: memory", () => {
  it("stays the same over many loads", async function () {
    if (process.platform !== "linux") return this.skip();
    const bench = await EngineBench.create();
    try {
      const client = await bench.ready(await fixture("tiny"));
      const pid = await bench.pid();
      const use = async (times: number) => {
        for (let i = 0; i < times; i++) {
          await client.load();
          await ask(client, [text(proseOf(500))], { lane: "chat", maxTokens: 4 });
          await ask(client, [text(proseOf(500))], { lane: "edit", maxTokens: 4 });
          await client.unload();
        }
        return ownMemory(pid);
      };
      // The first ones create what stays.
      const before = await use(LOADS / 2);
      const after = await use(LOADS);
      assert.ok(after - before < MAX_GROWTH_MB, `${before.toFixed(0)} MB, then ${after.toFixed(0)} MB`);
    } finally {
      await bench.end();
    }
  });
});
