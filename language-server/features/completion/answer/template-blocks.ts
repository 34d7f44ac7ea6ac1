/** The ends of a template engine's blocks, such as `{% endif %}`: the file may have those of an answer already. */
import type { Surroundings } from "./answer-brackets.ts";

const TAG = /\{%[-+]?\s*(end)?([a-z]\w*)/g;
/** In an answer, or with the tag's beginning before the cursor. */
const MAY_END_BLOCK = /(?:^|%[-+]?)\s*end[a-z]/;

interface Tag {
  name: string;
  /** Offset in the text. */
  at: number;
  isEnd: boolean;
}

interface Blocks {
  /** Names of those that are begun and not ended, the innermost last. */
  open: string[];
  /** Ends of those that weren't begun, in their order. */
  ended: Tag[];
}

/**
 * The offset in an answer of the first end of a block that the text after the cursor ends as well; 0 where its tag begins
 * before the answer.
 */
export function writtenBlockEnd(answer: string, { before, rest, after }: Surroundings): number | undefined {
  if (!MAY_END_BLOCK.test(answer)) return undefined;
  const [begun = ""] = /\{%[-+]?\s*$/.exec(before) ?? [];
  const written = tagsOf(begun + answer);
  const above = tagsOf(before.slice(0, before.length - begun.length));
  const below = tagsOf(`${rest}\n${after}`);
  // Others, such as `{% include %}`, have no end.
  const names = new Set(
    [...above, ...written, ...below].filter(({ isEnd }) => isEnd).map(({ name }) => name),
  );
  const { ended } = blocksOf(below, names);
  // Else it is one of those that are missing.
  if (ended.length < blocksOf(above, names).open.length) return undefined;
  const first = blocksOf(written, names).ended[0];
  const isWritten = first !== undefined && first.name === ended[0]?.name;
  return isWritten ? Math.max(0, first.at - begun.length) : undefined;
}

function tagsOf(text: string): Tag[] {
  return [...text.matchAll(TAG)].map(({ 1: end, 2: name = "", index }) => ({
    name,
    at: index,
    isEnd: end !== undefined,
  }));
}

function blocksOf(tags: readonly Tag[], names: ReadonlySet<string>): Blocks {
  const blocks: Blocks = { open: [], ended: [] };
  for (const tag of tags.filter(({ name }) => names.has(name))) {
    const opener = blocks.open.lastIndexOf(tag.name);
    if (!tag.isEnd) blocks.open.push(tag.name);
    else if (opener < 0) blocks.ended.push(tag);
    else blocks.open.length = opener;
  }
  return blocks;
}
