import assert from "node:assert/strict";
import { isElision } from "../../../../src/code/elision.ts";

describe("a comment", () => {
  for (const line of [
    "// ... existing code ...",
    "  // ...",
    "# ...",
    "    # ... rest of the class",
    "/* ... */",
    "{/* ... existing code ... */}",
    "<!-- ... -->",
    "// existing code here",
    "// rest of the file unchanged",
    "-- … other functions …",
  ])
    it(`leaves code out: ${line}`, () => assert.equal(isElision(line), true));

  for (const line of [
    "// loads the rest",
    "// The other clients of the pool have their own code for that, so none is here",
    "return [...items];",
    "foo(...args);",
    "...",
    "# heading",
    "// Wait, this is slow...and it needs to be done for all of them one by one",
  ])
    it(`is only a line: ${line}`, () => assert.equal(isElision(line), false));
});
