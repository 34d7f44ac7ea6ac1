/**
 * `npm run margins`: how far the best token leads wherever a test asserts what a model says, on each CPU kernel of the
 * prebuilt binaries that loads on this machine. Ends with 1 where a lead is too small.
 *
 * `npm run margins -- COMMAND …` runs a command on each of them instead, such as `npx mocha test/engine/X.test.ts`.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { LEAST_LEAD_NATS } from "./cases.ts";
import { kernels, withKernel } from "./kernels.ts";
import { type Margin, marginsSchema } from "./margin.ts";

const MEASURE = [process.execPath, fileURLToPath(new URL("./measure.ts", import.meta.url))];
const LOADS = [process.execPath, fileURLToPath(new URL("./loads.ts", import.meta.url))];

const command = process.argv.slice(2);
const names = await kernels();
for (const name of names)
  await withKernel(name, async (env) => {
    if ((await run(LOADS, env, ["pipe", "ignore"])).status === 0) await use(name, env);
    else console.log(`${name}: not on this processor`);
  });
if (names.length === 0) await use("the one kernel of this platform", process.env);

async function use(name: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (command.length === 0) return measure(name, env);
  console.log(`\n${name}`);
  const { status } = await run(command, env, ["inherit", "inherit"]);
  console.log(`${name}: ${status === 0 ? "passed" : `failed (${status})`}`);
  if (status !== 0) process.exitCode = 1;
}

async function measure(name: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { status, output } = await run(MEASURE, env);
  if (status !== 0) throw new Error(`The measurement on ${name} failed.`);
  const margins = v.parse(marginsSchema, JSON.parse(output));
  const least = Math.min(...margins.map(({ nats }) => nats));
  console.log(`${name}: ${least.toFixed(1)} nats at least`);
  for (const margin of margins) console.log(`  ${line(margin)}`);
  if (least < LEAST_LEAD_NATS) process.exitCode = 1;
}

function line({ model, what, nats, at, said }: Margin): string {
  const verdict = nats < LEAST_LEAD_NATS ? `✖ of ${JSON.stringify(said)}` : "✔";
  return `${nats.toFixed(1).padStart(5)} ${verdict} ${model}: ${what}, at ${JSON.stringify(at)}`;
}

/** Runs a program to its end; what it writes to a pipe is held. */
async function run(
  [program = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  [stdout, stderr]: ["pipe" | "inherit", "ignore" | "inherit"] = ["pipe", "inherit"],
): Promise<{ status: number; output: string }> {
  const child = spawn(program, args, { env, stdio: ["ignore", stdout, stderr] });
  const ended = once(child, "close");
  const output = child.stdout ? await text(child.stdout) : "";
  const [code] = await ended;
  return { status: code ?? 1, output };
}
