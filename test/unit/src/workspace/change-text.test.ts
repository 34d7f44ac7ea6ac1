import assert from "node:assert/strict";
import { changesText, handWrittenFirst } from "../../../../src/workspace/change-text.ts";

const diff = (path: string, lines: number, line = "+x") =>
  [`diff --git a/${path} b/${path}`, ...Array.from({ length: lines - 1 }, () => line)].join("\n");

describe("changes as a text", () => {
  it("begin with the names of all files, and go on with their diffs", () => {
    const changes = [
      { path: "src/gone.ts", diff: `${diff("src/gone.ts", 3)}\n` },
      { path: "logo.png", diff: "" },
      { path: "empty.ts", diff: "new file: empty.ts (empty)" },
      { path: "package-lock.json", diff: diff("package-lock.json", 3) },
    ];
    assert.equal(
      changesText(changes, 2),
      [
        "Changed files: 6",
        "- src/gone.ts",
        "- logo.png (not shown)",
        "- empty.ts (new, empty)",
        "- package-lock.json (generated)",
        "(2 more are not named.)",
        diff("src/gone.ts", 3),
        diff("package-lock.json", 3),
      ].join("\n"),
    );
  });

  it("show a very long diff by its beginning and a count, and the others whole", () => {
    const long = diff("long.ts", 20_001, `+${"x".repeat(98)}`);
    const text = changesText(
      [
        { path: "long.ts", diff: long },
        { path: "a.ts", diff: diff("a.ts", 3) },
      ],
      0,
    );
    assert(text.length < 110_000, `${text.length}`);
    assert(text.endsWith(`more lines of this diff)\n${diff("a.ts", 3)}`), text.slice(-200));
  });

  it("name 300 files, and count the others", () => {
    const changes = Array.from({ length: 1_000 }, (_, index) => ({ path: `${index}.ts`, diff: "" }));
    const text = changesText(changes, 5);
    assert.match(text, /^Changed files: 1005\n- 0\.ts/);
    assert.match(text, /- 299\.ts \(not shown\)\n\(705 more are not named\.\)$/);
  });

  it("show what was written by hand first, in its order", () => {
    const paths = ["package-lock.json", "b.ts", "dist/a.js", "go.sum", "a.ts", "Cargo.lock", "app.min.css"];
    assert.deepEqual(
      handWrittenFirst(paths, (path) => path),
      ["b.ts", "a.ts", "package-lock.json", "dist/a.js", "go.sum", "Cargo.lock", "app.min.css"],
    );
  });
});
