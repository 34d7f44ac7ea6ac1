import assert from "node:assert/strict";
import { inEnglish } from "../../../../common/translatable-text.ts";
import { DEFAULT_SETTINGS, parseSettings } from "../../../../language-server/protocol/settings.ts";

describe("settings", () => {
  it("take their defaults where nothing is said", () => {
    for (const raw of [
      undefined,
      null,
      7,
      [],
      {},
      { chat: null },
      { engine: { gpu: null } },
      { other: { x: 1 } },
    ])
      assert.deepEqual(parseSettings(raw), { settings: DEFAULT_SETTINGS, problems: [] }, JSON.stringify(raw));
  });

  it("take each value that is allowed, beside one that isn't, which is named", () => {
    const { settings, problems } = parseSettings({
      engine: { gpu: "turbo", threads: 4, devices: [0, -1, 0.5] },
      completion: { maxTokens: 32, languages: { "*": false, css: true } },
    });
    assert.deepEqual(settings.engine, { ...DEFAULT_SETTINGS.engine, threads: 4 });
    assert.deepEqual(settings.completion, {
      ...DEFAULT_SETTINGS.completion,
      maxTokens: 32,
      languages: { "*": false, css: true },
    });
    assert.equal(problems.length, 2);
    assert.match(
      inEnglish(problems[0] ?? { text: "" }),
      /^The setting ossicle\.engine\.gpu is "turbo": .*"auto" is used instead\.$/,
    );
    assert.match(
      inEnglish(problems[1] ?? { text: "" }),
      /^The setting ossicle\.engine\.devices is \[0,-1,0\.5\]: .*\[\] is used/,
    );
  });
});
