/** The engine process: serves the user's language servers, or, as a throwaway child, looks at one model file. */
import { fileURLToPath } from "node:url";
import { EngineServer } from "./engine-server.ts";
import { runInspectChild } from "./inspect-child.ts";

const [mode, path] = process.argv.slice(2);
if (mode === "--inspect-model" && path !== undefined) {
  await runInspectChild(path);
} else {
  const engine = await EngineServer.start(fileURLToPath(import.meta.url));
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => engine.shutdown());
  process.on("unhandledRejection", (error) => engine.log(`Unexpected: ${String(error)}`));
  engine.log(`The engine listens (process ${process.pid}).`);
}
