/** The C++ compiler of this machine. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Compiler, unixCompiler } from "./compiler.ts";
import { msvc } from "./msvc.ts";

const run = promisify(execFile);

/** There is none, or it lacks what the addon needs: the message says what to install. */
export class NoCompilerError extends Error {}

/** `CXX` where it is set, else the system's. Throws a `NoCompilerError` where there is none. */
export async function findCompiler(): Promise<Compiler> {
  if (process.platform === "win32") {
    const found = await msvc();
    if (found) return found;
    throw new NoCompilerError("There is no C++ compiler: Visual Studio's build tools have one.");
  }
  const programs = process.env.CXX ? [process.env.CXX] : ["g++", "clang++"];
  for (const program of programs) {
    const identity = await said(program, ["--version"]);
    if (identity !== undefined)
      return unixCompiler(program, `${identity}${await said(program, ["-dumpmachine"])}`);
  }
  throw new NoCompilerError(`There is no C++ compiler (${programs.join(", ")}).`);
}

/** What the program writes; undefined where it can't be run. */
async function said(program: string, args: string[]): Promise<string | undefined> {
  return run(program, args).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}
