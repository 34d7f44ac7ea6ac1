import assert from "node:assert/strict";
import { freemem } from "node:os";
import { ramState } from "../../../../../language-server/engine/backend/ram.ts";

describe("engine: RAM", () => {
  it("counts what the system can give back from its file cache as free", async () => {
    const least = freemem() / 2;
    const { total, free } = await ramState({ getRamState: async () => ({ total: 64e9, free: 1, wired: 0 }) });
    assert.equal(total, 64e9);
    assert.ok(free >= least, `${free} bytes`);
  });
});
