/** Several suggestions for one place. */
import assert from "node:assert/strict";
import { Editor } from "./editor.ts";

const TEXT = "const size = |\n";
const bySeed = ["width * height;", "area(width, height);", "height;"];

function editorWith(answers: readonly string[]): Editor {
  const editor = new Editor(TEXT);
  editor.engine.script = ({ sampling }) => ({ text: answers[sampling.seed ?? 0] ?? "" });
  return editor;
}

async function ask(editor: Editor, asksOnce?: boolean): Promise<string[]> {
  const request = editor.request({ trigger: "invoked", asksOnce });
  const suggestions = await editor.wait(editor.service.suggestions(request, new AbortController().signal));
  return suggestions.map(({ insertText }) => insertText);
}

describe("suggestions that the user asks for", () => {
  it("are the likeliest one at first, and others with it when they are asked for once more", async () => {
    using editor = editorWith(bySeed);
    assert.deepEqual(await ask(editor), bySeed.slice(0, 1));
    assert.deepEqual(await ask(editor), bySeed);
    assert.ok(
      editor.engine.requests.slice(2).every(({ request }) => request.sampling.temperature > 0),
      "only the first one is the likeliest",
    );
  });

  it("are asked for all at a time: an engine may draw them side by side", async () => {
    using editor = editorWith(bySeed);
    await ask(editor);
    editor.engine.script = ({ sampling }) => ({
      text: bySeed[sampling.seed ?? 0],
      stallsAfter: sampling.seed ? undefined : 0,
    });
    const { length } = editor.engine.requests;
    const asked = ask(editor);
    for (let turn = 0; turn < 20; turn++) await editor.pass(10);
    const prompts = editor.engine.requests.slice(length).map(({ request }) => request.prompt);
    assert.deepEqual(prompts, [prompts[0], prompts[0], prompts[0]]);
    editor.type("x");
    assert.deepEqual(await asked, []);
  });

  it("are several at once in an editor that asks once", async () => {
    using editor = editorWith(bySeed);
    assert.deepEqual(await ask(editor, true), bySeed);
  });

  it("aren't waited for much longer than for the first one, which nobody has seen yet", async () => {
    using editor = editorWith(bySeed);
    editor.engine.script = ({ sampling }) => ({
      text: bySeed[sampling.seed ?? 0],
      stallsAfter: sampling.seed === 2 ? 0 : undefined,
    });
    assert.deepEqual(await ask(editor, true), bySeed.slice(0, 2));
  });

  it("are several at once where one was shown by itself", async () => {
    using editor = editorWith(bySeed);
    await editor.suggest();
    assert.deepEqual(await ask(editor), bySeed);
  });

  it("are the likeliest one alone where asking for others fails", async () => {
    using editor = editorWith(bySeed);
    await ask(editor);
    editor.engine.script = ({ sampling }) =>
      sampling.seed === undefined ? { text: bySeed[0] } : assert.fail("a bug");
    assert.deepEqual(await ask(editor), bySeed.slice(0, 1));
    assert.match(editor.log.join("\n"), /other suggestions failed/);
  });

  it("are all different", async () => {
    using editor = editorWith([bySeed[0] ?? "", `${bySeed[0]}  `, "other;"]);
    await ask(editor);
    assert.deepEqual(await ask(editor), [bySeed[0], "other;"]);
  });

  it("leave the likeliest one what is suggested by itself, and are known while they are typed along", async () => {
    using editor = editorWith(bySeed);
    await ask(editor);
    await ask(editor);
    const { length } = editor.engine.requests;
    assert.equal((await editor.suggest())?.insertText, bySeed[0]);
    editor.type("area(");
    assert.equal((await editor.suggest())?.insertText, "width, height);");
    assert.equal(editor.engine.requests.length, length);
  });

  it("end with the text that they are for", async () => {
    using editor = editorWith(bySeed);
    await ask(editor);
    editor.engine.script = ({ sampling }) => ({
      text: bySeed[sampling.seed ?? 0],
      stallsAfter: sampling.seed ? 0 : undefined,
    });
    const asked = ask(editor);
    for (let turn = 0; turn < 20; turn++) await editor.pass(10);
    editor.type("x");
    assert.deepEqual(await asked, bySeed.slice(0, 1));
    const sampled = editor.engine.requests.filter(({ request }) => request.sampling.seed !== undefined);
    assert.deepEqual(
      sampled.map(({ aborted }) => aborted),
      [true, true],
    );
  });
});
