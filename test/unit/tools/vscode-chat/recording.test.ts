import assert from "node:assert/strict";
import { schemaShape } from "../../../../tools/vscode-chat/recording.ts";

describe("a recording of VS Code's chat", () => {
  it("keeps of a tool's schema what it takes, and no words", () => {
    const schema = {
      type: "object",
      description: "Words.",
      properties: {
        description: { type: "string", description: "Words." },
        mode: { type: "string", enum: ["sync", "async"], enumDescriptions: ["Words.", "Words."] },
        paths: { type: "array", title: "Words", items: { type: "string", description: "Words." } },
      },
      required: ["mode"],
    };
    assert.deepEqual(schemaShape(schema), {
      type: "object",
      properties: {
        description: { type: "string" },
        mode: { type: "string", enum: ["sync", "async"] },
        paths: { type: "array", items: { type: "string" } },
      },
      required: ["mode"],
    });
    assert.deepEqual(schemaShape(undefined), {});
  });
});
