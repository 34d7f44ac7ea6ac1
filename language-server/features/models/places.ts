/** Where models lie on this machine: Ossicle's own folder, and those of other programs. */
import { homedir } from "node:os";
import { join } from "node:path";
import type { ModelSource } from "../../protocol/models.ts";

export interface ModelFolder {
  source: ModelSource;
  folder: string;
}

/** What decides where folders are. */
export interface Platform {
  platform: NodeJS.Platform;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

export const thisMachine = (): Platform => ({
  platform: process.platform,
  home: homedir(),
  env: process.env,
});

/** Where downloads go, unless a setting says otherwise. */
export function ownModelsFolder({ platform, home, env }: Platform): string {
  if (platform === "win32")
    return join(env.LOCALAPPDATA ?? join(home, "AppData", "Local"), "Ossicle", "models");
  if (platform === "darwin") return join(home, "Library", "Application Support", "Ossicle", "models");
  return join(env.XDG_DATA_HOME || join(home, ".local", "share"), "ossicle", "models");
}

/**
 * All places, those of Ossicle first. Sources: LM Studio's and Jan's documentation, `HF_HOME` and `HF_HUB_CACHE` of
 * huggingface_hub, `LLAMA_CACHE` of llama.cpp, `OLLAMA_MODELS` of Ollama.
 */
export function modelPlaces(machine: Platform, ownFolder: string): ModelFolder[] {
  const { platform, home, env } = machine;
  const local = env.LOCALAPPDATA ?? join(home, "AppData", "Local");
  const roaming = env.APPDATA ?? join(home, "AppData", "Roaming");
  const support = join(home, "Library", "Application Support");
  const caches = env.XDG_CACHE_HOME || join(home, ".cache");
  const config = env.XDG_CONFIG_HOME || join(home, ".config");
  const data = env.XDG_DATA_HOME || join(home, ".local", "share");
  const on = <T>(cases: Partial<Record<NodeJS.Platform, T>>, otherwise: T): T => cases[platform] ?? otherwise;
  const places: [ModelSource, string | undefined][] = [
    ["ossicle", ownFolder],
    ["ossicle", ownModelsFolder(machine)],
    ["lmStudio", join(home, ".lmstudio", "models")],
    ["lmStudio", join(home, ".cache", "lm-studio", "models")],
    ["huggingFace", env.HF_HUB_CACHE || join(env.HF_HOME || join(home, ".cache", "huggingface"), "hub")],
    ["llamaCpp", env.LLAMA_CACHE],
    [
      "llamaCpp",
      on(
        { win32: join(local, "llama.cpp"), darwin: join(home, "Library", "Caches", "llama.cpp") },
        join(caches, "llama.cpp"),
      ),
    ],
    ["jan", join(home, "jan", "models")],
    ...["models", join("llamacpp", "models")].map((folder): [ModelSource, string] => [
      "jan",
      join(
        on({ win32: join(roaming, "Jan"), darwin: join(support, "Jan") }, join(data, "Jan")),
        "data",
        folder,
      ),
    ]),
    ...(platform === "linux"
      ? [["jan", join(config, "Jan", "data", "llamacpp", "models")] as [ModelSource, string]]
      : []),
    [
      "gpt4all",
      on(
        { win32: join(local, "nomic.ai", "GPT4All"), darwin: join(support, "nomic.ai", "GPT4All") },
        join(data, "nomic.ai", "GPT4All"),
      ),
    ],
    ["ollama", env.OLLAMA_MODELS],
    ["ollama", join(home, ".ollama", "models")],
    ["ollama", platform === "linux" ? "/usr/share/ollama/.ollama/models" : undefined],
  ];
  const seen = new Set<string>();
  return places.flatMap(([source, folder]) => {
    if (!folder || seen.has(folder)) return [];
    seen.add(folder);
    return [{ source, folder }];
  });
}
