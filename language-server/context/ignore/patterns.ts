/**
 * The patterns of one ignore file, matched as git matches them: bytes, not characters, and the last pattern that
 * matches counts. A pattern is matched in time that is proportional to its length, so that none can stall the server.
 */

export type Verdict = "ignored" | "kept";

interface Pattern {
  isNegative: boolean;
  onlyFolders: boolean;
  /** Without a slash it is about the name of a file or folder anywhere below. */
  byName: boolean;
  matches: (text: string) => boolean;
}

/** One step of a match over a path's bytes. */
type Token =
  | { kind: "one"; has: (byte: string) => boolean }
  /** Any number of bytes, in one segment of the path or beyond it. */
  | { kind: "many"; beyond: boolean }
  /** The next token, `through`, and with it any number of whole segments, may be left out. */
  | { kind: "skip" }
  | { kind: "through" };

export class IgnorePatterns {
  readonly #patterns: readonly Pattern[];
  readonly #ignoreCase: boolean;

  constructor(text: string, ignoreCase: boolean) {
    this.#ignoreCase = ignoreCase;
    this.#patterns = this.#encode(text.replace(/^\uFEFF/, ""))
      .split("\n")
      .flatMap((line) => patternOf(line.replace(/\r$/, ""), ignoreCase) ?? [])
      .toReversed();
  }

  /**
   * What is said of a path, relative to the folder of the ignore file and without a slash at its end; undefined
   * when nothing is. What is said of the folders that it lies in is not looked at.
   */
  verdict(path: string, isFolder: boolean): Verdict | undefined {
    const whole = this.#encode(path);
    const name = whole.slice(whole.lastIndexOf("/") + 1);
    for (const { isNegative, onlyFolders, byName, matches } of this.#patterns)
      if ((isFolder || !onlyFolders) && matches(byName ? name : whole))
        return isNegative ? "kept" : "ignored";
    return undefined;
  }

  /** A string of bytes: a wildcard for one character matches one byte in git. */
  #encode(text: string): string {
    const bytes = Buffer.from(text).toString("latin1");
    return this.#ignoreCase ? lowered(bytes) : bytes;
  }
}

/** ASCII alone: the other bytes are parts of characters. */
const lowered = (bytes: string) => bytes.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

function patternOf(line: string, ignoreCase: boolean): Pattern | undefined {
  if (line.startsWith("#")) return undefined;
  const trimmed = withoutTrailingSpaces(line);
  const isNegative = trimmed.startsWith("!");
  const given = isNegative ? trimmed.slice(1) : trimmed;
  const onlyFolders = given.endsWith("/");
  const glob = onlyFolders ? given.slice(0, -1) : given;
  if (glob === "") return undefined;
  const byName = !glob.includes("/");
  return {
    isNegative,
    onlyFolders,
    byName,
    matches: matcherOf(glob.startsWith("/") ? glob.slice(1) : glob, ignoreCase),
  };
}

/** A space that follows a backslash stays. */
function withoutTrailingSpaces(line: string): string {
  const end = line.replace(/ +$/, "");
  if (end === line) return line;
  const backslashes = end.length - end.replace(/\\+$/, "").length;
  return backslashes % 2 === 1 ? `${end} ` : end;
}

const WILD = /[*?[\\]/;

function matcherOf(glob: string, ignoreCase: boolean): (text: string) => boolean {
  const wildAt = glob.search(WILD);
  if (wildAt === -1) return (text) => text === glob;
  const prefix = glob.slice(0, wildAt);
  const rest = glob.slice(wildAt);
  // The most frequent ones: `*.log`.
  if (wildAt === 0 && rest.startsWith("*") && !WILD.test(rest.slice(1)) && !rest.includes("/"))
    return (text) =>
      text.endsWith(rest.slice(1)) && !text.slice(0, text.length - rest.length + 1).includes("/");
  const tokens = tokensOf(rest, ignoreCase);
  if (!tokens) return () => false;
  return (text) => text.startsWith(prefix) && matchesAll(tokens, text.slice(prefix.length));
}

/** Undefined for a pattern that matches nothing: a set without an end, a backslash with nothing after it. */
function tokensOf(glob: string, ignoreCase: boolean): Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < glob.length) {
    const byte = glob.charAt(at);
    if (byte === "*") {
      const end = at + (/^\*+/.exec(glob.slice(at))?.[0].length ?? 1);
      const isWhole = (at === 0 || glob[at - 1] === "/") && /^(?:$|\\?\/)/.test(glob.slice(end));
      const beyond = end - at > 1 && isWhole;
      if (beyond && glob[end] === "/") {
        tokens.push({ kind: "skip" }, { kind: "through" });
        at = end + 1;
      } else {
        tokens.push({ kind: "many", beyond });
        at = end;
      }
    } else if (byte === "?") {
      tokens.push({ kind: "one", has: (other) => other !== "/" });
      at++;
    } else if (byte === "[") {
      const set = setAt(glob, at, ignoreCase);
      if (!set) return undefined;
      tokens.push({ kind: "one", has: set.has });
      at = set.end;
    } else {
      const isEscape = byte === "\\";
      const literal = isEscape ? glob.charAt(at + 1) : byte;
      if (literal === "") return undefined;
      tokens.push({ kind: "one", has: (other) => other === literal });
      at += isEscape ? 2 : 1;
    }
  }
  return tokens;
}

/** All ways to match at once, so that there is no way back to go. */
function matchesAll(tokens: readonly Token[], text: string): boolean {
  let states = reached(tokens, [0]);
  for (const byte of text) {
    const next: number[] = [];
    for (const state of states) {
      const token = tokens[state];
      if (token?.kind === "one") {
        if (token.has(byte)) next.push(state + 1);
      } else if (token?.kind === "many") {
        if (token.beyond || byte !== "/") next.push(state);
      } else if (token?.kind === "through") {
        next.push(state);
        if (byte === "/") next.push(state + 1);
      }
    }
    if (next.length === 0) return false;
    states = reached(tokens, next);
  }
  return states.has(tokens.length);
}

/** With those that take no byte to get to. */
function reached(tokens: readonly Token[], from: readonly number[]): Set<number> {
  const states = new Set(from);
  for (const state of states) {
    const kind = tokens[state]?.kind;
    if (kind === "many" || kind === "skip") states.add(state + 1);
    if (kind === "skip") states.add(state + 2);
  }
  return states;
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what the class is.
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

interface SetOfBytes {
  has: (byte: string) => boolean;
  /** Behind its closing bracket. */
  end: number;
}

/** The set that begins with a bracket at `start`; undefined where it never ends, or names a class that isn't one. */
function setAt(glob: string, start: number, ignoreCase: boolean): SetOfBytes | undefined {
  let at = start + 1;
  const isNegated = glob[at] === "!" || glob[at] === "^";
  if (isNegated) at++;
  const members: ((byte: string) => boolean)[] = [];
  let before = "";
  // A bracket right at the beginning is a member.
  for (let isFirst = true; isFirst || glob[at] !== "]"; isFirst = false) {
    let byte = glob.charAt(at);
    if (byte === "") return undefined;
    if (byte === "\\") {
      byte = glob.charAt(++at);
      if (byte === "") return undefined;
      members.push(equals(byte));
      before = byte;
    } else if (byte === "-" && before !== "" && at + 1 < glob.length && glob[at + 1] !== "]") {
      let to = glob.charAt(++at);
      if (to === "\\") to = glob.charAt(++at);
      if (to === "") return undefined;
      const from = before;
      members.push((other) => from <= other && other <= to);
      before = "";
    } else if (byte === "[" && glob[at + 1] === ":") {
      const end = glob.indexOf("]", at + 2);
      if (end === -1) return undefined;
      if (end === at + 2 || glob[end - 1] !== ":") {
        members.push(equals("["));
        before = "[";
      } else {
        const name = glob.slice(at + 2, end - 1);
        const known = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
        if (!known) return undefined;
        members.push((other) => known.test(other));
        before = "";
        at = end;
      }
    } else {
      members.push(equals(byte));
      before = byte;
    }
    at++;
  }
  const isMember = (byte: string) =>
    members.some((has) => has(byte) || (ignoreCase && has(byte.toUpperCase())));
  return { has: (byte) => byte !== "/" && isMember(byte) !== isNegated, end: at + 1 };
}

function equals(byte: string): (other: string) => boolean {
  return (other) => other === byte;
}
