/** The suite in desktop VS Code: an installed one, or one that is downloaded into `.vscode-test`. */

import { existsSync } from "node:fs";
import { downloadAndUnzipVSCode, runTests, TestRunFailedError } from "@vscode/test-electron";
import { messageOf } from "../../common/errors.ts";
import { EXTENSION, type Place } from "../workbench/place.ts";

export class NoVsCodeError extends Error {}

export interface DesktopVsCode {
  /** Path of its executable; it is downloaded when there is none. */
  executable?: string;
  /** Which one to download: a version, "stable" or "insiders". */
  version: string;
}

/**
 * Runs a suite's entry module in the extension host. Failed tests are in the suite's own report; this rejects when
 * VS Code can't be had, or ends without one.
 */
export async function runOnDesktop(
  place: Place,
  { suite, report, env }: { suite: string; report: string; env: Record<string, string> },
  vsCode: DesktopVsCode,
): Promise<void> {
  const executable = vsCode.executable ?? (await download(vsCode.version));
  if (!existsSync(executable)) throw new NoVsCodeError(`There is no VS Code at ${executable}.`);
  const { userData, extensions } = place.profile;
  try {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: EXTENSION,
      extensionTestsPath: suite,
      extensionTestsEnv: { ...place.env, ...env },
      launchArgs: [place.folder, "--user-data-dir", userData, "--extensions-dir", extensions],
    });
  } catch (error) {
    if (!(error instanceof TestRunFailedError)) throw error;
    if (!existsSync(report)) throw new NoVsCodeError(`VS Code ended before the suite did: ${error.message}.`);
  }
}

async function download(version: string): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({ version, extensionDevelopmentPath: EXTENSION });
  } catch (error) {
    throw new NoVsCodeError(
      `VS Code ${version} could not be downloaded (${messageOf(error)}). ` +
        "With one that is installed: npm run test:desktop -- --vscode PATH. " +
        "Without a desktop: npm run test:editor, the same suite in a browser.",
    );
  }
}
