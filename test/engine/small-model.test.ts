import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { sha256Of } from "../../language-server/engine/download/checksum.ts";
import type { EngineClient } from "../../language-server/engine-client/client.ts";
import type { GenerateParams } from "../../language-server/engine-protocol/protocol.ts";
import { renderCompletionPrompt } from "../../language-server/prompt/completion-prompt.ts";
import { type Conversation, renderConversation } from "../../language-server/prompt/conversation.ts";
import { heal } from "../../language-server/prompt/healing.ts";
import { type AnswerEvent, StreamParser } from "../../language-server/prompt/stream-parser.ts";
import { smallModelFor } from "../small-model.ts";
import { ask, EngineBench } from "./support.ts";

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

  it("completes a function by its name and docstring, closes the fence and ends", async () => {
    const { text, stopReason, stoppedBy } = await complete(
      "geometry.py",
      'import math\n\n\ndef distance(a, b):\n    """The distance between two points."""\n    ',
    );
    assert.match(text, /^return math\.sqrt\(/);
    assert.match(text, /\n```$/);
    assert.deepEqual({ stopReason, stoppedBy }, { stopReason: "end", stoppedBy: "<|return|>" });
  });

  it("goes on within a word", async () => {
    const { text } = await complete(
      "stack.py",
      "class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n        self.items.app",
      "\n    def pop(self):\n        return self.items.pop()\n",
    );
    assert.match(text, /^end\(item\)/);
  });

  for (const { what, messages, reasoning, answer } of [
    {
      what: "a question about code",
      messages: [
        {
          role: "user",
          content:
            "What does `total` do?\n\n```python\ndef total(prices, tax):\n    return sum(prices) * (1 + tax)\n```",
        },
      ],
      reasoning: /total/,
      answer: /`prices`/,
    },
    {
      what: "a general question",
      messages: [{ role: "user", content: "What is a closure in JavaScript?" }],
      reasoning: /closure/i,
      answer: /closure.*function/is,
    },
    {
      what: "a second question",
      messages: [
        { role: "user", content: "How do I reverse a list in Python?" },
        { role: "assistant", content: "Use `list.reverse()`, or `items[::-1]` for a copy." },
        { role: "user", content: "What does it return?" },
      ],
      reasoning: /\w/,
      answer: /\w/,
    },
  ] satisfies { what: string; messages: Conversation["messages"]; reasoning: RegExp; answer: RegExp }[])
    it(`answers ${what}: first it thinks, then it answers, then it ends`, async () => {
      const { events, stoppedBy } = await chat(messages);
      assert.equal(stoppedBy, "<|return|>");
      const kinds = events.map(({ kind }) => kind);
      assert.ok(kinds.lastIndexOf("reasoning") < kinds.indexOf("answer"), kinds.join());
      assert.match(textOf(events, "reasoning"), reasoning);
      assert.match(textOf(events, "answer"), answer);
      assert.doesNotMatch(JSON.stringify(events), /<\||assistant|analysis/);
    });

  /** Lets the model complete a file, prompted as the completion feature does. */
  function complete(name: string, before: string, suffix = "") {
    const { text: prefill, continueWith } = heal(before);
    const place = { path: name, languageId: "python", fence: "```" };
    const prompt = renderCompletionPrompt({ ...place, snippets: [], suffix, head: "", prefill });
    return ask(client, prompt, { continueWith, maxTokens: 120 });
  }

  async function chat(messages: Conversation["messages"]) {
    const parser = new StreamParser();
    const events: AnswerEvent[] = [];
    const request: Omit<GenerateParams, "id"> = {
      lane: "chat",
      session: "chat",
      prompt: renderConversation({
        reasoning: "low",
        instructions: "You are Ossicle, a coding assistant. Be brief and exact.",
        messages,
      }),
      sampling: { temperature: 0 },
      stop: { texts: [], specials: ["<|return|>", "<|call|>"] },
      maxTokens: 300,
    };
    const { stoppedBy } = await client.generate(request, {
      signal: new AbortController().signal,
      onTokens: (tokens) => void events.push(...tokens.flatMap((token) => parser.push(token))),
    });
    events.push(...parser.end(stoppedBy));
    return { events, stoppedBy };
  }
});

const textOf = (events: AnswerEvent[], kind: AnswerEvent["kind"]) =>
  events.map((event) => (event.kind === kind && "text" in event ? event.text : "")).join("");

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
