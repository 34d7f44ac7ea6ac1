/** What the agent's search costs in a large workspace: in the thread of the index, over files on the disk. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { IndexClient } from "../../language-server/context/index/index-client.ts";
import { DiskFiles } from "../../language-server/lsp/files/disk-files.ts";
import { type Figure, median } from "../figure.ts";
import { sampleSource } from "../sample.ts";

const FOLDERS = 500;
const FILES_OF_FOLDER = 20;
/** A file of usual length. */
const FILE_CHARS = 5_000;
const WORKER = fileURLToPath(new URL("../../dist/index-worker.mjs", import.meta.url));
/** What is found once, nowhere, everywhere, by a pattern, and in another case only. */
const QUERIES = [
  "marker_499_19",
  "nothing has this",
  "return",
  "marker_\\d+_7\\b",
  "MARKER_3_3",
  "function (load|save)\\w*\\(",
];

export async function textSearchFigures(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "ossicle-bench-search-"));
  try {
    await writeFiles(folder);
    return await searchFigures(pathToFileURL(folder).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeFiles(folder: string): Promise<void> {
  const source = sampleSource().repeat(10).slice(0, FILE_CHARS);
  for (let outer = 0; outer < FOLDERS; outer++) {
    const inner = join(folder, `package-${outer % 25}`, `module-${outer}`);
    await mkdir(inner, { recursive: true });
    for (let file = 0; file < FILES_OF_FOLDER; file++)
      await writeFile(join(inner, `file-${file}.ts`), `${source}\n// marker_${outer}_${file}\n`);
  }
}

async function searchFigures(root: string): Promise<Figure[]> {
  const index = new IndexClient({
    workerPath: WORKER,
    folders: () => [root],
    openDocuments: () => [],
    files: new DiskFiles(),
    log: () => undefined,
  });
  const { signal } = new AbortController();
  const search = async (query: string) => {
    const start = performance.now();
    const { end } = await index.findText({ query, folders: [root], maxLines: 50 }, signal);
    if (end !== "whole") throw new Error("A search didn't come to its end.");
    return performance.now() - start;
  };
  try {
    const first = await search("the first search");
    const later: number[] = [];
    for (const query of QUERIES) {
      // Ignore files may have changed: they are read again each time.
      index.invalidate();
      later.push(await search(query));
    }
    const files = (FOLDERS * FILES_OF_FOLDER).toLocaleString("en");
    return [
      { name: `agent: first search in ${files} files`, value: first, unit: "ms" },
      {
        name: `agent: search in ${files} files after the first, median`,
        value: median(later),
        unit: "ms",
        target: { atMost: 1_000 },
      },
    ];
  } finally {
    index.dispose();
  }
}
