import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import type { ApplyResult, FileChange } from "../../../../../../language-server/protocol/agent.ts";
import { RealWorkspace } from "../real-workspace.ts";

const lines = (...all: string[]) => `${all.join("\n")}\n`;

describe("a patch of the agent", () => {
  let workspace: RealWorkspace;
  let asked: FileChange[][];
  let answer: ApplyResult;

  beforeEach(async () => {
    workspace = await RealWorkspace.make({
      "src/area.ts": lines("export function area(a: number, b: number) {", "  return a + b;", "}"),
      "src/twice.ts": lines("function one() {", "  stop();", "}", "function two() {", "  stop();", "}"),
      "src/crlf.ts": "\uFEFFone\r\ntwo\r\nthree\r\n",
      "src/old.ts": lines("gone"),
      ".env": "TOKEN=1\n",
      ".gitignore": "out/\n",
      ".git/config": "[core]\n",
      "latin1.txt": new Uint8Array([0x61, 0xe4, 0x0a]),
    });
    asked = [];
    answer = { kind: "applied", problems: [] };
    workspace.host = {
      ...workspace.host,
      apply: async ({ changes }) => {
        asked.push(changes);
        return answer;
      },
    };
  });

  afterEach(() => workspace.remove());

  const patch = async (...body: string[]) =>
    workspace.call("repo_browser.apply_patch", {
      patch: lines("*** Begin Patch", ...body, "*** End Patch"),
    });

  /** Nothing was asked for, the model reads why, and the user a sentence. */
  async function refused(expected: RegExp, ...body: string[]): Promise<string> {
    const { result, facts } = await patch(...body);
    assert.match(result, expected);
    assert.equal(facts.kind, "failed", result);
    assert.deepEqual(asked, []);
    return result;
  }

  it("changes all its files together, and says which", async () => {
    const { result, facts } = await patch(
      "*** Update File: src/area.ts",
      "@@ export function area(a: number, b: number) {",
      "-  return a + b;",
      "+  return a * b;",
      "*** Add File: src/new.ts",
      "+export {};",
      "*** Delete File: src/old.ts",
      "*** Update File: src/crlf.ts",
      "*** Move to: src/moved.ts",
      "@@",
      " one",
      "-two",
      "+2",
      "+2b",
    );
    const place = (path: string) => ({ path, uri: workspace.uri(path) });
    assert.deepEqual(asked, [
      [
        {
          kind: "changed",
          ...place("src/area.ts"),
          before: lines("export function area(a: number, b: number) {", "  return a + b;", "}"),
          text: lines("export function area(a: number, b: number) {", "  return a * b;", "}"),
        },
        { kind: "created", ...place("src/new.ts"), text: "export {};\n" },
        { kind: "deleted", ...place("src/old.ts"), before: "gone\n" },
        {
          kind: "moved",
          ...place("src/crlf.ts"),
          to: place("src/moved.ts"),
          before: "one\r\ntwo\r\nthree\r\n",
          text: "one\r\n2\r\n2b\r\nthree\r\n",
        },
      ],
    ]);
    assert.equal(
      result,
      [
        "Success. Updated the following files:",
        "M src/area.ts",
        "A src/new.ts",
        "D src/old.ts",
        "R src/crlf.ts -> src/moved.ts",
        "The editor reports no new problems in them.",
      ].join("\n"),
    );
    assert.deepEqual(facts, {
      kind: "edited",
      files: [
        { ...place("src/area.ts"), change: "changed", added: 1, removed: 1 },
        { ...place("src/new.ts"), change: "created", added: 1, removed: 0 },
        { ...place("src/old.ts"), change: "deleted", added: 0, removed: 1 },
        { ...place("src/moved.ts"), change: "moved", added: 2, removed: 1 },
      ],
    });
  });

  it("is told the problems that the editor then reports, new ones apart", async () => {
    const place = { path: "src/new.ts", uri: workspace.uri("src/new.ts"), severity: "error" as const };
    answer = {
      kind: "applied",
      problems: [
        { ...place, line: 3, message: "Cannot find\n  name 'x'.", isNew: true },
        { ...place, line: 9, message: "Old.", isNew: false },
      ],
    };
    const { result } = await patch("*** Add File: src/new.ts", "+x");
    assert.match(
      result,
      /The editor reports 1 new problem in them:\nsrc\/new\.ts:3: error: Cannot find name 'x'\.\nIt reported these before:\nsrc\/new\.ts:9: error: Old\.$/,
    );
  });

  it("takes what an open editor shows, saved or not", async () => {
    workspace.open.set(workspace.uri("src/area.ts"), "typed\n");
    await patch("*** Update File: src/area.ts", "@@", "-typed", "+changed");
    assert(asked[0]?.[0]?.kind === "changed");
    assert.equal(asked[0][0].before, "typed\n");
  });

  it("that fits several places is answered with those, and changes nothing", async () => {
    const result = await refused(
      /Change 1 of src\/twice\.ts fits several places: lines 2, 5\./,
      "*** Update File: src/twice.ts",
      "@@",
      "-  stop();",
      "+  go();",
      "*** Add File: src/new.ts",
      "+x",
    );
    assert.match(result, /2: {3}stop\(\);/);
    assert.match(result, /5: {3}stop\(\);/);
  });

  it("that doesn't fit is answered with the lines that it could have meant", async () => {
    const result = await refused(
      /Change 1 of src\/area\.ts doesn't fit: the file has no line " {2}return a - b;"/,
      "*** Update File: src/area.ts",
      "@@",
      " export function area(a: number, b: number) {",
      "-  return a - b;",
      "+  return a * b;",
      " }",
    );
    assert.match(result, /1: export function area\(a: number, b: number\) \{\n2: {3}return a \+ b;\n3: \}/);
  });

  it("of a file that was changed since it was read is answered with what changed", async () => {
    await workspace.call("repo_browser.open_file", { path: "src/area.ts" });
    await workspace.write(
      "src/area.ts",
      lines("export function area(w: number, h: number) {", "  return w + h;", "}"),
    );
    const result = await refused(
      /src\/area\.ts was changed since you opened it\. It has now:/,
      "*** Update File: src/area.ts",
      "@@",
      "-  return a + b;",
      "+  return a * b;",
    );
    assert.match(result, /2: {3}return w \+ h;/);
  });

  it("of a file that is gone, a folder, or there already says so", async () => {
    await refused(
      /There is no src\/none\.ts .*src has: area\.ts/,
      "*** Update File: src/none.ts",
      "@@",
      "-a",
      "+b",
    );
    await refused(/src is a folder/, "*** Update File: src", "@@", "-a", "+b");
    await refused(/src\/area\.ts already exists/, "*** Add File: src/area.ts", "+b");
  });

  it("that is cut, makes no change or is none says so", async () => {
    await refused(/makes no change/, "*** Update File: src/old.ts", "@@", "-gone", "+gone");
    const none = await workspace.call("repo_browser.apply_patch", { patch: "please change it" });
    assert.match(none.result, /no patch that can be read/);
    const cut = await workspace.call("repo_browser.apply_patch", {
      patch: lines("*** Begin Patch", "*** Update File: src/old.ts", "@@", "-gone", "+kept"),
    });
    assert.match(cut.result, /\*\*\* End Patch is missing/);
  });

  it("touches nothing outside, of git, secret, ignored, or through a link that leads out", async () => {
    const outside = await RealWorkspace.make({ "a.txt": "theirs\n" });
    await symlink(outside.base, join(workspace.base, "link"), "junction");
    await refused(/outside the workspace/, "*** Add File: ../x.ts", "+b");
    await refused(/outside the workspace/, "*** Add File: /etc/x.ts", "+b");
    await refused(/version control/, "*** Add File: .git/hooks/pre-commit", "+b");
    await refused(/secrets/, "*** Update File: .env", "@@", "-TOKEN=1", "+TOKEN=2");
    await refused(/ignored/, "*** Add File: out/new.js", "+b");
    await refused(/leads outside/, "*** Update File: link/a.txt", "@@", "-theirs", "+ours");
    await refused(/leads outside/, "*** Add File: link/sub/b.txt", "+ours");
    await refused(
      /leads outside/,
      "*** Update File: src/old.ts",
      "*** Move to: link/b.txt",
      "@@",
      "-gone",
      "+b",
    );
    await outside.remove();
  });

  it("would destroy what isn't UTF-8", async () => {
    await refused(/isn't UTF-8/, "*** Update File: latin1.txt", "@@", "-a\uFFFD", "+b");
  });

  it("that the client refuses is answered with its reason", async () => {
    answer = { kind: "refused", reason: "You changed src/old.ts meanwhile." };
    const { result, facts } = await patch("*** Delete File: src/old.ts");
    assert.equal(result, "The patch was not applied, nothing was changed. You changed src/old.ts meanwhile.");
    assert.deepEqual(facts, { kind: "failed", reason: "You changed src/old.ts meanwhile." });
  });

  it("may make a file and change it", async () => {
    await patch("*** Add File: src/n.ts", "+a", "*** Update File: src/n.ts", "@@", "-a", "+b");
    assert.deepEqual(
      asked[0]?.map(({ kind }) => kind),
      ["created"],
    );
  });
});

describe("a patch in a workspace of several folders", () => {
  it("names the folder of a new file", async () => {
    const workspace = await RealWorkspace.make({ "api/a.ts": "a\n", "web/b.ts": "b\n" }, ["api", "web"]);
    const asked: FileChange[] = [];
    workspace.host = {
      ...workspace.host,
      apply: async ({ changes }) => {
        asked.push(...changes);
        return { kind: "applied", problems: [] };
      },
    };
    const add = async (path: string) =>
      workspace.call("repo_browser.apply_patch", {
        patch: lines("*** Begin Patch", `*** Add File: ${path}`, "+x", "*** End Patch"),
      });
    assert.match((await add("new.ts")).result, /in which folder of the workspace: begin with api\/ or web\//);
    assert.match((await add("web/new.ts")).result, /A web\/new\.ts/);
    assert.deepEqual(asked, [
      { kind: "created", path: "web/new.ts", uri: workspace.uri("web/new.ts"), text: "x\n" },
    ]);
    await workspace.remove();
  });
});
