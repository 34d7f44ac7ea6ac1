import assert from "node:assert/strict";
import { fitMessages } from "../../../../../language-server/features/side/fit-messages.ts";
import type { ChatMessage } from "../../../../../language-server/protocol/chat.ts";

const count = async (texts: string[]) => texts.map((text) => text.length);

const asking = (content: string, ...texts: string[]): ChatMessage => ({
  role: "user",
  content,
  context: texts.map((text, index) => ({ kind: "file", title: `${index}`, text })),
});

describe("what is attached to a side request", () => {
  it("stays whole where there is room, with the messages that have nothing", async () => {
    const messages = [asking("One?", "aaa"), { role: "assistant" as const, content: "Yes." }];
    assert.deepEqual(await fitMessages(messages, 3, count), messages);
  });

  it("is cut from the last item on, and goes where nothing of it is left", async () => {
    const messages = [asking("One?", "a\nb\nc", "d\ne\nf\ng"), asking("Two?", "h\ni")];
    const fitted = await fitMessages(messages, 7, count);
    assert.deepEqual(
      fitted.map(({ content, context = [] }) => [content, ...context.map(({ text }) => text)]),
      [["One?", "a\nb\nc", "d"], ["Two?"]],
    );
    assert.deepEqual(
      (await fitMessages(messages, -5, count)).map(({ context }) => context),
      [undefined, undefined],
    );
  });
});
