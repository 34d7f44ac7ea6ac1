/**
 * What a terminal shows after a program has written to it: a cursor, and lines that are written over and erased. Lines
 * are as long as they get, since the terminal's width isn't known; colors, titles and marks show nothing.
 */

const TAB = 8;
/** Where a program goes without having written there: as far as a wide terminal, and one screen down. */
const MAX_COLUMN = 240;
const MAX_ROWS = 200;
const ESC = "\\u001b";
/** An escape sequence with its parameters and its last letter, one that shows nothing, a control character, or text. */
const PIECE = new RegExp(
  [
    `${ESC}\\[(?<parameters>[0-?]*)[ -/]*(?<command>[@-~])`,
    `${ESC}\\[[ -?]*$`,
    `${ESC}[\\]PX^_][^\\u0007${ESC}]*(?:\\u0007|${ESC}\\\\)?`,
    `${ESC}(?<short>[ -/]*[0-~])?`,
    "(?<control>\\p{Cc})",
    "(?<text>\\P{Cc}+)",
  ].join("|"),
  "gu",
);
const ALTERNATE = /^\?(?:47|1047|1049)$/;
/** Combining marks, joiners and variants change the character before them. */
const ATTACHED = /^(?:\p{M}|\u200d)$/u;

/** Cells, each a character with its marks; none is a blank. */
type Line = (string | undefined)[];

interface Screen {
  lines: Line[];
  row: number;
  column: number;
  saved: { row: number; column: number };
  /** The row at the top of what the program addresses by numbers; unknown until it does. */
  top: number | undefined;
}

const fresh = (): Screen => ({
  lines: [[]],
  row: 0,
  column: 0,
  saved: { row: 0, column: 0 },
  top: undefined,
});

/** The lines that are shown at the end, without blanks behind them. */
export function shownLines(raw: string): string[] {
  let screen = fresh();
  let main: Screen | undefined;
  for (const { groups = {} } of raw.matchAll(PIECE)) {
    const { command, parameters = "", short, control, text } = groups;
    if (text !== undefined) write(screen, text);
    else if (control !== undefined) moveBy(screen, control);
    else if (short === "7") save(screen);
    else if (short === "8") restore(screen);
    else if (short === "M") to(screen, screen.row - 1, screen.column);
    else if (short === "c") screen = fresh();
    else if ((command === "h" || command === "l") && ALTERNATE.test(parameters)) {
      // What a full-screen program shows is gone when it ends.
      if (command === "h") {
        main ??= screen;
        screen = fresh();
      } else {
        screen = main ?? screen;
        main = undefined;
      }
    } else if (command !== undefined) follow(screen, command, parameters.split(";").map(Number));
  }
  return (main ?? screen).lines.map((cells) =>
    Array.from(cells, (cell = " ") => cell)
      .join("")
      .trimEnd(),
  );
}

function write(screen: Screen, text: string): void {
  const line = lineOf(screen);
  for (const character of text) {
    if (ATTACHED.test(character) && screen.column > 0)
      line[screen.column - 1] = (line[screen.column - 1] ?? " ") + character;
    else line[screen.column++] = character;
  }
}

function moveBy(screen: Screen, control: string): void {
  if (control === "\n") to(screen, screen.row + 1, 0);
  else if (control === "\r") screen.column = 0;
  else if (control === "\b") to(screen, screen.row, screen.column - 1);
  else if (control === "\t") screen.column = (Math.floor(screen.column / TAB) + 1) * TAB;
}

/** Control sequences by their last letter. `count` is the first parameter where it moves: 0 and nothing are 1. */
const SEQUENCES: Record<string, (screen: Screen, count: number, first: number, second: number) => void> = {
  A: (screen, count) => to(screen, screen.row - count, screen.column),
  B: (screen, count) => to(screen, below(screen, count), screen.column),
  C: (screen, count) => to(screen, screen.row, screen.column + count),
  D: (screen, count) => to(screen, screen.row, screen.column - count),
  E: (screen, count) => to(screen, below(screen, count), 0),
  F: (screen, count) => to(screen, screen.row - count, 0),
  G: (screen, count) => to(screen, screen.row, count - 1),
  "`": (screen, count) => to(screen, screen.row, count - 1),
  H: (screen, count, _, second) => toAddress(screen, count, second || 1),
  f: (screen, count, _, second) => toAddress(screen, count, second || 1),
  d: (screen, count) => toAddress(screen, count, screen.column + 1),
  J: (screen, _, first) => eraseScreen(screen, first),
  K: (screen, _, first) => eraseLine(lineOf(screen), screen.column, first),
  P: (screen, count) => void lineOf(screen).splice(screen.column, count),
  X: (screen, count) => void lineOf(screen).fill(undefined, screen.column, screen.column + count),
  "@": (screen, count) => {
    const blanks = Array.from({ length: Math.min(count, MAX_COLUMN) }, () => undefined);
    lineOf(screen).splice(screen.column, 0, ...blanks);
  },
  s: save,
  u: restore,
};

function follow(screen: Screen, command: string, [first = 0, second = 0]: number[]): void {
  SEQUENCES[command]?.(screen, first || 1, first, second);
}

function eraseLine(line: Line, column: number, what: number): void {
  if (what === 2) line.length = 0;
  else if (what === 1) line.fill(undefined, 0, column + 1);
  else if (what === 0 && line.length > column) line.length = column;
}

/** The cursor stays where it is. */
function eraseScreen(screen: Screen, what: number): void {
  const { lines, row, column } = screen;
  if (what === 0) {
    lines.length = Math.min(lines.length, row + 1);
    eraseLine(lineOf(screen), column, 0);
  } else if (what === 1) {
    for (const line of lines.slice(0, row)) line.length = 0;
    eraseLine(lineOf(screen), column, 1);
  } else if (what === 2) for (const line of lines) line.length = 0;
}

/** A line and a column of the screen, whose first line is known only once the program has gone to one. */
function toAddress(screen: Screen, line: number, column: number): void {
  const isFresh = lineOf(screen).length === 0 || column > 1;
  screen.top ??= line === 1 ? 0 : screen.row + (isFresh ? 0 : 1) - (line - 1);
  to(screen, screen.top + line - 1, column - 1);
}

function to(screen: Screen, row: number, column: number): void {
  screen.row = Math.min(screen.lines.length + MAX_ROWS, Math.max(0, row));
  screen.column = Math.min(Math.max(MAX_COLUMN, lineOf(screen).length), Math.max(0, column));
}

/** The last line ends the way down. */
const below = ({ row, lines }: Screen, count: number) =>
  Math.min(row + count, Math.max(row, lines.length - 1));

function lineOf(screen: Screen): Line {
  while (screen.lines.length <= screen.row) screen.lines.push([]);
  return screen.lines[screen.row] ?? [];
}

function save(screen: Screen): void {
  screen.saved = { row: screen.row, column: screen.column };
}

function restore(screen: Screen): void {
  to(screen, screen.saved.row, screen.saved.column);
}
