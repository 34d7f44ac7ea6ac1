import assert from "node:assert/strict";
import { childEnvironment } from "../../../common/child-environment.ts";

describe("the environment of the engine and its children", () => {
  it("has what the parent has, but no debugger: neither its flags nor llama.cpp's own call of one", () => {
    const { NODE_OPTIONS } = process.env;
    process.env.NODE_OPTIONS = "--inspect";
    try {
      const environment = childEnvironment();
      assert.equal(environment.PATH, process.env.PATH);
      assert.equal(environment.NODE_OPTIONS, undefined);
      assert.equal(environment.GGML_NO_BACKTRACE, "1");
    } finally {
      if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS;
      else process.env.NODE_OPTIONS = NODE_OPTIONS;
    }
  });
});
