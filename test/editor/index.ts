/** The suite's entry in the extension host: runs all tests and leaves mocha's JSON report where the runner looks. */
import Mocha from "mocha";

const TIMEOUT_MS = 60_000;

export async function run(): Promise<void> {
  const output = process.env.OSSICLE_TEST_REPORT;
  if (!output) throw new Error("This suite is started by test/editor/run.ts.");
  const mocha = new Mocha({ timeout: TIMEOUT_MS, reporter: "json", reporterOptions: { output } });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("./activation.test.ts");
  await import("./suggestions.test.ts");
  await import("./recovery.test.ts");
  await new Promise<void>((resolve) => mocha.run(() => resolve()));
}
