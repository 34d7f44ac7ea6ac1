import assert from "node:assert/strict";
import type { InlineCompletionItem } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { scriptedFixture } from "../../../tools/fixtures/cache.ts";
import type { Script } from "../../../tools/fixtures/scripted.ts";
import type { ServerProcess } from "../support/client.ts";
import { Workplace } from "../support/workplace.ts";

/** Stands for the cursor in the texts below. */
const CURSOR = "‸";

interface Case {
  what: string;
  /** The document, with the cursor in it. */
  text: string;
  languageId?: string;
  /** What the model goes on with, from the first token on. */
  says: Script["sequences"][number];
  /** The document after the suggestion was accepted; null when there is none. */
  accepted: string | null;
}

const CASES: Case[] = [
  {
    what: "a line to its end and the block's closing line, up to the fence",
    text: "function add(a: number, b: number) {\n  return‸",
    says: [{ text: " return a + b;\n}\n```" }],
    accepted: "function add(a: number, b: number) {\n  return a + b;\n}",
  },
  {
    what: "several lines, up to the one that stands after the cursor",
    text: "function slug(name: string) {\n  return‸\n}\n",
    says: [{ text: " return name\n    .trim()\n      ?? fallback;\n}\n```" }],
    accepted: "function slug(name: string) {\n  return name\n    .trim()\n      ?? fallback;\n}\n",
  },
  {
    what: "a piece of a line where text stands right of the cursor",
    text: "const total = sum(‸) * rate;\n",
    says: [{ text: " sum" }, { text: "(values, start);\nconst next = other;\n```" }],
    accepted: "const total = sum(values, start) * rate;\n",
  },
  {
    what: "the rest of a word (token healing)",
    text: "const answer = req‸\n",
    says: [{ text: " =" }, { text: " request.body;\n```" }],
    accepted: "const answer = request.body;\n",
  },
  {
    what: "a line, but not the next one of the file again",
    text: "total = 0\ntotal‸\nprint(result)\n",
    languageId: "python",
    says: [{ text: "\n" }, { text: "total" }, { text: " = max(a, 1)\nprint(result)\n" }],
    accepted: "total = 0\ntotal = max(a, 1)\nprint(result)\n",
  },
  {
    what: "a block, but not what stands left of it",
    text: "def each(items):\n    for item in items:\n        ‸",
    languageId: "python",
    says: [{ text: "       " }, { text: " process(item)\n    return items\n```" }],
    accepted: "def each(items):\n    for item in items:\n        process(item)",
  },
  {
    what: "in the document's own line endings",
    text: "function slug(name: string) {\r\n  return‸\r\n}\r\n",
    says: [{ text: " return name\n    .trim()\n      ?? fallback;\n}\n```" }],
    accepted: "function slug(name: string) {\r\n  return name\r\n    .trim()\r\n      ?? fallback;\r\n}\r\n",
  },
  {
    what: "behind emoji on the same line",
    text: 'const face = "🙂👩‍👩‍👧"; const answer = req‸\n',
    says: [{ text: " =" }, { text: " request.body;\n```" }],
    accepted: 'const face = "🙂👩‍👩‍👧"; const answer = request.body;\n',
  },
  {
    what: "in a file that is indented with tabs",
    text: "function one() {\n\treturn‸\n}\n",
    says: [{ text: " {\n" }, { text: "\treturn value;\n}\n```" }],
    accepted: "function one() {\n\treturn value;\n}\n",
  },
  {
    what: "in an empty document",
    text: "‸",
    says: [{ text: "\n" }, { text: "export default {};\n```" }],
    accepted: "export default {};",
  },
  {
    what: "in the middle of 100,000 lines",
    text: `${"let line = 1;\n".repeat(50_000)}const answer = req‸\n${"let line = 2;\n".repeat(50_000)}`,
    says: [{ text: " =" }, { text: " request.body;\n```" }],
    accepted: `${"let line = 1;\n".repeat(50_000)}const answer = request.body;\n${"let line = 2;\n".repeat(50_000)}`,
  },
  {
    what: "in a line of 1 MB",
    text: `const data = [${"12345, ".repeat(150_000)}]; const answer = req‸\n`,
    says: [{ text: " =" }, { text: " request.body;\n```" }],
    accepted: `const data = [${"12345, ".repeat(150_000)}]; const answer = request.body;\n`,
  },
  {
    what: "nothing where the model only closes the fence",
    text: "const answer =‸\n",
    says: [{ text: " =" }, { text: "\n```" }],
    accepted: null,
  },
  {
    what: "nothing where the model only repeats what stands after the cursor",
    text: "const answer = req‸uest.body;\n",
    says: [{ text: " =" }, { text: " request.body;\n```" }],
    accepted: null,
  },
];

describe("ghost text of a model that follows a script", () => {
  let workplace: Workplace;
  let server: ServerProcess;
  let documents = 0;

  before(async () => {
    workplace = await Workplace.create();
    server = await workplace.server({ settings: { engine: { threads: 1, gpu: false } } });
    await server.state("none");
  });
  after(() => workplace[Symbol.asyncDispose]());

  /** Opens a document, with its cursor taken out, in a model that says this. */
  async function openIn(says: Script["sequences"][number], marked: string, languageId = "typescript") {
    const path = await scriptedFixture({ sequences: [says] });
    const status = await server.select(path);
    assert.equal(status.model?.path, path, status.reason);
    const offset = marked.indexOf(CURSOR);
    const text = marked.replace(CURSOR, "");
    const uri = workplace.uri(`document-${documents++}`);
    const document = TextDocument.create(uri, languageId, 1, text);
    await server.open(uri, text, languageId);
    return { document, uri, position: document.positionAt(offset) };
  }

  for (const { what, text, languageId, says, accepted } of CASES)
    it(`completes ${what}`, async () => {
      const { document, uri, position } = await openIn(says, text, languageId);
      const item = await server.suggest(uri, position);
      const { whyNone } = await server.last();
      if (accepted === null) {
        assert.equal(item, null);
        assert.ok(whyNone, "a reason");
      } else {
        assert.ok(item, whyNone);
        assert.ok(accept(document, item) === accepted, `${JSON.stringify(item)}, not the expected document`);
      }
      await server.close(uri);
    });

  it("goes on from what is selected in the suggest widget", async () => {
    const { document, uri, position } = await openIn(
      [{ text: "console" }, { text: ".log(message);\n```" }],
      "console.lo‸\n",
    );
    const range = { start: { line: 0, character: 8 }, end: position };
    const item = await server.suggest(uri, position, { selected: { range, text: "log" } });
    assert.ok(item, (await server.last()).whyNone);
    assert.deepEqual(item.range, range);
    assert.ok(String(item.insertText).startsWith("log"), JSON.stringify(item.insertText));
    assert.equal(accept(document, item), "console.log(message);\n");
  });

  it("keeps a suggestion while the user types along, without a request", async () => {
    const { document, uri, position } = await openIn(
      [{ text: " =" }, { text: " request.body;\n```" }],
      "const answer = req‸\n",
    );
    const whole = await server.suggest(uri, position, { automatic: true });
    assert.ok(whole, (await server.last()).whyNone);
    const { requests } = (await server.stats()).completion;
    const change = { range: { start: position, end: position }, text: "ue" };
    TextDocument.update(document, [change], 2);
    await server.change(uri, change);
    const rest = await server.suggest(
      uri,
      { line: 0, character: position.character + 2 },
      { automatic: true },
    );
    assert.ok(rest, (await server.last()).whyNone);
    assert.equal(accept(document, rest), "const answer = request.body;\n");
    assert.equal((await server.stats()).completion.requests, requests);
  });

  it("has a command that tells when it was accepted", async () => {
    const { uri, position } = await openIn(
      [{ text: " =" }, { text: " request.body;\n```" }],
      "const answer = req‸\n",
    );
    const item = await server.suggest(uri, position);
    assert.ok(item?.command, (await server.last()).whyNone);
    const { command, arguments: given } = item.command;
    await server.connection.sendRequest("workspace/executeCommand", { command, arguments: given });
  });

  it("is told with what it took, and with the prompt that the model saw", async () => {
    const { uri, position } = await openIn(
      [{ text: " =" }, { text: " request.body;\n```" }],
      "const answer = req‸\n",
    );
    const before = server.done.length;
    await server.suggest(uri, position);
    const last = await server.last();
    assert.ok(server.done.length > before, "a notification");
    const { counts, confidences = [], whyNone } = last;
    assert.deepEqual(server.done.at(-1), { counts });
    assert.equal(whyNone, undefined);
    assert.ok(counts && counts.generatedTokens > 0 && counts.promptTokens > 20);
    assert.match(await server.lastPrompt(), /const answer =/);
    assert.ok(confidences.length === 2 && confidences.every((sure) => sure > 0 && sure <= 1));
  });
});

function accept(document: TextDocument, { insertText, range }: InlineCompletionItem): string {
  assert.ok(range && typeof insertText === "string");
  return TextDocument.applyEdits(document, [{ range, newText: insertText }]);
}
