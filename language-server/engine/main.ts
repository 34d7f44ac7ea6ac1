/** The engine process: serves the user's language servers, or, as a child, looks at one model file or downloads one. */
import { fileURLToPath } from "node:url";
import { useNativePackagesIn } from "./backend/addon.ts";
import { withoutEstimates } from "./backend/estimates.ts";
import { runDownloadChild } from "./download/download-child.ts";
import { EngineServer } from "./engine-server.ts";
import { runInspectChild } from "./inspection/inspect-child.ts";
import { runAdapterChild } from "./model/adapter-child.ts";
import { runMeasureChild } from "./planning/measure-child.ts";

useNativePackagesIn(fileURLToPath(new URL("native", import.meta.url)));
const [mode, path, gpu] = process.argv.slice(2);
if (mode === "--inspect-model" && path !== undefined) {
  await runInspectChild(path);
} else if (mode === "--measure-model" && path !== undefined && gpu !== undefined) {
  await runMeasureChild(path, gpu);
} else if (mode === "--inspect-adapter" && path !== undefined) {
  await runAdapterChild(path);
} else if (mode === "--download") {
  await runDownloadChild();
} else {
  withoutEstimates();
  const engine = await EngineServer.start(fileURLToPath(import.meta.url));
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => engine.shutdown());
  process.on("unhandledRejection", (error) => engine.log(`Unexpected: ${String(error)}`));
  engine.log(`The engine is listening (process ${process.pid}).`);
}
