/** The suite's entry in the extension host: `node test/editor/run.ts --suite remote`. */
import { runInMocha } from "../workbench/host-mocha.ts";

export const run = () =>
  runInMocha(async () => {
    await import("./virtual-workspace.test.ts");
  });
