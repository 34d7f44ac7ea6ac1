import { isDeepStrictEqual } from "node:util";
import type { ModelsNode } from "./models-node.ts";

/**
 * A line of the Models view as VS Code knows it: one object for as long as the thing is there, whatever is told of it
 * meanwhile. VS Code forgets all lines of a view that is drawn again, and a command on one of them then comes without it.
 */
export class ModelsLine {
  #node: ModelsNode;
  #children: ModelsLine[];

  constructor(node: ModelsNode) {
    this.#node = node;
    this.#children = takeIn([], node.children ?? []);
  }

  get node(): ModelsNode {
    return this.#node;
  }

  get children(): ModelsLine[] {
    return this.#children;
  }

  /** What a command on it is about. */
  get target(): ModelsNode["target"] {
    return this.#node.target;
  }

  /**
   * Takes what is told of the thing now.
   *
   * @returns the lines to redraw, with all that is below them: itself, or some below it, or none
   */
  update(node: ModelsNode): ModelsLine[] {
    const { children = [], ...now } = node;
    const { children: _, ...before } = this.#node;
    this.#node = node;
    if (isDeepStrictEqual(now, before) && sameThings(this.#children, children))
      return this.#children.flatMap((line, index) => line.update(children[index] ?? line.node));
    this.#children = takeIn(this.#children, children);
    return [this];
  }
}

/** Lines for the nodes: those that are there already, brought up to date, and new ones. */
function takeIn(lines: readonly ModelsLine[], nodes: readonly ModelsNode[]): ModelsLine[] {
  return nodes.map((node) => {
    const line = lines.find((each) => each.node.id === node.id);
    line?.update(node);
    return line ?? new ModelsLine(node);
  });
}

/** Whether the nodes tell of the same things, in the same order. */
function sameThings(lines: readonly ModelsLine[], nodes: readonly ModelsNode[]): boolean {
  return lines.length === nodes.length && lines.every((line, index) => line.node.id === nodes[index]?.id);
}
