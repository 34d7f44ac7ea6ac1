/** A process that adds to the number in a file, under a lock. Arguments: the lock, the file, how often. */
import { readFile, writeFile } from "node:fs/promises";
import { withLock } from "../../../common/file-lock.ts";

const [lock = "", file = "", times] = process.argv.slice(2);
for (let time = 0; time < Number(times); time++)
  await withLock(lock, async () => writeFile(file, String(Number(await readFile(file, "utf8")) + 1)));
