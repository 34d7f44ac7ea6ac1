/** A completion while a chat's answer streams, against the same alone. */
import { ossicleSide } from "../against/ossicle-side.ts";
import { Streaming, Typed } from "../against/rows/beside-chat.ts";
import { type Figure, median } from "../figure.ts";
import type { Place } from "../place.ts";

const COMPLETIONS = 5;

export async function besideChatFigures({ engine, enginePid }: Place, rounds: number): Promise<Figure[]> {
  const side = ossicleSide(engine, await enginePid());
  const file = new Typed(side);
  const shares: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const alone = await file.alone();
    const chat = await Streaming.begin(side, round);
    const times: number[] = [];
    while (times.length < COMPLETIONS) times.push((await file.complete()).totalMs);
    await chat.end();
    shares.push(median(times) / alone);
  }
  return [
    {
      name: "completion while a chat streams, against alone",
      value: median(shares),
      unit: "",
      target: { atMost: 1.2 },
    },
  ];
}
