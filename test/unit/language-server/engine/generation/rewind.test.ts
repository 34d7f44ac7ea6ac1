import assert from "node:assert/strict";
import { rewind } from "../../../../../language-server/engine/generation/rewind.ts";

describe("rewind", () => {
  const cases = [
    {
      what: "a full cache goes back anywhere",
      commonLength: 700,
      cellsStart: 0,
      window: 0,
      checkpoints: [],
      keep: 700,
    },
    {
      what: "within the window's cells",
      commonLength: 990,
      cellsStart: 800,
      window: 128,
      checkpoints: [],
      keep: 990,
    },
    {
      what: "a window with holes is never used",
      commonLength: 900,
      cellsStart: 800,
      window: 128,
      checkpoints: [],
      keep: 0,
    },
    {
      what: "a checkpoint before the cells",
      commonLength: 900,
      cellsStart: 800,
      window: 128,
      checkpoints: [400, 700, 950],
      keep: 700,
    },
    {
      what: "a checkpoint among the cells would be left with holes: they are pushed out first",
      commonLength: 900,
      cellsStart: 800,
      window: 128,
      checkpoints: [400, 850],
      keep: 850,
      filler: 50,
    },
    {
      what: "pushing cells out for less than it saves",
      commonLength: 900,
      cellsStart: 800,
      window: 128,
      checkpoints: [800, 850],
      keep: 800,
    },
    {
      what: "a checkpoint behind the common part",
      commonLength: 925,
      cellsStart: 800,
      window: 128,
      checkpoints: [400, 928],
      keep: 400,
    },
    {
      what: "a short sequence has lost nothing",
      commonLength: 50,
      cellsStart: 0,
      window: 128,
      checkpoints: [],
      keep: 50,
    },
    { what: "nothing in common", commonLength: 0, cellsStart: 800, window: 128, checkpoints: [400], keep: 0 },
  ];
  for (const { what, keep, filler = 0, ...state } of cases)
    it(`${what}: keeps ${keep}`, () => assert.deepEqual(rewind(state), { keep, filler }));
});
