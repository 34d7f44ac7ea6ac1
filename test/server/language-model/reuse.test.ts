/** A conversation of VS Code's agent on the real engine: what each of its requests evaluates. */
import assert from "node:assert/strict";
import { CancellationTokenSource } from "vscode-languageserver/node";
import type { LanguageModelMessage } from "../../../language-server/protocol/language-model.ts";
import { scriptedFixture } from "../../../tools/fixtures/cache.ts";
import { session } from "../../../tools/fixtures/scripted/session.ts";
import { VSCODE_TOOLS } from "../../unit/language-server/features/language-model/native/vscode-tools.ts";
import type { ServerProcess } from "../support/client.ts";
import {
  calling,
  LanguageModelClient,
  type Responded,
  resultOf,
  said,
} from "../support/language-model-client.ts";
import { Workplace } from "../support/workplace.ts";

const ID = "5f1c9b8e-0000-4000-8000-000000000001";
const SYSTEM = `${"Keep to the style of the code. ".repeat(100)}\nLog to /logs/${ID}/debug.`;
const ASKS = `Sum it up. ${"Say all. ".repeat(300)} Answer with <summary>…</summary>.`;
/** What a round may evaluate besides its new tokens: the last one that was drawn, and what a draft had in vain. */
const BESIDES = 8;

const exec = (thought: string, script: string) => ({
  thought,
  call: "container.exec",
  arguments: JSON.stringify({ command: ["bash", "-lc", script] }),
});

describe("a conversation of VS Code's agent on an engine", () => {
  let workplace: Workplace;
  let server: ServerProcess;
  let client: LanguageModelClient;
  before(async () => {
    workplace = await Workplace.create();
    const path = await scriptedFixture({
      sequences: [[{ text: "<summary>\n" }, { text: "We ran the tests." }, { special: "<|return|>" }]],
      steps: session([
        exec("I run the tests.", "npm test"),
        exec("One more time.", "npm run lint"),
        exec("And the build.", "npm run build"),
        { thought: "All is well.", answer: "It works." },
      ]),
    });
    server = await workplace.server({ settings: { model: { path }, engine: { threads: 1, gpu: false } } });
    await server.state("ready");
    client = new LanguageModelClient(server);
  });
  after(() => workplace?.[Symbol.asyncDispose]());

  const options = { conversationId: ID, tools: [...VSCODE_TOOLS], temperature: 0 };
  const round = ({ calls: [call] }: Responded): LanguageModelMessage[] => {
    assert.ok(call);
    return [calling(call), resultOf(call, "1 passing ".repeat(100))];
  };

  /** Asserts that nothing but new tokens was evaluated. */
  function assertNewAlone(before: Responded, after: Responded): void {
    const fresh = after.promptTokens - before.promptTokens - before.generatedTokens;
    assert.ok(fresh > 100, `${fresh} new tokens`);
    assert.ok(
      after.evaluatedTokens <= fresh * 1.1 + BESIDES,
      `${after.evaluatedTokens} evaluated, ${fresh} are new`,
    );
  }

  it("evaluates nothing but new tokens in each round, also with a title and a summary in between", async () => {
    const messages = [said("system", SYSTEM), said("user", "Does it work?")];
    const first = await client.respond(messages, options);
    messages.push(...round(first));
    const second = await client.respond(messages, options);
    assertNewAlone(first, second);

    await client.respond([said("system", "Write a title."), said("user", "Does it work?")]);
    const summed = await client.respond([...messages, said("user", ASKS)], options);
    assert.match(
      summed.text,
      /^<summary>\nWe ran the tests\.[\s\S]*Does it work\?\n<\/userRequest>\n<\/summary>$/,
    );
    messages.push(...round(second));
    const third = await client.respond(messages, options);
    assertNewAlone(second, third);

    messages.push(...round(third));
    const last = await client.respond(messages, options);
    assert.equal(last.text, "It works.");
    assertNewAlone(third, last);
  });

  it("says how far a long prompt is, and ends in the middle of it at a cancel", async () => {
    const cancel = new CancellationTokenSource();
    const long = said("user", "Every word of it is new. ".repeat(500));
    const { events, stopReason } = await client.respond([long], {
      ...options,
      conversationId: "a long one",
      token: cancel.token,
      onEvent: () => cancel.cancel(),
    });
    assert.equal(stopReason, "cancelled");
    const [first] = events;
    assert.ok(first?.kind === "progress" && first.promptTokens > 3_000, JSON.stringify(events));
    assert.ok(first.evaluatedTokens < first.promptTokens);
  });

  it("begins another conversation with what both have in common", async () => {
    const other = ID.replace(/1$/, "2");
    const messages = [said("system", SYSTEM.replace(ID, other)), said("user", "Does it work?")];
    const { reusedTokens, promptTokens } = await client.respond(messages, {
      ...options,
      conversationId: other,
    });
    assert.ok(promptTokens - reusedTokens < 100, `${reusedTokens} of ${promptTokens} tokens are used again`);
  });
});
