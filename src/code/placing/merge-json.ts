/** Merges the object that a block of JSON shows into that of a file, key by key. Comments and all the rest stay. */
import {
  findNodeAtLocation,
  getNodeValue,
  type JSONPath,
  type Node,
  type ParseError,
  parseTree,
} from "jsonc-parser";
import { indentOf } from "../../../common/indentation.ts";
import { isBlank, linesOf } from "../../../common/text-lines.ts";
import { indentUnit, reindent } from "../code-lines.ts";

export interface MergedJson {
  text: string;
  /** Nothing is lost that the block doesn't show. */
  isSure: boolean;
  /** The block has nothing new: what it lacks may be meant to go. */
  isLess: boolean;
}

/** @returns `undefined` where one of both isn't an object, or can't be read */
export function mergeJson(fileText: string, blockText: string): MergedJson | undefined {
  const file = readObject(fileText);
  const own = readObject(blockText);
  const block = own ? blockText : `{${blockText.trim().replace(/,$/, "")}}`;
  const root = own ?? readObject(block);
  if (!file || !root) return undefined;
  const at = own ? file : objectWith(file, keysOf(root));
  if (!at) return undefined;
  const merging: Merging = { fileText, block, edits: [], isSure: true };
  mergeObject(merging, at, root);
  const text = merging.edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((all, { from, to, by }) => all.slice(0, from) + by + all.slice(to), fileText);
  if (!readObject(text)) return undefined;
  if (text === fileText && own && lacks(file, own))
    return { text: `${blockText.trim()}\n`, isSure: false, isLess: true };
  return { text, isSure: merging.isSure, isLess: false };
}

/** The paths of values that a text lacks although the block doesn't show others for them; comments by their text. */
export function lostInJson(fileText: string, blockText: string, result: string): string[] {
  const [file, now] = [readObject(fileText), readObject(result)];
  if (!file || !now) return ["{"];
  const own = readObject(blockText);
  const root = own ?? readObject(`{${blockText.trim().replace(/,$/, "")}}`);
  const at = own ? file : root && objectWith(file, keysOf(root));
  const lost = leaves(file).filter(({ path, node }) => {
    const there = findNodeAtLocation(now, path);
    if (there && JSON.stringify(getNodeValue(there)) === JSON.stringify(getNodeValue(node))) return false;
    const shown = root && at && shownAt(root, path.slice(pathOf(at).length));
    return !shown || losesObjects(node, shown);
  });
  const comments = (text: string) => text.match(/^\s*\/\/.*$/gm)?.map((line) => line.trim()) ?? [];
  const left = comments(result);
  return [
    ...lost.map(({ path }) => path.join(".")),
    ...comments(fileText).filter((each) => !left.includes(each)),
  ];
}

interface Merging {
  fileText: string;
  block: string;
  edits: { from: number; to: number; by: string }[];
  isSure: boolean;
}

function readObject(text: string): Node | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  return errors.length === 0 && root?.type === "object" ? root : undefined;
}

function mergeObject(merging: Merging, file: Node, block: Node): void {
  const added: Property[] = [];
  const known = new Map(propertiesOf(file).map((each) => [each.key, each]));
  for (const property of propertiesOf(block)) {
    const there = known.get(property.key);
    if (isPlaceholderKey(property.key)) continue;
    if (!there) added.push(property);
    else if (there.value.type === "object" && property.value.type === "object")
      mergeObject(merging, there.value, property.value);
    else if (JSON.stringify(getNodeValue(there.value)) !== JSON.stringify(getNodeValue(property.value)))
      replaceValue(merging, there.value, property.value);
  }
  if (added.length > 0) addProperties(merging, file, added);
}

const isPlaceholderKey = (key: string) => /^(?:\.{3}|…)/.test(key);

function replaceValue(merging: Merging, file: Node, block: Node): void {
  if (losesObjects(file, block)) merging.isSure = false;
  const indent = indentAt(merging.fileText, file.offset);
  merging.edits.push({ from: file.offset, to: endOf(file), by: source(merging, block, indent) });
}

/** A list whose objects the block doesn't show, or an object that gives way to something else. */
function losesObjects(file: Node, block: Node): boolean {
  if (file.type === "object") return block.type !== "object";
  if (file.type !== "array") return false;
  const shown = new Set((block.children ?? []).map((each) => JSON.stringify(getNodeValue(each))));
  return (file.children ?? []).some(
    (each) => each.type === "object" && !shown.has(JSON.stringify(getNodeValue(each))),
  );
}

function addProperties(merging: Merging, file: Node, added: readonly Property[]): void {
  const { fileText } = merging;
  const eol = fileText.includes("\r\n") ? "\r\n" : "\n";
  const last = propertiesOf(file).at(-1)?.node;
  const outer = indentAt(fileText, file.offset);
  const isOneLine = last !== undefined && !/[\r\n]/.test(fileText.slice(file.offset, last.offset));
  const indent = last ? indentAt(fileText, last.offset) : outer + (indentUnit(linesOf(fileText)) ?? "  ");
  const written = added.map(
    ({ key, value }) => `${JSON.stringify(key)}: ${source(merging, value, isOneLine ? outer : indent)}`,
  );
  if (!last) {
    const by = `{${eol}${written.map((each) => indent + each).join(`,${eol}`)}${eol}${outer}}`;
    merging.edits.push({ from: file.offset, to: endOf(file), by });
    return;
  }
  const end = endOf(last);
  if (isOneLine) {
    merging.edits.push({ from: end, to: end, by: written.map((each) => `, ${each}`).join("") });
    return;
  }
  // A comment behind the last one stays on its line.
  const [rest = ""] =
    /^[ \t]*,?[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*)?(?=\r?\n)/.exec(fileText.slice(end)) ?? [];
  const hasComma = /^\s*(?:\/\*[\s\S]*?\*\/\s*|\/\/.*\s*)*,/.test(fileText.slice(end, endOf(file)));
  const lines = written.map((each) => eol + indent + each).join(",") + (hasComma ? "," : "");
  merging.edits.push({ from: end, to: end + rest.length, by: (hasComma ? "" : ",") + rest + lines });
}

/** As the block has it, indented as it will be. */
function source({ block, fileText }: Merging, node: Node, indent: string): string {
  const [first = "", ...rest] = linesOf(block.slice(node.offset, endOf(node)));
  if (rest.length === 0) return first;
  const eol = fileText.includes("\r\n") ? "\r\n" : "\n";
  const last = rest.at(-1) ?? "";
  const column = /^\s*/.exec(last)?.[0] ?? "";
  // The closing bracket tells what the first line is indented by.
  const lines = reindent([column + first, ...rest], indent, indentUnit(linesOf(fileText)));
  return [(lines[0] ?? "").trimStart(), ...lines.slice(1)]
    .filter((line, at) => at === 0 || !isBlank(line))
    .join(eol);
}

interface Property {
  key: string;
  node: Node;
  value: Node;
}

function propertiesOf(object: Node): Property[] {
  return (object.children ?? []).flatMap((node) => {
    const [key, value] = node.children ?? [];
    return key && value && typeof key.value === "string" ? [{ key: key.value, node, value }] : [];
  });
}

const keysOf = (object: Node) => propertiesOf(object).map(({ key }) => key);

/** The only object that has one of the keys, the outermost one first. */
function objectWith(root: Node, keys: readonly string[]): Node | undefined {
  let level = [root];
  while (level.length > 0) {
    const having = level.filter((object) => keysOf(object).some((key) => keys.includes(key)));
    if (having.length > 0) return having.length === 1 ? having[0] : undefined;
    level = level
      .flatMap((object) => propertiesOf(object).map(({ value }) => value))
      .filter(({ type }) => type === "object");
  }
  return undefined;
}

/** All values that aren't objects, and empty objects. */
function leaves(object: Node, path: JSONPath = []): { path: JSONPath; node: Node }[] {
  return propertiesOf(object).flatMap(({ key, value }) => {
    const own = [...path, key];
    const isInner = value.type === "object" && (value.children ?? []).length > 0;
    return isInner ? leaves(value, own) : [{ path: own, node: value }];
  });
}

/** The value that the block shows at a path. */
function shownAt(root: Node, path: JSONPath): Node | undefined {
  let node = root;
  for (const key of path) {
    if (node.type !== "object") return undefined;
    const next = propertiesOf(node).find((each) => each.key === key);
    if (!next) return undefined;
    node = next.value;
  }
  return node;
}

function pathOf(node: Node): JSONPath {
  const path: JSONPath = [];
  for (let at: Node | undefined = node; at; at = at.parent)
    if (at.type === "property" && typeof at.children?.[0]?.value === "string")
      path.unshift(at.children[0].value);
  return path;
}

function lacks(file: Node, block: Node): boolean {
  return leaves(file).some(({ path }) => !shownAt(block, path));
}

const endOf = ({ offset, length }: Node) => offset + length;

function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return indentOf(text.slice(start, offset));
}
