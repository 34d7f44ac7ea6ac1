/** Results of VS Code's own tools come as trees of `@vscode/prompt-tsx`, in its JSON form. */
import * as v from "valibot";

const NODE = { piece: 1, text: 2 };

const text = v.object({
  type: v.literal(NODE.text),
  text: v.string(),
  lineBreakBefore: v.optional(v.union([v.boolean(), v.number()])),
});
const piece = v.object({ type: v.literal(NODE.piece), children: v.array(v.unknown()) });
const tree = v.object({ node: v.unknown() });

/** What such a tree says; undefined for what isn't one. */
export function promptTsxText(value: unknown): string | undefined {
  const parsed = v.safeParse(tree, value);
  if (!parsed.success || !v.is(piece, parsed.output.node)) return undefined;
  return textOf(parsed.output.node).replace(/^\n+/, "");
}

function textOf(node: unknown): string {
  if (v.is(text, node)) return (node.lineBreakBefore ? "\n" : "") + node.text;
  return v.is(piece, node) ? node.children.map(textOf).join("") : "";
}
