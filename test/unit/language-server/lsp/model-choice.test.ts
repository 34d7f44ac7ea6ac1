import assert from "node:assert/strict";
import { ModelChoice } from "../../../../language-server/lsp/model-choice.ts";
import type { OneModelStatus } from "../../../../language-server/protocol/status.ts";

const READY: OneModelStatus = {
  state: "ready",
  model: { name: "small", path: "/small.gguf", architecture: "", bytes: 1, dialect: "infill", chats: false },
};

describe("choice of a model", () => {
  it("is that of the settings, until the user chooses another one, until the settings change", () => {
    const choice = new ModelChoice("main", "/a");
    choice.try("/b")(true);
    assert.equal(choice.path, "/b");
    assert.equal(choice.set("/a"), false);
    assert.equal(choice.path, "/b");
    assert.equal(choice.set("/c"), true);
    assert.equal(choice.path, "/c");
  });

  it("counts while it is tried, and afterwards only where it is of use", () => {
    const choice = new ModelChoice("main", "/a");
    const ended = choice.try("/b");
    assert.equal(choice.path, "/b");
    ended(false);
    assert.equal(choice.path, "/a");
  });

  it("is the later one of two that are tried", () => {
    const choice = new ModelChoice("main", "/a");
    const first = choice.try("/b");
    const second = choice.try("/c");
    first(true);
    assert.equal(choice.path, "/c");
    second(true);
    assert.equal(choice.path, "/c");
  });

  it("tells with what is in use why the settings aren't followed, until they change", () => {
    const choice = new ModelChoice("completion", "/missing");
    choice.refuse("There is no file.");
    const { reason, advice, fix } = choice.told(READY);
    assert.deepEqual(
      [reason, advice, fix],
      [
        "There is no file.",
        "small stays in use. Change the setting ossicle.completion.model.path.",
        "openSettings",
      ],
    );
    const failed: OneModelStatus = { ...READY, state: "failed", reason: "It is broken." };
    assert.deepEqual(choice.told(failed), failed);
    choice.set("/other");
    assert.deepEqual(choice.told(READY), READY);
  });
});
