/** The beginning of a conversation's prompt is kept on disk, and taken up by the next engine. */
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineClient } from "../../../language-server/engine-client/client.ts";
import type { Part } from "../../../language-server/engine-protocol/protocol.ts";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { proseOf } from "../../../tools/fixtures/prose.ts";
import { type Answer, ask, EngineBench, special, text } from "../support.ts";

const HEAD: Part[] = [special("<|start|>"), text(proseOf(700)), { checkpoint: true }];

const question = (client: EngineClient, session: string, words: string): Promise<Answer> =>
  ask(client, [...HEAD, text(words)], { lane: "chat", session });

describe("engine: saved beginnings of prompts", () => {
  let bench: EngineBench;
  before(async () => {
    bench = await EngineBench.create();
  });
  after(() => bench?.end());

  const states = async () => (await readdir(join(bench.folder, "states"))).toSorted();

  /** As when the engine has ended: what was evaluated is gone. */
  async function reloaded(client: EngineClient): Promise<void> {
    await client.unload();
    await client.load();
  }

  it("are evaluated once: a new model in memory takes them up, and says the same", async () => {
    const client = await bench.ready(await fixture("tiny"));
    const first = await question(client, "one", "Why is it so?");
    assert.equal(first.counts.reusedTokens, 0);
    assert.deepEqual((await states()).length, 2, "the state and its checksum");
    await reloaded(client);
    const again = await question(client, "two", "Why is it so?");
    const head = first.parts[1]?.tokens ?? 0;
    assert.ok(head >= 512, `${head} tokens`);
    assert.equal(again.counts.reusedTokens, head + 1);
    assert.equal(again.text, first.text);
    // The next question goes back to it.
    const other = await question(client, "two", "And what then?");
    assert.equal(other.counts.reusedTokens, head + 1);
    await reloaded(client);
    const name = (await states()).find((file) => file.endsWith(".state")) ?? "";
    await writeFile(join(bench.folder, "states", name), "broken");
    const fresh = await question(client, "three", "Why is it so?");
    assert.equal(fresh.counts.reusedTokens, 0, "a broken file is no state");
    assert.equal(fresh.text, first.text);
    await reloaded(client);
    assert.equal((await question(client, "four", "Why?")).counts.reusedTokens, head + 1, "saved again");
  });

  it("are kept of several agents; what a conversation alone is told behind them is evaluated alone", async () => {
    const client = await bench.ready(await fixture("tiny"));
    const heads = [600, 900, 1_200].map((words) => [special("<|start|>"), text(proseOf(words, words))]);
    const begin = (head: Part[], id: string) =>
      ask(client, [...head, { checkpoint: true }, text(`in ${id}`), { checkpoint: true }, text("Why?")], {
        lane: "chat",
        session: id,
        maxTokens: 1,
      });
    for (const [index, head] of heads.entries()) await begin(head, `first-${index}`);
    await reloaded(client);
    for (const [index, head] of heads.entries()) {
      const { counts, parts } = await begin(head, `second-${index}`);
      const size = parts.slice(0, head.length).reduce((sum, { tokens }) => sum + tokens, 0);
      assert.equal(counts.reusedTokens, size, `${index}`);
    }
  });
});
