/** Where the measurements run: one engine in a folder of its own, one server, and a client of the engine itself. */
import { fileURLToPath } from "node:url";
import { EngineClient } from "../language-server/engine-client/client.ts";
import type { ServerProcess } from "../test/server/support/client.ts";
import { Workplace } from "../test/server/support/workplace.ts";
import { fixture } from "../tools/fixtures/cache.ts";

const ENGINE = fileURLToPath(new URL("../dist/engine.mjs", import.meta.url));

export interface Place extends AsyncDisposable {
  /** Path of the model that is measured on. */
  modelPath: string;
  threads: number;
  server: ServerProcess;
  /** Speaks to the server's engine directly, to evaluate the same prompts without reuse. */
  engine: EngineClient;
  uri(name: string): string;
  enginePid(): Promise<number>;
}

/** @param model a fixture, or a file */
export async function openPlace(
  model: "mid" | "tiny" | { path: string },
  settings: object = {},
): Promise<Place> {
  const modelPath = typeof model === "string" ? await fixture(model) : model.path;
  const threads = 1;
  await using opened = new AsyncDisposableStack();
  const workplace = opened.use(await Workplace.create());
  const server = await workplace.server({
    settings: {
      model: { path: modelPath },
      engine: { threads, gpu: false, idleUnloadMinutes: 0 },
      ...settings,
    },
  });
  await server.state("ready");
  process.env.OSSICLE_RUNTIME_DIR = workplace.path("run");
  const engine = new EngineClient({
    enginePath: ENGINE,
    settings: {
      model: { path: modelPath, lora: [] },
      gpu: false,
      devices: [],
      threads,
      idleUnloadMinutes: 0,
      chatContextSize: 0,
    },
    clientName: "benchmark",
    log: () => undefined,
  });
  opened.defer(() => engine.dispose());
  await engine.start();
  const all = opened.move();
  return {
    modelPath,
    threads,
    server,
    engine,
    uri: (name) => workplace.uri(name),
    enginePid: () => workplace.enginePid(),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
