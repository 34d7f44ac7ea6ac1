/** The child process that reads the header of a LoRA adapter. */
import { readHeader } from "../../engine-protocol/gguf-header.ts";
import { answerAndEnd } from "../process/child-process.ts";
import type { AdapterHeader } from "./adapters.ts";

/** Reads the file, sends the answer to the parent and ends. A file that isn't a GGUF file ends it without an answer. */
export async function runAdapterChild(path: string): Promise<void> {
  const { metadata } = await readHeader(path);
  const text = (key: string) => {
    const value = metadata.get(key);
    return typeof value === "string" ? value : "";
  };
  const header: AdapterHeader = {
    architecture: text("general.architecture"),
    type: text("general.type"),
    adapterType: text("adapter.type"),
  };
  answerAndEnd(header);
}
