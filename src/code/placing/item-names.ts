/** What an item of code is known by: a function by its name, a field by its, a test by its title. */
import type { CodeReading } from "../code-reading.ts";

/**
 * Where it is. `members`: of a class or a rule; `entries`: of an object or an enum, with commas between them: in both
 * fields count as named. `suite`: among tests. `body`: in a function.
 */
export type Level = "file" | "members" | "entries" | "suite" | "body";

export interface Known {
  name: string | undefined;
  /** As the language calls it; "" where it declares nothing. */
  declares: string;
  isVariable: boolean;
}

const FIELD_MODIFIERS =
  "(?:(?:public|private|protected|internal|fileprivate|static|readonly|declare|abstract|override|final|const|let|var|val|lateinit|pub(?:\\([^)]*\\))?|export|open|weak|lazy|accessor|volatile|transient|required|late)\\s+)*";
/** `name: type`, `"name": value`, `--name: value`, `name?: type`. */
const WITH_COLON = new RegExp(`^${FIELD_MODIFIERS}(?:"([^"]+)"|'([^']+)'|(#?[\\w$-]+))[?!]?\\s*:(?![:=])`);
const SPREAD = /^\.\.\.[\w$.]+/;
/** `name(…): type;`, `Type name(…) const;`, `NAME(…),`. */
const PROTOTYPE = /^(?:[^=(){}]*?[\s*&>])?([~#\w$]+)\??\s*(?:<[^<>()]*>)?\(/;
/** `Type name;`, `Type name { get; set; }`, `$name;`. */
const TYPED = /([$\w]+)\s*(?:\[[^\]]*\]\s*)?(?:\{.*\}|;)\s*(?:(?:\/\/|#).*)?$/;
/** `Name Type`, `NAME,`. */
const FIRST_WORD = /^(#?[$\w]+)\b/;

/** `name = value`, also of several words before it. */
const ASSIGNMENT = /^([^=(){}]*?[\w$\])"'])\s*(?::[^=]*)?(?:[-+*/|&?]{1,2})?=(?![=>~])/;
/** A call whose first argument is a text: it, test, describe, t.Run, app.get. Also Ruby's, without brackets. */
const TITLED_CALL =
  /^(?:await\s+|return\s+)?([\w$.]+(?:\.(?:each|only|skip)(?:\([^)]*\))?)?)(?:\(\s*|\s+)(["'`])((?:\\.|(?!\2).)*)\2/;
/** Ruby's: `attr_reader :name`, `describe Cart do`. */
const SYMBOL_CALL = /^([a-z_]\w*)\s+(:\w+|[A-Z][\w:]*(?=.*\bdo$))/;
/** `if (a) {`, `for x in y:`, `while …; do`: known by the whole of it. */
const COMPOUND =
  /^(?:if|for|foreach|while|switch|match|try|with|using|lock|unless|until|loop|do|case|select|begin|synchronized)\b.*(?:\{|:|\bdo|\bthen)$/;
/** Of markup, over several lines: known by the whole of it. */
const TAG = /^<[A-Za-z][^<>]*>$/;
const AT_RULE = /^@[\w-]+.*\{$/;
const SUITES = /^(?:describe|context|suite|feature|example_group|group)(?:\.(?:only|skip|each))?$/;

/** @param preface comments and decorators before the line */
export function nameOf(line: string, preface: readonly string[], level: Level, reading: CodeReading): Known {
  const code = line.trim();
  if (TAG.test(code)) return { name: code, declares: "", isVariable: false };
  const declared = reading.declaredBy(line);
  const titled = TITLED_CALL.exec(code) ?? SYMBOL_CALL.exec(code);
  // By its shape alone, a call with a block may look like a method.
  if (titled && (!declared || declared.kind === "method") && !isDeclaringWord(titled[1] ?? "")) {
    const callee = titled[1] ?? "";
    const title = titled[3] ?? titled[2] ?? "";
    return { name: `${callee} ${title}`, declares: SUITES.test(callee) ? "suite" : "", isVariable: false };
  }
  if (declared) {
    const { name, isVariable, kind } = declared;
    return { name: accessor(code, preface) + receiver(code) + name, declares: kind, isVariable };
  }
  const isMember = level === "members" || level === "entries";
  if (isMember) {
    const name = fieldName(code);
    if (name !== undefined) return { name, declares: "", isVariable: false };
  }
  const assigned = ASSIGNMENT.exec(code)?.[1];
  if (assigned !== undefined) return { name: targetOf(assigned), declares: "", isVariable: true };
  if (level === "body" && /^return\b/.test(code)) return { name: "return", declares: "", isVariable: false };
  if (COMPOUND.test(code)) return { name: code.replace(/\s+/g, " "), declares: "", isVariable: false };
  if (/^export\s+default\b/.test(code)) return { name: "default", declares: "", isVariable: false };
  if (AT_RULE.test(code) || (isMember && code.endsWith("{")))
    return { name: code.replace(/\s+/g, " "), declares: "rule", isVariable: false };
  return { name: undefined, declares: "", isVariable: false };
}

/** The name of a field, a property, an entry of an enum or a key. */
export function fieldName(line: string): string | undefined {
  const code = line.replace(/^(?:@[\w.]+(?:\([^()]*\))?\s+)+/, "");
  const colon = WITH_COLON.exec(code);
  if (colon) return colon[1] ?? colon[2] ?? colon[3];
  const spread = SPREAD.exec(code)?.[0];
  if (spread !== undefined) return spread;
  const assigned = ASSIGNMENT.exec(code)?.[1];
  if (assigned !== undefined) return targetOf(assigned);
  if (/^[@[\]{}()<>&|]/.test(code)) return undefined;
  return PROTOTYPE.exec(code)?.[1] ?? TYPED.exec(code)?.[1] ?? FIRST_WORD.exec(code)?.[1];
}

/** `private int x` is x; `this.x` and `a[0]` stay as they are. */
function targetOf(left: string): string {
  return (left.trim().split(/\s+/).at(-1) ?? left).replace(/^[*&]+/, "");
}

/** What reads and what writes a property have the same name. */
function accessor(code: string, preface: readonly string[]): string {
  if (preface.some((line) => /@\w+\.(?:setter|deleter)\b/.test(line))) return "set ";
  return (
    /^(?:(?:public|private|protected|static|override|async)\s+)*([gs]et)\s+[#\w[]/
      .exec(code)?.[1]
      ?.concat(" ") ?? ""
  );
}

/** In Go the methods of several types stand side by side. */
function receiver(code: string): string {
  const type = /^func\s+\((?:\w+\s+)?\*?(\w+)/.exec(code)?.[1];
  return type === undefined ? "" : `${type}.`;
}

function isDeclaringWord(word: string): boolean {
  return /^(?:if|for|while|return|throw|case|import|from|export|package|use|using|require|include|new|await|typeof|not|and|or|in|is|class|module|def|raise|print|echo|puts|struct|enum|interface|type|const|let|var|val|fn|func|fun|function|public|private|protected|extends|else|elif|assert|del|yield|with|switch)$/.test(
    word,
  );
}
