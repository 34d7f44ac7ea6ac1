import assert from "node:assert/strict";
import MarkdownIt from "markdown-it";
import { mathsPlugin } from "../../../../../media/chat/markdown/maths.ts";

const markdown = new MarkdownIt();
mathsPlugin(markdown, () => undefined);
const formulas = (text: string) =>
  [...markdown.render(text).matchAll(/<(span|div) class="maths"[^>]*>(.*?)<\/\1>/gs)].map(
    ([, , formula]) => formula,
  );

describe("formulas", () => {
  it("stay as they were written", () => {
    assert.deepEqual(formulas("The area $a_1 * b_1 * c$ and \\(\\pi r^2\\)."), [
      "$a_1 * b_1 * c$",
      "\\(\\pi r^2\\)",
    ]);
    assert.deepEqual(formulas("$$x_1 + y_1$$"), ["$$x_1 + y_1$$"]);
    assert.deepEqual(formulas("Text:\n$$\n\\sum_i x_i\n$$\nmore"), ["$$\n\\sum_i x_i\n$$"]);
    assert.deepEqual(formulas("\\[\na < b\n\\]"), ["\\[\na &lt; b\n\\]"]);
    assert.deepEqual(formulas("- so $x_1$"), ["$x_1$"]);
  });

  it("are no prices, and no shell", () => {
    assert.deepEqual(formulas("It costs $5 and $6, not $ 7 $."), []);
    assert.deepEqual(formulas("`$a$` and `$b`"), []);
    assert.deepEqual(formulas("```\n$x$\n```"), []);
  });

  it("are no variables of a shell", () => {
    assert.equal(
      markdown.renderInline("Set **$HOME** and **$PATH** first."),
      "Set <strong>$HOME</strong> and <strong>$PATH</strong> first.",
    );
    for (const text of [
      "*$home* and *$path*",
      "_$home_ and _$path_",
      "**use $home** and **$path**",
      "$HOME:$PATH",
      '"$HOME" and "$PATH"',
      "$HOME/bin:$x",
      "($HOME) or $USER",
    ])
      assert.deepEqual(formulas(text), [], text);
    assert.doesNotMatch(markdown.renderInline("**$HOME** and *$path*"), /\*/);
  });

  it("may be emphasized, and have stars", () => {
    assert.deepEqual(formulas("**The area is $a*b$**, *not $a + b$*"), ["$a*b$", "$a + b$"]);
    assert.deepEqual(formulas("*The best $x^* = 2$ is* $AB$, $AB = CD$, $AB/CD$, the $n$th"), [
      "$x^* = 2$",
      "$AB$",
      "$AB = CD$",
      "$AB/CD$",
      "$n$",
    ]);
    assert.deepEqual(formulas("$x^*$ and $y^*$, $a*b$ and $c*d$"), ["$x^*$", "$y^*$", "$a*b$", "$c*d$"]);
  });

  it("that don't end are text", () => {
    assert.deepEqual(formulas("\\(a and $b and\n\n$$\nc"), []);
    assert.match(markdown.render("\\(a *b*"), /<em>b<\/em>/);
  });

  it("may begin ten thousands of times without an end", () => {
    assert.deepEqual(formulas("\\(".repeat(25_000)), []);
    assert.deepEqual(formulas("$a ".repeat(20_000)), []);
  });

  it("are set without their marks, by themselves or in the line", () => {
    const set = new MarkdownIt();
    mathsPlugin(set, (tex, isBlock) =>
      tex === "?" ? undefined : `<math>${isBlock ? "block" : "inline"} ${tex}</math>`,
    );
    const maths = (text: string) =>
      [...set.render(text).matchAll(/<math>(.*?)<\/math>/gs)].map(([, tex]) => tex);
    assert.deepEqual(maths("$a$, \\(b\\), $$c$$ and \\[d\\]"), [
      "inline a",
      "inline b",
      "block c",
      "block d",
    ]);
    assert.deepEqual(maths("$$\nx\n$$\n\n\\[\ny \\]"), ["block x", "block y"]);
    assert.match(set.render("$?$"), /<span class="maths">\$\?\$<\/span>/);
  });
});
