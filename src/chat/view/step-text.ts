/** What a step's line says. */
import * as v from "valibot";
import { duration } from "../../../common/format.ts";
import type { StepAim, StepFacts } from "../../../language-server/protocol/agent.ts";
import { t } from "../../text/l10n.ts";
import type { CallStep, CompactedStep } from "../threads/step.ts";

export interface StepLine {
  /** Codicon. */
  icon: string;
  /** With `{0}` for the target. */
  label: string;
  target: string;
  /** "" for none. */
  detail: string;
  /** The call had its effect. */
  isDone: boolean;
  /** Line counted from 1. */
  file?: { uri: string; line: number };
}

/** The line of a step whose answer is over, or is still being written. */
export function stepLine({ aim, facts }: CallStep, isAnswerOver: boolean): StepLine {
  if (facts && facts.kind !== "failed") return { isDone: true, ...doneLine(facts) };
  const icon = ICONS[aim.kind];
  const target = targetOf(aim);
  if (facts) return { icon, label: couldNot(aim), target, detail: facts.reason, isDone: false };
  // Whether it has had its effect nobody knows: the run ended before the tool did.
  return isAnswerOver
    ? { icon, label: began(aim), target, detail: t("interrupted"), isDone: false }
    : { icon, label: began(aim), target, detail: "", isDone: true };
}

/** A step's line in one piece. */
export function plainStep(step: CallStep, isAnswerOver: boolean): string {
  const { label, target, detail } = stepLine(step, isAnswerOver);
  return `${label.replace(TARGET, () => target)}${detail === "" ? "" : ` · ${detail}`}`;
}

/** What the tool was given, where the line doesn't say all of it; "" where it does. */
export function inputOf({ aim, arguments: args }: CallStep): string {
  switch (aim.kind) {
    case "edit":
      return stringIn(args, "patch") ?? args;
    case "run":
      return aim.command;
    case "use":
      return args;
    default:
      return "";
  }
}

/** A string of an object in JSON. */
function stringIn(json: string, key: string): string | undefined {
  try {
    const parsed = v.safeParse(v.object({ [key]: v.string() }), JSON.parse(json));
    return parsed.success ? parsed.output[key] : undefined;
  } catch {
    // A patch may come as it is.
    return undefined;
  }
}

export function compactedText({ before, after }: CompactedStep): string {
  return t(
    "The context was full. What came before was summed up: {0} tokens became {1}.",
    before.toLocaleString(),
    after.toLocaleString(),
  );
}

const ICONS: Record<StepAim["kind"], string> = {
  read: "file",
  search: "search",
  list: "list-tree",
  edit: "edit",
  run: "terminal",
  use: "tools",
};

function targetOf(aim: StepAim): string {
  switch (aim.kind) {
    case "search":
      return quoted(aim.query);
    case "edit":
      return aim.paths.length === 1 ? (aim.paths[0] ?? "") : t("{0} files", aim.paths.length);
    case "run":
      return aim.command;
    case "use":
      return aim.tool;
    default:
      return placeOf(aim.path);
  }
}

/** The view puts the target in its place. */
const TARGET = "{0}";

function began({ kind }: StepAim): string {
  switch (kind) {
    case "read":
      return t("Reading {0}", TARGET);
    case "search":
      return t("Searching for {0}", TARGET);
    case "list":
      return t("Listing {0}", TARGET);
    case "edit":
      return t("Editing {0}", TARGET);
    case "run":
      return t("Running {0}", TARGET);
    case "use":
      return t("Using {0}", TARGET);
  }
}

/** What a step is about to do while the user decides about it. */
export function waitingLabel({ kind }: StepAim): string {
  switch (kind) {
    case "read":
      return t("Read {0}", TARGET);
    case "search":
      return t("Search for {0}", TARGET);
    case "list":
      return t("List {0}", TARGET);
    case "edit":
      return t("Edit {0}", TARGET);
    case "run":
      return t("Run {0}", TARGET);
    case "use":
      return t("Use {0}", TARGET);
  }
}

function couldNot({ kind }: StepAim): string {
  switch (kind) {
    case "read":
      return t("Couldn't read {0}", TARGET);
    case "search":
      return t("Couldn't search for {0}", TARGET);
    case "list":
      return t("Couldn't list {0}", TARGET);
    case "edit":
      return t("Couldn't edit {0}", TARGET);
    case "run":
      return t("Couldn't run {0}", TARGET);
    case "use":
      return t("Couldn't use {0}", TARGET);
  }
}

function doneLine(
  facts: Exclude<StepFacts, { kind: "failed" }>,
): Omit<StepLine, "isDone"> & { isDone?: boolean } {
  switch (facts.kind) {
    case "read": {
      const { path, uri, first, last, lines } = facts;
      const detail = lines === 0 ? t("empty") : `${first}–${last}`;
      return {
        icon: ICONS.read,
        label: t("Read {0}", TARGET),
        target: path,
        detail,
        file: { uri, line: first },
      };
    }
    case "searched":
      return {
        icon: ICONS.search,
        label: t("Searched for {0}", TARGET),
        target: quoted(facts.query),
        detail: matches(facts),
      };
    case "listed": {
      const { path, entries, isTree } = facts;
      const detail = entries === 1 ? t("1 entry") : t("{0} entries", entries.toLocaleString());
      return {
        icon: isTree ? ICONS.list : "folder",
        label: t("Listed {0}", TARGET),
        target: placeOf(path),
        detail,
      };
    }
    case "edited":
      return edited(facts);
    case "ran":
      return ran(facts);
    case "used":
      return { icon: ICONS.use, label: t("Used {0}", TARGET), target: facts.tool, detail: "" };
  }
}

/** The folder itself is "." for the model. */
const placeOf = (path: string) => (path === "" || path === "." ? t("the workspace") : path);
const quoted = (query: string) => `"${query}"`;

function matches({ matches: count, isCut }: Extract<StepFacts, { kind: "searched" }>): string {
  if (count === 0) return t("no matches");
  if (isCut) return t("more than {0} matches", count.toLocaleString());
  return count === 1 ? t("1 match") : t("{0} matches", count.toLocaleString());
}

/** "+12 −4". */
export const linesChanged = (added: number, removed: number): string => `+${added} −${removed}`;

function edited({ files }: Extract<StepFacts, { kind: "edited" }>): Omit<StepLine, "isDone"> {
  const [first, ...others] = files;
  const sum = (count: "added" | "removed") => files.reduce((total, file) => total + file[count], 0);
  const detail = linesChanged(sum("added"), sum("removed"));
  if (!first || others.length > 0)
    return { icon: ICONS.edit, label: t("Edited {0}", TARGET), target: t("{0} files", files.length), detail };
  const { path, uri, change } = first;
  const label = {
    created: t("Created {0}", TARGET),
    changed: t("Edited {0}", TARGET),
    deleted: t("Deleted {0}", TARGET),
    moved: t("Moved {0}", TARGET),
  }[change];
  return {
    icon: ICONS.edit,
    label,
    target: path,
    detail,
    ...(change === "deleted" ? {} : { file: { uri, line: 1 } }),
  };
}

function ran({
  command,
  state,
  exitCode,
  ms,
  isSandboxed,
}: Extract<StepFacts, { kind: "ran" }>): Omit<StepLine, "isDone"> & { isDone: boolean } {
  const line = { icon: ICONS.run, target: command };
  const took = duration(ms);
  switch (state) {
    case "refused":
      return { ...line, label: t("Skipped {0}", TARGET), detail: "", isDone: false };
    case "stopped":
      return { ...line, label: t("Stopped {0}", TARGET), detail: took, isDone: false };
    case "timedOut":
      return { ...line, label: t("Stopped {0}", TARGET), detail: t("time limit · {0}", took), isDone: false };
    case "background":
      return { ...line, label: t("Ran {0}", TARGET), detail: t("continues in the background"), isDone: true };
    case "ended": {
      const exit = exitCode === undefined ? [] : [t("exit {0}", exitCode)];
      const where = isSandboxed ? [t("in the sandbox")] : [];
      return {
        ...line,
        label: t("Ran {0}", TARGET),
        detail: [...exit, took, ...where].join(" · "),
        isDone: true,
      };
    }
  }
}
