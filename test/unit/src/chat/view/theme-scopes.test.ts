import assert from "node:assert/strict";
import { codeColors, customRules, tokenRules } from "../../../../../src/chat/view/theme-scopes.ts";

describe("colors of code", () => {
  const colored = (scope: string | string[], foreground: string) => ({ scope, settings: { foreground } });

  it("take the theme's rule for the scope or the nearest one above it", () => {
    const colors = codeColors([
      colored("string", "#a31515"),
      colored("string.regexp", "#811f3f"),
      colored("comment, keyword.control", "#008000"),
    ]);
    assert.equal(colors.string, "#a31515");
    assert.equal(colors.regexp, "#811f3f");
    assert.equal(colors.comment, "#008000");
    assert.equal(colors.keyword, "#008000");
    assert.equal(colors.number, undefined);
  });

  it("of two rules for a scope take the later one", () => {
    assert.equal(
      codeColors([colored("keyword", "#111111"), colored(["keyword"], "#222222")]).keyword,
      "#222222",
    );
  });

  it("leave rules alone that hold within another scope only", () => {
    assert.deepEqual(codeColors([colored("string variable", "#111111")]), {});
  });

  it("let nothing through but colors", () => {
    assert.deepEqual(
      codeColors([colored("string", "red; background: url(x)"), colored("comment", "#12")]),
      {},
    );
    assert.equal(codeColors([colored("string", "#A3151580")]).string, "#A3151580");
  });

  it("leave out what isn't a rule", () => {
    const rules = [
      null,
      7,
      { scope: 3, settings: {} },
      { settings: { foreground: "#000" } },
      { scope: "string" },
    ];
    assert.deepEqual(codeColors(tokenRules(rules)), {});
    assert.deepEqual(tokenRules("./theme.tmTheme"), []);
  });

  it("take the user's own over the theme's, those for the theme last", () => {
    const custom = {
      comments: "#111111",
      strings: { foreground: "#222222", fontStyle: "italic" },
      "[Solar*][Other]": { textMateRules: [colored("comment", "#333333")] },
      "[Night]": { comments: "#444444" },
    };
    const of = (theme: string) => codeColors([colored("comment", "#000000"), ...customRules(custom, theme)]);
    assert.equal(of("Default").comment, "#111111");
    assert.equal(of("Default").string, "#222222");
    assert.equal(of("Solarized").comment, "#333333");
    assert.equal(of("Other").comment, "#333333");
    assert.equal(of("Night").comment, "#444444");
    assert.deepEqual(customRules(undefined, "Night"), []);
  });
});
