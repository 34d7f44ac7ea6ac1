/** Suggestions of several lines whose first one is shown before the others are there. */
import assert from "node:assert/strict";
import type { GrownPlace } from "../../../../../language-server/features/completion/types.ts";
import type { LastCompletion } from "../../../../../language-server/protocol/completion.ts";
import { Editor } from "./editor.ts";
import { checkerHere } from "./syntax/checker-here.ts";

const TEXT = "function area(a, b) {\n  |\n}\n";
const FIRST = "const size = a * b;";
const WHOLE = `${FIRST}\n  log(size);\n  return size;`;
/** After the first line of it. */
const STALLS_AFTER = FIRST.length + 3;

/** An editor with a model that writes the first line, and goes on when it may. */
class SlowModel implements Disposable {
  readonly grown: GrownPlace[] = [];
  readonly editor: Editor;
  goOn = () => {};

  constructor({ text = TEXT, grows = true, answer = WHOLE, stallsAfter = STALLS_AFTER } = {}) {
    const onGrown = grows ? (place: GrownPlace) => void this.grown.push(place) : undefined;
    this.editor = new Editor(text, { onGrown });
    const goesOn = new Promise<void>((resolve) => {
      this.goOn = resolve;
    });
    this.editor.engine.script = () => ({ text: `${answer}\n}\n`, stallsAfter, goesOn });
  }

  async shown(): Promise<string | undefined> {
    return (await this.editor.suggest())?.insertText;
  }

  async wholeIsThere(): Promise<void> {
    this.goOn();
    for (let turn = 0; turn < 60; turn++) await this.editor.pass(10);
  }

  [Symbol.dispose](): void {
    this.editor[Symbol.dispose]();
  }
}

describe("the first line of a suggestion", () => {
  it("is shown when it is complete, and the client asks again there when the rest is written", async () => {
    using model = new SlowModel();
    const { editor, grown } = model;
    const first = await editor.suggest();
    assert.equal(first?.insertText, FIRST);
    assert.deepEqual(grown, []);
    await model.wholeIsThere();
    const { uri, version } = editor.document;
    assert.deepEqual(grown, [{ uri, version, position: editor.document.positionAt(editor.cursor) }]);
    const whole = await editor.suggest();
    assert.equal(whole?.insertText, WHOLE);
    assert.equal(whole?.id, first?.id, "it is the same suggestion");
    assert.equal(editor.engine.requests.length, 1);
  });

  it("is said to be one, and what it took once the rest is written", async () => {
    for (const [answer, stallsAfter] of [
      [WHOLE, STALLS_AFTER],
      ["const size = a + bc;\n", 21],
    ] as const) {
      using model = new SlowModel({ answer, stallsAfter });
      const last = (): Promise<LastCompletion> => model.editor.service.last;
      await model.shown();
      assert.deepEqual(await last(), { isBeginning: true });
      await model.wholeIsThere();
      assert.equal((await last()).isBeginning, undefined);
      assert.equal((await last()).counts?.promptTokens, 100);
    }
  });

  it("is waited on with for the rest where nothing of it is new any more", async () => {
    using model = new SlowModel({ answer: "use(a)\n  log(a)", stallsAfter: 9 });
    const { editor } = model;
    assert.equal(await model.shown(), "use(a)");
    editor.type("use(", ")");
    await editor.suggest();
    editor.type("a");
    const asked = editor.service.suggest(editor.request(), new AbortController().signal);
    for (let turn = 0; turn < 60; turn++) await editor.pass(10);
    model.goOn();
    editor.accept((await editor.wait(asked)) ?? assert.fail());
    assert.equal(editor.text, "function area(a, b) {\n  use(a)\n  log(a)\n}\n");
    assert.equal(editor.engine.requests.length, 1);
  });

  it("waits for the rest where that comes soon", async () => {
    using model = new SlowModel();
    model.goOn();
    assert.equal(await model.shown(), WHOLE);
    assert.deepEqual(model.grown, []);
  });

  it("waits for the rest where the client can't show it later, or the user has asked", async () => {
    for (const { grows, trigger } of [
      { grows: false, trigger: "automatic" },
      { grows: true, trigger: "invoked" },
    ] as const) {
      using model = new SlowModel({ grows });
      let answered = false;
      const asked = model.editor.service.suggest(
        model.editor.request({ trigger }),
        new AbortController().signal,
      );
      void asked.then(() => {
        answered = true;
      });
      for (let turn = 0; turn < 60; turn++) await model.editor.pass(10);
      assert.equal(answered, false);
      model.goOn();
      assert.equal((await model.editor.wait(asked))?.insertText, WHOLE);
    }
  });

  it("is left alone when nothing follows it", async () => {
    using model = new SlowModel({ answer: `${FIRST}\n` });
    assert.equal(await model.shown(), FIRST);
    await model.wholeIsThere();
    assert.deepEqual(model.grown, []);
    assert.equal(await model.shown(), FIRST);
  });

  it("isn't shown alone where it opens a block", async () => {
    using model = new SlowModel({ answer: "if (a > b) {\n    return a;\n  }", stallsAfter: 14 });
    const asked = model.editor.service.suggest(model.editor.request(), new AbortController().signal);
    for (let turn = 0; turn < 60; turn++) await model.editor.pass(10);
    model.goOn();
    assert.equal((await model.editor.wait(asked))?.insertText, "if (a > b) {\n    return a;\n  }");
  });

  it("isn't shown alone where it is an error", async () => {
    using editor = new Editor("const list = [\n  |\n];\n", {
      syntax: checkerHere(),
      onGrown: () => assert.fail(),
    });
    let goOn = () => {};
    const goesOn = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    editor.engine.script = () => ({ text: "const a = 1;\n  const b = 2;\n", stallsAfter: 14, goesOn });
    const asked = editor.service.suggest(editor.request(), new AbortController().signal);
    for (let turn = 0; turn < 60; turn++) await editor.pass(10);
    goOn();
    assert.equal(await editor.wait(asked), null);
  });

  it("is typed along while the rest is written, which is added where the user is then", async () => {
    using model = new SlowModel();
    const { editor } = model;
    await model.shown();
    editor.type("const ");
    assert.equal(await model.shown(), FIRST.slice(6));
    await model.wholeIsThere();
    assert.deepEqual(
      model.grown.map(({ version }) => version),
      [editor.document.version],
    );
    assert.equal(await model.shown(), WHOLE.slice(6));
    assert.equal(editor.engine.requests.length, 1);
  });

  it("is accepted, and the rest is the next suggestion", async () => {
    using model = new SlowModel();
    const { editor } = model;
    editor.accept((await editor.suggest()) ?? assert.fail());
    const next = editor.suggest();
    model.goOn();
    assert.equal((await next)?.insertText, WHOLE.slice(FIRST.length));
    assert.equal(editor.engine.requests.length, 1);
    await model.wholeIsThere();
    assert.deepEqual(model.grown, []);
  });

  it("ends the writing when the user types something else, and isn't known as the whole later", async () => {
    using model = new SlowModel();
    const { editor } = model;
    await model.shown();
    editor.type("x");
    assert.equal(editor.engine.requests[0]?.aborted ?? false, false);
    await editor.pass(10);
    assert.equal(editor.engine.requests[0]?.aborted, true);
    editor.backspace(1);
    model.goOn();
    assert.equal(await model.shown(), WHOLE);
    assert.deepEqual(model.grown, []);
    assert.equal(editor.engine.requests.length, 2);
  });

  it("isn't added to once the user has asked somewhere else in the document", async () => {
    using model = new SlowModel();
    const { editor } = model;
    await model.shown();
    editor.cursor = editor.text.length;
    await editor.suggest();
    await model.wholeIsThere();
    assert.ok(
      model.grown.every(({ position }) => position.line === 3),
      JSON.stringify(model.grown),
    );
  });

  it("that was refused doesn't come back with the rest", async () => {
    using model = new SlowModel();
    const { editor } = model;
    await model.shown();
    await editor.pass(1_000);
    editor.type("let other = 1;");
    await editor.suggest();
    editor.backspace("let other = 1;".length);
    model.goOn();
    assert.equal(await model.shown(), undefined);
    assert.match(editor.whyNone ?? "", /dismissed/);
  });
});
