import assert from "node:assert/strict";
import * as v from "valibot";
import {
  inEnglish,
  translatable,
  translatableText,
  untranslated,
} from "../../../common/translatable-text.ts";

const LOST = translatable(
  "The connection to {0} was lost: {1}.",
  "a.example",
  translatable("it ended early"),
);

describe("a text that is translated later", () => {
  it("is English until then, with what goes into it", () => {
    assert.equal(inEnglish(translatable("Stopped.")), "Stopped.");
    assert.equal(inEnglish(LOST), "The connection to a.example was lost: it ended early.");
    assert.equal(inEnglish(translatable("{1} of {0}", 24, 12)), "12 of 24");
  });

  it("takes what others say as it is", () => {
    assert.equal(inEnglish(untranslated("open {0} failed")), "open {0} failed");
  });

  it("goes through JSON and the check of what comes in", () => {
    assert.deepEqual(v.parse(translatableText, JSON.parse(JSON.stringify(LOST))), LOST);
    for (const wrong of ["a string", { text: 1 }, { text: "", args: [null] }])
      assert.equal(v.is(translatableText, wrong), false);
  });
});
