import assert from "node:assert/strict";
import type { ModelStatus } from "../../../../../language-server/protocol/status.ts";
import { type ModeFacts, modeView, usedMode } from "../../../../../src/chat/view/mode-text.ts";

type Agent = NonNullable<ModelStatus["model"]>["agent"];

const facts = (agent: Agent, more: Partial<ModeFacts> = {}): ModeFacts => ({
  model: {
    state: "ready",
    model: {
      name: "small",
      path: "/m.gguf",
      architecture: "llama",
      bytes: 1,
      dialect: "template",
      chats: true,
      ...(agent ? { agent } : {}),
    },
  },
  isTrusted: true,
  hasFolder: true,
  ...more,
});

describe("Ask and Agent", () => {
  it("are what the user chooses, where the model knows tools", () => {
    assert.equal(usedMode("agent", facts("yes")), "agent");
    assert.deepEqual(modeView("agent", facts("yes")), { chosen: "agent", off: [] });
  });

  it("are off where they can't be, and say why", () => {
    const offs: [ModeFacts, RegExp][] = [
      [facts("tooSmall"), /^small is too small/],
      [facts("noTools"), /^small has no tools/],
      [facts("yes", { hasFolder: false }), /^Open a folder/],
    ];
    for (const [each, why] of offs) {
      assert.equal(usedMode("ask", each), undefined);
      const view = modeView("agent", each);
      assert.deepEqual(view.off, ["ask", "agent"]);
      assert.match(view.why ?? "", why);
    }
  });

  it("leave an untrusted workspace to be looked into, and no more", () => {
    const untrusted = facts("yes", { isTrusted: false });
    assert.equal(usedMode("agent", untrusted), "ask");
    const { chosen, off, why = "" } = modeView("agent", untrusted);
    assert.deepEqual([chosen, off], ["ask", ["agent"]]);
    assert.match(why, /untrusted/);
  });

  it("can be chosen before the model is loaded", () => {
    assert.deepEqual(modeView("agent", facts(undefined)).off, []);
    assert.deepEqual(
      [usedMode("agent", facts(undefined)), usedMode("ask", facts(undefined))],
      ["agent", undefined],
    );
    assert.deepEqual(modeView("agent", { ...facts("yes"), model: undefined }).off, []);
  });
});
