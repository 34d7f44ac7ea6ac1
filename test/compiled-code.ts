/**
 * Node keeps what it compiles, for the next suite and for the next server and engine of a test: their start is most of
 * what many tests do. `npm test` begins without any.
 */
import { mkdirSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { resolve } from "node:path";

const folder = resolve("out/test/compiled");

mkdirSync(folder, { recursive: true });
process.env.NODE_COMPILE_CACHE = folder;
enableCompileCache(folder);
