import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import {
  CursorNotification,
  DefinitionsRequest,
  type NamesInDocument,
} from "../../../language-server/protocol/definitions.ts";
import { CAPABILITIES } from "../support/client.ts";
import { type PlayedServer, startPlayed } from "../support/played-server.ts";
import { textsOf } from "../support/test-engine.ts";
import { until } from "../support/until.ts";

const CLIENT = { capabilities: { ...CAPABILITIES, experimental: { ossicleDefinitions: true } } };

describe("what a suggestion's prompt shows of other files", () => {
  let played: PlayedServer;
  /** What the client was asked for. */
  const asked: NamesInDocument[] = [];
  before(async () => {
    played = await startPlayed({}, CLIENT);
    const { server, workplace } = played;
    server.connection.onRequest(DefinitionsRequest, (names) => {
      asked.push(names);
      const at = (uri: string, line: number) => ({
        uri,
        range: { start: { line, character: 0 }, end: { line: line + 1, character: 0 } },
      });
      const inDocument = names.positions.map(({ line }) =>
        at(workplace.uri(["cart.ts", "ignored.ts", "node_modules/shop/index.d.ts"][line] ?? "gone.ts"), 0),
      );
      return { definitions: inDocument };
    });
    await mkdir(workplace.path("node_modules/shop"), { recursive: true });
    await workplace.write(".gitignore", "ignored.ts\nnode_modules/\n");
    await workplace.write("cart.ts", "export class CartOfShop {}\n");
    await workplace.write("ignored.ts", "export const IGNORED_ONE = 1;\n");
    await workplace.write("node_modules/shop/index.d.ts", "export declare const INSTALLED_ONE: number;\n");
  });
  after(() => played[Symbol.asyncDispose]());

  /** The prompt that a place of an open document gets. */
  async function promptAt(uri: string, line: number, character: number): Promise<string> {
    const { server, engine } = played;
    engine.stream = { says: ["x();\n```"] };
    await server.suggest(uri, { line, character });
    return textsOf(engine.requests.findLast(({ lane }) => lane === "completion")?.prompt).join("");
  }

  it("are definitions, once the client has found them, of no file that is ignored", async () => {
    const { server, workplace } = played;
    const uri = workplace.uri("use.ts");
    await server.open(uri, `shop(\nother(\ninstalled(\n${"\n".repeat(200)}end(\n`);
    const first = await promptAt(uri, 2, 10);
    assert.doesNotMatch(first, /CartOfShop/);
    await until("the client was asked", () => asked[0]);
    assert.equal(asked[0]?.uri, uri);
    assert.equal(asked[0]?.version, 1);
    // They are there for the next anchor.
    const prompt = await until("definitions are shown", async () => {
      await promptAt(uri, 203, 4);
      const prompt = await promptAt(uri, 2, 10);
      return prompt.includes("From cart.ts:\n```typescript\nexport class CartOfShop {}\n```")
        ? prompt
        : undefined;
    });
    assert.match(prompt, /From node_modules\/shop\/index\.d\.ts:\n```typescript\n.*INSTALLED_ONE/);
    assert.doesNotMatch(prompt, /IGNORED_ONE/);
  });

  it("are looked for at the place that the user has gone to, before they type there", async () => {
    const { server, workplace } = played;
    const uri = workplace.uri("gone-to.ts");
    await server.open(uri, "shop(\n");
    await server.connection.sendNotification(CursorNotification, {
      uri,
      position: { line: 0, character: 5 },
    });
    const names = await until("the client was asked", () => asked.find((each) => each.uri === uri));
    assert.deepEqual(names.positions, [{ line: 0, character: 0 }]);
  });

  it("are edits of a moment ago", async () => {
    const { server, workplace } = played;
    const [edited, uri] = [workplace.uri("edited.py"), workplace.uri("other.ts")];
    await server.open(edited, "OLD_NAME = 1\n", "python");
    await server.change(edited, {
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } },
      text: "NEW",
    });
    await server.open(uri, "use(\n");
    const prompt = await promptAt(uri, 0, 4);
    assert.match(prompt, /Changed a moment ago in edited\.py:\n```diff\n-OLD_NAME = 1\n\+NEW_NAME = 1\n```/);
  });
});
