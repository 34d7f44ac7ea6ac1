import assert from "node:assert/strict";
import { setImmediate as nextPass } from "node:timers/promises";
import { TokenOutbox } from "../../../../language-server/engine/token-outbox.ts";

function outbox() {
  const sent: number[][] = [];
  return { sent, outbox: new TokenOutbox((tokens) => sent.push(tokens.map(({ id }) => id))) };
}

describe("token outbox", () => {
  it("lets the next decode begin first, and sends before that one can end", async () => {
    const { sent, outbox: tokens } = outbox();
    tokens.push({ id: 1 });
    // A decode is begun by awaits that nothing holds up.
    for (let step = 0; step < 50; step++) await undefined;
    assert.deepEqual(sent, []);
    await nextPass();
    assert.deepEqual(sent, [[1]]);
  });

  it("sends tokens in order, and those of one pass together", async () => {
    const { sent, outbox: tokens } = outbox();
    tokens.push({ id: 1 });
    tokens.push({ id: 2 });
    await nextPass();
    tokens.push({ id: 3 });
    await nextPass();
    assert.deepEqual(sent, [[1, 2], [3]]);
  });

  it("sends what waits when asked to, once", async () => {
    const { sent, outbox: tokens } = outbox();
    tokens.push({ id: 1 });
    tokens.flush();
    assert.deepEqual(sent, [[1]]);
    tokens.flush();
    await nextPass();
    assert.deepEqual(sent, [[1]]);
    tokens.push({ id: 2 });
    await nextPass();
    assert.deepEqual(sent, [[1], [2]]);
  });
});
