/**
 * Reads a command as a shell would, where there is nothing to expand: words, quotes, and what separates commands. Every
 * doubt ends the reading, and then the user is asked: no rule covers what isn't understood as a whole. Pure.
 */

/** What a shell reads as itself outside of quotes. `=` and `~` are looked at where the word ends. */
const PLAIN = /[\p{L}\p{N}_@%+:,./=-]/u;
/** Between simple commands. `&` alone isn't one: what it starts outlives the command. */
const SEPARATORS = ["&&", "||", ";", "|", "\n"];
/** Redirections that change no file, which models append to everything. */
const HARMLESS = /^(?:2>&1|(?:[12]?|&)>\s?\/dev\/null)(?=$|[\s;|&])/;
/** Words that begin a construct of the shell, or change what later words mean. */
const RESERVED = new Set(
  (
    "if then else elif fi for while until do done case esac select function time coproc in { } [[ ]] ! . " +
    "source eval exec alias unalias trap set shopt export declare typeset local readonly unset hash enable command " +
    "builtin"
  ).split(" "),
);

/**
 * The simple commands of a shell's command line, each as its words.
 *
 * @returns nothing where anything in it is expanded, redirected, assigned, started in the background or a construct
 */
export function simpleCommands(line: string): string[][] | undefined {
  const commands: string[][] = [];
  let words: string[] = [];
  let at = 0;
  while (at < line.length) {
    const rest = line.slice(at);
    const blank = /^[ \t]+/.exec(rest);
    const separator = SEPARATORS.find((each) => rest.startsWith(each));
    // A word may end in a digit: only one of its own is a stream's number.
    const redirection = HARMLESS.exec(rest);
    if (blank) at += blank[0].length;
    else if (separator !== undefined) {
      at += separator.length;
      // `;;`, `| |` and an operator in front of all are none of ours.
      if (words.length > 0) commands.push(words);
      else if (separator !== "\n") return undefined;
      words = [];
    } else if (redirection) {
      if (words.length === 0) return undefined;
      at += redirection[0].length;
    } else {
      const word = readWord(rest);
      if (!word) return undefined;
      words.push(word.text);
      at += word.length;
    }
  }
  if (words.length > 0) commands.push(words);
  else if (/(?:&&|\|)\s*$/.test(line)) return undefined;
  return commands.length > 0 && commands.every(isSimple) ? commands : undefined;
}

/** A word with its quotes taken off, and what it takes of the line. */
function readWord(rest: string): { text: string; length: number } | undefined {
  let text = "";
  let at = 0;
  let isQuoted = false;
  while (at < rest.length) {
    const character = rest[at] ?? "";
    if (/[\s;|]/.test(character) || rest.startsWith("&&", at)) break;
    if (character === "'" || character === '"') {
      const end = rest.indexOf(character, at + 1);
      if (end < 0) return undefined;
      const inside = rest.slice(at + 1, end);
      // Double quotes still expand, and a backslash in them may hide their end.
      if (character === '"' && /[$`\\!]/.test(inside)) return undefined;
      text += inside;
      at = end + 1;
      isQuoted = true;
    } else {
      const whole = String.fromCodePoint(rest.codePointAt(at) ?? 0);
      if (!PLAIN.test(whole)) return undefined;
      text += whole;
      at += whole.length;
    }
  }
  return text === "" && !isQuoted ? undefined : { text, length: at };
}

/** `NAME=value command` sets a variable, which can change what the command does. */
function isSimple([first = "", ...rest]: string[]): boolean {
  return first !== "" && !first.includes("=") && !RESERVED.has(first) && !rest.includes("{");
}
