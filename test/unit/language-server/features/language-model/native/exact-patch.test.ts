import assert from "node:assert/strict";
import { exactPatch } from "../../../../../../language-server/features/language-model/native/exact-patch.ts";
import { Random } from "../../../../../../tools/random.ts";

const changed = (before: string, text: string) =>
  exactPatch([{ kind: "changed", path: "a.ts", uri: "file:///a.ts", before, text }], () => "/a.ts");

/** Applies a patch of one file as VS Code reads it: at the first place behind the hunk before, and by no guess. */
function applied(text: string, patch: string): string {
  const [begin, file, ...lines] = patch.split("\n");
  assert.deepEqual(
    [begin, file, lines.pop()],
    ["*** Begin Patch", "*** Update File: /a.ts", "*** End Patch"],
  );
  const old = text.split("\n");
  const made: string[] = [];
  let at = 0;
  for (const hunk of lines
    .join("\n")
    .split(/^@@$\n?/m)
    .slice(1)) {
    const marked = hunk.replace(/\n$/, "").split("\n");
    assert.ok(!/^ \s*$/.test(marked.at(-1) ?? ""), "a blank line at a hunk's end is left out");
    const sought = marked.flatMap((line) => (line.startsWith("+") ? [] : [line.slice(1)]));
    let place = at;
    while (!sought.every((line, index) => old[place + index] === line)) {
      place++;
      assert.ok(place <= old.length, `no place for ${hunk}`);
    }
    made.push(...old.slice(at, place));
    at = place;
    for (const line of marked) {
      if (line.startsWith("+")) made.push(line.slice(1));
      else {
        if (line.startsWith(" ")) made.push(old[at] ?? "");
        at++;
      }
    }
  }
  return [...made, ...old.slice(at)].join("\n");
}

describe("a patch that VS Code applies as it is meant", () => {
  it("changes the right one of several equal places", () => {
    const block = "if (x) {\n  run();\n}\n\n";
    const before = `${block}${block}${block}end();\n`;
    const text = `${block}${block}${block.replace("run", "walk")}end();\n`;
    assert.equal(applied(before, changed(before, text)), text);
    assert.notEqual(applied(before, changed(before, text)), before.replace("run", "walk"));
  });

  it("makes any text of any other", () => {
    for (let seed = 0; seed < 1_000; seed++) {
      const random = Random.nth(seed);
      // Few different lines: almost every hunk has several places.
      const lines = () => random.times(random.below(30), () => random.pick(["", "a", "b", "  a", "}"]));
      const before = lines();
      const after = random.chance(30)
        ? lines()
        : before.flatMap((line) => (random.chance(10) ? lines().slice(0, 2) : [line]));
      const [from, to] = [before.join("\n"), after.join("\n")];
      if (from !== to) assert.equal(applied(from, changed(from, to)), to, `seed ${seed}`);
    }
  });

  it("shows lines around a change, and few", () => {
    const before = Array.from({ length: 30 }, (_, index) => `line ${index}`).join("\n");
    assert.equal(
      changed(before, before.replace("line 9", "line nine")),
      [
        "*** Begin Patch\n*** Update File: /a.ts\n@@\n line 6\n line 7\n line 8\n-line 9\n+line nine",
        " line 10\n line 11\n line 12\n*** End Patch",
      ].join("\n"),
    );
  });

  it("shows more or fewer where VS Code would indent what it adds in another way", () => {
    const method = (name: string, value: string) => [`    def ${name}(self):`, `        return ${value}`];
    const [call = "", argument = ""] = ["        return call(1,", "          2)"];
    const before = [
      "class Shop:",
      ...method("a", "1"),
      "",
      "    def b(self):",
      call,
      argument,
      "",
      ...method("c", "3"),
    ];
    const text = before.toSpliced(6, 1, `${argument}  # two`, "        # never reached").join("\n");
    assert.deepEqual(changed(before.join("\n"), text).split("\n").slice(2, -1), [
      "@@",
      ...[...method("a", "1"), "", "    def b(self):", call].map((line) => ` ${line}`),
      ...[`-${argument}`, `+${argument}  # two`, "+        # never reached"],
      ...["", ...method("c", "3")].map((line) => ` ${line}`),
    ]);
  });

  it("keeps Windows' line breaks out of the lines: the document has its own", () => {
    const patch = changed("a\r\nb\r\n", "a\r\nc\r\n");
    assert.ok(!patch.includes("\r"));
    assert.match(patch, /\n-b\n\+c\n/);
  });

  it("creates files with their last line break, also empty ones", () => {
    const created = (text: string) =>
      exactPatch([{ kind: "created", path: "a", uri: "file:///a", text }], () => "/a");
    assert.equal(created("x\ny\n"), "*** Begin Patch\n*** Add File: /a\n+x\n+y\n+\n*** End Patch");
    assert.equal(created("x"), "*** Begin Patch\n*** Add File: /a\n+x\n*** End Patch");
    // VS Code makes no file without a text.
    assert.equal(created(""), "*** Begin Patch\n*** Add File: /a\n+\n+\n*** End Patch");
  });

  it("deletes a moved file, and makes it anew where it moves: VS Code would leave the old one", () => {
    const patch = exactPatch(
      [
        { kind: "deleted", path: "gone", uri: "file:///gone", before: "" },
        {
          kind: "moved",
          path: "a",
          uri: "file:///a",
          to: { path: "b", uri: "file:///b" },
          before: "x\n",
          text: "y\n",
        },
      ],
      (uri) => uri.slice("file://".length),
    );
    assert.equal(
      patch,
      "*** Begin Patch\n*** Delete File: /gone\n*** Delete File: /a\n*** Add File: /b\n+y\n+\n*** End Patch",
    );
  });
});
