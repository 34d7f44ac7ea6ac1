/** Why there is no suggestion: what the status bar says of it, for every reason that there is. */
import assert from "node:assert/strict";
import type { LastCompletion } from "../../../../../language-server/protocol/completion.ts";
import { Editor } from "./editor.ts";
import type { Script } from "./scripted-engine.ts";
import { checkerHere } from "./syntax/checker-here.ts";

interface Case {
  name: string;
  whyNone: RegExp;
  /** The document; `|` is the cursor. */
  at?: string;
  uri?: string;
  languageId?: string;
  prepare?: (editor: Editor) => void;
  /** What the model writes, or how it ends. */
  model?: Script;
  /** Only where nobody has asked by key. */
  isAutomatic?: true;
}

const REFUSED = { refused: true } as const;
const LONG = `"${Array.from({ length: 120 }, (_, index) => index * index).join(" ")}"`;

const CASES: Case[] = [
  // The place.
  { name: "a read-only text", uri: "git:/w/a.ts", whyNone: /^This document is read-only\.$/ },
  { name: "an input box", uri: "vscode-scm:git/scm0/input", whyNone: /^There are no suggestions in input/ },
  { name: "a file of secrets", uri: "file:///w/.env", whyNone: /^\.env may contain secrets/ },
  {
    name: "a file that git ignores",
    prepare: ({ files }) => files.set("file:///w/.gitignore", "src/"),
    whyNone: /^a\.ts is excluded by \.gitignore\.$/,
  },
  // The user's will.
  {
    name: "suggestions that are off",
    prepare: (editor) => Object.assign(editor.completionSettings, { enabled: false }),
    whyNone: /^Suggestions are off\.$/,
  },
  {
    name: "a language for which they are off",
    prepare: (editor) => Object.assign(editor.completionSettings, { languages: { typescript: false } }),
    whyNone: /^Suggestions are off for typescript\.$/,
  },
  {
    name: "a comment in which they are off",
    at: "// |\n",
    prepare: (editor) => Object.assign(editor.completionSettings, { inComments: false }),
    whyNone: /^Suggestions in comments are off\.$/,
  },
  {
    name: "a snooze",
    prepare: ({ service }) => service.snooze(2_000_000),
    whyNone: /^Suggestions are snoozed until/,
  },
  // The model.
  ...(
    [
      [{ state: "none" }, /^No model is selected\.$/],
      [{ state: "downloading", progress: 0.5 }, /^The model is downloading \(50%\)\.$/],
      [{ state: "loading", progress: 0.1 }, /^The model is loading \(10%\)\.$/],
      [{ state: "unloaded" }, /^The model was unloaded and is loading again\.$/],
      [{ state: "failed", reason: "It is no model." }, /^It is no model\.$/],
    ] as const
  ).map(([status, whyNone]) => ({
    name: `a model that is ${status.state}`,
    prepare: ({ engine }: Editor) => engine.become(status),
    whyNone,
  })),
  {
    name: "an engine that died",
    model: { ...REFUSED, stopReason: "engineLost" },
    whyNone: /^The engine stopped unexpectedly/,
  },
  {
    name: "an engine that refuses",
    model: { ...REFUSED, stopReason: "unusable" },
    whyNone: /^The engine is unavailable/,
  },
  {
    name: "code with too many tokens",
    model: { ...REFUSED, stopReason: "context" },
    whyNone: /^The code around the cursor doesn't fit/,
  },
  // What the model wrote.
  { name: "nothing", model: { text: "" }, whyNone: /^The model has nothing to add here\.$/ },
  { name: "white space", model: { text: " \n\n" }, whyNone: /^The model has nothing to add here\.$/ },
  {
    name: "the end of its message",
    model: { text: "", special: "<|end|>" },
    whyNone: /^The model has nothing to add here\.$/,
  },
  {
    name: "what comes after the block",
    at: "function f() {\n  |\n}\n",
    model: { text: "\nconst next = 1;\n" },
    whyNone: /^The model has nothing to add here\.$/,
  },
  {
    name: "the next line",
    at: "a();\n|\nreturn x;\n",
    model: { text: "return x;\n" },
    whyNone: /already there/,
  },
  { name: "the rest of the line", at: "x = |y;\n", model: { text: "y;" }, whyNone: /already there/ },
  { name: "the closers that stand there", at: "use(|)\n", model: { text: ")" }, whyNone: /already there/ },
  {
    name: "the end of the string that is open",
    at: "const t = `\n  |\n`;\n",
    model: { text: "`;" },
    whyNone: /already there/,
  },
  {
    name: "a bracket that is closed already",
    at: "if (a) {\n  |\n}\n",
    model: { text: "}" },
    whyNone: /^The model only closed a bracket that is closed already/,
  },
  {
    name: "the line above",
    at: "computeEverything(first);\n|\n",
    model: { text: "computeEverything(first);\nuse();" },
    whyNone: /^The model only repeated the line above\.$/,
  },
  {
    name: "a line without an end",
    at: "|\n",
    model: { text: LONG, stopReason: "length" },
    whyNone: /^What the model wrote is too long for a suggestion\.$/,
  },
  {
    name: "the name of the file",
    at: "|\n",
    model: { text: "// File: src/a.ts\n" },
    whyNone: /^The model only wrote the name of the file\.$/,
  },
  {
    name: "a comment without words",
    at: "|\n",
    model: { text: "// " },
    whyNone: /^The model only began a comment\.$/,
  },
  {
    name: "an answer in words",
    at: "|\n",
    model: { text: "Here is the code:\n" },
    whyNone: /^The model wrote a sentence instead of code\.$/,
  },
  {
    name: "an operator with nothing behind it",
    at: "use(a|\n);\n",
    model: { text: " &&" },
    whyNone: /^What the model wrote is incomplete\.$/,
  },
  {
    name: "a head whose block the limit cuts off",
    at: "|\n",
    model: { text: "function f() {\n  ", stopReason: "length" },
    whyNone: /^The limit of tokens cut off the suggestion/,
  },
  {
    name: "what leaves no place for the rest of the line",
    at: "x = | + 1;\n",
    model: { text: "f(a" },
    whyNone: /^What the model wrote doesn't fit before the rest of the line\.$/,
  },
  {
    name: "an error",
    at: "const list = [\n  |\n];\n",
    model: { text: "const b = 2;\n" },
    whyNone: /^What the model wrote would be a syntax error here\.$/,
  },
  {
    name: "what it isn't sure of",
    model: { text: "foo();", confidences: [0.01] },
    isAutomatic: true,
    whyNone: /^The model isn't sure enough/,
  },
];

describe("no suggestion: the reason for", () => {
  for (const { name, at = "x = |\n", uri, languageId, prepare, model = {}, isAutomatic, whyNone } of CASES)
    it(name, async () => {
      for (const trigger of isAutomatic ? (["automatic"] as const) : (["automatic", "invoked"] as const)) {
        using editor = new Editor(at, { uri, languageId, syntax: checkerHere() });
        editor.engine.script = () => model;
        prepare?.(editor);
        const said: LastCompletion[] = [];
        editor.service.onDone((last) => said.push(last));
        assert.equal(await editor.suggest({ trigger }), null);
        assert.match(editor.whyNone ?? "", whyNone);
        assert.deepEqual(said, [await editor.service.last]);
      }
    });

  it("an error, which nobody has foreseen, in place of the reason of before", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "" });
    await editor.suggest();
    editor.type("a");
    editor.engine.script = () => assert.fail("a bug");
    await assert.rejects(editor.suggest(), /a bug/);
    const { whyNone } = await editor.service.last;
    assert.equal(whyNone, "An unexpected error occurred. Details are in the log.");
  });

  it("one that was dismissed, unless the user asks by key", async () => {
    using editor = new Editor("x = |\n");
    editor.engine.script = () => ({ text: "first();" });
    await editor.suggest();
    await editor.pass(1_000);
    editor.type("something(else);");
    await editor.suggest();
    editor.backspace("something(else);".length);
    assert.equal(await editor.suggest(), null);
    assert.match(editor.whyNone ?? "", /^You just dismissed this suggestion here\.$/);
    assert.equal((await editor.suggest({ trigger: "invoked" }))?.insertText, "first();");
  });
});
