import assert from "node:assert/strict";
import { ShownFiles } from "../../../../../../language-server/features/completion/pieces/shown-files.ts";

describe("files that may be shown", () => {
  const secrets = async (uri: string) => (uri.includes("secret") ? "A secret." : null);

  it("are those that were found to hold no secret; nobody waits for that", async () => {
    const shown = new ShownFiles(secrets, () => 0);
    assert.equal(shown.has("file:///a.ts"), false);
    const looking = shown.look(["file:///a.ts", "file:///secret.ts"]);
    assert.equal(shown.has("file:///a.ts"), false);
    await looking;
    assert.equal(shown.has("file:///a.ts"), true);
    assert.equal(shown.has("file:///secret.ts"), false);
  });

  it("aren't those of which it isn't known any more, or can't be said", async () => {
    let now = 0;
    const shown = new ShownFiles(secrets, () => now);
    await shown.look(["file:///a.ts"]);
    now += 60_000;
    assert.equal(shown.has("file:///a.ts"), false);
    const failing = new ShownFiles(
      () => Promise.reject(new Error("gone")),
      () => 0,
    );
    await failing.look(["file:///a.ts"]);
    assert.equal(failing.has("file:///a.ts"), false);
  });

  it("are found out anew when ignore files change, also while one looks", async () => {
    let isIgnored = false;
    const changing = async () => (isIgnored ? "Ignored." : null);
    const shown = new ShownFiles(changing, () => 0);
    await shown.look(["file:///a.ts"]);
    isIgnored = true;
    shown.invalidate();
    assert.equal(shown.has("file:///a.ts"), false);
    await shown.look(["file:///a.ts"]);
    assert.equal(shown.has("file:///a.ts"), false);
    isIgnored = false;
    shown.invalidate();
    const looking = shown.look(["file:///a.ts"]);
    shown.invalidate();
    await looking;
    assert.equal(shown.has("file:///a.ts"), false);
  });

  it("are asked about once while the answer is fresh", async () => {
    let asked = 0;
    const counting = async () => {
      asked++;
      return null;
    };
    const shown = new ShownFiles(counting, () => 0);
    await Promise.all([shown.look(["file:///a.ts"]), shown.look(["file:///a.ts"])]);
    await shown.look(["file:///a.ts"]);
    assert.equal(asked, 1);
  });
});
