/**
 * Python's dictionaries may have integers for keys, and Seed-OSS' template looks its thinking budget up in one.
 * `@huggingface/jinja` (0.5.11, `evaluate` of an "ObjectLiteral" in runtime.ts) takes strings alone, so a table that a
 * template sets, sorts, goes through or looks up becomes a list of pairs.
 * https://github.com/huggingface/huggingface.js/tree/main/packages/jinja
 */

type Node = Record<string, unknown>;
type Pair = { key: number; keyNode: unknown; value: unknown };

/** What gives the pairs of a dictionary, in its own order or sorted. */
const ITEMS = new Set(["items", "dictsort"]);

/** Changes the tree of a parsed template in place. */
export function withPairsForIntegerKeys(tree: unknown): void {
  const tables = new Map<unknown, Pair[]>();
  visit(tree, (node) => {
    const pairs = node.type === "Set" ? integerPairs(node.value) : undefined;
    const name = pairs && nameOf(node.assignee);
    if (!pairs || name === undefined) return;
    tables.set(name, pairs);
    node.value = listOf(pairs);
  });
  if (tables.size === 0) return;
  visit(tree, (node) => {
    const source = node.type === "FilterExpression" ? node.operand : callee(node)?.object;
    const filter = nameOf(node.type === "FilterExpression" ? node.filter : callee(node)?.property);
    const pairs = tables.get(nameOf(source));
    if (pairs && typeof filter === "string" && ITEMS.has(filter)) {
      const order = filter === "dictsort" ? pairs.toSorted((a, b) => a.key - b.key) : pairs;
      become(node, listOf(order));
    } else if (node.type === "MemberExpression" && isNode(node.property)) {
      const { type, value } = node.property;
      const table = tables.get(nameOf(node.object));
      const found = type === "IntegerLiteral" ? table?.find(({ key }) => key === value)?.value : undefined;
      if (isNode(found)) become(node, found);
    }
  });
}

/** Undefined for what is no dictionary whose keys are all integers. */
function integerPairs(node: unknown): Pair[] | undefined {
  if (!isNode(node) || node.type !== "ObjectLiteral" || !(node.value instanceof Map)) return undefined;
  const entries: [unknown, unknown][] = [...node.value];
  const pairs = entries.flatMap(([keyNode, value]) =>
    isNode(keyNode) && keyNode.type === "IntegerLiteral"
      ? [{ key: Number(keyNode.value), keyNode, value }]
      : [],
  );
  return pairs.length > 0 && pairs.length === entries.length ? pairs : undefined;
}

function listOf(pairs: readonly Pair[]): Node {
  return {
    type: "ArrayLiteral",
    value: pairs.map(({ keyNode, value }) => ({ type: "ArrayLiteral", value: [keyNode, value] })),
  };
}

/** Of a call of a method: `table.items()`. */
function callee(node: Node): Node | undefined {
  return node.type === "CallExpression" && isNode(node.callee) ? node.callee : undefined;
}

function nameOf(node: unknown): unknown {
  return isNode(node) && node.type === "Identifier" ? node.value : undefined;
}

function become(node: Node, other: Node): void {
  for (const key of Object.keys(node)) delete node[key];
  Object.assign(node, other);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

/** Calls for every node of a tree. */
function visit(tree: unknown, call: (node: Node) => void): void {
  if (Array.isArray(tree)) for (const item of tree) visit(item, call);
  else if (tree instanceof Map) for (const entry of tree) visit(entry, call);
  else if (isNode(tree)) {
    call(tree);
    for (const value of Object.values(tree)) visit(value, call);
  }
}
