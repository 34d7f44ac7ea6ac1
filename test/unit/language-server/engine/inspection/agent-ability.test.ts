import assert from "node:assert/strict";
import { agentAbilityOf } from "../../../../../language-server/engine/inspection/agent-ability.ts";

describe("whether a model can work with tools", () => {
  it("is so for gpt-oss, also where its header doesn't say how large it is", () => {
    assert.equal(agentAbilityOf("harmony", "20B"), "yes");
    assert.equal(agentAbilityOf("harmony", undefined), "yes");
  });

  it("isn't for a model of gpt-oss's format that has never seen tools", () => {
    assert.equal(agentAbilityOf("harmony", "135M"), "tooSmall");
  });

  it("isn't for other formats, whatever the size", () => {
    assert.equal(agentAbilityOf("template", "30B"), "noTools");
    assert.equal(agentAbilityOf("infill", undefined), "noTools");
  });
});
