import assert from "node:assert/strict";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readGgufFileInfo } from "node-llama-cpp";
import type { EngineClient } from "../../../language-server/engine-client/client.ts";
import type { ModelStatus } from "../../../language-server/protocol/status.ts";
import { type AdapterTarget, buildTwoWordsAdapter } from "../../../tools/fixtures/adapter.ts";
import { UNADAPTED } from "../../../tools/token-margins/cases.ts";
import { smallModelFor } from "../../small-model.ts";
import { ask, EngineBench, settingsFor } from "../support.ts";

const TENSOR_COUNT_AT = 8;

describe("engine: LoRA adapters", () => {
  let bench: EngineBench;
  let client: EngineClient;
  let model: string;
  let target: AdapterTarget;
  let yesAndNo: [number, number];
  let statuses: ModelStatus[] = [];

  before(async function () {
    model = await smallModelFor(this);
    const { metadata, tensorInfo } = await readGgufFileInfo(model, { sourceType: "filesystem" });
    const tokens = metadata.tokenizer.ggml.tokens;
    yesAndNo = [tokens.indexOf("Ġyes"), tokens.indexOf("Ġno")];
    const query = tensorInfo?.find(({ name }) => name === "blk.0.attn_q.weight");
    const [width = 0, queries = 0] = query?.dimensions.map(Number) ?? [];
    target = { architecture: "gpt-oss", width, queries, vocabulary: tokens.length };
    assert.ok(Math.min(...yesAndNo, width - 1, queries - 1) >= 0);
    bench = await EngineBench.create();
    client = await bench.ready(model);
    client.onStatus((status) => statuses.push(status));
  });
  beforeEach(async () => {
    await apply();
    statuses = [];
  });
  after(() => bench?.end());

  const { prompt, tokens: maxTokens } = UNADAPTED;
  const say = async () => (await ask(client, prompt, { maxTokens })).text;
  const apply = (...lora: string[]) => {
    const settings = settingsFor(model);
    return client.configure({ ...settings, model: { ...settings.model, lora } }, true);
  };
  const write = async (name: string, change: Partial<AdapterTarget> = {}) => {
    const path = join(bench.folder, name);
    await buildTwoWordsAdapter(path, { ...target, ...change }, yesAndNo);
    return path;
  };

  it("are applied by the setting, without loading the weights again, and taken off again", async () => {
    const before = await say();
    assert.doesNotMatch(before, /^( yes| no)+$/);

    const adapter = await write("words.gguf");
    const status = await apply(adapter);
    assert.deepEqual([status.state, status.model?.lora, status.advice], ["ready", [adapter], undefined]);
    assert.match(await say(), /^( yes| no){3}$/);

    const without = await apply();
    assert.deepEqual([without.state, without.model?.lora], ["ready", undefined]);
    assert.equal(await say(), before);
    const loaded = statuses.filter(({ progress }) => progress !== undefined);
    assert.deepEqual(loaded, [], "the weights stay where they are");
  });

  it("are applied again when the model is loaded again", async () => {
    const adapter = await write("words.gguf");
    await apply(adapter);
    await client.unload();
    assert.deepEqual((await client.load()).model?.lora, [adapter]);
    assert.match(await say(), /^( yes| no){3}$/);
  });

  it("that don't fit are left out with the reason, and the model stays usable", async () => {
    const before = await say();
    const notGguf = join(bench.folder, "notes.gguf");
    await writeFile(notGguf, "not an adapter");
    const cases: [path: string, reason: RegExp][] = [
      [join(bench.folder, "missing.gguf"), /missing\.gguf is not used: the file doesn't exist\./],
      [bench.folder, /is not used: it is not a file\./],
      [notGguf, /notes\.gguf is not used: it is not a GGUF file, or its header is damaged\./],
      [model, /is not used: it is a model, not an adapter\./],
      [
        await write("llama.gguf", { architecture: "llama" }),
        /for the architecture llama, but the model is gpt-oss/,
      ],
      [await write("narrow.gguf", { width: 128 }), /narrow\.gguf is not used: it is for a different model/],
    ];
    for (const [path, reason] of cases) {
      const status = await apply(path);
      assert.equal(status.state, "ready");
      assert.equal(status.model?.lora, undefined);
      assert.match(status.advice ?? "", reason);
      assert.equal(status.fix, "openSettings");
    }
    assert.equal(await say(), before);
  });

  it("that claim tensors without end are left out at once", async function () {
    // A reader that believes the header goes on until it is ended.
    this.timeout(40_000);
    const endless = await write("endless.gguf");
    const file = await open(endless, "r+");
    const claim = Buffer.alloc(8);
    claim.writeBigUInt64LE(2n ** 60n);
    await file.write(claim, 0, 8, TENSOR_COUNT_AT);
    await file.close();
    const status = await apply(endless);
    assert.equal(status.state, "ready");
    assert.match(status.advice ?? "", /endless\.gguf is not used: .*header is damaged/);
  });

  it("that fit are applied beside those that don't", async () => {
    const adapter = await write("words.gguf");
    const status = await apply(join(bench.folder, "missing.gguf"), adapter);
    assert.deepEqual(status.model?.lora, [adapter]);
    assert.match(status.advice ?? "", /missing\.gguf is not used/);
    assert.match(await say(), /^( yes| no){3}$/);
  });
});
