/** Which model `npm start` uses, and what is said about it. */

import { existsSync } from "node:fs";
import { resolve, sep } from "node:path";
import { messageOf } from "../../common/errors.ts";
import { ownModelsFolder, thisMachine } from "../../language-server/features/models/places.ts";
import { cacheFolder } from "../fixtures/cache.ts";
import { smallModel } from "../small-model/small-model.ts";
import { terminalProgress } from "../small-model/terminal-progress.ts";
import { findModel, modelFolders } from "./find-model.ts";
import { standIn } from "./stand-in.ts";

export interface ChosenModel {
  path: string;
  /** Lines for the terminal: which one it is, and why. */
  about: string;
}

const howToGetTheRealOne = () => `
  For real suggestions, get gpt-oss-20b (12.1 GB, Apache-2.0): the file gpt-oss-20b-mxfp4.gguf from
  https://huggingface.co/ggml-org/gpt-oss-20b-GGUF. Put it in
    ${ownModelsFolder(thisMachine())}
  or select it in the editor with "Ossicle: Select Model File", or run
    npm start -- --model /path/to/gpt-oss-20b-mxfp4.gguf`;

/**
 * In this order: the model that was named, the one in the setting, a gpt-oss model on this machine, a stand-in,
 * which is built when it isn't there.
 *
 * @throws an error with a sentence for the user when the named file doesn't exist.
 */
export async function chooseModel(
  named: string | undefined,
  inSettings: readonly string[],
): Promise<ChosenModel> {
  if (named !== undefined) {
    if (!existsSync(named)) throw new Error(`${named} doesn't exist.`);
    return { path: resolve(named), about: `Model: ${resolve(named)}` };
  }
  const set = inSettings.find((path) => existsSync(path) && !isStandIn(path));
  if (set !== undefined) return { path: set, about: `Model: ${set} (from the setting ossicle.model.path)` };
  const found = await findModel(modelFolders(thisMachine()));
  if (found !== undefined) return { path: found, about: `Model: ${found} (found on this machine)` };
  return modelToTry();
}

/** The small model, or without it the one that knows the sample workspace by heart. */
async function modelToTry(): Promise<ChosenModel> {
  try {
    return {
      path: await smallModel({ onProgress: terminalProgress() }),
      about: `Model: a stand-in with 135 million parameters, 1/150 of gpt-oss-20b. It has the gpt-oss architecture and shows how
  Ossicle works, not how well gpt-oss writes.${howToGetTheRealOne()}`,
    };
  } catch (error) {
    return {
      path: await standIn(),
      about: `Model: a file of a few megabytes that knows only the two functions of the sample workspace. It runs through every part
  of Ossicle, but it isn't a language model and has nothing to suggest anywhere else. A small real model would be used
  here, but it couldn't be downloaded:
  ${messageOf(error)}${howToGetTheRealOne()}`,
    };
  }
}

/** What an earlier start wrote into the settings is no choice of the user. */
const isStandIn = (path: string) => path.startsWith(cacheFolder() + sep);
