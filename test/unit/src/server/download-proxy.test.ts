import assert from "node:assert/strict";
import { withProxy } from "../../../../src/server/download-proxy.ts";

const EDITORS = "http://proxy.example:8080";

describe("proxy for downloads", () => {
  it("is VS Code's where Ossicle's setting is empty, and nothing else changes", () => {
    const settings = { download: { folder: "/models", proxy: "" }, chat: { keepDays: 9 } };
    assert.deepEqual(withProxy(settings, EDITORS), {
      download: { folder: "/models", proxy: EDITORS },
      chat: { keepDays: 9 },
    });
    assert.deepEqual(withProxy({}, EDITORS), { download: { proxy: EDITORS } });
  });

  it("is Ossicle's own where that is set", () => {
    const settings = { download: { proxy: "http://other.example" } };
    assert.deepEqual(withProxy(settings, EDITORS), settings);
  });

  it("stays as it is where VS Code has none", () => {
    for (const none of ["", undefined, null, 8080]) assert.deepEqual(withProxy({ a: 1 }, none), { a: 1 });
    assert.equal(withProxy(null, EDITORS), null);
  });
});
