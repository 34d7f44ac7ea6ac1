const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** The code of an answer: its longest fenced block, to the end where it isn't closed; `undefined` without one. */
export function fencedCode(answer: string): string | undefined {
  const blocks: string[][] = [];
  let open: string | undefined;
  for (const line of answer.split(/\r\n|\r|\n/)) {
    const [, fence = "", info = ""] = FENCE.exec(line) ?? [];
    if (open === undefined) {
      if (fence === "") continue;
      open = fence;
      blocks.push([]);
    } else if (fence.startsWith(open) && info.trim() === "") open = undefined;
    else blocks.at(-1)?.push(line);
  }
  const codes = blocks.map((lines) => lines.join("\n")).filter((code) => code.trim() !== "");
  return codes.toSorted((a, b) => b.length - a.length)[0];
}
