/** Files that a program writes and nobody reads line by line: what they say follows from others. */

const LOCK_FILES =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|bun\.lockb|go\.(?:work\.)?sum|packages\.lock\.json|[^/]+\.(?:lock|lockfile)|\.terraform\.lock\.hcl|package\.resolved)$/i;
const MINIFIED = /\.min\.(?:js|css)$/i;
const OUTPUT =
  /\.(?:map|snap|g\.dart|pb\.go|pb\.(?:cc|h)|designer\.cs|generated\.\w+)$|_pb2(?:_grpc)?\.pyi?$|(?:^|\/)(?:dist|node_modules|vendor|__snapshots__|__generated__)\//i;

/** Whether it is a package manager's lock file or minified. */
export function isLockFileOrMinified(path: string): boolean {
  return LOCK_FILES.test(path) || MINIFIED.test(path);
}

/** Whether it looks as if it wasn't written by hand. */
export function isGenerated(path: string): boolean {
  return isLockFileOrMinified(path) || OUTPUT.test(path);
}
