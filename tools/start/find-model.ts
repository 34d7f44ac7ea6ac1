/** Looks for a gpt-oss model where Ossicle itself looks. */
import { ggufArchitecture } from "../../language-server/engine-client/api.ts";
import { findModelFiles } from "../../language-server/features/models/find-files.ts";
import { GPT_OSS } from "../../language-server/features/models/found-model.ts";
import { modelPlaces, ownModelsFolder, type Platform } from "../../language-server/features/models/places.ts";
import { MIN_GPT_OSS_BYTES } from "../../language-server/features/models/recommend.ts";

/** The folders of Ossicle and of other programs that keep model files under their own names. */
export function modelFolders(machine: Platform): string[] {
  return modelPlaces(machine, ownModelsFolder(machine))
    .filter(({ source }) => source !== "ollama")
    .map(({ folder }) => folder);
}

/** The smallest gpt-oss model in the folders, or undefined when there is none. */
export async function findModel(folders: readonly string[]): Promise<string | undefined> {
  const { signal } = new AbortController();
  const files = (await Promise.all(folders.map((folder) => findModelFiles(folder, signal)))).flat();
  const large = files.filter(({ bytes }) => bytes >= MIN_GPT_OSS_BYTES).toSorted((a, b) => a.bytes - b.bytes);
  for (const { path } of large) if ((await ggufArchitecture(path)) === GPT_OSS) return path;
  return undefined;
}
