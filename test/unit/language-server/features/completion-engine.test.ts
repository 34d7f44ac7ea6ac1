import assert from "node:assert/strict";

import { completionEngine } from "../../../../language-server/features/completion-engine.ts";
import {
  type ModelRole,
  type ModelState,
  type ModelStatus,
  NO_COUNTS,
} from "../../../../language-server/protocol/status.ts";

const model = (name: string) => ({
  name,
  path: `/${name}.gguf`,
  architecture: "",
  bytes: 1,
  dialect: "infill" as const,
  chats: false,
});

const MAIN: ModelStatus = { state: "ready", model: model("main") };
const withOwn = (state: ModelState): ModelStatus => ({
  ...MAIN,
  completionModel: { state, model: model("small") },
});

describe("the engine as suggestions see it", () => {
  for (const [title, status, answers, asked] of [
    ["is that of the one model", MAIN, "main", undefined],
    ["is that of the model for suggestions", withOwn("ready"), "small", "completion"],
    ["waits for the model for suggestions while it loads", withOwn("loading"), "small", "completion"],
    ["is that of the one for everything where the other one failed", withOwn("failed"), "main", undefined],
  ] as const)
    it(title, async () => {
      const asks: unknown[] = [];
      const loads: (ModelRole | undefined)[] = [];
      const heard: ModelStatus[] = [];
      const engine = completionEngine({
        status,
        onStatus: (listener: (status: ModelStatus) => void) => {
          listener(status);
          return { dispose: () => undefined };
        },
        generate: async (request: { model?: ModelRole }) => {
          asks.push(request.model);
          return { stopReason: "end", counts: NO_COUNTS, forwardPasses: 0, evaluatedTokens: 0, parts: [] };
        },
        load: async (role?: ModelRole) => {
          loads.push(role);
          return status;
        },
      });
      assert.equal(engine.status.model?.name, answers);
      engine.onStatus((each) => heard.push(each));
      await engine.generate(
        {
          lane: "completion",
          session: "a",
          prompt: [{ text: "a" }],
          sampling: { temperature: 0 },
          stop: { texts: [], specials: [] },
          maxTokens: 1,
        },
        { signal: new AbortController().signal },
      );
      assert.equal((await engine.load()).model?.name, answers);
      assert.deepEqual(
        [asks, loads, heard.map((each) => each.model?.name)],
        [[asked], [asked ?? "main"], [answers]],
      );
    });
});
