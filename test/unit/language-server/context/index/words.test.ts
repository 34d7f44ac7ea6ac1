import assert from "node:assert/strict";
import { countTerms, termsOf } from "../../../../../language-server/context/index/words.ts";

describe("words", () => {
  it("are those in identifiers, however they are written", () => {
    for (const identifier of ["loadedModelFile", "LoadedModelFile", "loaded_model_file", "LOADED_MODEL_FILE"])
      assert.deepEqual(termsOf(identifier), ["load", "model", "file", "loadedmodelfil"], identifier);
    assert.deepEqual(termsOf("HTTPServer2"), ["http", "server2", "httpserver2"]);
  });

  it("are the same for a question and the code that it is about", () => {
    const code = countTerms("const cachedTokens = retryQueue.entries();");
    for (const word of countTerms("How are the tokens cached, and what about retries and queues?").keys())
      if (word !== "about") assert.ok(code.has(word), word);
  });

  it("aren't those that every text has", () => {
    assert.equal(countTerms("where is the function for this? return const").size, 0);
  });
});
