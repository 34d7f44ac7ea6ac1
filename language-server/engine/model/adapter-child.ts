/** The child process that reads the header of a LoRA adapter. */
import { readGgufFileInfo } from "node-llama-cpp";
import { checkHeader } from "../../engine-protocol/gguf-header.ts";
import { answerAndEnd } from "../process/child-process.ts";
import type { AdapterHeader } from "./adapters.ts";

/** Reads the file, sends the answer to the parent and ends. A file that isn't a GGUF file ends it without an answer. */
export async function runAdapterChild(path: string): Promise<void> {
  await checkHeader(path);
  const { metadata } = await readGgufFileInfo(path, { sourceType: "filesystem", logWarnings: false });
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const header: AdapterHeader = {
    architecture: text(metadata.general.architecture),
    type: text(Reflect.get(metadata.general, "type")),
    adapterType: text(Reflect.get(Object(Reflect.get(metadata, "adapter")), "type")),
  };
  answerAndEnd(header);
}
