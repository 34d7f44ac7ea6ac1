import assert from "node:assert/strict";
import { insertedText } from "../../../../src/code/insertion.ts";

describe("code at the cursor", () => {
  it("is indented as its line", () => {
    assert.equal(insertedText("if (a) {\n    b();\n}", "  ", "  ", "\n"), "if (a) {\n    b();\n  }");
    assert.equal(insertedText("if (a) {\n    b();\n}", "\t", "\t", "\n"), "if (a) {\n\t\tb();\n\t}");
  });

  it("loses the indentation that it has in the answer, and blank lines around it", () => {
    assert.equal(insertedText("\n    a();\n    b();\n\n", "", "  ", "\r\n"), "a();\r\nb();");
  });

  it("goes on behind what stands there", () => {
    assert.equal(insertedText("f(\n  a,\n)", "  const x = ", "  ", "\n"), "f(\n    a,\n  )");
  });
});
