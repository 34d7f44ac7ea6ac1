import assert from "node:assert/strict";
import type { Suggestion } from "../../../../../language-server/features/completion/types.ts";
import { OpenDocument } from "../../../../../language-server/lsp/files/open-document.ts";
import type { LastCompletion } from "../../../../../language-server/protocol/completion.ts";
import { Editor } from "./editor.ts";
import { promptText } from "./scripted-engine.ts";
import { checkerHere } from "./syntax/checker-here.ts";
import { sourceLines } from "./typing.ts";

const ADD = "function add(a, b) {\n  retu|\n}\n\nadd(1, 2);\n";

function insertText(suggestion: Suggestion | null): string | undefined {
  return suggestion?.insertText;
}

/** Something that comes about when a test wants it. */
function heldBack(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe("a suggestion", () => {
  it("is what the model writes on from the cursor, up to where a rule ends it", async () => {
    using editor = new Editor(ADD);
    editor.engine.script = () => ({ text: "rn a + b;\n}\n\nfunction sub(a, b) {\n" });
    const suggestion = await editor.suggest();
    assert.equal(insertText(suggestion), "rn a + b;");
    assert.deepEqual(suggestion?.range, editor.rangeHere());
    const [asked] = editor.engine.requests;
    assert.equal(asked?.aborted, true);
    assert.ok((asked?.streamed.length ?? 0) < 20, "the engine doesn't go on after the end");
  });

  it("is asked for with the code up to the word that is typed, and continues that word", async () => {
    using editor = new Editor(ADD);
    await editor.suggest();
    const { request } = editor.engine.requests[0] ?? assert.fail();
    assert.ok(promptText(request).endsWith("```typescript\nfunction add(a, b) {\n "));
    assert.equal(request.continueWith, " retu");
    assert.equal(request.lane, "completion");
    assert.equal(request.session, editor.document.uri);
    assert.deepEqual(request.sampling, { temperature: 0 });
    assert.deepEqual(request.stop, { texts: ["\n```"], specials: ["<|return|>", "<|end|>", "<|call|>"] });
    assert.equal(request.maxTokens, 96);
  });

  it("names the file by its path in the workspace", async () => {
    using editor = new Editor(ADD);
    await editor.suggest();
    assert.match(
      promptText(editor.engine.requests[0]?.request ?? assert.fail()),
      /File: src\/a\.ts\nLanguage: TypeScript/,
    );
  });

  it("shows no marker, whatever the model writes", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "1;", special: "<|channel|>" });
    assert.equal(insertText(await editor.suggest()), "1;");
  });

  it("types over the brackets that the editor closed", async () => {
    using editor = new Editor("use(() => {|})\n");
    editor.engine.script = () => ({ text: "\n  go();\n}, []);" });
    const suggestion = (await editor.suggest()) ?? assert.fail();
    assert.deepEqual(suggestion.range, editor.rangeHere(0, 2));
    editor.accept(suggestion);
    assert.equal(editor.text, "use(() => {\n  go();\n}, []);\n");
  });

  it("has the document's line endings and stands at the right place after an emoji", async () => {
    using editor = new Editor('const s = "😀😀";\r\nif (s) {|\r\n}\r\n');
    editor.engine.script = () => ({ text: "\n  a();\n  b();" });
    const suggestion = (await editor.suggest()) ?? assert.fail();
    editor.accept(suggestion);
    assert.equal(editor.text, 'const s = "😀😀";\r\nif (s) {\r\n  a();\r\n  b();\r\n}\r\n');
  });

  it("is given in a document of 100,000 lines and in a line of a megabyte", async () => {
    for (const marked of [
      `${sourceLines(50_000)}x = |\n${sourceLines(50_000)}`,
      `${"abc, ".repeat(100_000)}|${"abc, ".repeat(100_000)}`,
      "|",
    ]) {
      using editor = new Editor(marked);
      editor.engine.script = () => ({ text: "someValue" });
      assert.equal(insertText(await editor.suggest()), "someValue");
      assert.ok(promptText(editor.engine.requests[0]?.request ?? assert.fail()).length < 12_000);
    }
  });

  it("is indented as the editor indents where the file doesn't say how", async () => {
    const indentation = { tabSize: 2, insertSpaces: true };
    for (const [marked, accepted] of [
      ["if (a) {|\n}\n", "if (a) {\n  b();\n}\n"],
      ["if (a) {|\n}\nif (c) {\n    d();\n}\n", "if (a) {\n    b();\n}\nif (c) {\n    d();\n}\n"],
    ] as const) {
      using editor = new Editor(marked);
      editor.engine.script = () => ({ text: "\n    b();" });
      editor.accept((await editor.suggest({ indentation })) ?? assert.fail());
      assert.equal(editor.text, accepted);
    }
  });

  it("is indented with the characters that the file has", async () => {
    const TABS: [
      unit: { tabSize: number; insertSpaces: boolean },
      marked: string,
      model: string,
      accepted: string,
    ][] = [
      [
        { tabSize: 4, insertSpaces: false },
        "func f() {\n\tg()\n\t|\n}\n",
        "for h() {\n        i()\n    }",
        "func f() {\n\tg()\n\tfor h() {\n\t\ti()\n\t}\n}\n",
      ],
      [
        { tabSize: 2, insertSpaces: true },
        "func f() {\n  g()\n  |\n}\n",
        "for h() {\n\t\ti()\n\t}",
        "func f() {\n  g()\n  for h() {\n    i()\n  }\n}\n",
      ],
      [
        { tabSize: 2, insertSpaces: true },
        "func f() {\n\tg()\n\t|\n}\n",
        "for h() {\n\t\ti()\n\t}",
        "func f() {\n\tg()\n\tfor h() {\n\t\ti()\n\t}\n}\n",
      ],
    ];
    for (const [indentation, marked, text, accepted] of TABS) {
      using editor = new Editor(marked, { languageId: "go" });
      editor.engine.script = () => ({ text });
      editor.accept((await editor.suggest({ indentation })) ?? assert.fail());
      assert.equal(editor.text, accepted);
    }
  });

  it("ends before an error of the language, also when it is typed along with", async () => {
    using editor = new Editor("function f(a) {\n  |\n}\n", { syntax: checkerHere() });
    editor.engine.script = () => ({ text: "one(a);\n  two(a);\n  three(a, {" });
    assert.equal(insertText(await editor.suggest()), "one(a);\n  two(a);");
    editor.type("one(");
    assert.equal(insertText(await editor.suggest()), "a);\n  two(a);");
    assert.equal(editor.engine.requests.length, 1);
  });

  it("is not shown where it would only be an error", async () => {
    using editor = new Editor("function f(a) {\n  |\n}\n", { syntax: checkerHere() });
    editor.engine.script = () => ({ text: "one(a, {" });
    assert.equal(await editor.suggest(), null);
    assert.equal(editor.whyNone, "What the model wrote would be a syntax error here.");
  });

  it("is not given inside of a character", async () => {
    using editor = new Editor("x = '😀|';\n");
    editor.cursor--;
    assert.equal(await editor.suggest(), null);
    assert.equal(editor.whyNone, "The cursor is inside a character.");
  });

  it("shows other open files of the language to the model, but no secret ones", async () => {
    using editor = new Editor("const cart = new ShoppingCart();\ncart.addItem(item, quantity);\ncart.|\n");
    editor.files.set("file:///w/.gitignore", "ignored.ts\n");
    const open = (name: string, constant: string) =>
      new OpenDocument(
        `file:///w/${name}`,
        "typescript",
        1,
        `class ShoppingCart {\n  addItem(item, quantity) { return ${constant}; }\n}\nconst cart = 1;\n`,
      );
    editor.others.push(
      open("cart.ts", "FROM_CART"),
      open("ignored.ts", "FROM_IGNORED"),
      open(".env", "FROM_ENV"),
    );
    await editor.suggest();
    const prompt = promptText(editor.engine.requests[0]?.request ?? assert.fail());
    assert.match(prompt, /From cart\.ts:\n```typescript\n.*FROM_CART/s);
    assert.doesNotMatch(prompt, /FROM_IGNORED|FROM_ENV/);
  });

  it("shows what was changed in other files a moment ago, but in no secret ones", async () => {
    using editor = new Editor("load(|);\n");
    for (const name of ["names.py", ".env"]) {
      const document = new OpenDocument(`file:///w/${name}`, "python", 1, "OLD = 1\n");
      const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } };
      for (const change of document.update([{ range, text: "NEW" }], 2))
        editor.edits.changed(document.uri, change);
    }
    await editor.suggest();
    const prompt = promptText(editor.engine.requests[0]?.request ?? assert.fail());
    assert.match(prompt, /Changed a moment ago in names\.py:\n```diff\n-OLD = 1\n\+NEW = 1\n```/);
    assert.doesNotMatch(prompt, /\.env/);
  });

  it("shows what the editor reports there", async () => {
    using editor = new Editor("names.lenght |;\n");
    await editor.suggest({
      problems: [{ code: "lenght", message: "There is no such\n  property.", onLine: true }],
    });
    const prompt = promptText(editor.engine.requests[0]?.request ?? assert.fail());
    assert.match(prompt, /Problems near the cursor:\nlenght: There is no such property\.<\|end\|>/);
  });
});

describe("typing on", () => {
  it("keeps the suggestion without asking the model", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "compute(a, b);" });
    const first = (await editor.suggest()) ?? assert.fail();
    editor.type("comp");
    const second = (await editor.suggest()) ?? assert.fail();
    assert.equal(second.insertText, "ute(a, b);");
    assert.equal(second.id, first.id);
    assert.deepEqual(second.range, editor.rangeHere());
    editor.backspace(4);
    assert.equal(insertText(await editor.suggest()), "compute(a, b);");
    assert.equal(editor.engine.requests.length, 1);
  });

  it("doesn't double a bracket that the editor closes meanwhile", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "compute(a, b);" });
    await editor.suggest();
    editor.type("compute(", ")");
    editor.accept((await editor.suggest()) ?? assert.fail());
    assert.equal(editor.text, "x = compute(a, b);\n");
    assert.equal(editor.engine.requests.length, 1);
  });

  const WITHIN_A_CALL: [answer: string, key: string, closed: string][] = [
    ["(it, lang, rel)", "(", ""],
    ["(it, lang, rel)", "(", ")"],
    ["(last) => last.rel", "(", ""],
    ["[...items, one]", "[", ""],
    ["new Map([[1, (2)]])", "new Map([[", ""],
  ];
  for (const [answer, keys, closed] of WITHIN_A_CALL)
    it(`keeps each bracket of it before the end of a call: ${answer}, ${keys}${closed}`, async () => {
      // Then what the editor has closed is all that is left.
      const last = answer.length - closed.length;
      for (let typed = keys.length; typed < last; typed++) {
        using editor = new Editor("rows.add(|)\n");
        editor.engine.script = () => ({ text: answer });
        await editor.suggest();
        editor.type(keys, closed);
        editor.type(answer.slice(keys.length, typed));
        editor.accept((await editor.suggest()) ?? assert.fail(`nothing after ${answer.slice(0, typed)}`));
        assert.equal(editor.text, `rows.add(${answer})\n`);
      }
    });

  it("asks anew when all of it was typed", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "y" });
    await editor.suggest();
    editor.type("y");
    editor.engine.script = () => ({ text: " + 1;" });
    assert.equal(insertText(await editor.suggest()), " + 1;");
  });

  it("asks anew when the text around was changed", async () => {
    using editor = new Editor("const a = 1;\nx = |\n");
    editor.engine.script = () => ({ text: "compute();" });
    await editor.suggest();
    editor.replace(6, 7, "b");
    await editor.suggest();
    assert.equal(editor.engine.requests.length, 2);
  });

  it("remembers the answers at places that it comes back to", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "one;" });
    await editor.suggest();
    editor.type("t");
    editor.engine.script = () => ({ text: "wo;" });
    await editor.suggest();
    editor.backspace(1);
    assert.equal(insertText(await editor.suggest()), "one;");
    editor.type("t");
    assert.equal(insertText(await editor.suggest()), "wo;");
    assert.equal(editor.engine.requests.length, 2);
  });

  it("forgets the answers of another model", async () => {
    using editor = new Editor("x = |\n");
    const model = {
      name: "a",
      path: "/a.gguf",
      architecture: "gpt-oss",
      bytes: 1,
      dialect: "harmony",
      chats: true,
    } as const;
    editor.engine.script = () => ({ text: "one;" });
    await editor.suggest();
    editor.engine.become({ state: "ready", model: { ...model, path: "/b.gguf" } });
    editor.engine.become({ state: "working", model: { ...model, path: "/b.gguf" } });
    editor.engine.script = () => ({ text: "two;" });
    assert.equal(insertText(await editor.suggest()), "two;");
    editor.engine.become({ state: "ready", model: { ...model, path: "/b.gguf" } });
    assert.equal(insertText(await editor.suggest()), "two;");
    assert.equal(editor.engine.requests.length, 2);
  });

  it("asks the model all the same when the user asks for a suggestion", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "one;" });
    await editor.suggest();
    await editor.suggest({ trigger: "invoked" });
    assert.equal(editor.engine.requests.length, 2);
  });

  it("only appends to the prompt", async () => {
    using editor = new Editor(ADD);
    let before = "";
    for (const key of ["rn", " a", " +", " b", ";"]) {
      editor.type(key);
      await editor.suggest({ trigger: "invoked" });
      const prompt = promptText(editor.engine.requests.at(-1)?.request ?? assert.fail());
      assert.ok(prompt.startsWith(before));
      before = prompt;
    }
  });

  it("takes over what the model has begun to write, when that is what is typed", async () => {
    using editor = new Editor("x = |\n");
    const more = heldBack();
    editor.engine.script = () => ({ text: "compute(a, b);", stallsAfter: 6, goesOn: more.promise });
    const first = editor.service.suggest(editor.request(), new AbortController().signal);
    await editor.pass(100);
    editor.type("com");
    const second = editor.service.suggest(editor.request(), new AbortController().signal);
    await editor.pass(0);
    assert.equal(await first, null);
    more.resolve();
    const suggestion = await editor.wait(second);
    assert.equal(insertText(suggestion), "pute(a, b);");
    assert.deepEqual(suggestion?.range, editor.rangeHere());
    assert.equal(editor.engine.requests.length, 1);
  });

  it("takes it over also where the user is ahead of the model, and is known to be wrong by its next words", async () => {
    for (const [typed, expected] of [
      ["compute(", "a, b);"],
      ["t", "wo;"],
    ] as const) {
      using editor = new Editor("x = |\n");
      const more = heldBack();
      editor.engine.script = () => ({ text: "compute(a, b);", after: more.promise });
      void editor.service.suggest(editor.request(), new AbortController().signal);
      await editor.pass(100);
      editor.type(typed);
      const second = editor.service.suggest(editor.request(), new AbortController().signal);
      await editor.pass(100);
      assert.equal(editor.engine.requests.length, 1);
      editor.engine.script = () => ({ text: "wo;" });
      more.resolve();
      assert.equal(insertText(await editor.wait(second)), expected);
      const [one, other] = editor.engine.requests;
      assert.equal(one?.aborted, other !== undefined);
    }
  });

  it("ends what the model has begun at the keystroke that is something else", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "compute(a, b);", stallsAfter: 6 });
    void editor.service.suggest(editor.request(), new AbortController().signal);
    await editor.pass(100);
    editor.type("c");
    await editor.pass(0);
    assert.equal(editor.engine.requests[0]?.aborted, false);
    editor.type("t");
    await editor.pass(0);
    assert.equal(editor.engine.requests[0]?.aborted, true);
    editor.engine.script = () => ({ text: "wo;" });
    assert.equal(insertText(await editor.suggest()), "wo;");
    const { request } = editor.engine.requests[1] ?? assert.fail();
    assert.ok(`${promptText(request)}${request.continueWith}`.endsWith("\nx = ct"));
  });

  it("keeps what comes of a request that was cancelled by a keystroke", async () => {
    using editor = new Editor("x = |\n");
    const more = heldBack();
    editor.engine.script = () => ({ text: "compute(a, b);", stallsAfter: 6, goesOn: more.promise });
    const cancel = new AbortController();
    const first = editor.service.suggest(editor.request(), cancel.signal);
    await editor.pass(100);
    editor.type("co");
    cancel.abort();
    more.resolve();
    assert.equal(await first, null);
    await editor.pass(50);
    assert.equal(insertText(await editor.suggest()), "mpute(a, b);");
    assert.equal(editor.engine.requests.length, 1);
  });

  it("waits for a pause before the model is asked", async () => {
    using editor = new Editor("x = |\n");
    for (const key of "abcdef") {
      editor.type(key);
      void editor.service.suggest(editor.request(), new AbortController().signal);
      await editor.pass(20);
    }
    assert.equal(editor.engine.requests.length, 0);
    await editor.pass(40);
    assert.equal(editor.engine.requests.length, 1);
  });
});

describe("a request that is cancelled", () => {
  it("ends with nothing, and what was told last stays", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "one;" });
    await editor.suggest();
    const last = editor.service.last;
    const told: LastCompletion[] = [];
    editor.service.onDone((done) => told.push(done));
    editor.engine.script = () => ({ after: new Promise(() => undefined) });
    const cancel = new AbortController();
    const pending = editor.service.suggest(editor.request({ trigger: "invoked" }), cancel.signal);
    await editor.pass(100);
    cancel.abort();
    assert.equal(await pending, null);
    assert.equal(editor.engine.requests.at(-1)?.aborted, false, "a keystroke may have cancelled it");
    await editor.pass(400);
    assert.equal(editor.engine.requests.at(-1)?.aborted, true);
    assert.equal(editor.service.last, last);
    assert.deepEqual(told, []);
  });

  it("never reaches the engine when its document changed while it waited", async () => {
    using editor = new Editor("x = |\n");
    const pending = editor.service.suggest(editor.request(), new AbortController().signal);
    editor.replace(0, 0, "// new\n");
    assert.equal(await editor.wait(pending), null);
    assert.equal(editor.engine.requests.length, 0);
  });
});

describe("a suggestion that is refused", () => {
  /** Shows a suggestion long enough to be seen, and types something else. */
  async function typeAgainst(editor: Editor, text: string): Promise<void> {
    assert.notEqual(await editor.suggest(), null);
    await editor.pass(500);
    for (const key of text) {
      editor.type(key);
      await editor.suggest();
    }
  }
  const OTHER = "twothree";
  const refuse = (editor: Editor) => typeAgainst(editor, OTHER);

  it("is not shown again right away at that place, unless the user asks", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "one;" });
    await refuse(editor);
    editor.backspace(OTHER.length);
    assert.equal(await editor.suggest(), null);
    assert.match(editor.whyNone ?? "", /just dismissed this suggestion here/);
    assert.equal(insertText(await editor.suggest({ trigger: "invoked" })), "one;");
  });

  it("may come again after a while", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "one;" });
    await refuse(editor);
    editor.backspace(OTHER.length);
    await editor.pass(60_000);
    assert.equal(insertText(await editor.suggest()), "one;");
  });

  it("makes Ossicle wait longer after some in a row, until one is accepted", async () => {
    using editor = new Editor("x = |\n");
    let count = 0;
    editor.engine.script = () => ({ text: `one${count++};` });
    for (let n = 0; n < 4; n++) await refuse(editor);
    editor.type("u");
    const waited = async () => {
      const asked = editor.engine.requests.length;
      const pending = editor.service.suggest(editor.request(), new AbortController().signal);
      await editor.pass(100);
      const isAsked = editor.engine.requests.length > asked;
      return { isLong: !isAsked, suggestion: (await editor.wait(pending)) ?? assert.fail() };
    };
    const slow = await waited();
    assert.equal(slow.isLong, true);
    editor.accept(slow.suggestion);
    editor.type(" ");
    assert.equal((await waited()).isLong, false);
  });
});

describe("a suggestion that the model doubts", () => {
  const NOT_SURE = /isn't sure enough/;

  it("isn't shown, and the model doesn't go on with it", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "one + two + three;", confidences: [0.9, 0.1] });
    assert.equal(await editor.suggest(), null);
    assert.match(editor.whyNone ?? "", NOT_SURE);
    assert.deepEqual(
      editor.engine.requests.map(({ streamed, aborted }) => [streamed, aborted]),
      [["one + ", true]],
    );
  });

  it("is shown to the user who asks for it", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "one;", confidences: [0.1, 0.1] });
    assert.equal(await editor.suggest(), null);
    assert.equal(insertText(await editor.suggest({ trigger: "invoked" })), "one;");
  });

  it("is shown once what was typed has made the model sure", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "one;", confidences: [0.1] });
    assert.equal(await editor.suggest(), null);
    editor.type("o");
    editor.engine.script = () => ({ text: "ne;", confidences: [0.9, 0.9] });
    assert.equal(insertText(await editor.suggest()), "ne;");
  });

  it("needs more confidence after some refusals in a row, until one is accepted", async () => {
    using editor = new Editor("x = |\n");
    let count = 0;
    editor.engine.script = () => ({ text: `one${count++};`, confidences: [0.9, 0.3] });
    for (let n = 0; n < 5; n++) {
      const shown = await editor.suggest();
      if (!shown) break;
      await editor.pass(500);
      for (const key of "twothree") {
        editor.type(key);
        await editor.suggest();
      }
    }
    editor.type("u");
    assert.equal(await editor.suggest(), null);
    assert.match(editor.whyNone ?? "", NOT_SURE);
    editor.accept((await editor.suggest({ trigger: "invoked" })) ?? assert.fail());
    editor.type(" ");
    assert.notEqual(await editor.suggest(), null);
  });
});

describe("a typo against a suggestion", () => {
  for (const typo of ["t", "thr"])
    it(`brings the suggestion back when it is taken back: ${typo}`, async () => {
      using editor = new Editor("x = |\n");
      editor.engine.script = () => ({ text: "one;" });
      assert.equal(insertText(await editor.suggest()), "one;");
      for (const key of typo) {
        await editor.pass(500);
        editor.type(key);
        await editor.suggest();
      }
      const asked = editor.asked.length;
      for (const _ of typo) {
        await editor.pass(500);
        editor.backspace(1);
        assert.equal(insertText(await editor.suggest()), "one;");
      }
      assert.equal(editor.asked.length, asked);
    });

  it("doesn't count among the refusals that make Ossicle wait longer", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "one;" });
    for (let n = 0; n < 5; n++) {
      await editor.suggest();
      await editor.pass(500);
      editor.type("t");
      await editor.suggest();
      editor.backspace(1);
    }
    editor.type("u");
    const asked = editor.asked.length;
    const pending = editor.service.suggest(editor.request(), new AbortController().signal);
    await editor.pass(100);
    assert.equal(editor.asked.length, asked + 1);
    await editor.wait(pending);
  });
});

describe("the suggest widget's choice", () => {
  it("is continued, and the suggestion replaces what it replaces", async () => {
    using editor = new Editor("list.fo|\n");
    editor.engine.script = () => ({ text: "((item) => item);" });
    const range = editor.rangeHere(2);
    const suggestion =
      (await editor.suggest({ selectedCompletion: { range, text: "forEach" } })) ?? assert.fail();
    assert.equal(suggestion.insertText, "forEach((item) => item);");
    assert.deepEqual(suggestion.range, range);
    const { request } = editor.engine.requests[0] ?? assert.fail();
    assert.ok(`${promptText(request)}${request.continueWith}`.endsWith("\nlist.forEach"));
    editor.accept(suggestion);
    assert.equal(editor.text, "list.forEach((item) => item);\n");
  });

  it("keeps its suggestion while the user types towards it", async () => {
    using editor = new Editor("list.fo|\n");
    editor.engine.script = () => ({ text: "((item) => item);" });
    await editor.suggest({ selectedCompletion: { range: editor.rangeHere(2), text: "forEach" } });
    editor.type("r");
    const suggestion = await editor.suggest({
      selectedCompletion: { range: editor.rangeHere(3), text: "forEach" },
    });
    assert.equal(insertText(suggestion), "forEach((item) => item);");
    assert.equal(editor.engine.requests.length, 1);
  });

  it("that covers several lines is left alone, with the reason", async () => {
    using editor = new Editor("fo|\n");
    const suggestion = await editor.suggest({
      selectedCompletion: { range: editor.rangeHere(2), text: "for () {\n}" },
    });
    assert.equal(suggestion, null);
    assert.match(editor.whyNone ?? "", /selected item/);
  });
});

describe("no suggestion", () => {
  async function why(
    prepare: (editor: Editor) => void,
    marked = "x = |\n",
    uri?: string,
  ): Promise<string | undefined> {
    using editor = new Editor(marked, { uri });
    prepare(editor);
    const told: LastCompletion[] = [];
    editor.service.onDone((last) => told.push(last));
    assert.equal(await editor.suggest(), null);
    assert.deepEqual(told, [await editor.service.last]);
    return editor.whyNone;
  }

  it("in a file that may hold secrets, nor in one that git ignores", async () => {
    assert.equal(
      await why(() => undefined, "KEY=|", "file:///w/.env"),
      ".env may contain secrets, judging by its name.",
    );
    const ignored = await why(
      (editor) => editor.files.set("file:///w/.gitignore", "out/"),
      "x|",
      "file:///w/out/a.ts",
    );
    assert.equal(ignored, "a.ts is excluded by .gitignore.");
  });

  it("follows a change of the ignore files", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "1;" });
    assert.notEqual(await editor.suggest({ trigger: "invoked" }), null);
    editor.files.set("file:///w/.ossicleignore", "*.ts");
    editor.secrets.invalidate();
    assert.equal(await editor.suggest({ trigger: "invoked" }), null);
  });

  it("loads a model that was released, and says so", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.status = { state: "unloaded" };
    assert.equal(await editor.suggest(), null);
    assert.match(editor.whyNone ?? "", /is loading again/);
    assert.equal(editor.engine.loads, 1);
  });

  it("comes back when the snooze ends", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "1;" });
    editor.service.snooze(editor.now + 5_000);
    assert.equal(await editor.suggest(), null);
    await editor.pass(6_000);
    assert.equal(insertText(await editor.suggest()), "1;");
    editor.service.snooze(editor.now + 5_000);
    editor.service.snooze(null);
    assert.equal(insertText(await editor.suggest()), "1;");
  });
});

describe("text with more tokens than the context holds", () => {
  it("is shown in smaller windows, from then on", async () => {
    using editor = new Editor(`${sourceLines(300)}x = |\n${sourceLines(300)}`);
    const lengths: number[] = [];
    editor.engine.script = (request) => {
      lengths.push(promptText(request).length);
      return promptText(request).length > 3_500 ? { refused: true, stopReason: "context" } : { text: "1;" };
    };
    assert.equal(insertText(await editor.suggest()), "1;");
    editor.type("1");
    await editor.suggest({ trigger: "invoked" });
    assert.equal(lengths.length, 3);
  });
});

describe("when nobody types", () => {
  it("a long text since the anchor is warmed in the cache, once, and the next prompt uses it", async () => {
    using editor = new Editor(`${sourceLines(100)}|\n`);
    await editor.suggest();
    editor.type(sourceLines(35).trimEnd());
    await editor.suggest();
    await editor.pass(5_000);
    await editor.pass(5_000);
    const warm = editor.engine.requests.filter(({ request }) => request.lane === "warm");
    assert.equal(warm.length, 1);
    const { request } = warm[0] ?? assert.fail();
    assert.equal(request.maxTokens, 0);
    editor.type("\n");
    await editor.suggest();
    const next = promptText(editor.engine.requests.at(-1)?.request ?? assert.fail());
    const shared = promptText(request).replace(/.*$/, "");
    assert.ok(next.startsWith(shared));
  });

  it("nothing is evaluated for a short one, nor after the document was closed", async () => {
    using editor = new Editor(`${sourceLines(100)}|\n`);
    editor.type("x = ");
    await editor.suggest();
    await editor.pass(5_000);
    editor.type(sourceLines(35).trimEnd());
    await editor.suggest();
    editor.service.documentClosed(editor.document.uri);
    await editor.pass(5_000);
    assert.ok(editor.engine.requests.every(({ request }) => request.lane !== "warm"));
  });
});

describe("what is told about the last suggestion", () => {
  it("is told when the engine has stopped: the suggestion that a rule ended doesn't wait for that", async () => {
    using editor = new Editor(ADD);
    const stopped = heldBack();
    editor.engine.script = () => ({ text: "rn a;\n}\nfunction more() {", endsAfter: stopped.promise });
    const told: LastCompletion[] = [];
    editor.service.onDone((last) => told.push(last));
    const suggestion = await editor.wait(
      editor.service.suggest(editor.request(), new AbortController().signal),
    );
    assert.equal(suggestion?.insertText, "rn a;");
    assert.equal(editor.engine.running, 1);
    assert.deepEqual(told, []);
    stopped.resolve();
    await editor.pass(0);
    assert.deepEqual(told, [await editor.service.last]);
    assert.equal((await editor.service.last).counts?.promptTokens, 100);
  });

  it("is what it took", async () => {
    using editor = new Editor(ADD);
    editor.engine.script = () => ({ text: "rn a;" });
    await editor.suggest();
    const { counts, whyNone } = await editor.service.last;
    assert.equal(counts?.promptTokens, 100);
    assert.equal(whyNone, undefined);
  });

  it("leaves the user's code out of the log", async () => {
    using editor = new Editor("const hushHush = |\n");
    editor.engine.script = () => ({ text: "hushHush();" });
    await editor.suggest();
    assert.ok(editor.log.length > 0);
    assert.doesNotMatch(editor.log.join("\n"), /hush/i);
  });
});
