import assert from "node:assert/strict";
import { translatable } from "../../../../common/translatable-text.ts";
import { t, translated, useLanguageOf } from "../../../../language-server/text/l10n.ts";

const GERMAN = {
  "The connection to {0} was lost: {1}.": "Die Verbindung zu {0} ist abgerissen: {1}.",
  "it ended early": "sie endete zu früh",
};
const lost = translatable(
  "The connection to {0} was lost: {1}.",
  "a.example",
  translatable("it ended early"),
);

describe("the server's texts", () => {
  afterEach(() => useLanguageOf(undefined));

  it("are in the language of the client's bundle, and in English where that has none", () => {
    useLanguageOf({ model: {}, l10n: GERMAN });
    assert.equal(translated(lost), "Die Verbindung zu a.example ist abgerissen: sie endete zu früh.");
    assert.equal(t("{0} min left", 5), "5 min left");
  });

  for (const options of [undefined, null, {}, { l10n: null }, { l10n: ["x"] }, { l10n: { a: 1 } }])
    it(`are English for a client that sends ${JSON.stringify(options)}`, () => {
      useLanguageOf({ l10n: GERMAN });
      useLanguageOf(options);
      assert.equal(translated(lost), "The connection to a.example was lost: it ended early.");
    });
});
