import assert from "node:assert/strict";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";
import { until } from "../support/until.ts";

/** As of an engine that says of each part of a prompt that it was evaluated. */
const PARTS = Array.from({ length: 100 }, () => ({ reused: 0, tokens: 1 }));

describe("a user who types while the model writes", () => {
  let played: PlayedServer;
  before(async () => {
    played = await startPlayed();
  });
  after(() => played[Symbol.asyncDispose]());

  const asked = () => played.engine.requests.filter(({ lane }) => lane === "completion").length;

  /** Types behind `x = ` in a document, and asks at once, as an editor does. */
  async function type(uri: string, before: string, typed: string): Promise<string | undefined> {
    const at = { line: 0, character: "x = ".length + before.length };
    const behind = { line: 0, character: at.character + typed.length };
    const [, item] = await Promise.all([
      played.server.change(uri, { range: { start: at, end: at }, text: typed }),
      played.server.suggest(uri, behind, { automatic: true }),
    ]);
    return item?.insertText.toString();
  }

  it("gets what comes after a suggestion when it is accepted, without another request", async () => {
    const { server, engine, workplace } = played;
    const uri = workplace.uri("after.f");
    await server.open(uri, "x = \n", "fortran");
    engine.says = (prompt) => ({
      says: [prompt.endsWith("first();") ? " + second" : "first();", "\n```"],
      result: { parts: PARTS },
    });
    const item = await server.suggest(uri, { line: 0, character: 4 }, { automatic: true });
    assert.equal(item?.insertText, "first();");
    await until(
      "what comes after it is there",
      async () => (await server.stats()).warm.requests > 0 || undefined,
    );
    assert.match(await server.lastPrompt(), /x =$/);
    assert.equal(await type(uri, "", "first();"), " + second");
    assert.equal(asked(), 1);
    // It is shown what the model saw for what is suggested now.
    assert.match(await server.lastPrompt(), /x = first/);
  });

  it("gets what it has begun, without another request", async () => {
    const { server, engine, workplace } = played;
    const uri = workplace.uri("along.ts");
    await server.open(uri, "x = \n");
    const before = asked();
    let isWriting = false;
    let goesOn = false;
    function* says() {
      yield "compute";
      for (isWriting = true; !goesOn; ) yield "";
      yield* ["(a, ", "b);", "\n```"];
    }
    engine.says = undefined;
    engine.stream = { says: says() };
    const source = new CancellationTokenSource();
    const first = server.suggest(uri, { line: 0, character: 4 }, { automatic: true, token: source.token });
    await until("the model writes", () => isWriting || undefined);
    const second = type(uri, "", "com");
    // Sent behind it: how long an answer is kept that nobody waits for doesn't matter here.
    source.cancel();
    assert.equal(await first.catch(() => null), null);
    goesOn = true;
    assert.equal(await second, "pute(a, b);");
    assert.equal(asked(), before + 1);
  });
});
