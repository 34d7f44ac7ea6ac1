import assert from "node:assert/strict";
import type {
  Inside,
  NativeSampler,
  SamplerConfig,
} from "../../../../../language-server/engine/drawing/inside.ts";
import { giveSamplerBack, takeSampler } from "../../../../../language-server/engine/drawing/samplers.ts";

const CONFIG: SamplerConfig = { temperature: 0.7, topP: 0.9, topK: 40, minP: 0, seed: 7 };

/** As the addon's: with the same seed as before, the random numbers go on. */
class Sampler implements NativeSampler {
  config: SamplerConfig | undefined;
  /** How many random numbers it has drawn from its seed. */
  drawn = 0;
  isDisposed = false;

  applyConfig(config: SamplerConfig): void {
    if (config.seed !== this.config?.seed) this.drawn = 0;
    this.config = config;
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

class Model {
  readonly made: Sampler[] = [];
  readonly inside: Inside["model"];
  readonly #listeners: (() => void)[] = [];
  #isDisposed = false;

  constructor() {
    const { made } = this;
    const isDisposed = () => this.#isDisposed;
    const createOnceListener = (listener: () => void) => {
      this.#listeners.push(listener);
      return {};
    };
    const AddonSampler = class extends Sampler {
      constructor() {
        super();
        made.push(this);
      }
    };
    this.inside = {
      get disposed() {
        return isDisposed();
      },
      onDispose: { createOnceListener },
      _model: {},
      _llama: { _bindings: { AddonSampler } },
    };
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const listener of this.#listeners) listener();
  }
}

describe("samplers", () => {
  it("are made once, for however many answers one after another", () => {
    const { inside, made } = new Model();
    for (let answer = 0; answer < 100; answer++)
      giveSamplerBack(inside, takeSampler(inside, { ...CONFIG, seed: answer }), CONFIG);
    assert.equal(made.length, 1);
  });

  it("begin anew, with a seed that they had as with another one", () => {
    const { inside, made } = new Model();
    for (const seed of [7, 7, 2 ** 32 - 1, 2 ** 32 - 1]) {
      const config = { ...CONFIG, seed };
      const sampler = takeSampler(inside, config);
      assert.deepEqual([made[0]?.config, made[0]?.drawn], [config, 0]);
      if (made[0]) made[0].drawn = 3;
      giveSamplerBack(inside, sampler, config);
    }
  });

  it("keep no grammar when they aren't needed", () => {
    const { inside, made } = new Model();
    const sampler = takeSampler(inside, CONFIG);
    sampler.applyConfig({ ...CONFIG, grammarEvaluationState: {} });
    giveSamplerBack(inside, sampler, CONFIG);
    assert.equal(made[0]?.config?.grammarEvaluationState, undefined);
  });

  it("belong to one answer, and to one model", () => {
    const [one, other] = [new Model(), new Model()];
    const first = takeSampler(one.inside, CONFIG);
    assert.notEqual(takeSampler(one.inside, CONFIG), first);
    giveSamplerBack(one.inside, first, CONFIG);
    assert.notEqual(takeSampler(other.inside, CONFIG), first);
  });

  it("end with their model, those of an answer under way after it", () => {
    const model = new Model();
    const { inside, made } = model;
    const [one, other] = [takeSampler(inside, CONFIG), takeSampler(inside, CONFIG)];
    giveSamplerBack(inside, one, CONFIG);
    model.dispose();
    giveSamplerBack(inside, other, CONFIG);
    assert.deepEqual(
      made.map(({ isDisposed }) => isDisposed),
      [true, true],
    );
  });

  it("are few: those of many answers at a time are disposed of", () => {
    const { inside, made } = new Model();
    const taken = Array.from({ length: 10 }, () => takeSampler(inside, CONFIG));
    for (const sampler of taken) giveSamplerBack(inside, sampler, CONFIG);
    assert.equal(made.filter(({ isDisposed }) => !isDisposed).length, 4);
  });
});
