/**
 * Lets what has measured a model serve as its vocabulary as well. node-llama-cpp loads a native model without memory for
 * its tensors to estimate what it needs
 * (https://github.com/withcatai/node-llama-cpp/blob/v3.22.1/src/gguf/insights/GgufInsights.ts), and `loadModel` would
 * load another one: with a real vocabulary each takes a second.
 */
import * as v from "valibot";
import { type ModelConstructor, replaceModelClass } from "./addon.ts";

const modelSchema = v.object({ init: v.function() });

/**
 * From now on, models that are loaded on this back end (a `Llama`) are the first one that was measured. For a process
 * that looks at one file and ends: what is shared is never freed.
 */
export function shareMeasuredModel(llama: object): void {
  let measured: object | undefined;
  const construct = (native: ModelConstructor, [path, options]: [string, object]): object => {
    if (measured) return measured;
    const model = new native(path, options);
    if ("noAlloc" in options) keepWhenLoaded(model);
    return model;
  };
  const keepWhenLoaded = (model: object) => {
    const { init } = v.parse(modelSchema, model);
    const load = async (...source: unknown[]) => {
      const isLoaded: unknown = await Reflect.apply(init, model, source);
      if (isLoaded !== true) return isLoaded;
      measured = model;
      Object.defineProperties(model, {
        init: { value: async () => true },
        dispose: { value: async () => undefined },
      });
      return true;
    };
    Object.defineProperty(model, "init", { value: load, configurable: true });
  };
  replaceModelClass(llama, (AddonModel) => new Proxy(AddonModel, { construct }));
}
