/** The small model, through the server and the engine: the few cases of which every processor makes the same. */
import assert from "node:assert/strict";
import { TextDocument } from "vscode-languageserver-textdocument";
import { CURSOR, SMALL_MODEL_COMPLETIONS } from "../../../tools/token-margins/cases.ts";
import { smallModelFor } from "../../small-model.ts";
import { ChatClient, user } from "../support/chat-client.ts";
import type { ServerProcess } from "../support/client.ts";
import { Workplace } from "../support/workplace.ts";

describe("the small model in the server", () => {
  let workplace: Workplace;
  let server: ServerProcess;
  before(async function () {
    const path = await smallModelFor(this);
    workplace = await Workplace.create();
    server = await workplace.server({ settings: { model: { path }, engine: { threads: 1, gpu: false } } });
    const { model } = await server.state("ready");
    assert.equal(model?.dialect, "harmony");
  });
  after(() => workplace?.[Symbol.asyncDispose]());

  for (const { what, path, languageId, text, says } of SMALL_MODEL_COMPLETIONS)
    it(`completes ${what}`, async () => {
      const uri = workplace.uri(path);
      const document = TextDocument.create(uri, languageId, 1, text.replace(CURSOR, ""));
      await server.open(uri, document.getText(), languageId);
      const item = await server.suggest(uri, document.positionAt(text.indexOf(CURSOR)));
      const { whyNone } = await server.last();
      await server.close(uri);
      assert.ok(item?.range, whyNone);
      const edit = { range: item.range, newText: String(item.insertText) };
      const accepted = TextDocument.applyEdits(document, [edit]);
      const [before = ""] = text.split(CURSOR);
      assert.ok(accepted.startsWith(before + says), accepted);
      assert.doesNotMatch(accepted, /```|<\|/);
    });

  it("chats: what comes in pieces is what was thought and answered, without a marker", async () => {
    const answered = await new ChatClient(server).ask([user("What is a list?")], { maxTokens: 60 });
    assert.notEqual(answered.reasoning + answered.answer, "");
    for (const channel of ["reasoning", "answer"] as const) {
      assert.equal(ChatClient.text(answered.deltas, channel), answered[channel]);
      assert.doesNotMatch(answered[channel], /<\|/);
    }
  });
});
