/** Facts for a bug report: of this machine, of the engine where it can be asked, and what the engine has left behind. */

import { arch, cpus, freemem, platform, release, totalmem } from "node:os";
import type { Connection, Disposable } from "vscode-languageserver/node";
import { messageOf } from "../../../common/errors.ts";
import { onRequest, serve } from "../../../common/wire.ts";
import type { EngineControl } from "../../engine-client/api.ts";
import { DiagnoseRequest, type Diagnosis, type EngineDiagnosis } from "../../protocol/diagnosis.ts";

const LOG_LINES = 50;
/** An engine that hangs must not keep the report away: that it hangs is part of it. */
const TIMEOUT_MS = 6_000;

export function serveDiagnosis(connection: Connection, engine: EngineControl): Disposable {
  return serve(connection, [onRequest(DiagnoseRequest, () => diagnose(engine))]);
}

async function diagnose(engine: EngineControl): Promise<Diagnosis> {
  const [ofEngine, crashes, engineLog] = await Promise.all([
    diagnoseEngine(engine).then(
      (diagnosis) => ({ engine: diagnosis }),
      (error: unknown) => ({ engineProblem: messageOf(error) }),
    ),
    engine.crashes(),
    engine.logTail(LOG_LINES),
  ]);
  const processors = cpus();
  return {
    machine: {
      system: `${platform()} ${arch()}, ${release()}`,
      cpu: processors[0]?.model.trim() ?? "unknown",
      cores: processors.length,
      ramTotal: totalmem(),
      ramFree: freemem(),
    },
    node: process.versions.node,
    ...ofEngine,
    crashes,
    engineLog,
  };
}

async function diagnoseEngine(engine: EngineControl): Promise<EngineDiagnosis> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const versions = await within(engine.diagnose(), signal);
  const { model, completionModel } = engine.status;
  // What is wrong with a file is in the status.
  const headerOf = async (path: string | undefined) =>
    path === undefined
      ? undefined
      : within(engine.inspect(path, signal), signal).then(headerFacts, () => undefined);
  const [device, header, completionHeader] = await Promise.all([
    within(engine.devices(), signal),
    headerOf(model?.path),
    headerOf(completionModel?.model?.path),
  ]);
  const { backend, devices, vramTotal, vramFree, note } = device;
  return {
    ...versions,
    backend,
    devices,
    vramTotal,
    vramFree,
    ...(note === undefined ? {} : { note }),
    ...(header ? { header } : {}),
    ...(completionHeader ? { completionHeader } : {}),
  };
}

/** Everything but where the file lies, which the user's settings tell. */
function headerFacts(inspected: object): { name: string; value: string }[] {
  return Object.entries(inspected)
    .filter(([name]) => name !== "path")
    .map(([name, value]) => ({ name, value: typeof value === "string" ? value : JSON.stringify(value) }));
}

function within<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    const end = () => reject(new Error("The engine doesn't respond."));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
  late.catch(() => undefined);
  return Promise.race([answer, late]);
}
