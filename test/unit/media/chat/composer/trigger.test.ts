import assert from "node:assert/strict";
import { replaceTrigger, triggerAt } from "../../../../../media/chat/composer/trigger.ts";

describe("what opens a list in the composer", () => {
  /** `|` is the cursor. */
  const at = (text: string) => triggerAt(text.replace("|", ""), text.indexOf("|"));

  it("is @ and # where a word begins", () => {
    assert.deepEqual(at("@|"), { kind: "@", query: "", start: 0 });
    assert.deepEqual(at("see @src/ar| please"), { kind: "@", query: "src/ar", start: 4 });
    assert.deepEqual(at("a\n#prob|"), { kind: "#", query: "prob", start: 2 });
  });

  it("is no mail address, and nothing that a space ended", () => {
    assert.equal(at("me@example|"), undefined);
    assert.equal(at("@a b|"), undefined);
    assert.equal(at("C#|"), undefined);
    assert.equal(at("|@a"), undefined);
  });

  it("is / at the very beginning alone", () => {
    assert.deepEqual(at("/ex|"), { kind: "/", query: "ex", start: 0 });
    assert.equal(at("a /ex|"), undefined);
    assert.equal(at("/ex a|"), undefined);
  });

  it("gives way to what was picked", () => {
    const trigger = triggerAt("see @ar, too", 7);
    assert(trigger);
    assert.deepEqual(replaceTrigger("see @ar, too", 7, trigger, "area.ts"), {
      text: "see area.ts, too",
      cursor: 11,
    });
  });
});
