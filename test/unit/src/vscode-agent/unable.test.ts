import assert from "node:assert/strict";
import type { ModelStatus } from "../../../../language-server/protocol/status.ts";
import { unable } from "../../../../src/vscode-agent/unable.ts";

const MODEL = {
  name: "gpt-oss-20b",
  path: "/m.gguf",
  architecture: "gpt-oss",
  bytes: 1,
  dialect: "harmony",
  chats: true,
} as const;

describe("whether VS Code's agent can run on the model", () => {
  const cases: [string, ModelStatus | undefined, string | undefined][] = [
    ["nothing is known yet", undefined, undefined],
    ["one that is ready", { state: "ready", model: MODEL }, undefined],
    ["one that is loaded with the next request", { state: "unloaded", model: MODEL }, undefined],
    ["none", { state: "none" }, "ossicle.setUp"],
    ["one that only completes", { state: "ready", model: { ...MODEL, chats: false } }, "ossicle.selectModel"],
    ["one without tools", { state: "ready", model: { ...MODEL, agent: "noTools" } }, "ossicle.selectModel"],
  ];
  for (const [title, status, leadsTo] of cases)
    it(`${title}: ${leadsTo ? `it can't, ${leadsTo} leads on` : "it can"}`, () => {
      assert.equal(unable(status)?.action?.command, leadsTo);
    });
});
