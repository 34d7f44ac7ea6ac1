import assert from "node:assert/strict";
import { Editor } from "./editor.ts";
import { promptText, type Request, type Script } from "./scripted-engine.ts";
import { sourceLines } from "./typing.ts";

const ADD = `${sourceLines(10)}function add(a, b) {\n  |\n}\n`;

/** What the prompt ends with, where the healed letters included. */
const endOf = (request: Request) => `${promptText(request)}${request.continueWith ?? ""}`;

/** A model that goes on from the end of the prompt as the first of these that matches. */
function says(answers: [end: RegExp, script: Script][]): (request: Request) => Script {
  return (request) => answers.find(([end]) => end.test(endOf(request)))?.[1] ?? {};
}

const TWO_LINES = says([
  [/\{\n {2}?$/, { text: "const sum = a + b;" }],
  [/a \+ b;$/, { text: "\n  return sum;" }],
]);

/** Shows a suggestion, and has the user look at it. */
async function look(editor: Editor) {
  const suggestion = (await editor.suggest()) ?? assert.fail();
  for (const ms of [200, 0, 0, 0]) await editor.pass(ms);
  return suggestion;
}

const ahead = (editor: Editor) => editor.engine.requests.filter(({ request }) => request.lane === "warm");

describe("what comes after a suggestion", () => {
  it("is there when it is accepted", async () => {
    using editor = new Editor(ADD);
    editor.engine.script = TWO_LINES;
    editor.accept(await look(editor));
    assert.equal((await editor.suggest())?.insertText, "\n  return sum;");
    assert.equal(editor.asked.length, 1);
  });

  it("is there when it is accepted word by word, or typed", async () => {
    using editor = new Editor(ADD);
    editor.engine.script = TWO_LINES;
    await look(editor);
    for (const word of ["const", " sum", " =", " a + b;"]) {
      editor.type(word);
      await editor.suggest();
    }
    assert.equal((await editor.suggest())?.insertText, "\n  return sum;");
    assert.equal(editor.asked.length, 1);
    assert.equal(ahead(editor)[0]?.aborted, false);
  });

  it("is there when the suggestion is accepted after it was taken back", async () => {
    using editor = new Editor(ADD);
    editor.engine.script = TWO_LINES;
    const suggestion = await look(editor);
    editor.accept(suggestion);
    await editor.suggest();
    editor.backspace(suggestion.insertText.length);
    editor.accept((await editor.suggest()) ?? assert.fail());
    assert.equal((await editor.suggest())?.insertText, "\n  return sum;");
    assert.equal(editor.asked.length, 1);
  });

  it("doesn't load a model again that was unloaded meanwhile", async () => {
    using editor = new Editor(ADD);
    editor.engine.script = TWO_LINES;
    assert.ok(await editor.suggest());
    editor.engine.status = { state: "unloaded" };
    for (const ms of [200, 0, 0, 0]) await editor.pass(ms);
    assert.equal(editor.engine.loads, 0);
  });

  it("goes on in the lane of suggestions when it has only begun, without waiting", async () => {
    using editor = new Editor(ADD);
    editor.engine.script = says([
      [/\{\n {2}?$/, { text: "const sum = a + b;" }],
      [/a \+ b;$/, { text: "\n  return sum;", stallsAfter: 9 }],
      [/\n {2}return$/, { text: " sum;" }],
    ]);
    editor.accept(await look(editor));
    assert.equal((await editor.suggest())?.insertText, "\n  return sum;");
    assert.equal(ahead(editor)[0]?.aborted, true);
    assert.equal(editor.asked.length, 2);
  });

  it("is asked for once, and only when the user looks", async () => {
    using editor = new Editor(ADD);
    editor.engine.script = TWO_LINES;
    await editor.suggest();
    for (const key of "cons") {
      await editor.pass(100);
      editor.type(key);
      await editor.suggest();
    }
    assert.equal(ahead(editor).length, 0);
    await editor.pass(1_000);
    editor.type("t");
    await editor.suggest();
    await editor.pass(1_000);
    assert.equal(ahead(editor).length, 1);
  });

  for (const [way, go] of [
    ["types something else", (editor: Editor) => editor.type("x")],
    ["changes the text elsewhere", (editor: Editor) => editor.replace(0, 6, "import")],
    ["closes the document", (editor: Editor) => editor.service.documentClosed(editor.document.uri)],
    [
      "asks elsewhere",
      (editor: Editor) => {
        editor.cursor = 0;
        void editor.service.suggest(editor.request(), new AbortController().signal);
      },
    ],
  ] as const)
    it(`is given up when the user ${way}`, async () => {
      using editor = new Editor(ADD);
      editor.engine.script = says([
        [/\{\n {2}?$/, { text: "const sum = a + b;" }],
        [/a \+ b;$/, { text: "\n  return sum;", stallsAfter: 3 }],
      ]);
      await look(editor);
      assert.equal(ahead(editor).length, 1);
      go(editor);
      await editor.pass(0);
      assert.equal(ahead(editor)[0]?.aborted, true);
    });

  it("is not asked for where it would need a whole new prompt", async () => {
    using editor = new Editor(ADD);
    await editor.suggest();
    editor.type(sourceLines(35).trimEnd());
    const values = Array.from(
      { length: 16 },
      (_, index) => `\n    value${index}: ${"x".repeat(60)}${index},`,
    );
    editor.engine.script = says([[/;$/, { text: `\n  use({${values.join("")}\n  });` }]]);
    await look(editor);
    await editor.pass(1_000);
    assert.deepEqual(
      ahead(editor).filter(({ request }) => request.maxTokens > 0),
      [],
    );
  });

  it("is not asked for where there may be no suggestion", async () => {
    using editor = new Editor(ADD);
    editor.completionSettings = { inComments: false };
    editor.engine.script = () => ({ text: "add(); // why" });
    await look(editor);
    await editor.pass(1_000);
    assert.equal(ahead(editor).length, 0);
  });
});
