/** A command that runs, in a terminal or as a child process. */

export interface CommandToRun {
  argv: readonly string[];
  /** What the user is shown. */
  shown: string;
  /** A folder's path. */
  folder: string;
  /** Takes what it says as it comes, with its escape sequences. */
  onOutput: (text: string) => void;
}

export interface Execution {
  /** Once it and all that it has started have ended. Without an exit code where that isn't known. */
  done: Promise<{ exitCode: number | undefined }>;
  /** Ends it with all that it has started; `done` follows. */
  end: () => void;
  /** Ends it at once: nothing waits any more. */
  dispose: () => void;
}

/** @throws an Error with a sentence for the user where it can't be started */
export type StartCommand = (command: CommandToRun) => Promise<Execution>;
