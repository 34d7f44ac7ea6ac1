import assert from "node:assert/strict";
import { TextDocument } from "vscode-languageserver-textdocument";
import { EditService } from "../../../../../language-server/features/edit/service.ts";
import type { FitPlan } from "../../../../../language-server/protocol/models.ts";
import type { ModelStatus } from "../../../../../language-server/protocol/status.ts";
import { promptText, ScriptedEngine } from "../completion/scripted-engine.ts";

const LINE = "const value = list.map((entry) => entry.name);\n";

/** A model whose plan has an edit context of this many tokens. */
function ready(size: number): ModelStatus {
  const plan: FitPlan = {
    fit: "cpu",
    gpuLayers: 0,
    layers: 1,
    contexts: [
      { lane: "completion", size: 4_096, sequences: 1 },
      { lane: "edit", size, sequences: 1 },
    ],
    vramNeeded: 0,
    ramNeeded: 0,
    ramFree: 0,
    vramReserve: 0,
    advice: [],
  };
  return { state: "ready", plan };
}

/** Edits lines of a file of 800. Answers why it is not possible, or the prompt. */
async function edit(status: ModelStatus, lines: { first: number; count: number }, relatedChars = 0) {
  const engine = new ScriptedEngine();
  engine.status = status;
  // Four characters a token, as models have it.
  engine.count = async (texts) => texts.map((text) => Math.ceil(text.length / 4));
  engine.script = () => ({ text: LINE });
  const document = TextDocument.create("file:///w/a.ts", "typescript", 1, LINE.repeat(800));
  const service = new EditService({ engine, workspaceFolders: () => ["file:///w"] });
  const result = await service.run(
    document,
    {
      requestId: "1",
      textDocument: { uri: document.uri, version: 1 },
      range: {
        start: { line: lines.first, character: 0 },
        end: { line: lines.first + lines.count, character: 0 },
      },
      kind: "edit",
      instruction: "Sort it.",
      related: relatedChars > 0 ? [{ path: "b.ts", text: "r".repeat(relatedChars) }] : [],
    },
    new AbortController().signal,
    () => undefined,
  );
  const [asked] = engine.requests;
  return { why: result.unusable, prompt: asked && promptText(asked.request) };
}

describe("the context of an edit", () => {
  // A line has 12 tokens, in the prompt and in the answer.
  it("is as large as the status says, on a large card", async () => {
    const selection = { first: 50, count: 400 };
    assert.equal((await edit(ready(16_384), selection)).why, undefined);
    assert.equal((await edit(ready(8_192), selection)).why, "tooLong");
  });

  it("is as small as the status says, on a small card: there is less around the code then", async () => {
    assert.equal((await edit(ready(2_048), { first: 50, count: 100 })).why, "tooLong");
    const small = await edit(ready(2_048), { first: 100, count: 20 }, 1_400);
    assert.equal(small.why, undefined);
    const large = await edit(ready(8_192), { first: 100, count: 20 }, 1_400);
    assert.ok((small.prompt?.length ?? 0) < 5_000 && (large.prompt?.length ?? 0) > 7_000);
    assert.ok(small.prompt?.includes("rrr"), "related code that is short enough");
    const without = await edit(ready(2_048), { first: 100, count: 20 }, 1_600);
    assert.deepEqual([without.why, without.prompt?.includes("rrr")], [undefined, false]);
  });

  it("is that of the context that exists, where it turned out otherwise than planned", async () => {
    const contexts = [{ lane: "edit", size: 2_048, sequences: 1 }];
    assert.equal((await edit({ ...ready(16_384), contexts }, { first: 50, count: 300 })).why, "tooLong");
  });
});

describe("an answer that leaves out code", () => {
  const TEXT = "function f() {\n  b();\n  c();\n}\n";
  const LAZY = "function f() {\n  a();\n  // ... existing code ...\n}";
  const WHOLE = "function f() {\n  a();\n  b();\n  c();\n}";

  async function answered(answers: readonly string[]) {
    const engine = new ScriptedEngine();
    engine.status = ready(8_192);
    engine.count = async (texts) => texts.map((text) => Math.ceil(text.length / 4));
    engine.script = () => ({ text: answers[engine.requests.length - 1] ?? "" });
    const document = TextDocument.create("file:///w/a.js", "javascript", 1, TEXT);
    let shown = "";
    const result = await new EditService({ engine, workspaceFolders: () => ["file:///w"] }).run(
      document,
      {
        requestId: "1",
        textDocument: { uri: document.uri, version: 1 },
        range: { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } },
        kind: "edit",
        instruction: "Call a first.",
      },
      new AbortController().signal,
      (text, isNew) => {
        shown = isNew ? text : shown + text;
      },
    );
    return { result, shown, prompts: engine.requests.map(({ request }) => promptText(request)) };
  }

  it("is asked for once more, whole", async () => {
    const { result, shown, prompts } = await answered([LAZY, WHOLE]);
    assert.equal(result.newText, `${WHOLE}\n`);
    assert.equal(shown, WHOLE);
    assert.equal(prompts.length, 2);
    assert.doesNotMatch(prompts[0] ?? "", /Write out every line/);
    assert.match(prompts[1] ?? "", /Call a first\. Write out every line/);
  });

  it("is refused with its reason when it leaves it out again", async () => {
    const { result, prompts } = await answered([LAZY, LAZY]);
    assert.deepEqual([result.newText, result.stopReason, result.unusable], ["", "unusable", "placeholder"]);
    assert.equal(prompts.length, 2);
  });
});

describe("the fence of an edit's answer", () => {
  async function stopText(languageId: string, text: string) {
    const engine = new ScriptedEngine();
    engine.status = ready(8_192);
    engine.count = async (texts) => texts.map((each) => Math.ceil(each.length / 4));
    const document = TextDocument.create("file:///w/a", languageId, 1, text);
    await new EditService({ engine, workspaceFolders: () => ["file:///w"] }).run(
      document,
      {
        requestId: "1",
        textDocument: { uri: document.uri, version: 1 },
        range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } },
        kind: "edit",
        instruction: "",
      },
      new AbortController().signal,
      () => undefined,
    );
    return engine.requests[0]?.request.stop.texts;
  }

  it("is longer than any in the text, and from the start in a language whose text has fences", async () => {
    assert.deepEqual(await stopText("typescript", "a();\n"), ["\n```"]);
    assert.deepEqual(await stopText("typescript", "/** ````ts */ a();\n"), ["\n`````"]);
    assert.deepEqual(await stopText("markdown", "Run it.\n"), ["\n````"]);
  });
});
