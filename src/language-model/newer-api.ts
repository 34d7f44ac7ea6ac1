/** What VS Code has and its API of our lowest version has no types for. Nothing depends on it. */
import * as v from "valibot";
import * as vscode from "vscode";

type ThinkingPart = new (value: string, id?: string) => object;

const withThinkingPart = v.object({
  LanguageModelThinkingPart: v.custom<ThinkingPart>((value) => typeof value === "function"),
});
const thinkingValue = v.object({ value: v.union([v.string(), v.array(v.string())]) });
const initiated = v.object({ requestInitiator: v.string() });

const api = v.safeParse(withThinkingPart, vscode);
const Thinking = api.success ? api.output.LanguageModelThinkingPart : undefined;

/** A piece of what the model thinks; none where the editor doesn't show it. Pieces of one id are joined. */
export function thinkingPart(text: string, id: string): object[] {
  return Thinking ? [new Thinking(text, id)] : [];
}

/** What a part says that was a thought; undefined for any other part. */
export function thoughtOf(part: unknown): string | undefined {
  if (!Thinking || !(part instanceof Thinking)) return undefined;
  const { output, success } = v.safeParse(thinkingValue, part);
  return success ? [output.value].flat().join("") : "";
}

/** Who asks, by the id of the extension; undefined where VS Code doesn't say it. */
export function initiatorOf(options: object): string | undefined {
  const { output, success } = v.safeParse(initiated, options);
  return success ? output.requestInitiator : undefined;
}

/** For the instructions that VS Code's chat begins with. */
export const SYSTEM_ROLE = 3;
