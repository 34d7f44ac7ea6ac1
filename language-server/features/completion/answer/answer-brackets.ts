/** What the brackets close that an answer writes: its own ones, open ones before it, or what the file closes itself. */
import { columnOf } from "../../../../common/text-lines.ts";
import { CLOSER_OF, type OpenBracket, openAtCursor } from "../../../context/brackets.ts";
import { hasLooseBrackets, readCode } from "../../../context/lexical.ts";
import { onlyCloses } from "./closers.ts";

/** What stands around the cursor, with line feeds. */
export interface Surroundings {
  languageId: string;
  /** The code before the cursor, from a line's start. */
  before: string;
  /** The file has more code before that, in which brackets may be open. */
  hasMoreAbove?: boolean;
  /** The rest of the cursor's line. */
  rest: string;
  /** The lines after the cursor's line. */
  after: string;
}

export interface AnswerBrackets {
  /** Offset of the first bracket that the text after the cursor closes already, or that nobody opened. */
  superfluous?: number;
  /** What the closing brackets before it close. */
  pairs: readonly Pair[];
}

interface Pair {
  /** Offset in the answer; negative before the cursor. */
  opener: number;
  closer: number;
  /** The column of the opening bracket's line. */
  column: number;
}

interface StackedBracket extends OpenBracket {
  opener: number;
}

const GOES_ON = /^\}\s*(?:else|elseif|elsif|catch|finally)\b/;
/** In front of a bracket that ends a template's tag. */
const TEMPLATE_MARK = /\s*-?[%#]$/;
const MAY_GO_ON = /^\}\s*[a-z]*$/;

export class BracketReader {
  /** What ends the string or comment that is open at the cursor. */
  readonly mark: string | undefined;
  readonly #surroundings: Surroundings;
  readonly #open: readonly OpenBracket[];
  /** Up to where `before` need not be read again with an answer behind it. */
  readonly #settled: number;
  /** The next line begins with a bracket that closes one before the cursor, and stands right under that one's line. */
  readonly #isNextLineTaken: boolean;

  constructor(surroundings: Surroundings) {
    const { before, hasMoreAbove, rest, after, languageId } = surroundings;
    const following = `${rest}\n${after}`;
    const { open, settled, mark } = openAtCursor(before, following, languageId, hasMoreAbove);
    const [blank] = /^\s*/.exec(after) ?? [""];
    const nextCode = rest.length + 1 + blank.length;
    const nextColumn = columnOf(blank.slice(blank.lastIndexOf("\n") + 1));
    this.mark = mark;
    this.#surroundings = surroundings;
    this.#open = open;
    this.#settled = settled;
    this.#isNextLineTaken = open.some(
      ({ closedAt, column }) => closedAt === nextCode && column === nextColumn,
    );
  }

  /** `complete`: no more text will come. */
  read(answer: string, complete: boolean): AnswerBrackets {
    const { before, rest, after, languageId } = this.#surroundings;
    const stack: StackedBracket[] = this.#open.map((bracket) => ({ ...bracket, opener: -1 }));
    const pairs: Pair[] = [];
    let superfluous: number | undefined;
    /** A block that the answer has ended to go on with `else`: the file's bracket then closes that one. */
    let reopened: { at: number; closedAt: number } | undefined;
    const text = before + answer;
    const onBracket = (character: string, offset: number) => {
      const at = offset - before.length;
      if (at < 0 || superfluous !== undefined) return;
      const opened = CLOSER_OF[character];
      if (opened !== undefined) {
        const closedAt = character === "{" ? reopened?.closedAt : undefined;
        if (closedAt !== undefined) reopened = undefined;
        const column = columnOf(text.slice(text.lastIndexOf("\n", offset) + 1));
        stack.push({ closer: opened, column, closedAt, opener: at });
        return;
      }
      const index = stack.findLastIndex(({ closer }) => closer === character);
      const bracket = stack[index];
      if (!bracket) {
        if (!hasLooseBrackets(languageId)) superfluous = at;
        return;
      }
      const { closedAt, opener, column } = bracket;
      // Trimming fits an answer to closers that stand alone; before other text they stay where they are.
      if (closedAt !== undefined && !(closedAt < rest.length && onlyCloses(rest))) {
        const following = answer.slice(at);
        if (GOES_ON.test(following) && !GOES_ON.test(`${rest}\n${after}`.slice(closedAt))) {
          reopened = { at, closedAt };
        } else {
          // Before other code, an answer ends with its line.
          const isLastLine = !onlyCloses(rest) && following.includes("\n");
          if (complete || isLastLine || !MAY_GO_ON.test(following))
            superfluous = at - (TEMPLATE_MARK.exec(answer.slice(0, at))?.[0].length ?? 0);
          return;
        }
      }
      stack.length = index;
      pairs.push({ opener, closer: at, column });
    };
    readCode(text, languageId, onBracket, this.#settled);
    if (complete && superfluous === undefined) superfluous = reopened?.at;
    return { superfluous, pairs };
  }

  /**
   * Whether a line of the answer ends a block that the same line right after the cursor doesn't end.
   *
   * @param line without the cursor's line before it
   */
  endsOwnBlock({ pairs }: AnswerBrackets, start: number, line: string): boolean {
    const isOwn = ({ opener, closer, column }: Pair) =>
      opener < start && closer >= start && closer < start + line.length && column === columnOf(line);
    return this.#isNextLineTaken && pairs.some(isOwn);
  }
}
