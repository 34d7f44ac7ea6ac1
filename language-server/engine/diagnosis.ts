/** What the engine's process knows about itself, for a bug report. */
import { getModuleVersion } from "node-llama-cpp";
import type { EngineVersions } from "../engine-protocol/protocol.ts";
import type { ModelHost } from "./model/model-host.ts";

export async function engineVersions(host: ModelHost, clients: number): Promise<EngineVersions> {
  return {
    node: process.versions.node,
    nodeLlamaCpp: await getModuleVersion(),
    llamaCpp: host.llamaCppRelease ?? "not started",
    upSeconds: process.uptime(),
    clients,
  };
}
