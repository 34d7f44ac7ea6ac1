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
