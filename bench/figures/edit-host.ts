/** What an edit in a large file costs the extension host, in a real one. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { build } from "esbuild";
import { startInBrowser } from "../../test/workbench/in-browser.ts";
import { createPlace, EXTENSION } from "../../test/workbench/place.ts";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { rewriting } from "../../tools/fixtures/rewriting.ts";
import type { Figure } from "../figure.ts";

const LINES = 10_000;
const EDITED_LINES = 30;
const TIMEOUT_MS = 300_000;
const SUITE = join(EXTENSION, "out", "bench", "large-file.js");

export async function editHostFigures(): Promise<Figure[]> {
  await build({
    entryPoints: [join(EXTENSION, "bench", "host", "large-file.ts")],
    outfile: SUITE,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
    logLevel: "warning",
  });
  // The line break after the opening fence is where the answer begins.
  const { script, before } = rewriting(EDITED_LINES, "\n");
  await using place = await createPlace(false, {
    "ossicle.model.path": await scriptedFixture(script),
    "ossicle.engine.gpu": false,
    "ossicle.engine.threads": 1,
    "ossicle.completion.enabled": false,
  });
  const firstLine = LINES / 2;
  const file = join(place.folder, "large.txt");
  const other = (line: number) => `This is line ${line} of a text that is long.\n`;
  const lines = Array.from({ length: LINES }, (_, line) => other(line));
  await writeFile(file, [...lines.slice(0, firstLine), before, ...lines.slice(firstLine)].join(""));
  const report = join(place.folder, "report.json");
  const task = join(place.folder, "task.json");
  await writeFile(task, JSON.stringify({ file, firstLine, lines: EDITED_LINES, report }));
  await using workbench = await startInBrowser(place, { env: { OSSICLE_BENCH_TASK: task } });
  await workbench.open({ underTest: { extension: EXTENSION, tests: SUITE } });
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const text = await readFile(report, "utf8").catch(() => undefined);
    if (text) {
      const blocks: number[] = JSON.parse(text);
      return [
        {
          name: `edit in a file of ${LINES.toLocaleString("en")} lines: longest block of the extension host (the quieter of two)`,
          value: Math.min(...blocks),
          unit: "ms",
          target: { atMost: 50 },
        },
      ];
    }
    if (Date.now() > deadline) throw new Error("The edit in the large file did not end.");
    await delay(200);
  }
}
