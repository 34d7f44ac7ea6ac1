import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { sha256Of } from "../../../language-server/engine/download/checksum.ts";
import type { EngineClient } from "../../../language-server/engine-client/client.ts";
import type { GenerateParams } from "../../../language-server/engine-protocol/protocol.ts";
import { renderConversation } from "../../../language-server/prompt/conversation.ts";
import { type AnswerEvent, StreamParser } from "../../../language-server/prompt/stream-parser.ts";
import { temporaryFolder } from "../../../tools/editor-host/temporary-folder.ts";
import { cpuLlama } from "../../../tools/fixtures/cpu-llama.ts";
import { smallModelFor } from "../../small-model.ts";
import { EngineBench } from "../support.ts";

/** What NumPy and gguf-py make of the same base and delta, and the label of its size in the header. */
const REFERENCE_SHA256 = "a62325660f943cf8fe2472130a86d8da09d5ac007b0d56461b0593886d106e86";

describe("the small model", () => {
  let path: string;
  let bench: EngineBench;
  let client: EngineClient;
  before(async function () {
    path = await smallModelFor(this);
    bench = await EngineBench.create();
    client = await bench.ready(path);
  });
  after(() => bench?.end());

  it("is the reference's file, byte for byte", async () => {
    assert.equal(await sha256Of(path), REFERENCE_SHA256);
  });

  it("is a gpt-oss model with a sliding window of 128 and Harmony's special tokens", async () => {
    const llama = await cpuLlama();
    const model = await llama.loadModel({ modelPath: path, vocabOnly: true });
    assert.equal(model.fileInfo.metadata.general.architecture, "gpt-oss");
    assert.equal(model.fileInsights.swaSize, 128);
    for (const name of ["<|start|>", "<|channel|>", "<|message|>", "<|end|>", "<|return|>", "<|call|>"])
      assert.equal(model.tokenize(name, true).length, 1, name);
    await llama.dispose();
  });

  it("speaks Harmony: its thoughts come before its answer, and no marker is shown", async () => {
    const parser = new StreamParser();
    const events: AnswerEvent[] = [];
    const request: Omit<GenerateParams, "id"> = {
      lane: "chat",
      session: "chat",
      prompt: renderConversation({
        reasoning: "low",
        instructions: "You are Ossicle, a coding assistant. Be brief and exact.",
        messages: [{ role: "user", content: "What is a closure in JavaScript?" }],
      }),
      sampling: { temperature: 0 },
      stop: { texts: [], specials: ["<|return|>", "<|call|>"] },
      maxTokens: 150,
    };
    const { stoppedBy } = await client.generate(request, {
      signal: new AbortController().signal,
      onTokens: (tokens) => void events.push(...tokens.flatMap((token) => parser.push(token))),
    });
    events.push(...parser.end(stoppedBy));
    const texts = events.filter((event) => "text" in event);
    assert.ok(texts.length > 0, "it says something");
    const answer = texts.findIndex(({ kind }) => kind === "answer");
    assert.ok(answer < 0 || texts.slice(answer).every(({ kind }) => kind === "answer"));
    assert.doesNotMatch(JSON.stringify(texts), /<\|/);
  });
});

describe("npm run model:small", () => {
  const start = (env: NodeJS.ProcessEnv) =>
    spawn(process.execPath, ["tools/small-model/cli.ts"], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });

  it("prints where the model is that was built before", async function () {
    const path = await smallModelFor(this);
    const child = start({});
    const [printed, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
    assert.deepEqual([printed.trim(), said], [path, ""]);
  });

  it("says what to install where there is no Python", async () => {
    await using folder = await temporaryFolder();
    const child = start({ OSSICLE_CACHE_DIR: folder.path, PATH: folder.path });
    const exited = once(child, "exit");
    assert.match(await text(child.stderr), /not installed/);
    assert.deepEqual(await exited, [1, null]);
  });
});
