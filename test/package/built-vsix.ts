/** The VSIX of this machine, built once for all suites of this folder. */
import { after } from "mocha";
import { temporaryFolder } from "../../tools/editor-host/temporary-folder.ts";
import { type TargetName, targetOfThisMachine } from "../../tools/package/targets.ts";
import { packageVsix } from "../../tools/package/vsix.ts";
import { readVsix, type Vsix } from "./read-vsix.ts";

const folders = new AsyncDisposableStack();
const built = new Map<TargetName, Promise<Vsix>>();

export const THIS_TARGET = targetOfThisMachine();

/** For `before` hooks: skips a suite on a machine for which there is no VSIX. */
export function vsixForThisMachine(hook: Mocha.Context): Promise<Vsix> {
  return THIS_TARGET === undefined ? Promise.resolve(hook.skip()) : vsixFor(THIS_TARGET);
}

export function vsixFor(target: TargetName): Promise<Vsix> {
  const known = built.get(target) ?? build(target);
  built.set(target, known);
  return known;
}

async function build(target: TargetName): Promise<Vsix> {
  const { path: out } = folders.use(await temporaryFolder());
  const { path, bytes, notes } = await packageVsix(target, { cuda: false, out, say: () => {} });
  return { path, bytes, notes, files: await readVsix(path) };
}

after(() => folders.disposeAsync());
