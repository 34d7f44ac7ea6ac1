import assert from "node:assert/strict";
import type { ModelsNode } from "../../../../../src/models/view/models-node.ts";
import { ModelsLine } from "../../../../../src/models/view/models-view-text.ts";

const node = (id: string, more: Partial<ModelsNode> = {}): ModelsNode => ({
  id,
  label: id,
  kind: "fact",
  ...more,
});
const ids = (lines: readonly ModelsLine[]) => lines.map((line) => line.node.id);

describe("lines of the Models view", () => {
  it("are drawn again only where something else is told", () => {
    const group = (description: string) =>
      node("group", { children: [node("a", { description }), node("b")] });
    const line = new ModelsLine(group("43%"));
    const [a, b] = line.children;
    assert.deepEqual(line.update(group("43%")), []);
    assert.deepEqual(line.update(group("44%")), [a]);
    assert.deepEqual(line.children, [a, b]);
    assert.equal(a?.node.description, "44%");
  });

  it("are drawn again with all below where that is about other things", () => {
    const line = new ModelsLine(node("group", { children: [node("a"), node("b")] }));
    const [, b] = line.children;
    assert.deepEqual(line.update(node("group", { children: [node("b"), node("c")] })), [line]);
    assert.equal(line.children[0], b);
    assert.deepEqual(ids(line.children), ["b", "c"]);
    assert.deepEqual(line.update(node("group")), [line]);
    assert.deepEqual(line.children, []);
  });

  it("tell a command what it is about by now", () => {
    const line = new ModelsLine(node("found", { target: { path: "/one.gguf" } }));
    line.update(node("found", { target: { path: "/one.gguf", id: "one" } }));
    assert.deepEqual(line.target, { path: "/one.gguf", id: "one" });
  });

  it("stay the same objects while the thing is there, in whatever order", () => {
    const group = new ModelsLine(node("group", { children: [node("a"), node("b")] }));
    const lines = group.children;
    group.update(node("group", { children: [node("b", { label: "B" }), node("c"), node("a")] }));
    const now = group.children;
    assert.deepEqual(ids(now), ["b", "c", "a"]);
    assert.equal(now[0], lines[1]);
    assert.equal(now[2], lines[0]);
    assert.equal(now[0]?.node.label, "B");
  });

  it("are about the same things only in the same order", () => {
    const isSame = (...children: ModelsNode[]) => {
      const group = new ModelsLine(node("group", { children: [node("a"), node("b")] }));
      return !group.update(node("group", { children })).includes(group);
    };
    assert.ok(isSame(node("a"), node("b", { label: "B" })));
    assert.ok(!isSame(node("b"), node("a")));
    assert.ok(!isSame(node("a")));
    assert.ok(!isSame());
  });
});
