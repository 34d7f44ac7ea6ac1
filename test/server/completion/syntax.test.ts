import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { FromSyntax } from "../../../language-server/features/completion/syntax/messages.ts";
import { startSyntaxThread } from "../../../language-server/features/completion/syntax/syntax-thread.ts";
import { LANGUAGES } from "../../unit/language-server/features/completion/syntax/languages.ts";
import { at } from "../../unit/language-server/features/completion/typing.ts";
import { startPlayed } from "../support/played-server.ts";
import { until } from "../support/until.ts";

const WORKER = fileURLToPath(new URL("../../../dist/syntax-worker.mjs", import.meta.url));

describe("the thread of the grammars", () => {
  it("knows errors of all its languages", async () => {
    const waiting: ((message: FromSyntax) => void)[] = [];
    const thread = startSyntaxThread(WORKER, {
      onMessage: (message) => waiting.shift()?.(message),
      onFailed: (reason) => assert.fail(reason),
    });
    const answered = () => new Promise<FromSyntax>((resolve) => waiting.push(resolve));
    const found = new Map<string, unknown>();
    for (const [id, [languageId, { at: marked, bad }]] of Object.entries(LANGUAGES).entries()) {
      const { text, cursor } = at(marked);
      thread.post({ type: "parse", id, uri: `file:///${id}`, languageId, text });
      assert.deepEqual(await answered(), { type: "parsed", id });
      const insertion = { text: bad, replaced: 0 };
      thread.post({ type: "look", id, parsed: id, cursor, insertion });
      const looked = await answered();
      found.set(languageId, looked.type === "looked" ? looked.fitting : looked);
    }
    thread.end();
    assert.deepEqual(
      Object.fromEntries(found),
      Object.fromEntries(Object.keys(LANGUAGES).map((id) => [id, null])),
    );
  });
});

describe("a suggestion", () => {
  it("ends before an error of the language, once its document is parsed", async () => {
    await using played = await startPlayed();
    const { engine, server, workplace } = played;
    const uri = workplace.uri("a.ts");
    await server.open(uri, "function f(a) {\n  \n}\n");
    engine.stream = { says: ["one(a);\n  two(a);\n  three(a, {"] };
    const suggest = async () => (await server.suggest(uri, { line: 1, character: 2 }))?.insertText;
    await until(
      "the grammar has shortened it",
      async () => (await suggest()) === "one(a);\n  two(a);" || undefined,
    );
  });
});
