import assert from "node:assert/strict";
import type { Component } from "../../../../tools/package/components.ts";
import { renderNotices } from "../../../../tools/package/notices.ts";

describe("third-party notices", () => {
  const component = (name: string, text: string): Component => ({
    name,
    version: "1.0.0",
    license: "MIT",
    texts: [text],
  });

  it("list each work once, in order, and a shared text once under all that it is for", () => {
    const notices = renderNotices([
      component("b", "X"),
      component("a", "X"),
      component("b", "X"),
      component("c", "Y"),
    ]);
    assert.equal(
      notices,
      `# Third-party notices

Ossicle contains the following works of others.

| name | version | license |
| --- | --- | --- |
| a | 1.0.0 | MIT |
| b | 1.0.0 | MIT |
| c | 1.0.0 | MIT |

## a 1.0.0, b 1.0.0

\`\`\`text
X
\`\`\`

## c 1.0.0

\`\`\`text
Y
\`\`\`

`,
    );
  });

  it("keep a text whole that has a fence of its own", () =>
    assert.match(renderNotices([component("a", "```\nX\n```")]), /^````text\n```\nX\n```\n````$/m));
});
