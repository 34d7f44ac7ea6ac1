import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { applyPatch } from "../../../../common/patch/apply.ts";
import { parsePatch } from "../../../../common/patch/parse.ts";
import { runProgram } from "../../../../eval/agent/programs.ts";
import { Repository } from "../../../../eval/agent/repository.ts";
import { DEMO_STEPS } from "../../../../tools/start/demo.ts";

const SAMPLE = join(import.meta.dirname, "../../../../tools/start/sample-workspace");
const callSchema = v.union([v.object({ patch: v.string() }), v.object({ command: v.array(v.string()) })]);

describe("start: the agent's demo", function () {
  this.timeout(60_000);

  it("changes the sample workspace, and its tests fail at first and pass in the end", async () => {
    const names = await readdir(SAMPLE);
    const texts = names.map(async (name) => [name, await readFile(join(SAMPLE, name), "utf8")] as const);
    await using workspace = await Repository.create(Object.fromEntries(await Promise.all(texts)));
    const exits: (number | undefined)[] = [];
    for (const step of DEMO_STEPS) {
      if (!("call" in step)) continue;
      const call = v.safeParse(callSchema, JSON.parse(step.arguments));
      if (!call.success) continue;
      if ("patch" in call.output) await workspace.write(await patched(workspace, call.output.patch));
      else
        exits.push((await runProgram(call.output.command, workspace.folder, { timeoutMs: 60_000 })).exitCode);
    }
    assert.deepEqual(exits, [1, 0]);
    assert.match((await workspace.read()).get("README.md") ?? "", /--json/);
  });

  it("says in its answer that it is a demo", () => {
    const last = DEMO_STEPS.at(-1);
    assert.ok(last && "answer" in last);
    assert.match(last.answer, /This was a demo: its answers are scripted/);
  });
});

/** The texts of the files that a patch changes. */
async function patched(workspace: Repository, text: string): Promise<Record<string, string>> {
  const files = await workspace.read();
  const patch = parsePatch(text, "");
  assert.ok(patch);
  const named = patch.files.map((file) => ({ ...file, path: file.path ?? "" }));
  const result = applyPatch({ files: named }, (path) => files.get(path));
  assert.ok("changes" in result, JSON.stringify(result));
  return Object.fromEntries(
    result.changes.flatMap((change) => ("text" in change ? [[change.path, change.text]] : [])),
  );
}
