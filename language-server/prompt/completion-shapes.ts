/**
 * The ways in which a model that answers questions can be asked for a suggestion. The product has one, `anchored`: with
 * the others, each keystroke changes the middle of the prompt, which then has to be evaluated again from there on. They
 * are for `npm run eval:completion -- --shape`, which shows whether they would be worth that.
 */
import { languageName } from "../../common/languages/languages.ts";
import type { CompletionPrompt } from "./completion-prompt.ts";

export const COMPLETION_SHAPES = ["anchored", "hole", "rewrite"] as const;
export type CompletionShape = (typeof COMPLETION_SHAPES)[number];

/** What is asked, and how the answer is begun for the model. */
export interface ShapedCompletion {
  instructions: string;
  /** What the user's message says. */
  question: string;
  /** The code that the answer's block begins with; the model goes on after it. */
  begun: string;
}

/** What shows the cursor, in the shapes that do. */
const GAP = "<GAP>";
const CURSOR = "<CURSOR>";

export function shapedCompletion(shape: CompletionShape, prompt: CompletionPrompt): ShapedCompletion {
  return SHAPES[shape](prompt);
}

const SHAPES: Record<CompletionShape, (prompt: CompletionPrompt) => ShapedCompletion> = {
  /** The answer is begun with the code from the anchor on, so that what is typed only appends to the prompt. */
  anchored: (prompt) => ({
    instructions:
      "Continue the file from the cursor. Write only code that fits between what comes before and what comes after. " +
      "No explanations.",
    question: question(prompt, [
      ["Code after the cursor", prompt.suffix.replace(/^\n/, "")],
      ["Code before the cursor", prompt.head.replace(/\n$/, "")],
    ]),
    begun: prompt.prefill,
  }),

  /** The whole file with a mark where something is missing, which the answer says. */
  hole: (prompt) => ({
    instructions: `Fill the gap in the file. Write only the code that belongs in the place of ${GAP}. No explanations.`,
    question: question(prompt, [["Code with the gap", marked(prompt, GAP)]]),
    begun: "",
  }),

  /** The whole file with the cursor in it, whose line the answer writes again, with what follows it. */
  rewrite: (prompt) => ({
    instructions:
      `Write the line with ${CURSOR} again as it is when it is finished, and the code that is missing after it. ` +
      "Write only code. No explanations.",
    question: question(prompt, [["Code with the cursor", marked(prompt, CURSOR)]]),
    begun: prompt.prefill.slice(prompt.prefill.lastIndexOf("\n") + 1),
  }),
};

function marked({ head, prefill, suffix }: CompletionPrompt, mark: string): string {
  return `${head}${prefill}${mark}${suffix}`;
}

/** The pieces of other places, then the file: code with what is said above it, where there is any. */
function question(
  { path, languageId, fence, pieces }: CompletionPrompt,
  code: readonly (readonly [heading: string, code: string])[],
): string {
  const { name, tag } = languageName(languageId);
  const fenced = (text: string, of = tag) => `${fence}${of}\n${text}\n${fence}`;
  const problems = pieces.filter(({ kind }) => kind === "problem");
  const sections = pieces
    .filter(({ kind }) => kind !== "problem")
    .map(({ kind, path: from, text }) =>
      kind === "edit"
        ? `Changed a moment ago in ${from}:\n${fenced(text, "diff")}`
        : `From ${from}:\n${fenced(text)}`,
    );
  sections.push(`File: ${path}\nLanguage: ${name}`);
  for (const [heading, text] of code) if (text.trim() !== "") sections.push(`${heading}:\n${fenced(text)}`);
  if (problems.length > 0)
    sections.push(`Problems near the cursor:\n${problems.map(({ text }) => text).join("\n")}`);
  return sections.join("\n\n");
}
