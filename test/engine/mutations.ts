/** Changes a GGUF file in ways that damage, chance or malice might. The same seed gives the same changes. */

import { Random } from "../../tools/random.ts";

/** Numbers that readers fall over. */
const EXTREMES = [0n, 1n, 2n ** 16n, 2n ** 31n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 64n - 1n];
const METADATA_BYTES = 3_000;

export interface Mutation {
  what: string;
  content: Buffer;
}

/** @param tensorsAt where the tensors' descriptions begin and end */
export function mutate(sound: Buffer, seed: number, tensorsAt: { from: number; to: number }): Mutation {
  const random = new Random(seed);
  const below = (end: number) => random.below(end);
  const content = Buffer.from(sound);
  const region = random.next();
  const at =
    region < 0.4
      ? below(METADATA_BYTES)
      : region < 0.75
        ? tensorsAt.from + below(tensorsAt.to - tensorsAt.from)
        : region < 0.95
          ? below(tensorsAt.to)
          : below(sound.length - 8);
  switch (below(6)) {
    case 0: {
      content[at] = below(256);
      return { what: `byte ${at}`, content };
    }
    case 1: {
      content[at] = (content[at] ?? 0) ^ (1 << below(8));
      return { what: `bit in ${at}`, content };
    }
    case 2: {
      const value = EXTREMES[below(EXTREMES.length)] ?? 0n;
      content.writeBigUInt64LE(value, at);
      return { what: `${value} at ${at}`, content };
    }
    case 3: {
      content.writeUInt32LE(below(2 ** 32), at);
      return { what: `any 32 bits at ${at}`, content };
    }
    case 4: {
      const gone = 1 + below(64);
      return {
        what: `${gone} bytes gone at ${at}`,
        content: Buffer.concat([content.subarray(0, at), content.subarray(at + gone)]),
      };
    }
    default: {
      const copied = content.subarray(at, at + 1 + below(64));
      return {
        what: `${copied.length} bytes twice at ${at}`,
        content: Buffer.concat([content.subarray(0, at), copied, content.subarray(at)]),
      };
    }
  }
}
