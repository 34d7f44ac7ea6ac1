import assert from "node:assert/strict";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { scriptedFixture } from "../../../tools/fixtures/cache.ts";
import { ENDLESS_ANSWER } from "../../workbench/endless-answer.ts";
import { assistant, ChatClient, user } from "../support/chat-client.ts";
import { Workplace } from "../support/workplace.ts";

describe("a language server that is killed in the middle of an answer", () => {
  it("leaves the engine free for the next one", async () => {
    await using workplace = await Workplace.create();
    const start = [{ text: "assistant" }, { special: "<|channel|>" }, { text: "final" }];
    const [round, first] = ENDLESS_ANSWER;
    const path = await scriptedFixture({
      sequences: [[...start, { special: "<|message|>" }, { text: round }, first]],
    });
    const settings = { model: { path }, engine: { threads: 1, gpu: false } };
    const killed = await workplace.server({ settings });
    await killed.state("ready");
    const stopped = await stoppedAnswer(killed, [user("Tell me all.")]);
    const messages = [user("Tell me all."), assistant(stopped), user("Tell me more.")];
    await new Promise<void>((resolve) => {
      const asked = new ChatClient(killed, "chat").ask(messages, { onDelta: () => resolve() });
      asked.catch(() => undefined);
    });
    killed.process.kill("SIGKILL");

    const next = await workplace.server({ settings });
    await next.state("ready");
    assert.notEqual((await stoppedAnswer(next, messages)).answer, "");
  });
});

/** Asks, and stops when the answer has begun. */
async function stoppedAnswer(
  server: ConstructorParameters<typeof ChatClient>[0],
  messages: Parameters<ChatClient["ask"]>[0],
) {
  const cancel = new CancellationTokenSource();
  return new ChatClient(server, "chat").ask(messages, {
    token: cancel.token,
    onDelta: () => cancel.cancel(),
  });
}
