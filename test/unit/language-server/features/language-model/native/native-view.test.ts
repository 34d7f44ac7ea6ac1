import assert from "node:assert/strict";
import { join } from "node:path";
import * as v from "valibot";
import { readCall } from "../../../../../../language-server/features/agent/calls/read-call.ts";
import {
  isKnownTool,
  KNOWN_TOOLS,
} from "../../../../../../language-server/features/language-model/native/known-tools.ts";
import { NativeView } from "../../../../../../language-server/features/language-model/native/native-view.ts";
import { isNativeTool, type NativeTool } from "../../../../../../language-server/prompt/native-tools.ts";
import type { ToolSpec } from "../../../../../../language-server/protocol/chat.ts";
import { Random } from "../../../../../../tools/random.ts";
import { RealWorkspace } from "../../agent/real-workspace.ts";
import { OSSICLE_TOOLS, VSCODE_TOOLS, vscodeTool } from "./vscode-tools.ts";

type Input = Record<string, unknown>;

const READ = ["repo_browser.search", "repo_browser.open_file", "repo_browser.list_dir"];
const ALL = [...READ, "repo_browser.apply_patch", "container.exec"];

describe("VS Code's tools as the model's own", () => {
  let workspace: RealWorkspace;
  let view: NativeView;
  before(async () => {
    workspace = await RealWorkspace.make({
      "src/a.ts": "one();\ntwo();\nthree();\n",
      "src/[id]/page.ts": "",
      "notes.md": "notes\n",
      ".gitignore": "local.txt\n",
      "local.txt": "mine\n",
    });
    view = new NativeView(VSCODE_TOOLS, workspace.source());
  });
  after(() => workspace.remove());

  const at = (path: string) => join(workspace.base, path);

  /** What VS Code is asked for by a call that the model writes. */
  async function asked(name: string, args: unknown, said = "", of = view) {
    const read = readCall({ name, arguments: JSON.stringify(args) }, of.offered);
    assert.ok("ok" in read, JSON.stringify(read));
    return of.callerCall(read.ok, said);
  }

  /** The same, where VS Code is asked. */
  async function input(name: string, args: unknown, of = view): Promise<Input> {
    const call = await asked(name, args, "", of);
    assert.ok("input" in call, JSON.stringify(call));
    return call.input;
  }

  /** A call of VS Code's as the model sees it. */
  function seen(name: string, of: Input, by = view): [string, unknown] {
    const call = by.callOf({ kind: "call", id: "1", name, input: of });
    return [call.name, JSON.parse(call.arguments)];
  }

  const result = (name: string, of: Input, text: string, by = view) =>
    by.resultOf({ kind: "call", id: "1", name, input: of }, text);

  describe("what is offered", () => {
    it("is each tool that VS Code has one for, and the others as functions", () => {
      assert.deepEqual(view.native, ALL);
      assert.deepEqual(
        view.functions.map(({ name }) => name),
        ["file_search", "get_errors", "mcp_weather"],
      );
    });

    it("is the tree, and the search of Ossicle's, where VS Code has its tools", () => {
      const own = new NativeView([...VSCODE_TOOLS, ...OSSICLE_TOOLS], workspace.source());
      assert.deepEqual(own.native, ["repo_browser.print_tree", ...ALL]);
      assert.ok(!own.functions.some(({ name }) => /ossicle|grep/.test(name)));
    });

    it("is only what VS Code offers", () => {
      const some = new NativeView([vscodeTool("read_file"), vscodeTool("mcp_weather")], workspace.source());
      assert.deepEqual(some.native, ["repo_browser.open_file"]);
      assert.deepEqual(new NativeView([], workspace.source()).native, []);
    });

    it("is a function where the schema isn't the known one", async () => {
      const other: ToolSpec = { ...vscodeTool("read_file"), parameters: { type: "object", properties: {} } };
      const some = new NativeView([other, vscodeTool("list_dir")], workspace.source());
      assert.deepEqual(some.native, ["repo_browser.list_dir"]);
      assert.deepEqual(some.functions, [other]);
      assert.deepEqual(await input("read_file", { filePath: "src/a.ts" }, some), { filePath: "src/a.ts" });
      assert.deepEqual(seen("read_file", { filePath: at("src/a.ts") }, some), [
        "read_file",
        { filePath: at("src/a.ts") },
      ]);
    });

    it("is functions alone where no folder is open", () => {
      const none = new NativeView(VSCODE_TOOLS, { ...workspace.source(), folders: () => [] });
      assert.deepEqual(none.native, []);
      assert.ok(none.functions.some(({ name }) => name === "read_file"));
    });

    it("may be called though it isn't declared: a file is made by its tool, and a tree is a folder", async () => {
      assert.deepEqual(await input("create_file", { filePath: "b.ts", content: "" }), {
        filePath: at("b.ts"),
        content: "",
      });
      assert.deepEqual(await asked("repo_browser.print_tree", { path: "src", depth: 3 }), {
        name: "list_dir",
        input: { path: at("src") },
      });
    });

    it("goes by VS Code's names as well: its instructions have them", async () => {
      assert.deepEqual(
        await input("functions.read_file", { filePath: at("src/a.ts"), startLine: 2, endLine: 3 }),
        { filePath: at("src/a.ts"), startLine: 2, endLine: 3 },
      );
      const run = await input("run_in_terminal", { command: "npm test" });
      assert.equal(run.command, `cd ${workspace.base} && npm test`);
      assert.equal((await input("grep_search", { query: "one", isRegexp: false })).query, "one");
    });
  });

  describe("instructions", () => {
    it("have the tools by the names that the model knows", () => {
      const text = view.instructions(
        "*** Begin Patch\nUse read_file, `run_in_terminal` or list_dir, no mcp_read_file and no docs/read_file.md.",
      );
      assert.equal(
        text,
        "*** Begin Patch\nUse repo_browser.open_file, `container.exec` or list_dir, no mcp_read_file and no docs/read_file.md.",
      );
    });

    it("say how a patch is written, where VS Code's don't", () => {
      assert.match(view.instructions("Be brief."), /^Be brief\.\n\n## Patches\n.*\*\*\* Begin Patch/s);
      assert.match(view.instructions(""), /^## Patches/);
      const reading = new NativeView([vscodeTool("read_file")], workspace.source());
      assert.equal(reading.instructions("Be brief."), "Be brief.");
    });
  });

  describe("files", () => {
    it("are read by absolute paths, 200 lines unless the model says which", async () => {
      const filePath = at("src/a.ts");
      assert.deepEqual(await asked("repo_browser.open_file", { path: "src/a.ts" }), {
        name: "read_file",
        input: { filePath, startLine: 1, endLine: 200 },
      });
      const lines = { path: filePath, line_start: 5, line_end: 9 };
      assert.deepEqual(await input("repo_browser.open_file", lines), { filePath, startLine: 5, endLine: 9 });
    });

    it("are read at most 400 lines at once: VS Code leaves out the middle of more", async () => {
      const range = async (args: Input) => {
        const { startLine, endLine } = await input("repo_browser.open_file", { path: "src/a.ts", ...args });
        return [startLine, endLine];
      };
      assert.deepEqual(await range({ line_start: 10, line_end: 5_000 }), [10, 409]);
      assert.deepEqual(await range({ line_start: 500, line_end: 3 }), [500, 899]);
    });

    it("say how to go on where all lines came that were asked for", () => {
      const lines = { filePath: at("src/a.ts"), startLine: 1, endLine: 2 };
      assert.equal(
        result("read_file", lines, "one();\ntwo();"),
        "one();\ntwo();\n[Lines 1–2. If the file has more, go on with line_start 3.]",
      );
      assert.equal(result("read_file", { ...lines, endLine: 200 }, "one();\n"), "one();\n");
    });

    it("are cut where a result would be longer than those that the model knows", () => {
      const lines = { filePath: at("src/a.ts"), startLine: 101, endLine: 500 };
      const text = Array.from({ length: 400 }, () => "x".repeat(99)).join("\n");
      const cut = result("read_file", lines, text);
      assert.ok(cut.length < 10_000);
      assert.match(cut, /\n\[Lines 101–197\. Go on with line_start 198\.\]$/);
      assert.match(
        result("read_file", { ...lines, endLine: 101 }, "y".repeat(5_000)),
        /^y{1000} … \[4000 more/,
      );
    });

    it("outside of the workspace are VS Code's matter", async () => {
      for (const path of ["/etc/hosts", "../other/a.ts", "memory:/plan.md"]) {
        const { filePath } = await input("repo_browser.open_file", { path });
        assert.equal(filePath, path.startsWith("..") ? join(workspace.base, path) : path);
      }
      assert.deepEqual(seen("read_file", { filePath: "/etc/hosts", startLine: 1, endLine: 200 }), [
        "repo_browser.open_file",
        { path: "/etc/hosts" },
      ]);
    });

    it("of a folder are listed", async () => {
      assert.deepEqual(await input("repo_browser.list_dir", { path: "src" }), { path: at("src") });
      assert.deepEqual(await input("repo_browser.list_dir", { path: "" }), { path: workspace.base });
      assert.deepEqual(seen("list_dir", { path: workspace.base }), ["repo_browser.list_dir", { path: "" }]);
      const listed = (names: string[]) => result("list_dir", { path: at("src") }, names.join("\n"));
      assert.equal(listed(["a.ts", "lib/"]), "a.ts\nlib/");
      const many = listed(Array.from({ length: 1_000 }, () => "a-file-of-30-characters-or-so"));
      assert.ok(many.length < 10_000);
      assert.match(many, /\n\[677 more entries\]$/);
    });

    it("of several levels are Ossicle's tree, where it is offered", async () => {
      const own = new NativeView([...VSCODE_TOOLS, ...OSSICLE_TOOLS], workspace.source());
      for (const name of ["repo_browser.print_tree", "repo_browser.list_dir"])
        assert.deepEqual(await asked(name, { path: "src", depth: 3 }, "", own), {
          name: "ossicle_printTree",
          input: { path: "src", depth: 3 },
        });
    });
  });

  describe("a search", () => {
    it("is for a text or a pattern, as the query is written", async () => {
      const isRegexp = async (query: string) =>
        (await input("repo_browser.search", { path: "", query })).isRegexp;
      assert.equal(await isRegexp("two()"), false);
      assert.equal(await isRegexp("t.*o"), true);
    });

    it("is within a folder, a file, or a pattern", async () => {
      const pattern = async (path: string) =>
        (await input("repo_browser.search", { path, query: "x" })).includePattern;
      assert.equal(await pattern(""), undefined);
      assert.equal(await pattern("src"), `${at("src")}/**`);
      assert.equal(await pattern(at("src")), `${at("src")}/**`);
      assert.equal(await pattern("src/a.ts"), at("src/a.ts"));
      assert.equal(await pattern("src/[id]"), `${at("src/?id?")}/**`);
      assert.equal(await pattern("not-there"), `${at("not-there")}/**`);
      assert.equal(await pattern("**/*.md"), "**/*.md");
    });

    it("finds lines as the model knows them, or says that there are none", () => {
      const query = { query: "one", isRegexp: false, includePattern: `${at("src")}/**`, maxResults: 50 };
      assert.equal(
        result("grep_search", query, 'Found 1 match in 1 file for "one"\n\nsrc/a.ts\n1:one();'),
        'src/a.ts:1:one();\n[Found 1 match in 1 file for "one"]',
      );
      assert.equal(result("grep_search", query, ""), 'No match for "one" in src.');
    });

    it("is Ossicle's own, where it is offered", async () => {
      const own = new NativeView([...VSCODE_TOOLS, ...OSSICLE_TOOLS], workspace.source());
      const args = { path: "src", query: "one", max_results: 5 };
      assert.deepEqual(await asked("repo_browser.search", args, "", own), {
        name: "ossicle_search",
        input: args,
      });
    });
  });

  describe("a command", () => {
    const line = async (command: string[], more: Input = {}, of = view) =>
      `${(await input("container.exec", { command, ...more }, of)).command}`;
    const script = (text: string) => ["bash", "-lc", text];

    it("is the line that the model wrote for a shell, or a program with its arguments", async () => {
      const root = `cd ${workspace.base} && `;
      assert.equal(await line(script("npm test && npm run lint")), `${root}npm test && npm run lint`);
      assert.equal(await line(["git", "commit", "-m", "it's"]), `${root}git commit -m 'it'\\''s'`);
      const { mode, timeout } = await input("container.exec", { command: ["ls"] });
      assert.deepEqual([mode, timeout], ["sync", 300_000]);
      assert.equal((await input("container.exec", { command: ["ls"], timeout: 5_000 })).timeout, 5_000);
    });

    it("begins in its folder, wherever the one before has left the shell", async () => {
      assert.equal(await line(["ls"], { workdir: "src" }), `cd ${at("src")} && ls`);
      assert.equal(await line(["ls"], { workdir: "." }), `cd ${workspace.base} && ls`);
      assert.equal(await line(script("cd src && ls")), `cd ${workspace.base} && cd src && ls`);
    });

    it("has a shell of its own where it would end the one that all share", async () => {
      assert.equal(
        await line(script("npm test; exit 3")),
        `cd ${workspace.base} && bash -lc 'npm test; exit 3'`,
      );
    });

    it("is written for the shell that VS Code has", async () => {
      const terminal = { ...vscodeTool("run_in_terminal"), description: "Runs PowerShell commands." };
      const windows = new NativeView([terminal], workspace.source());
      assert.equal(
        await line(script("npm test"), { workdir: "src" }, windows),
        `cd '${at("src")}'; npm test`,
      );
    });

    it("is explained to the user by what the model said before it", async () => {
      const command = { command: ["npm", "test"] };
      const explained = await asked("container.exec", command, "I changed it.\n\nNow the tests.");
      assert.ok("input" in explained);
      assert.equal(explained.input.explanation, "Now the tests.");
      const long = await asked("container.exec", command, `${"First this. ".repeat(50)}Then the tests.`);
      assert.ok("input" in long);
      assert.match(`${long.input.explanation}`, /^… .{200,300}Then the tests\.$/);
      const silent = await input("container.exec", command);
      assert.match(`${silent.explanation}`, /nothing/);
      assert.match(`${silent.goal}`, /task/);
    });

    it("shows what the terminal shows", () => {
      const output = `${at("src/a.ts")}: error\n\nCommand exited with code 2`;
      assert.equal(
        result("run_in_terminal", { command: "x", explanation: "", goal: "", mode: "sync" }, output),
        output,
      );
      const call = { command: "x", explanation: "", goal: "", mode: "sync" };
      assert.equal(
        result(
          "run_in_terminal",
          call,
          "Note: The tool simplified the command to ` ls` (ID=5). It ran:\na.ts",
        ),
        "a.ts",
      );
      const edited = "Note: The user edited the command to `ls -a`:\na.ts";
      assert.equal(result("run_in_terminal", call, edited), edited);
      const long = `begin${"x".repeat(50_000)}end`;
      const shown = result("run_in_terminal", { command: "x" }, long);
      assert.equal(shown, long, "nothing is known of a call without its arguments");
      assert.match(result("run_in_terminal", call, long), /^begin.*characters left out.*end$/s);
    });

    it("that holds a patch, is the patch", async () => {
      const command = script(
        "apply_patch <<'EOF'\n*** Begin Patch\n*** Delete File: notes.md\n*** End Patch\nEOF",
      );
      const call = await asked("container.exec", { command });
      assert.deepEqual(call, {
        name: "apply_patch",
        input: {
          input: `*** Begin Patch\n*** Delete File: ${at("notes.md")}\n*** End Patch`,
          explanation: "Changes files.",
        },
      });
      const some = new NativeView([vscodeTool("run_in_terminal")], workspace.source());
      const read = readCall({ name: "container.exec", arguments: JSON.stringify({ command }) }, some.offered);
      assert.ok("redraw" in read);
    });
  });

  describe("a patch", () => {
    const patch = async (...lines: string[]) => {
      const call = await asked("repo_browser.apply_patch", {
        patch: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n"),
      });
      return "input" in call ? `${call.input.input}`.split("\n").slice(1, -1) : call.error;
    };

    it("has absolute paths, and the file's own lines around what it changes", async () => {
      assert.deepEqual(await patch("*** Update File: src/a.ts", "-two();", "+2();"), [
        `*** Update File: ${at("src/a.ts")}`,
        ...["@@", " one();", "-two();", "+2();", " three();"],
      ]);
    });

    it("is cut out of fences and here-documents, and may be a unified diff", async () => {
      const diff = "--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,3 +1,3 @@\n one();\n-two();\n+2();\n three();\n";
      const fenced = "```\n*** Begin Patch\n*** Delete File: notes.md\n*** End Patch\n```";
      const made = async (written: string) => {
        const call = await asked("repo_browser.apply_patch", { patch: written });
        return "input" in call ? `${call.input.input}` : call.error;
      };
      assert.match(await made(diff), /^\*\*\* Begin Patch\n\*\*\* Update File: .*\n@@\n/);
      assert.match(await made(fenced), /^\*\*\* Begin Patch\n\*\*\* Delete File: .*\n\*\*\* End Patch$/);
    });

    it("moves a file by deleting it and making it anew", async () => {
      assert.deepEqual(
        await patch("*** Update File: src/a.ts", "*** Move to: src/b.ts", "-two();", "+2();"),
        [
          `*** Delete File: ${at("src/a.ts")}`,
          `*** Add File: ${at("src/b.ts")}`,
          ...["+one();", "+2();", "+three();", "+"],
        ],
      );
    });

    it("that doesn't fit is answered with the reason, and VS Code isn't asked", async () => {
      assert.match(`${await patch("*** Update File: src/a.ts", "-four();", "+4();")}`, /not applied.*four/s);
      assert.match(`${await patch("*** Update File: src/a.ts", "-two();", "+two();")}`, /no change/);
      const call = await asked("repo_browser.apply_patch", { patch: "Rename two to 2." });
      assert.ok("error" in call && call.error.includes("no patch that can be read"));
    });

    it("of what Ossicle doesn't read goes as it is written: VS Code asks the user", async () => {
      assert.deepEqual(await patch("*** Update File: local.txt", "@@ my file", "-mine", "+yours"), [
        `*** Update File: ${at("local.txt")}`,
        ...["@@ my file", "-mine", "+yours"],
      ]);
      assert.match(
        `${await patch("*** Update File: local.txt", "*** Move to: b.txt")}`,
        /not applied.*ignored/s,
      );
    });

    it("of a notebook goes as it is written: VS Code shows it as another text than its file has", async () => {
      await workspace.write("book.ipynb", '{"cells": []}');
      assert.deepEqual(await patch("*** Update File: book.ipynb", "-print(1)", "+print(2)"), [
        `*** Update File: ${at("book.ipynb")}`,
        ...["@@", "-print(1)", "+print(2)"],
      ]);
      assert.deepEqual(await patch("*** Update File: book.ipynb", "*** Move to: b.ipynb"), [
        `*** Delete File: ${at("book.ipynb")}`,
        ...[`*** Add File: ${at("b.ipynb")}`, '+{"cells": []}'],
      ]);
    });

    it("of a document that has no file yet names it as VS Code does", async () => {
      assert.deepEqual(await patch("*** Update File: untitled:Untitled-1", "-a", "+b"), [
        "*** Update File: untitled:Untitled-1",
        ...["@@", "-a", "+b"],
      ]);
    });

    it("comes back with the paths that the model knows", () => {
      const input = `*** Begin Patch\n*** Add File: ${at("b.ts")}\n+x\n+\n*** Update File: ${at("src/a.ts")}\n@@\n-one();\n+1();\n*** End Patch`;
      assert.deepEqual(seen("apply_patch", { input, explanation: "" }), [
        "repo_browser.apply_patch",
        {
          patch:
            "*** Begin Patch\n*** Add File: b.ts\n+x\n*** Update File: src/a.ts\n@@\n-one();\n+1();\n*** End Patch",
        },
      ]);
      assert.equal(
        result("apply_patch", { input, explanation: "" }, `Edited:\n${at("src/a.ts")}`),
        "Edited:\nsrc/a.ts",
      );
    });
  });

  describe("the history", () => {
    const CALLS: readonly [string, Input][] = [
      ["repo_browser.open_file", { path: "src/a.ts" }],
      ["repo_browser.open_file", { path: "src/a.ts", line_start: 3, line_end: 9 }],
      ["repo_browser.list_dir", { path: "" }],
      ["repo_browser.list_dir", { path: "src" }],
      ["repo_browser.search", { path: "", query: "one" }],
      ["repo_browser.search", { path: "src", query: "o.*e", max_results: 5 }],
      ["repo_browser.search", { path: "src/a.ts", query: "one" }],
      ["container.exec", { command: ["bash", "-lc", "npm test"] }],
      ["container.exec", { command: ["bash", "-lc", "cd src && npm test"], timeout: 9_000 }],
      ["container.exec", { command: ["bash", "-lc", "ls; exit 3"], workdir: "src" }],
      ["repo_browser.apply_patch", { patch: "*** Begin Patch\n*** Add File: new.ts\n+x\n*** End Patch" }],
      ["repo_browser.print_tree", { path: "src", depth: 2 }],
    ];

    it("has a call as the model wrote it", async () => {
      const own = new NativeView([...VSCODE_TOOLS, ...OSSICLE_TOOLS], workspace.source());
      for (const [name, args] of CALLS)
        for (const each of name.endsWith("print_tree") ? [own] : [view, own]) {
          const call = await asked(name, args, "", each);
          assert.ok("input" in call, JSON.stringify(call));
          assert.deepEqual(seen(call.name, call.input, each), [name, args]);
        }
    });

    it("has other calls as they are, with the paths that the model knows", async () => {
      assert.deepEqual(seen("mcp_weather", { city: "Ulm" }), ["mcp_weather", { city: "Ulm" }]);
      assert.deepEqual(seen("get_errors", { filePaths: [at("src/a.ts")] }), [
        "get_errors",
        { filePaths: ["src/a.ts"] },
      ]);
      assert.deepEqual(await input("get_errors", { filePaths: ["src/a.ts"] }), {
        filePaths: [at("src/a.ts")],
      });
      assert.deepEqual(seen("read_file", { path: 5 }), ["read_file", { path: 5 }]);
      assert.equal(result("mcp_weather", {}, at("x")), at("x"));
      assert.equal(
        result("file_search", { query: "a" }, `${at("src/a.ts")}\n/other${at("src/b.ts")}`),
        `src/a.ts\n/other${at("src/b.ts")}`,
      );
    });
  });

  it("get what they take, whatever the model writes", async () => {
    const own = new NativeView([...VSCODE_TOOLS, ...OSSICLE_TOOLS], workspace.source());
    const paths = [
      "",
      ".",
      "/",
      "..",
      "../..",
      "src",
      "src/a.ts",
      "C:\\x",
      "file:///x",
      "memory:/x",
      "a\nb",
      "*",
      "[",
      "{",
    ];
    const texts = [
      ...paths,
      "(",
      "t.*o",
      "\n",
      "it's",
      '"',
      "$(x)",
      "cd src",
      "(cd a)",
      "*** Begin Patch",
      "--- a",
    ];
    for (let seed = 0; seed < 2_000; seed++) {
      const random = Random.nth(seed);
      const number = () => random.pick([-1, 0, 1, 2.5, 7, 1e9]);
      const path = random.pick(paths);
      const args = random.pick<() => [NativeTool, Input]>([
        () => ["repo_browser.open_file", { path, line_start: number(), line_end: number() }],
        () => ["repo_browser.list_dir", { path, depth: number() }],
        () => ["repo_browser.print_tree", { path, depth: number() }],
        () => ["repo_browser.search", { path, query: random.pick(texts), max_results: number() }],
        () => [
          "container.exec",
          { command: random.times(random.below(4), () => random.pick(texts)), workdir: path },
        ],
        () => ["repo_browser.apply_patch", { patch: random.pick(texts) }],
      ])();
      const each = random.pick([view, own]);
      const [name, input] = args;
      const call = await each.callerCall({ kind: "native", name, input, arguments: "" }, "");
      if ("error" in call) assert.notEqual(call.error, "", `call ${seed}`);
      else {
        assert.ok(isKnownTool(call.name) && v.is(KNOWN_TOOLS[call.name], call.input), `call ${seed}`);
        assert.ok(isNativeTool(seen(call.name, call.input, each)[0]), `call ${seed}`);
      }
    }
  });

  it("come back from a folder whose name has blanks and quotes", async () => {
    const odd = await RealWorkspace.make({ "it's one/src/a.ts": "" }, ["it's one"]);
    const one = new NativeView(VSCODE_TOOLS, odd.source());
    const command = ["bash", "-lc", "npm test"];
    try {
      for (const args of [{ command }, { command, workdir: "src" }]) {
        const asked = await input("container.exec", args, one);
        assert.match(`${asked.command}`, /^cd '.*\/it'\\''s one(?:\/src)?' && npm test$/);
        assert.deepEqual(seen("run_in_terminal", asked, one), ["container.exec", args]);
      }
    } finally {
      await odd.remove();
    }
  });

  it("name the folder where a workspace has several", async () => {
    const two = await RealWorkspace.make({ "one/a.ts": "", "two/src/b.ts": "" }, ["one", "two"]);
    const both = new NativeView(VSCODE_TOOLS, two.source());
    const filePath = join(two.base, "two/src/b.ts");
    try {
      for (const path of ["two/src/b.ts", "src/b.ts"])
        assert.equal((await input("repo_browser.open_file", { path }, both)).filePath, filePath);
      assert.deepEqual(seen("read_file", { filePath, startLine: 1, endLine: 200 }, both), [
        "repo_browser.open_file",
        { path: "two/src/b.ts" },
      ]);
      assert.deepEqual(await asked("repo_browser.list_dir", { path: "" }, "", both), { error: "one/\ntwo/" });
      assert.equal(
        (await input("repo_browser.search", { path: "two/src", query: "x" }, both)).includePattern,
        `${join(two.base, "two/src")}/**`,
      );
      assert.equal(
        result("apply_patch", { input: "", explanation: "" }, `in ${filePath}`, both),
        "in two/src/b.ts",
      );
    } finally {
      await two.remove();
    }
  });

  describe("in a workspace that isn't on Ossicle's machine", () => {
    const folderAt = (uri: string) =>
      new NativeView(VSCODE_TOOLS, { ...workspace.source(), folders: () => [{ uri, name: "project" }] });

    it("have the paths of the machine that it is on, where VS Code's tools run", async () => {
      const remote = folderAt("vscode-remote://ssh-remote%2Bhost/home/me/project");
      const { filePath } = await input("repo_browser.open_file", { path: "src/a.ts" }, remote);
      assert.equal(filePath, "/home/me/project/src/a.ts");
      const { command } = await input("container.exec", { command: ["ls"], workdir: "src" }, remote);
      assert.equal(command, "cd /home/me/project/src && ls");
      assert.deepEqual(seen("read_file", { filePath, startLine: 1, endLine: 200 }, remote), [
        "repo_browser.open_file",
        { path: "src/a.ts" },
      ]);
      const patched = result("apply_patch", { input: "", explanation: "" }, `in ${filePath}`, remote);
      assert.equal(patched, "in src/a.ts");
      const windows = folderAt("vscode-remote://ssh-remote%2Bhost/c%3A/project");
      assert.equal(
        (await input("repo_browser.open_file", { path: "a.ts" }, windows)).filePath,
        "c:/project/a.ts",
      );
    });

    it("run no command where it is on no disk", async () => {
      const virtual = folderAt("vscode-vfs://github/owner/project");
      const call = await asked("container.exec", { command: ["ls"] }, "", virtual);
      assert.ok("error" in call);
      assert.match(call.error, /no disk/);
      const { filePath } = await input("repo_browser.open_file", { path: "a.ts" }, virtual);
      assert.equal(filePath, "vscode-vfs://github/owner/project/a.ts");
    });
  });
});
