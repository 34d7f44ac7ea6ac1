import assert from "node:assert/strict";
import { modelPlaces, ownModelsFolder } from "../../../../../language-server/features/models/places.ts";

describe("the places of models", () => {
  const at = (platform: NodeJS.Platform, env: Record<string, string> = {}) => {
    const machine = { platform, home: "/home/ann", env };
    return modelPlaces(machine, ownModelsFolder(machine)).map(({ source, folder }) => `${source} ${folder}`);
  };

  it("are those of each program", () => {
    for (const platform of ["linux", "darwin", "win32"] as const) {
      const sources = new Set(at(platform).map((place) => place.split(" ")[0]));
      const wanted = ["ossicle", "lmStudio", "huggingFace", "llamaCpp", "jan", "gpt4all", "ollama"];
      assert.deepEqual([...sources], wanted, platform);
    }
    assert.ok(at("linux").includes("ossicle /home/ann/.local/share/ossicle/models"));
    assert.ok(at("linux").includes("lmStudio /home/ann/.lmstudio/models"));
    assert.ok(at("darwin").includes("llamaCpp /home/ann/Library/Caches/llama.cpp"));
  });

  it("are where the programs' variables say", () => {
    const places = at("linux", {
      HF_HOME: "/hf",
      LLAMA_CACHE: "/llama",
      OLLAMA_MODELS: "/ollama",
      XDG_DATA_HOME: "/data",
    });
    for (const place of [
      "huggingFace /hf/hub",
      "llamaCpp /llama",
      "ollama /ollama",
      "ossicle /data/ossicle/models",
    ])
      assert.ok(places.includes(place), place);
    assert.ok(at("linux", { HF_HUB_CACHE: "/hub" }).includes("huggingFace /hub"));
  });

  it("are named once each", () => {
    const places = at("linux", { LLAMA_CACHE: "/home/ann/.cache/llama.cpp" });
    assert.equal(new Set(places).size, places.length);
  });
});
