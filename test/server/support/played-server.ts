/** A server with an engine that says what a test wants, both in a place of their own, and the end of all of them. */
import type { ClientOptions, ServerProcess } from "./client.ts";
import { TestEngine } from "./test-engine.ts";
import { Workplace } from "./workplace.ts";

export interface PlayedServer extends AsyncDisposable {
  workplace: Workplace;
  engine: TestEngine;
  server: ServerProcess;
}

/** @param settings beside the model, which is ready when this resolves */
export async function startPlayed(
  settings: Record<string, unknown> = {},
  client: Pick<ClientOptions, "capabilities"> = {},
): Promise<PlayedServer> {
  await using undo = new AsyncDisposableStack();
  const workplace = undo.use(await Workplace.create());
  const engine = undo.use(await TestEngine.start(workplace.path("run")));
  const server = await workplace.server({
    ...client,
    settings: { model: { path: "/test.gguf" }, ...settings },
  });
  undo.defer(async () => void (await server.end()));
  await server.state("ready");
  const all = undo.move();
  return { workplace, engine, server, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
