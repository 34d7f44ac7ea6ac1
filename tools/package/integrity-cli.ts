/** `npm run integrity`: see USAGE. */

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { messageOf } from "../../common/errors.ts";
import { askNpm, completeLock, missingInLock } from "./integrity.ts";

const USAGE = `npm run integrity -- [--check]

  Writes into package-lock.json the integrity of the native packages that are shipped, as the registry has it.

  --check  writes nothing. Fails either way when some have none.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { check: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
  });
  if (values.help) return console.log(USAGE);
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const missing = values.check ? await missingInLock(root) : await completeLock(root, askNpm(root));
  if (missing.length === 0) return console.log("package-lock.json has the integrity of all that is shipped.");
  const why = values.check ? 'Run "npm run integrity" and commit it.' : "The registry doesn't have them.";
  throw new Error(`package-lock.json has no integrity for: ${missing.join(", ")}. ${why}`);
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
