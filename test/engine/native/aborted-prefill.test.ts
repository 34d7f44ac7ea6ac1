/** Prompt batches that llama.cpp really ends before they are whole. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { ownAddonFor } from "../../own-addon.ts";
import { assertSame } from "../drawn.ts";
import type { AbortedPrefill } from "./aborted-prefill-child.ts";

const CHILD = fileURLToPath(new URL("aborted-prefill-child.ts", import.meta.url));

describe("engine: a prompt whose batches are ended once", () => {
  before(function () {
    return ownAddonFor(this);
  });

  for (const cache of ["full", "window"])
    it(`is evaluated to its end, and the next tokens are those without it: ${cache} cache`, async () => {
      const args = [CHILD, await fixture("tiny"), cache];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      const { undisturbed, disturbed }: AbortedPrefill = JSON.parse(stdout);
      const whole = disturbed.batches.filter((batch) => batch > 0);
      assert.deepEqual(whole, undisturbed.batches, "each is evaluated as it would have been");
      // A machine that does something else just then lets the shortest go to their end.
      assert.ok(disturbed.batches.length > whole.length, "and some were ended before");
      const prefilled = disturbed.promptTokens - 1;
      assert.deepEqual([disturbed.length, disturbed.evaluatedTokens], [prefilled, prefilled]);
      assert.deepEqual(disturbed.log, []);
      assert.ok(assertSame(disturbed.drawn, undisturbed.drawn) > 0);
    });
});
