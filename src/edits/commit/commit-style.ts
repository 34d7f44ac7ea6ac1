/** The style of a repository's commit messages. */

export interface CommitStyle {
  kind: "conventional" | "own";
  /** Subjects of recent commits, the latest first. */
  examples: string[];
  /** Types of Conventional Commits, the most common first. */
  scopes: string[];
  /** Whether most subjects end with a period. */
  endsWithStop: boolean;
}

/** How many subjects the model sees. */
const MAX_EXAMPLES = 12;
const MAX_SCOPES = 10;
/** A single subject isn't a habit. */
const MIN_CONVENTIONAL = 2;

/** The usual types: "net/http: fix …" is another style. */
const COMMIT_TYPES = [
  "feat",
  "fix",
  "docs",
  "refactor",
  "perf",
  "test",
  "build",
  "ci",
  "chore",
  "style",
  "revert",
] as const;
const CONVENTIONAL = new RegExp(`^(?:${COMMIT_TYPES.join("|")})(?:\\(([^()]+)\\))?!?: \\S`, "i");
/** Written by git, or meant to be squashed. */
const MADE_BY_GIT =
  /^(?:Merge (?:branch|pull request|remote-tracking|tag|commit)\b|Revert "|(?:fixup|squash|amend)! )/;

/** @param messages of recent commits, whole, the latest first */
export function commitStyle(messages: readonly string[]): CommitStyle {
  const subjects = messages
    .map((message) => message.trimStart().split(/\r?\n/, 1)[0]?.trim() ?? "")
    .filter((subject) => subject !== "" && !MADE_BY_GIT.test(subject));
  const matches = subjects.map((subject) => CONVENTIONAL.exec(subject)).filter((match) => match !== null);
  const isConventional = matches.length >= MIN_CONVENTIONAL && matches.length * 2 > subjects.length;
  return {
    kind: isConventional ? "conventional" : "own",
    examples: subjects.slice(0, MAX_EXAMPLES),
    scopes: isConventional ? commonest(matches.flatMap(([, scope]) => scope ?? [])) : [],
    endsWithStop: subjects.filter((subject) => /[^.]\.$/.test(subject)).length * 2 > subjects.length,
  };
}

function commonest(values: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, MAX_SCOPES)
    .map(([value]) => value);
}

/**
 * The question for the model; the changes are attached to it.
 *
 * @param hint the text that the user has typed, or ""
 */
export function commitQuestion(style: CommitStyle, hint: string): string {
  const parts = [
    "Write the commit message for the attached changes. The first line says in at most 72 characters what the commit does and why it matters, in the imperative mood. If there is more to say, an empty line follows and then a few short lines that say why the change was made, not line by line what it does.",
  ];
  if (style.kind === "conventional") {
    const scopes = style.scopes.length > 0 ? ` Scopes in use: ${style.scopes.join(", ")}.` : "";
    parts.push(
      `The repository uses Conventional Commits: the first line is "type(scope): subject" or "type: subject", the type one of ${COMMIT_TYPES.join(", ")}.${scopes}`,
    );
  }
  if (style.examples.length > 0)
    parts.push(
      `Recent first lines in this repository. Imitate their language, capital letters, prefixes and length, and not what they are about:\n${style.examples.map((subject) => `- ${subject}`).join("\n")}`,
    );
  if (hint.trim() !== "")
    parts.push(
      `The author has begun a message. Keep to what it says, and make a whole message of it:\n${hint.trim()}`,
    );
  parts.push("Answer with the message alone, without a code block, quotation marks or an introduction.");
  return parts.join("\n\n");
}
