import assert from "node:assert/strict";
import { LANGUAGES_WITH_GRAMMAR } from "../../../../../../common/declarations/queries.ts";
import { at } from "../typing.ts";
import { checkerHere } from "./checker-here.ts";
import { LANGUAGES } from "./languages.ts";

describe("the syntax check of each language", () => {
  const checker = checkerHere();
  const fitting = async (languageId: string, marked: string, behind: string, text: string) => {
    const before = at(marked);
    const document = { ...before, text: before.text + behind, uri: `file:///${languageId}`, languageId };
    checker.prepare(document);
    return (await checker.fit(document, { text, replaced: 0 }))?.text ?? null;
  };

  for (const [languageId, { at: marked, good, bad, broken }] of Object.entries(LANGUAGES))
    it(`ends a suggestion before an error, and leaves what is fine, also beside an error: ${languageId}`, async () => {
      assert.equal(await fitting(languageId, marked, "", good), good);
      assert.equal(await fitting(languageId, marked, "", `${good}\n${bad}`), good);
      assert.equal(await fitting(languageId, marked, "", bad), null);
      assert.equal(await fitting(languageId, marked, broken, good), good);
    });

  it("has an example of each that has a grammar", () => {
    assert.deepEqual(Object.keys(LANGUAGES).toSorted(), LANGUAGES_WITH_GRAMMAR.toSorted());
  });
});
