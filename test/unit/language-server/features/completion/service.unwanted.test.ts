/** Answers on their way that nobody can want any more: they end at once. */
import assert from "node:assert/strict";
import { OpenDocument } from "../../../../../language-server/lsp/files/open-document.ts";
import { Editor } from "./editor.ts";

const TEXT = "function area(a, b) {\n  |\n}\n";
const FIRST = "const size = a * b;";
const MODEL = { name: "other", architecture: "gpt-oss", bytes: 1, dialect: "harmony", chats: true } as const;
const WHOLE = `${FIRST}\n  log(size);\n  return size;`;

/** An editor in which the first line is shown, or waited for, while the model goes on for ever. */
async function writing({ stallsAfter = FIRST.length + 3 } = {}) {
  const editor = new Editor(TEXT, { onGrown: () => undefined });
  editor.engine.script = () => ({ text: `${WHOLE}\n}\n`, stallsAfter });
  const cancel = new AbortController();
  const shown = editor.service.suggest(editor.request(), cancel.signal);
  for (let turn = 0; turn < 30; turn++) await editor.pass(10);
  assert.equal(editor.engine.running, 1);
  return { editor, cancel, shown, [Symbol.dispose]: () => editor[Symbol.dispose]() };
}

function moveTo(editor: Editor, offset: number): void {
  editor.cursor = offset;
  rest(editor);
}

function rest({ service, document, cursor }: Editor): void {
  service.cursorMoved(document, document.positionAt(cursor));
}

async function running(editor: Editor): Promise<number> {
  await editor.pass(0);
  return editor.engine.running;
}

describe("an answer whose first line is shown", () => {
  it("is written to its end while the cursor is on its line", async () => {
    using model = await writing();
    const { editor, shown } = model;
    assert.equal((await shown)?.insertText, FIRST);
    rest(editor);
    moveTo(editor, editor.cursor - 2);
    assert.equal(await running(editor), 1);
  });

  it("is written to its end where the user has typed along with it, on whatever line", async () => {
    using model = await writing({ stallsAfter: FIRST.length + 10 });
    const { editor } = model;
    editor.type(`${FIRST}\n  lo`);
    rest(editor);
    assert.equal(await running(editor), 1);
    editor.type("se(");
    assert.equal(await running(editor), 0, "what was typed ends it");
  });

  it("ends when the cursor is on another line", async () => {
    using model = await writing();
    moveTo(model.editor, 3);
    assert.equal(await running(model.editor), 0);
  });

  it("ends when the cursor is in another document", async () => {
    using model = await writing();
    const { editor } = model;
    const other = new OpenDocument("file:///w/src/b.ts", "typescript", 1, TEXT.replace("|", ""));
    editor.service.cursorMoved(other, other.positionAt(editor.cursor));
    assert.equal(await running(editor), 0);
  });

  for (const [what, completionSettings] of [
    ["suggestions are switched off", { enabled: false }],
    ["suggestions are switched off for its language", { languages: { typescript: false } }],
  ] as const)
    it(`ends when ${what}`, async () => {
      using model = await writing();
      const { editor } = model;
      editor.service.settingsChanged();
      assert.equal(await running(editor), 1);
      editor.completionSettings = completionSettings;
      editor.service.settingsChanged();
      assert.equal(await running(editor), 0);
    });

  it("ends when suggestions are snoozed, and not when they come back", async () => {
    using model = await writing();
    const { editor } = model;
    editor.service.snooze(null);
    assert.equal(await running(editor), 1);
    editor.service.snooze(editor.now + 1_000);
    assert.equal(await running(editor), 0);
  });

  it("ends when its document is closed, or another model is there", async () => {
    for (const happens of [
      ({ service, document }: Editor) => service.documentClosed(document.uri),
      ({ engine }: Editor) => engine.become({ state: "loading", model: { ...MODEL, path: "/other.gguf" } }),
    ]) {
      using model = await writing();
      happens(model.editor);
      assert.equal(await running(model.editor), 0);
    }
  });
});

describe("an answer that a request waits for", () => {
  it("ends with the request when the cursor is elsewhere, and isn't asked for again", async () => {
    using model = await writing({ stallsAfter: 4 });
    const { editor, shown } = model;
    moveTo(editor, 3);
    assert.equal(await shown, null);
    assert.equal(await running(editor), 0);
    assert.equal(editor.engine.requests.length, 1);
  });

  it("isn't waited behind by the next request, whatever was given up before", async () => {
    using model = await writing({ stallsAfter: 4 });
    const { editor, cancel } = model;
    cancel.abort();
    assert.equal(await running(editor), 1, "the next key may go on with it");
    editor.type("x");
    assert.equal(await running(editor), 0);
  });
});

describe("what comes after a suggestion", () => {
  const ahead = ({ engine }: Editor) => engine.requests.find(({ request }) => request.lane === "warm");

  async function asking(): Promise<Editor> {
    const editor = new Editor(TEXT);
    editor.engine.script = ({ lane }) =>
      lane === "warm" ? { text: "\n  return size;", stallsAfter: 3 } : { text: "const size = a\n    * b;" };
    assert.ok(await editor.suggest());
    for (const ms of [200, 0, 0]) await editor.pass(ms);
    assert.ok(ahead(editor));
    return editor;
  }

  it("goes on while the cursor is at the suggestion, or behind it once it was accepted", async () => {
    using editor = await asking();
    rest(editor);
    editor.type("const size = a\n    * b;");
    rest(editor);
    assert.equal(await running(editor), 1);
  });

  it("ends when the cursor is elsewhere, or there are no suggestions any more", async () => {
    for (const happens of [
      (editor: Editor) => moveTo(editor, 3),
      (editor: Editor) => editor.service.snooze(editor.now + 1_000),
    ]) {
      using editor = await asking();
      happens(editor);
      assert.equal(await running(editor), 0);
    }
  });
});
