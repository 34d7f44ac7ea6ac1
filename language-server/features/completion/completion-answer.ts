/** What the model answers at a place. */
import type { Asked } from "./outcome.ts";

/** An answer of the model, with line feeds, before it is fitted to what stands around the cursor. */
export interface CompletionAnswer {
  text: string;
  /** It was cut by the token limit. */
  cut: boolean;
  asked: Promise<Asked>;
  /** Why nothing of what the model wrote is shown. */
  whyNone?: string;
  /** Of an answer that is still being written. */
  isBeginning?: true;
}
