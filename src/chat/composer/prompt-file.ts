import type { SlashCommand } from "./slash-commands.ts";

const MAX_DESCRIPTION_CHARS = 100;

/** The slash command of a file in `.ossicle/prompts`: named after the file, with its text as the instruction. */
export function promptFileCommand(fileName: string, text: string): SlashCommand | undefined {
  const name = fileName.replace(/\.md$/i, "").trim().replace(/\s+/g, "-").toLowerCase();
  const instruction = text.replace(/^\uFEFF/, "").trim();
  if (name === "" || name.includes("/") || instruction === "") return undefined;
  return { name, kind: "ask", icon: "bookmark", description: descriptionOf(instruction), instruction };
}

/** The first line with text, without its markup. */
function descriptionOf(instruction: string): string {
  for (const line of instruction.split(/\r?\n/)) {
    const words = line
      .replace(/^[\s#>*+-]+/, "")
      .replace(/[*_`]/g, "")
      .trim();
    if (words !== "")
      return words.length > MAX_DESCRIPTION_CHARS ? `${words.slice(0, MAX_DESCRIPTION_CHARS - 1)}…` : words;
  }
  return "";
}
