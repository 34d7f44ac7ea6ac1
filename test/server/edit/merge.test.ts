import assert from "node:assert/strict";
import { EditMergeRequest, type EditResult } from "../../../language-server/protocol/edit.ts";
import type { ServerProcess } from "../support/client.ts";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";
import { type TestEngine, textsOf } from "../support/test-engine.ts";
import type { Workplace } from "../support/workplace.ts";

const TEXT = "import { get } from './get.js';\n\nexport function load(id) {\n  return get(id);\n}\n";
const BLOCK = "export function load(id) {\n  if (!id) return;\n  // and then as before, with `get`\n}";
const FUNCTION = { start: { line: 2, character: 0 }, end: { line: 5, character: 0 } };

describe("a block of code that the model puts into a file", function () {
  this.timeout(60_000);
  let played: PlayedServer;
  let workplace: Workplace;
  let engine: TestEngine;
  let server: ServerProcess;
  let uri: string;
  let files = 0;

  before(async () => {
    played = await startPlayed();
    ({ workplace, engine, server } = played);
  });
  after(async () => {
    await played?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    uri = workplace.uri(`load-${files++}.js`);
    await server.open(uri, TEXT, "javascript");
    engine.requests.length = 0;
  });

  function merge(says: string[], version = 1): Promise<EditResult> {
    engine.stream = { says, stoppedBy: "<|return|>" };
    return server.connection.sendRequest(EditMergeRequest, {
      textDocument: { uri, version },
      range: FUNCTION,
      block: BLOCK,
    });
  }

  it("comes back as the lines that it is for, drafted from the old ones", async () => {
    const merged = "export function load(id) {\n  if (!id) return;\n  return get(id);\n}";
    const { newText, range, stopReason } = await merge(merged.split(/(?=\n)/));
    assert.equal(newText, `${merged}\n`);
    assert.deepEqual(range, FUNCTION);
    assert.equal(stopReason, "end");
    const request = engine.requests.at(-1);
    assert.equal(request?.lane, "edit");
    assert.equal(request?.draft, "input");
  });

  it("is shown to the model with the lines, and the block before them", async () => {
    await merge(["export function load() {}"]);
    const prompt = textsOf(engine.requests.at(-1)?.prompt).join("");
    const [question, lines = ""] = prompt.split("Selection:\n");
    assert.ok(question?.includes(BLOCK), question);
    assert.match(lines, /^(`{3,})javascript\nexport function load\(id\) \{\n {2}return get\(id\);\n\}\n\1/);
  });

  it("isn't merged into another version of the file", async () => {
    const { stopReason, unusable } = await merge([""], 7);
    assert.deepEqual([stopReason, unusable], ["unusable", "stale"]);
  });
});
