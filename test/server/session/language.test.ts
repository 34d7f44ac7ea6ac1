import assert from "node:assert/strict";
import { faultFixture, fixture } from "../../../tools/fixtures/cache.ts";
import { Workplace } from "../support/workplace.ts";

const ENGINE = { threads: 1, gpu: false };

/** Made up: what matters is that it isn't English. */
const GERMAN = {
  "Suggestions are off for {0}.": "Keine Vorschläge für {0}.",
  "{0} is not a GGUF file.": "{0} ist keine GGUF-Datei.",
  "Select another model file (GGUF).": "Wähle eine andere Modelldatei (GGUF).",
};

describe("the language of the user", () => {
  const AT = { line: 0, character: 3 };

  /** A server whose suggestions are off for Python; its client's bundle of translations, where it has one. */
  async function open(workplace: Workplace, l10n?: unknown) {
    const settings = { engine: ENGINE, completion: { languages: { python: false } } };
    const server = await workplace.server({ settings, initializationOptions: { ...settings, l10n } });
    await server.state("none");
    return server;
  }

  it("is that of the client: of reasons from the server and from the engine that two windows share", async () => {
    await using workplace = await Workplace.create();
    const uri = workplace.uri("off.py");
    const german = await open(workplace, GERMAN);
    const english = await open(workplace);
    for (const server of [german, english]) {
      await server.open(uri, "x = ", "python");
      assert.equal(await server.suggest(uri, AT), null);
    }
    assert.equal((await german.last()).whyNone, "Keine Vorschläge für python.");
    assert.equal((await english.last()).whyNone, "Suggestions are off for python.");

    const text = await faultFixture("text");
    const name = text.slice(text.lastIndexOf("/") + 1);
    const failed = await german.select(text);
    assert.deepEqual(
      [failed.reason, failed.advice],
      [`${name} ist keine GGUF-Datei.`, "Wähle eine andere Modelldatei (GGUF)."],
    );
    const seen = await english.state("failed");
    assert.deepEqual(
      [seen.reason, seen.advice],
      [`${name} is not a GGUF file.`, "Select another model file (GGUF)."],
    );
  });

  it("is English where a client sends something else than a bundle", async () => {
    await using workplace = await Workplace.create();
    const server = await open(workplace, { "Suggestions are off for {0}.": 7 });
    const uri = workplace.uri("off.py");
    await server.open(uri, "x = ", "python");
    await server.suggest(uri, AT);
    assert.equal((await server.last()).whyNone, "Suggestions are off for python.");
    assert.equal((await server.select(await fixture("tiny"))).state, "ready");
  });
});
