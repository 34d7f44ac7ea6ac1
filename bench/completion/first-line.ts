/** How soon the first line of a block is shown, against the whole block: on a model that takes its time for each token. */

import { CompletionGrownNotification } from "../../language-server/protocol/completion.ts";
import { CAPABILITIES } from "../../test/server/support/client.ts";
import { TestEngine } from "../../test/server/support/test-engine.ts";
import { Workplace } from "../../test/server/support/workplace.ts";
import { type Figure, median } from "../figure.ts";

/** As of a model of 20 billion parameters on a graphics card of a laptop. */
const TOKEN_MS = 15;
const HEAD = "function total(lines: Line[]): number {\n  ";
const BLOCK = [
  "let sum = 0;",
  "for (const line of lines) {",
  "  if (line.isFree) continue;",
  "  const price = line.count * line.unitPrice;",
  "  sum += price - price * line.discount;",
  "}",
  "return Math.round(sum);",
].join("\n  ");

export async function firstLineFigures(rounds: number): Promise<Figure[]> {
  await using workplace = await Workplace.create();
  await using engine = await TestEngine.start(workplace.path("run"));
  const server = await workplace.server({
    settings: { model: { path: "/test.gguf" } },
    capabilities: { ...CAPABILITIES, experimental: { ossicleGrowing: true } },
  });
  await server.state("ready");
  const first: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < rounds; round++) {
    engine.stream = {
      says: [...(BLOCK.match(/\s*(?:\w+|[^\w\s])/g) ?? []), "\n}", "\n```"],
      everyMs: TOKEN_MS,
    };
    const uri = workplace.uri(`block-${round}.ts`);
    await server.open(uri, `${HEAD}\n}\n`);
    const at = { line: 1, character: 2 };
    const grown = new Promise<void>((resolve) => {
      const subscription = server.connection.onNotification(CompletionGrownNotification, () => {
        subscription.dispose();
        resolve();
      });
    });
    const started = performance.now();
    const line = await server.suggest(uri, at, { automatic: true });
    first.push(performance.now() - started);
    expectShown(line?.insertText, BLOCK.split("\n")[0]);
    await grown;
    const block = await server.suggest(uri, at, { automatic: true });
    whole.push(performance.now() - started);
    expectShown(block?.insertText, BLOCK);
    await server.close(uri);
  }
  await server.end();
  return [
    { name: "block: its first line is shown after, median", value: median(first), unit: "ms" },
    { name: "block: all of it is shown after, median", value: median(whole), unit: "ms" },
    {
      name: "block: first line against all of it, median",
      value: median(first.map((ms, round) => ms / (whole[round] ?? Number.NaN))),
      unit: "",
      target: { atMost: 0.5 },
    },
  ];
}

function expectShown(shown: unknown, expected: string | undefined): void {
  if (shown !== expected)
    throw new Error(`${JSON.stringify(shown)} is shown in place of ${JSON.stringify(expected)}.`);
}
