/** What a suite needs and a machine may lack the tools to build. */

/** A download of 100 MB, or a minute's work of a compiler beside other suites. */
const TIMEOUT_MS = 600_000;

interface Lack {
  /** The error that says what the machine lacks. */
  lacking: abstract new (
    ...args: never[]
  ) => Error;
  /** Ends "Skipped, as …". */
  why: string;
}

/**
 * What `build` resolves with. For `before` hooks: skips the suite, and says so, on a developer's machine that can't
 * build it. Where `CI` is set that is an error, as every other reason is.
 */
export async function builtFor<T>(
  hook: Mocha.Context,
  build: () => Promise<T>,
  { lacking, why }: Lack,
): Promise<T> {
  hook.timeout(TIMEOUT_MS);
  try {
    return await build();
  } catch (error) {
    if (process.env.CI || !(error instanceof lacking)) throw error;
    console.warn(`Skipped, as ${why}. ${error.message}`);
    return hook.skip();
  }
}
