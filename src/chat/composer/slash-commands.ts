import { t } from "../../text/l10n.ts";

/** What happens when a command is sent. */
export interface SlashCommand {
  name: string;
  /** For the list behind "/". */
  description: string;
  icon: string;
  /** `clear` and `new` ask nothing. */
  kind: "ask" | "clear" | "new";
  /** The instruction for the model, before the user's text. */
  instruction: string;
  /** Attached when the user attached nothing. */
  attaches?: "code" | "changes";
  /** The title of a chat that begins with the command; `subject` is what is attached first. */
  title?: (subject: string) => string;
}

/** The built-in commands. Instructions for the model stay in English. */
export function builtInCommands(): SlashCommand[] {
  const code = { kind: "ask", attaches: "code" } as const;
  return [
    {
      ...code,
      name: "explain",
      icon: "info",
      description: t("Explain the code"),
      title: (subject) => t("Explain {0}", subject),
      instruction:
        "Explain the attached code: what it is for, how it works, and what is easily overlooked. Begin with the purpose in one or two sentences. Don't repeat the code line by line.",
    },
    {
      ...code,
      name: "fix",
      icon: "wrench",
      description: t("Find and fix problems"),
      title: (subject) => t("Find problems in {0}", subject),
      instruction:
        "Find what is wrong in the attached code and fix it. Name each problem in a sentence, the most serious first, then give the corrected code. If nothing is wrong, say so.",
    },
    {
      ...code,
      name: "tests",
      icon: "beaker",
      description: t("Write tests"),
      title: (subject) => t("Write tests for {0}", subject),
      instruction:
        "Write tests for the attached code, in the test framework and style that the project uses as far as they can be seen. Cover the ordinary case, the edges and bad input. Each test must be able to fail.",
    },
    {
      ...code,
      name: "doc",
      icon: "note",
      description: t("Write documentation comments"),
      title: (subject) => t("Document {0}", subject),
      instruction:
        "Write documentation comments for the attached code in the convention of its language: what it is for, parameters, results, errors. Change nothing else. Answer with the documented code.",
    },
    {
      ...code,
      name: "refactor",
      icon: "symbol-structure",
      description: t("Improve the structure without changing the behavior"),
      title: (subject) => t("Refactor {0}", subject),
      instruction:
        "Refactor the attached code: improve its structure and its names without changing what it does. Say in a few sentences what you changed and why, then give the whole new code.",
    },
    {
      name: "commit",
      kind: "ask",
      attaches: "changes",
      icon: "git-commit",
      description: t("Write a commit message for the changes"),
      title: () => t("Write a commit message"),
      instruction:
        "Write a commit message for the attached changes: a first line of at most 72 characters in the imperative mood, then, if there is more to say, an empty line and why the change was made. Answer with the message alone, in a code block.",
    },
    {
      name: "clear",
      kind: "clear",
      icon: "clear-all",
      description: t("Clear this chat"),
      instruction: "",
    },
    { name: "new", kind: "new", icon: "add", description: t("Start a new chat"), instruction: "" },
  ];
}

/** The command at the start of a text, and the text after it; `undefined` when there is no such command. */
export function commandIn(
  text: string,
  commands: readonly SlashCommand[],
): { command: SlashCommand; input: string } | undefined {
  const [, name, input = ""] = /^\s*\/([^\s/]+)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  const command = commands.find((each) => each.name === name?.toLowerCase());
  return command && { command, input: input.trim() };
}

/** The prompt for the model: the input replaces `$input`, or follows the instruction when it has none. */
export function promptOf({ instruction }: SlashCommand, input: string): string {
  if (instruction.includes("$input")) return instruction.replaceAll("$input", () => input);
  return input === "" ? instruction : `${instruction}\n\n${input}`;
}

/** The title of a chat that begins with a command: "Explain shop.ts", or the command's name as a word. */
export function titleOf({ name, title }: SlashCommand, input: string, subject: string | undefined): string {
  const words = name.replace(/[-_]+/g, " ");
  const named = words.charAt(0).toUpperCase() + words.slice(1);
  if (title && subject !== undefined) return [title(subject), input].filter(Boolean).join(": ");
  return [named, input || subject].filter(Boolean).join(" ");
}

/** Commands whose name starts with the query, then those whose name or description contains it. */
export function matchingCommands(commands: readonly SlashCommand[], query: string): SlashCommand[] {
  const typed = query.toLowerCase();
  const rank = ({ name, description }: SlashCommand) =>
    name.startsWith(typed) ? 0 : name.includes(typed) ? 1 : description.toLowerCase().includes(typed) ? 2 : 3;
  return commands.filter((command) => rank(command) < 3).toSorted((a, b) => rank(a) - rank(b));
}
