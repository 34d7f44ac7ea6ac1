import assert from "node:assert/strict";
import {
  fixedPrefixGrammar,
  PrefixStripper,
} from "../../../../../language-server/engine/generation/fixed-prefix.ts";

describe("fixed prefix", () => {
  it("writes every character so that GBNF reads it back", () => {
    assert.equal(fixedPrefixGrammar("pr"), 'root ::= "pr" [^\\x00]*');
    assert.equal(fixedPrefixGrammar('"\\'), 'root ::= "\\"\\\\" [^\\x00]*');
    assert.equal(fixedPrefixGrammar("é\t🙂"), 'root ::= "\\u00e9\\u0009\\U0001f642" [^\\x00]*');
  });

  it("takes the prefix off, wherever the pieces are cut", () => {
    const stripper = new PrefixStripper(" ret");
    assert.deepEqual([stripper.push(" r"), stripper.complete], ["", false]);
    assert.deepEqual([stripper.push("eturn"), stripper.complete], ["urn", true]);
    assert.equal(stripper.push(" x"), " x");
  });
});
