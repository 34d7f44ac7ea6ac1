import assert from "node:assert/strict";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";
import { textsOf } from "../support/test-engine.ts";
import { until } from "../support/until.ts";

const START = `${"const before = 1;\n".repeat(100)}const answer = `;
const LINE = 100;
const COLUMN = "const answer = ".length;

describe("what crosses the engine's socket at a keystroke", () => {
  let played: PlayedServer;
  let uri: string;
  let typed = 0;
  before(async () => {
    // What is suggested ends in a comment: so nothing is asked ahead of the next keystroke.
    played = await startPlayed({ completion: { inComments: false } });
    uri = played.workplace.uri("typed.ts");
    await played.server.open(uri, START);
    await type("a");
  });
  after(() => played[Symbol.asyncDispose]());

  /** Types a letter and returns the text that is suggested behind it. */
  async function type(letter: string): Promise<string | undefined> {
    const { server, engine } = played;
    engine.stream = { says: [" + b; // more", "\n```"] };
    const at = { line: LINE, character: COLUMN + typed++ };
    await server.change(uri, { range: { start: at, end: at }, text: letter });
    const item = await server.suggest(uri, { line: LINE, character: COLUMN + typed });
    return item?.insertText.toString();
  }

  it("is what was typed, and the engine has the whole prompt", async () => {
    const { engine } = played;
    await type("b");
    const prompt = textsOf(engine.requests.at(-1)?.prompt).join("");
    assert.ok(prompt.includes("const before = 1;\nconst before = 1;\n"));
    const edit = engine.edits.at(-1);
    assert.ok(edit && edit.after !== undefined && edit.more.length < 100, JSON.stringify(edit));
  });

  it("is the whole prompt once where the engine has lost the one before, and nobody notices", async () => {
    const { engine } = played;
    engine.forgetPrompts();
    const before = { edits: engine.edits.length, requests: engine.requests.length };
    assert.equal(await type("c"), " + b; // more");
    const [edit, whole, ...more] = engine.edits.slice(before.edits);
    assert.ok(edit?.after !== undefined && whole?.after === undefined && more.length === 0);
    assert.equal(engine.requests.length, before.requests + 1);
    await type("d");
    assert.ok(engine.edits.at(-1)?.after !== undefined);
  });

  it("is the whole prompt after the connection was lost", async () => {
    const { engine, server } = played;
    engine.stream = { says: [], dies: true };
    const statuses = server.statuses.length;
    await server.suggest(uri, { line: LINE, character: COLUMN + typed });
    await until("the model is ready again", () =>
      server.statuses.slice(statuses).find(({ state }) => state === "ready"),
    );
    const before = engine.edits.length;
    assert.equal(await type("e"), " + b; // more");
    assert.deepEqual(
      engine.edits.slice(before).map(({ after }) => after),
      [undefined],
    );
  });
});
