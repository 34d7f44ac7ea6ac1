import assert from "node:assert/strict";
import { typeset } from "../../../../media/maths/main.ts";

const PLAIN =
  /<\/?(?:math|menclose|mfrac|mi|mn|mo|mover|mrow|mspace|msqrt|msub|msubsup|msup|mtable|mtd|mtext|mtr|munderover)\b[^>]*>/g;

describe("a formula that is set", () => {
  it("is MathML, in the line or by itself", () => {
    assert.match(typeset("E = mc^2", false), /^<math><mrow><mi>E<\/mi><mo>=<\/mo><mi>m<\/mi><msup>/);
    assert.match(typeset("\\int_0^1 x\\,dx", true), /^<math display="block"/);
  });

  it("has no styles and nothing but its elements and text", () => {
    for (const tex of [
      "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}",
      "\\boxed{42} \\cancel{x}",
      "\\color{red}{x}",
      "\\begin{cases}x&y\\\\z&w\\end{cases}",
      '\\text{<script>alert(1)</script> \\& style="color:red"}',
    ]) {
      const html = typeset(tex, true);
      assert.doesNotMatch(html, / style=|<script|href/, tex);
      assert.doesNotMatch(html.replace(PLAIN, ""), /[<>]/, tex);
    }
    assert.match(typeset("\\boxed{42}", false), /class="boxed"/);
  });

  it("is refused where it can't be read, or asks for more than a formula", () => {
    for (const tex of [
      "\\nonsense{x}",
      "\\frac{1",
      "\\href{https://example.org}{x}",
      "\\includegraphics{https://example.org/p.png}",
      "\\class{evil}{x}",
      "\\def\\a{\\a\\a}\\a",
      "x".repeat(5_000),
    ])
      assert.throws(() => typeset(tex, false), tex.slice(0, 30));
  });
});
