/** Models of other families than gpt-oss: each completes, chats and edits in its own dialect, or says why it doesn't. */
import assert from "node:assert/strict";
import { CodeActionRequest, CodeActionTriggerKind } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { ChatMeasureRequest } from "../../../language-server/protocol/chat.ts";
import { EditRunRequest } from "../../../language-server/protocol/edit.ts";
import type { ModelStatus } from "../../../language-server/protocol/status.ts";
import { scriptedFixture } from "../../../tools/fixtures/cache.ts";
import {
  INFILL_SPECIALS,
  PLAIN_SPECIALS,
  SUFFIX_FIRST_SPECIALS,
  THINKING_SPECIALS,
  THINKING_TEMPLATE,
} from "../../../tools/fixtures/other-families.ts";
import type { Script } from "../../../tools/fixtures/scripted.ts";
import { CURSOR, sumBy } from "../../../tools/token-margins/cases.ts";
import { gemmaFor, gemmaWithTemplateFor, smolLm2For } from "../../small-model.ts";
import { assistant, ChatClient, user } from "../support/chat-client.ts";
import type { ServerProcess } from "../support/client.ts";
import { LanguageModelClient, said } from "../support/language-model-client.ts";
import { Workplace } from "../support/workplace.ts";

/** What no answer may show. */
const MARKERS = /<\|?(?:im_|end_of_turn|start_of_turn|end|think)|<\/think>|<bos>|<eos>/;

describe("a model of another family", function () {
  this.timeout(300_000);
  let workplace: Workplace;
  let server: ServerProcess;
  let status: ModelStatus;
  let files = 0;

  before(async () => {
    workplace = await Workplace.create();
    server = await workplace.server({ settings: { engine: { threads: 1, gpu: false } } });
    await server.state("none");
  });
  after(() => workplace?.[Symbol.asyncDispose]());

  async function use(path: string): Promise<void> {
    status = await server.select(path);
    assert.equal(status.state, "ready", status.reason);
  }

  /** The text with what is suggested at its cursor in it, or why there is nothing. */
  async function complete(
    text: string,
    languageId = "typescript",
    path = `file-${files++}`,
  ): Promise<string> {
    const uri = workplace.uri(path);
    const document = TextDocument.create(uri, languageId, 1, text.replace(CURSOR, ""));
    await server.open(uri, document.getText(), languageId);
    const item = await server.suggest(uri, document.positionAt(text.indexOf(CURSOR)));
    const { whyNone } = await server.last();
    await server.close(uri);
    assert.ok(item?.range, whyNone);
    return TextDocument.applyEdits(document, [{ range: item.range, newText: String(item.insertText) }]);
  }

  const sent = () => server.lastPrompt();

  async function edit(text: string, instruction: string, languageId = "python") {
    const uri = workplace.uri(`file-${files++}`);
    await server.open(uri, text, languageId);
    const lines = text.split("\n").length - 1;
    const edited = await server.connection.sendRequest(EditRunRequest, {
      requestId: "edit",
      textDocument: { uri, version: 1 },
      range: { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } },
      instruction,
      kind: "edit",
    });
    // What is open is shown to the model with the next file.
    await server.close(uri);
    return edited;
  }

  async function offeredActions(): Promise<unknown[]> {
    const uri = workplace.uri(`file-${files++}`);
    await server.open(uri, "let a = 1;\n");
    const actions = await server.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 10 } },
      context: { diagnostics: [], triggerKind: CodeActionTriggerKind.Invoked },
    });
    return actions ?? [];
  }

  async function assertSums(model: Parameters<typeof sumBy>[0]): Promise<void> {
    const { text, languageId, path, says } = sumBy(model);
    const completed = await complete(text, languageId, path);
    assert.ok(completed.startsWith(text.split(CURSOR)[0] + says), completed);
    assert.doesNotMatch(completed, MARKERS);
    // It was measured without any other file.
    assert.doesNotMatch(await sent(), /From /);
  }

  /** It has no chat template: whatever needs one says so. */
  async function assertOnlyCompletes(): Promise<void> {
    assert.equal(status.model?.chats, false);
    const answered = await new ChatClient(server).ask([user("Why?")]);
    assert.deepEqual([answered.stopReason, answered.cutReason], ["unusable", "noChat"]);
    const edited = await edit("let a = 1;\n", "Rename a.");
    assert.deepEqual([edited.stopReason, edited.unusable], ["unusable", "noChat"]);
    assert.deepEqual(await offeredActions(), []);
  }

  describe("with infill tokens alone", () => {
    const script: Script = {
      specials: INFILL_SPECIALS,
      sequences: [
        [
          { text: " return" },
          { text: " a" },
          { text: " + b" },
          { text: ";\n" },
          { special: "<|endoftext|>" },
        ],
        [{ text: "{\n " }, { text: " return" }],
        [{ text: " " }, { text: " return" }],
      ],
    };
    before(async () => use(await scriptedFixture(script)));

    it("is asked to fill in, between the code before and the code after", async () => {
      const text = "function add(a, b) {\n  ‸\n}\n\nadd(1, 2);\n";
      assert.equal(status.model?.dialect, "infill");
      assert.equal(await complete(text), "function add(a, b) {\n  return a + b;\n}\n\nadd(1, 2);\n");
      assert.match(
        await sent(),
        /^<\|startoftext\|><\|file_sep\|>file-\d+\n<\|fim_prefix\|><\|fim_suffix\|>\n\}\n\nadd\(1, 2\);<\|fim_middle\|>function add\(a, b\) \{\n $/,
      );
    });

    it("evaluates what was typed alone", async () => {
      const uri = workplace.uri("typed.ts");
      const before = "const x = 1;\n".repeat(60);
      await server.open(uri, `${before}\n}\n`);
      const typed = "function add(a, b) {\n  retu";
      let text = before;
      const evaluated: number[] = [];
      for (const key of typed) {
        const end = {
          line: 60 + (text.slice(before.length).match(/\n/g)?.length ?? 0),
          character: text.length - text.lastIndexOf("\n") - 1,
        };
        await server.change(uri, { range: { start: end, end }, text: key });
        text += key;
        const line = 60 + (text.slice(before.length).match(/\n/g)?.length ?? 0);
        await server.suggest(uri, { line, character: text.length - text.lastIndexOf("\n") - 1 });
        const { counts } = await server.last();
        if (counts) evaluated.push(counts.promptTokens - counts.reusedTokens);
      }
      await server.close(uri);
      const typing = evaluated.slice(1).toSorted((a, b) => a - b);
      assert.ok((typing[Math.floor(typing.length / 2)] ?? 9) <= 3, evaluated.join());
      assert.ok((typing.at(-1) ?? 99) <= 8, evaluated.join());
    });

    it("says that it doesn't chat or edit", assertOnlyCompletes);
  });

  describe("with infill tokens of its own, and what follows first", () => {
    const script: Script = {
      specials: SUFFIX_FIRST_SPECIALS,
      sequences: [
        [{ text: " return" }, { text: " a;\n" }, { special: "<|endoftext|>" }],
        [{ text: "{\n " }, { text: " return" }],
      ],
    };
    before(async () => use(await scriptedFixture(script)));

    it("is asked in its own order", async () => {
      const text = "function one(a) {\n  ‸\n}\n\none(1);\n";
      assert.equal(status.model?.dialect, "infillSuffixFirst");
      assert.equal(await complete(text), "function one(a) {\n  return a;\n}\n\none(1);\n");
      assert.match(
        await sent(),
        /<\[fim-suffix\]>\n\}\n\none\(1\);<\[fim-prefix\]>\/\/ file-\d+\n<\[fim-middle\]>function one\(a\) \{\n $/,
      );
    });
  });

  describe("with neither infill tokens nor a chat template", () => {
    const script: Script = {
      specials: PLAIN_SPECIALS,
      sequences: [
        [
          { text: " return" },
          { text: " a" },
          { text: " + b" },
          { text: ";\n" },
          { special: "<|endoftext|>" },
        ],
        [{ text: "{\n " }, { text: " return" }],
      ],
    };
    before(async () => use(await scriptedFixture(script)));

    it("goes on with the bare code", async () => {
      assert.equal(status.model?.dialect, "plain");
      assert.equal(
        await complete("// Adds.\nfunction add(a, b) {\n  ‸\n}\n"),
        "// Adds.\nfunction add(a, b) {\n  return a + b;\n}\n",
      );
      assert.equal(await sent(), "<|startoftext|>// Adds.\nfunction add(a, b) {\n ");
    });

    it("says that it doesn't chat or edit", assertOnlyCompletes);
  });

  describe("that thinks where its template has opened a thought", () => {
    const script: Script = {
      specials: THINKING_SPECIALS,
      chatTemplate: THINKING_TEMPLATE,
      sequences: [
        [{ text: "\n" }, { text: "Hm" }, { special: "</think>" }, { text: "Yes" }, { special: "<|im_end|>" }],
      ],
    };
    before(async () => use(await scriptedFixture(script)));

    it("shows the thought as one, and the answer without a marker", async () => {
      assert.deepEqual([status.model?.dialect, status.model?.chats], ["template", true]);
      const answered = await new ChatClient(server).ask([user("Well?")]);
      assert.deepEqual([answered.reasoning, answered.answer, answered.stopReason], ["Hm", "Yes", "end"]);
      assert.ok(answered.reasoningMs > 0);
    });

    it("answers in VS Code's chat, and says there that it has no tools", async () => {
      const client = new LanguageModelClient(server);
      const messages = [said("system", "Be brief."), said("user", "Well?")];
      const answered = await client.respond(messages, { conversationId: "a conversation" });
      assert.deepEqual([answered.thoughts, answered.text, answered.stopReason], ["Hm", "Yes", "end"]);
      const { stopReason, cutReason } = await client.respond(messages, {
        tools: [{ name: "read", description: "" }],
      });
      assert.deepEqual([stopReason, cutReason], ["unusable", "noTools"]);
    });
  });

  const real: {
    name: string;
    path: (hook: Mocha.Context) => Promise<string>;
    model: "smollm2" | "gemma3-chat";
  }[] = [
    { name: "SmolLM2", path: smolLm2For, model: "smollm2" },
    { name: "Gemma 3 with its family's template", path: gemmaWithTemplateFor, model: "gemma3-chat" },
  ];
  for (const { name, path, model } of real)
    describe(`such as ${name}`, () => {
      before(async function () {
        await use(await path(this));
      });

      it("completes code", async () => {
        assert.deepEqual([status.model?.dialect, status.model?.chats], ["template", true]);
        await assertSums(model);
        assert.match(await sent(), /Language: Python.*```python\n.*\ndef add\(a, b\):\n {4}return$/s);
      });

      it("answers a question, and needs the next question alone for the next answer", async () => {
        const chat = new ChatClient(server, name);
        const question = user("What is the capital of France? One word.");
        const first = await chat.ask([question], { maxTokens: 60 });
        assert.notEqual(first.answer, "");
        assert.doesNotMatch(first.answer, MARKERS);
        assert.equal(ChatClient.text(first.deltas, "answer"), first.answer);
        assert.ok(["end", "length"].includes(first.stopReason), first.stopReason);
        const second = await chat.ask([question, assistant(first), user("And of Italy?")], { maxTokens: 60 });
        assert.doesNotMatch(second.answer, MARKERS);
        assert.ok(
          second.evaluatedTokens < 60,
          `${second.evaluatedTokens} of ${second.promptTokens} evaluated`,
        );
      });

      it("measures a conversation near to what it takes", async () => {
        const messages = [
          user("What is a closure?"),
          assistant({ answer: "A function.", reasoning: "" }),
          user("Why?"),
        ];
        const use = await server.connection.sendRequest(ChatMeasureRequest, {
          conversationId: "m",
          messages,
        });
        assert.ok(use);
        const measured = use.instructions + use.rules + use.attached + use.questions + use.answers;
        const { promptTokens } = await new ChatClient(server, "m").ask(messages, { maxTokens: 1 });
        assert.ok(
          measured >= promptTokens && measured <= promptTokens + 30,
          `${measured}, really ${promptTokens}`,
        );
      });

      it("edits code", async () => {
        const edited = await edit("def add(a, b):\n    return a - b\n", "Add instead of subtracting: a + b.");
        // What such a small model makes of it is another matter: here it is the form that counts.
        assert.ok(edited.generatedTokens > 0);
        assert.doesNotMatch(edited.answer, MARKERS);
        assert.doesNotMatch(edited.answer, /```/);
        assert.ok(edited.forwardPasses <= edited.generatedTokens, "drafts cost no pass of their own");
      });
    });

  describe("such as Gemma 3, a base model", () => {
    before(async function () {
      await use(await gemmaFor(this));
    });

    it("completes code by the bare text before the cursor", async () => {
      assert.equal(status.model?.dialect, "plain");
      await assertSums("gemma3");
      assert.match(await sent(), /^<bos>|^def sub/);
    });

    it("says that it doesn't chat or edit", assertOnlyCompletes);
  });
});
