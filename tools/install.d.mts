export declare function ensureInstalled(folder: string, announcement: string): void;

/** How to start npm: `shell` is for `spawn`. */
export declare function npmCommand(): { command: string; args: string[]; shell: boolean };
