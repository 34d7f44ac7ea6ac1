/** Mocha in the extension host, for a suite that `test/editor/run.ts` starts. */
import Mocha from "mocha";

const TIMEOUT_MS = 60_000;

/** Runs the tests that `load` defines, and leaves mocha's JSON report where the runner looks. */
export async function runInMocha(load: () => Promise<void>): Promise<void> {
  const output = process.env.OSSICLE_TEST_REPORT;
  if (!output) throw new Error("This suite is started by test/editor/run.ts.");
  const grep = process.env.OSSICLE_TEST_GREP || undefined;
  const mocha = new Mocha({ timeout: TIMEOUT_MS, reporter: "json", reporterOptions: { output }, grep });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await load();
  await new Promise<void>((resolve) => mocha.run(() => resolve()));
}
