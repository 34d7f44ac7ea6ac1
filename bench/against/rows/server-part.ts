/** What a completion takes beside the engine's work: the language server, and the ways to it and to the engine. */
import { TextDocument } from "vscode-languageserver-textdocument";
import { median } from "../../figure.ts";
import type { Place } from "../../place.ts";
import type { Row } from "../../row.ts";
import { sampleSource, sampleTrace } from "../../sample.ts";
import { changeOf, cursorAfter } from "../../typist.ts";

const DOCUMENTS = 50;
const KEYSTROKES = 60;

/** Types into one of many open documents, and asks at each key. llama-server has nothing like it. */
export async function serverPartRow({ server, uri }: Place): Promise<Row> {
  for (let i = 1; i < DOCUMENTS; i++) await server.open(uri(`open/inventory-${i}.ts`), sampleSource());
  const { start, keystrokes } = sampleTrace();
  const file = uri("open/inventory.ts");
  const document = TextDocument.create(file, "typescript", 1, start);
  await server.open(file, start);
  const own: number[] = [];
  for (const key of keystrokes.slice(0, KEYSTROKES)) {
    const change = changeOf(document, key);
    TextDocument.update(document, [change], document.version + 1);
    const started = performance.now();
    await server.change(file, change);
    await server.suggest(file, document.positionAt(cursorAfter(key)));
    const ms = performance.now() - started;
    const { counts } = await server.last();
    if (counts) own.push(ms - counts.totalMs);
  }
  if (own.length < KEYSTROKES / 2) throw new Error("Too few keystrokes reached the engine.");
  return {
    name: `completion beside the engine's work, ${DOCUMENTS} documents open`,
    unit: "ms",
    ossicle: median(own),
    target: { atMost: 2 },
  };
}
