import assert from "node:assert/strict";
import { ConversationLine } from "../../../../../language-server/features/language-model/conversation-line.ts";

/** What runs until it is let go. */
function held() {
  let letGo = () => {};
  const done = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return { done, letGo };
}
const onAbort = (signal: AbortSignal) =>
  new Promise<string>((resolve) => signal.addEventListener("abort", () => resolve("interrupted")));

describe("the line of a conversation's requests", () => {
  it("runs what is beside an answer behind it", async () => {
    const line = new ConversationLine();
    const answer = held();
    const order: string[] = [];
    const answered = line.answer(async () => {
      await answer.done;
      order.push("answer");
    });
    const beside = line.beside(async () => void order.push("beside"), new AbortController().signal);
    answer.letGo();
    await Promise.all([answered, beside]);
    assert.deepEqual(order, ["answer", "beside"]);
  });

  it("interrupts it for an answer, and runs it again afterwards", async () => {
    const line = new ConversationLine();
    const order: string[] = [];
    const started = held();
    const beside = line.beside(async (signal) => {
      order.push("beside");
      started.letGo();
      return order.length === 1 ? onAbort(signal) : "whole";
    }, new AbortController().signal);
    await started.done;
    await line.answer(async () => void order.push("answer"));
    assert.equal(await beside, "whole");
    assert.deepEqual(order, ["beside", "answer", "beside"]);
  });

  it("ends what waits when it is cancelled", async () => {
    const line = new ConversationLine();
    const answer = held();
    const answered = line.answer(() => answer.done);
    const cancel = new AbortController();
    const beside = line.beside(async (signal) => signal.aborted, cancel.signal);
    cancel.abort();
    assert.equal(await beside, true);
    answer.letGo();
    await answered;
  });
});
