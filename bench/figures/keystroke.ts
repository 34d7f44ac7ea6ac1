/**
 * What a keystroke costs the server itself: from the key to the engine's having the request, and from its last token to
 * the suggestion, less what a request takes that does nothing. The engine is one in this process, which writes as
 * quickly as a model on a good GPU.
 */
import { setTimeout as delay } from "node:timers/promises";
import { OpenDocument } from "../../language-server/lsp/files/open-document.ts";
import { DefinitionsRequest } from "../../language-server/protocol/definitions.ts";
import { CAPABILITIES, type ServerProcess } from "../../test/server/support/client.ts";
import { type PlayedServer, startPlayed } from "../../test/server/support/played-server.ts";
import { type Figure, median } from "../figure.ts";
import { sampleSource } from "../sample.ts";
import type { Keystroke, Trace } from "../trace.ts";
import { changeOf, cursorAfter } from "../typist.ts";

const OPEN_DOCUMENTS = 50;
const LONG_LINES = 100_000;
const LONG_LINE = "// One of very many lines, about as long as lines of code are.\n";
/** Of the server's code: the first requests run slowly. */
const WARM_UP_KEYS = 50;
const LINE_START = { line: 0, character: 0 };
const ANSWER = [" foo", ".bar", "();\n", "```"];
const TOKEN_MS = 5;
/** Between two keys the server comes to rest. */
const REST_MS = 10;

/** A file that is typed into, with so much text above. */
class TypedFile {
  readonly ms: number[] = [];
  /** To the server, on to the engine, and back. */
  readonly hops: number[] = [];
  readonly #played: PlayedServer;
  readonly #document: OpenDocument;
  readonly #above: number;

  private constructor(played: PlayedServer, document: OpenDocument, above: number) {
    this.#played = played;
    this.#document = document;
    this.#above = above;
  }

  static async open(played: PlayedServer, name: string, { start }: Trace, above: string): Promise<TypedFile> {
    const uri = played.workplace.uri(name);
    await played.server.open(uri, above + start);
    return new TypedFile(played, new OpenDocument(uri, "typescript", 1, above + start), above.length);
  }

  /** Types a key and waits for the suggestion. */
  async type({ offset, ...key }: Keystroke): Promise<void> {
    const { server, engine } = this.#played;
    const moved = { ...key, offset: this.#above + offset };
    const change = changeOf(this.#document, moved);
    this.#document.update([change], this.#document.version + 1);
    const position = this.#document.positionAt(cursorAfter(moved));
    engine.stream = { says: ANSWER, everyMs: TOKEN_MS };
    await delay(REST_MS);
    const asked = performance.now();
    await server.load();
    this.hops.push(performance.now() - asked);
    await delay(REST_MS);
    const typed = performance.now();
    await server.change(this.#document.uri, change);
    await server.suggest(this.#document.uri, position);
    const { asked: begun, sent } = engine.times;
    this.ms.push(performance.now() - typed - (sent - begun));
  }

  get median(): number {
    return median(this.ms.slice(WARM_UP_KEYS)) - median(this.hops.slice(WARM_UP_KEYS));
  }
}

export async function keystrokeFigures(trace: Trace): Promise<Figure[]> {
  const capabilities = { ...CAPABILITIES, experimental: { ossicleDefinitions: true } };
  await using played = await startPlayed({}, { capabilities });
  const { server, engine, workplace } = played;
  const definition = { uri: workplace.uri("open-0.ts"), range: { start: LINE_START, end: LINE_START } };
  server.connection.onRequest(DefinitionsRequest, ({ positions }) => ({
    definitions: positions.map(() => definition),
  }));
  const alone = await TypedFile.open(played, "alone.ts", trace, "");
  for (const key of trace.keystrokes) await alone.type(key);
  for (let index = 0; index < OPEN_DOCUMENTS; index++)
    await openEdited(server, workplace.uri(`open-${index}.ts`), `${sampleSource()}\n// ${index}\n`);
  const beside = await TypedFile.open(played, "beside.ts", trace, "");
  const long = await TypedFile.open(played, "long.ts", trace, LONG_LINE.repeat(LONG_LINES));
  const before = engine.requests.length;
  for (const key of trace.keystrokes) {
    await beside.type(key);
    await long.type(key);
  }
  const whole = engine.requests.slice(before).map(({ prompt }) => JSON.stringify(prompt).length);
  const sent = engine.edits.slice(before).map(({ more }) => more.length);
  return [
    {
      name: `keystroke: the server's own part, ${OPEN_DOCUMENTS} documents open, median`,
      value: beside.median,
      unit: "ms",
      target: { atMost: 2 },
    },
    {
      name: "keystroke: a request to server and engine that does nothing, not in it, median",
      value: median(beside.hops),
      unit: "ms",
    },
    { name: "keystroke: against one document open", value: beside.median / alone.median, unit: "" },
    {
      name: `keystroke: the server's own part in ${LONG_LINES} lines, median`,
      value: long.median,
      unit: "ms",
      target: { atMost: 3 },
    },
    {
      name: "keystroke: against a short file",
      value: long.median / beside.median,
      unit: "",
      target: { atMost: 1.5 },
    },
    { name: "keystroke: characters of a prompt, mean", value: mean(whole), unit: "" },
    { name: "keystroke: characters of it that are sent to the engine, mean", value: mean(sent), unit: "" },
    {
      name: "keystroke: share of it that is sent",
      value: (100 * mean(sent)) / mean(whole),
      unit: "%",
      target: { atMost: 5 },
    },
  ];
}

/** A file that was changed a moment ago. */
async function openEdited(server: ServerProcess, uri: string, text: string): Promise<void> {
  await server.open(uri, text);
  await server.change(uri, { range: { start: LINE_START, end: LINE_START }, text: "// changed\n" });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
