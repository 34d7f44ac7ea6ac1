import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { sha256Of } from "../../../language-server/engine/download/checksum.ts";
import type { EngineClient } from "../../../language-server/engine-client/client.ts";
import type { GenerateParams } from "../../../language-server/engine-protocol/protocol.ts";
import { renderConversation } from "../../../language-server/prompt/conversation.ts";
import { type AnswerEvent, StreamParser } from "../../../language-server/prompt/stream-parser.ts";
import { smallModelFor } from "../../small-model.ts";
import { EngineBench } from "../support.ts";

/** What NumPy and gguf-py make of the same base and delta. */
const REFERENCE_SHA256 = "43dba3103e5bb76f18a64a7f1e1f465041580c143034abb47d5531d1c3eb9556";

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
    const llama = await getLlama({
      gpu: false,
      build: "never",
      skipDownload: true,
      logLevel: LlamaLogLevel.error,
    });
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
  let cache: string;
  let environment: NodeJS.ProcessEnv;
  before(async function () {
    await smallModelFor(this); // pip has the base in its own cache from here on
    cache = await mkdtemp(join(tmpdir(), "ossicle-model-"));
    environment = { ...process.env, OSSICLE_CACHE_DIR: cache };
  });
  after(async () => {
    if (cache) await rm(cache, { recursive: true, force: true });
  });

  const CLI = ["tools/small-model/cli.ts"];
  const start = (env = environment) =>
    spawn(process.execPath, CLI, { env, stdio: ["ignore", "pipe", "pipe"] });

  it("starts over cleanly when it was cut off, and has nothing to do the second time", async function () {
    this.timeout(600_000);
    const cutOff = start();
    await said(cutOff, "Converting");
    cutOff.kill("SIGKILL");
    await once(cutOff, "exit");

    const run = promisify(execFile);
    const first = await run(process.execPath, CLI, { env: environment });
    const path = first.stdout.trim();
    assert.ok(path.startsWith(cache), path);
    assert.equal(await sha256Of(path), REFERENCE_SHA256);
    assert.deepEqual(await readdir(dirname(path)), [basename(path)], "nothing is left of the first build");

    const { mtimeMs } = await stat(path);
    const second = await run(process.execPath, CLI, { env: environment });
    assert.deepEqual(second, { stdout: first.stdout, stderr: "" });
    assert.equal((await stat(path)).mtimeMs, mtimeMs);
  });

  it("says what to install where there is no Python", async () => {
    const child = start({ OSSICLE_CACHE_DIR: join(cache, "other"), PATH: cache });
    const exited = once(child, "exit");
    await said(child, "not installed");
    assert.deepEqual(await exited, [1, null]);
  });
});

/** Waits until a process writes this as progress or an error. */
async function said({ stderr }: ChildProcess, what: string): Promise<void> {
  let text = "";
  for await (const chunk of stderr ?? []) {
    text += chunk;
    if (text.includes(what)) return;
  }
  throw new Error(`It did not say ${JSON.stringify(what)} but ${text}`);
}
