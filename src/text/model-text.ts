/** Models in short phrases, as lists show them. */

import { bytes } from "../../common/format.ts";
import type { CatalogModel, FoundModel, ModelSource } from "../../language-server/protocol/models.ts";
import { t } from "./l10n.ts";
import { fitLabel } from "./plan-text.ts";

/** Where a file was found. */
export function sourceName(source: ModelSource): string {
  switch (source) {
    case "ossicle":
      return "Ossicle";
    case "lmStudio":
      return "LM Studio";
    case "huggingFace":
      return t("Hugging Face cache");
    case "llamaCpp":
      return t("llama.cpp cache");
    case "jan":
      return "Jan";
    case "gpt4all":
      return "GPT4All";
    case "ollama":
      return "Ollama";
    case "chosen":
      return t("selected");
  }
}

/** "fits on the GPU · 12.1 GB · MXFP4 · LM Studio"; another architecture than gpt-oss is named. */
export function foundLine(model: FoundModel): string {
  const { architecture, isGptOss, quantization, plan, source } = model;
  return [
    ...(plan ? [fitLabel(plan)] : []),
    bytes(model.bytes),
    ...(quantization ? [quantization] : []),
    ...(architecture && isGptOss === false ? [architecture] : []),
    sourceName(source),
  ].join(" · ");
}

/** "fits on the GPU · 12.1 GB · Apache-2.0". */
export function offerLine({ plan, license, ...model }: CatalogModel): string {
  return [
    ...(model.isOffered ? [] : [t("not available yet")]),
    ...(plan ? [fitLabel(plan)] : []),
    bytes(model.bytes),
    license,
  ].join(" · ");
}

/** Whether it can neither chat nor edit, as far as that is known. */
export function onlySuggests(model: CatalogModel | FoundModel): boolean {
  return "use" in model ? model.use === "completion" : model.chats === false;
}

/** Whether it can be loaded, as far as its header tells. */
export function isUsable(model: FoundModel): boolean {
  return model.problem === undefined;
}
