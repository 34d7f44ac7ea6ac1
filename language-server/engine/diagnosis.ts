/** What the engine's process knows about itself, for a bug report. */
import { getModuleVersion } from "node-llama-cpp";
import type { EngineVersions } from "../engine-protocol/protocol.ts";
import { addonAbilities } from "./backend/addon.ts";
import type { EngineModels } from "./model/engine-models.ts";

export async function engineVersions(models: EngineModels, clients: number): Promise<EngineVersions> {
  const llama = models.backend?.llama;
  return {
    node: process.versions.node,
    nodeLlamaCpp: await getModuleVersion(),
    llamaCpp: llama?.llamaCppRelease.release ?? "not started",
    ...(llama ? { addon: addonAbilities(llama) } : {}),
    upSeconds: process.uptime(),
    clients,
  };
}
