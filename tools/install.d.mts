export declare function ensureInstalled(folder: string, announcement: string): void;
