import assert from "node:assert/strict";
import { shareMeasuredModel } from "../../../../../language-server/engine/backend/shared-model.ts";

/** As node-llama-cpp's native class. */
class AddonModel {
  readonly options: object;
  inits = 0;
  isDisposed = false;

  constructor(_path: string, options: object) {
    this.options = options;
  }
  async init(): Promise<boolean> {
    this.inits++;
    return !("isDamaged" in this.options);
  }
  async dispose(): Promise<void> {
    this.isDisposed = true;
  }
}

describe("a model that was measured", () => {
  const backend = () => {
    const _bindings = { AddonModel, AddonContext: class {} };
    shareMeasuredModel({ _bindings });
    return _bindings;
  };

  it("is the one that is loaded then, and stays when either is released", async () => {
    const bindings = backend();
    const measured = new bindings.AddonModel("", { noAlloc: true });
    assert.equal(await measured.init(), true);
    const loaded = new bindings.AddonModel("/model.gguf", {});
    assert.equal(await loaded.init(), true);
    await loaded.dispose();
    assert.equal(loaded, measured);
    assert.deepEqual([loaded.inits, loaded.isDisposed], [1, false]);
  });

  it("is loaded anew where it couldn't be measured", async () => {
    const bindings = backend();
    const damaged = new bindings.AddonModel("", { noAlloc: true, isDamaged: true });
    assert.equal(await damaged.init(), false);
    const loaded = new bindings.AddonModel("/model.gguf", {});
    assert.notEqual(loaded, damaged);
    assert.deepEqual(loaded.options, {});
  });
});
