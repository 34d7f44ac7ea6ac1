export declare function ensureInstalled(
  folder: string,
  announcement: string,
  options?: readonly string[],
): void;

/** How to start npm: `shell` is for `spawn`. */
export declare function npmCommand(): { command: string; args: string[]; shell: boolean };

/** Runs npm in a folder. @throws when it fails */
export declare function runNpm(folder: string, ...args: string[]): void;
