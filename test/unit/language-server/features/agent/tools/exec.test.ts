import assert from "node:assert/strict";
import type { ExecParams, ExecResult } from "../../../../../../language-server/protocol/agent.ts";
import { RealWorkspace } from "../real-workspace.ts";

describe("a command of the agent", () => {
  let workspace: RealWorkspace;
  let asked: ExecParams[];
  let answer: ExecResult;

  before(async () => {
    workspace = await RealWorkspace.make({ "api/src/a.ts": "", "web/b.ts": "" }, ["api", "web"]);
    workspace.host = {
      ...workspace.host,
      exec: async (params) => {
        asked.push(params);
        return answer;
      },
    };
  });

  beforeEach(() => {
    asked = [];
    answer = { kind: "ended", exitCode: 1, output: "1 failing\n", ms: 4_100, isSandboxed: true };
  });

  after(() => workspace.remove());

  const exec = async (args: object) => workspace.call("container.exec", args);

  it("says how it ended", async () => {
    const { result, facts } = await exec({ command: ["bash", "-lc", "npm test"] });
    assert.equal(
      result,
      "Exit code: 1\nWall time: 4.1 s\nIt ran without a network, and could write in the workspace only.\nOutput:\n1 failing",
    );
    assert.deepEqual(facts, {
      kind: "ran",
      command: "npm test",
      state: "ended",
      exitCode: 1,
      ms: 4_100,
      isSandboxed: true,
    });
  });

  it("runs in the folder that it names, or the first one", async () => {
    await exec({ command: ["ls"] });
    await exec({ command: ["ls"], workdir: "api/src", timeout: 30 });
    await exec({ command: ["ls"], workdir: "web", timeout: 30_000 });
    assert.deepEqual(
      asked.map(({ folder, timeoutMs }) => ({ folder, timeoutMs })),
      [
        { folder: workspace.uri("api"), timeoutMs: undefined },
        { folder: workspace.uri("api/src"), timeoutMs: 30_000 },
        { folder: workspace.uri("web"), timeoutMs: 30_000 },
      ],
    );
  });

  it("runs nowhere else", async () => {
    for (const workdir of ["/", "..", "/tmp", "web/b.ts", "none"]) {
      const { facts } = await exec({ command: ["ls"], workdir });
      if (workdir !== "/") assert.equal(facts.kind, "failed", workdir);
    }
    assert.deepEqual(
      asked.map(({ folder }) => folder),
      [workspace.uri("api")],
    );
  });

  it("that floods its output shows both ends of it", async () => {
    answer = { kind: "stopped", output: `first${"x".repeat(100_000)}last`, ms: 900 };
    const { result } = await exec({ command: ["yes"] });
    assert(result.length <= 10_000);
    assert.match(result, /^The user stopped the command after 900 ms\.\nOutput:\nfirst/);
    assert.match(result, /characters left out …\]\n/);
    assert.match(result, /last$/);
  });

  it("that the user refuses is answered with what the user wants instead", async () => {
    answer = { kind: "refused", note: "Use pnpm." };
    const { result, facts } = await exec({ command: ["npm", "run", "a b"] });
    assert.equal(
      result,
      "The user did not let this command run: don't run it in another way. The user says: Use pnpm.",
    );
    assert.deepEqual(facts, {
      kind: "ran",
      command: "npm run 'a b'",
      state: "refused",
      ms: 0,
      isSandboxed: false,
    });
  });

  it("that goes on, takes too long or can't be started says so", async () => {
    answer = { kind: "background", output: "", ms: 120_000 };
    assert.match(
      (await exec({ command: ["serve"] })).result,
      /goes on in the background after 120\.0 s.*\[none\]/s,
    );
    answer = { kind: "timedOut", output: "half", ms: 120_000 };
    assert.match((await exec({ command: ["serve"] })).result, /had not come to its end after 120\.0 s/);
    answer = { kind: "failed", reason: "There is no program serve." };
    const { result, facts } = await exec({ command: ["serve"] });
    assert.equal(result, "The command couldn't be started: There is no program serve.");
    assert.deepEqual(facts, { kind: "failed", reason: "There is no program serve." });
  });
});
