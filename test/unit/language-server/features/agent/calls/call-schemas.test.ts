import assert from "node:assert/strict";
import { callSchemas } from "../../../../../../language-server/features/agent/calls/call-schemas.ts";
import { nativeToolNames } from "../../../../../../language-server/prompt/native-tools.ts";

describe("schemas of calls", () => {
  it("are those of the mode's tools and of the user's functions, by recipient", () => {
    const tools = [
      {
        name: "weather",
        description: "",
        parameters: { type: "object", properties: { city: { type: "string" } } },
      },
      { name: "time", description: "" },
    ];
    const schemas = callSchemas({ native: nativeToolNames("agent"), tools });
    assert.deepEqual(Object.keys(schemas), [
      ...[
        "repo_browser.print_tree",
        "repo_browser.search",
        "repo_browser.open_file",
        "repo_browser.list_dir",
      ],
      ...["repo_browser.apply_patch", "container.exec", "functions.weather", "functions.time"],
    ]);
    assert.equal(schemas["functions.weather"], tools[0]?.parameters);
    assert.deepEqual(schemas["functions.time"], { type: "object", properties: {} });
    assert.deepEqual(Object.keys(callSchemas({ native: nativeToolNames("ask"), tools: [] })).length, 4);
  });

  it("say what a call must have, and of which type", () => {
    const { "container.exec": exec } = callSchemas({ native: nativeToolNames("agent"), tools: [] });
    assert.deepEqual(exec?.required, ["command"]);
    assert.deepEqual(JSON.parse(JSON.stringify(exec)).properties.command.items, { type: "string" });
  });
});
