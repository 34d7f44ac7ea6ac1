import type {
  CatalogModel,
  Download,
  FitPlan,
  FoundModel,
  ModelsOverview,
} from "../../../../../language-server/protocol/models.ts";

export const ON_GPU: FitPlan = {
  fit: "gpu",
  device: { name: "NVIDIA RTX 4090", backend: "CUDA", vramTotal: 24e9, vramFree: 21.3e9 },
  gpuLayers: 24,
  layers: 24,
  contexts: [{ lane: "completion", size: 4096, sequences: 2 }],
  vramNeeded: 14.2e9,
  ramNeeded: 0.9e9,
  ramFree: 45e9,
  vramReserve: 1e9,
  advice: [],
};
export const EXPERTS_ON_CPU: FitPlan = {
  ...ON_GPU,
  fit: "expertsOnCpu",
  experts: { onCpu: 14, layers: 24, areMapped: false, bytesPerToken: 750e6 },
};
export const IN_PART: FitPlan = { ...ON_GPU, fit: "partGpu", gpuLayers: 14, advice: ["closePrograms"] };
export const ON_CPU: FitPlan = { ...ON_GPU, fit: "cpu", device: undefined, gpuLayers: 0, vramNeeded: 0 };
export const TOO_LARGE: FitPlan = { ...ON_GPU, fit: "tooLarge", advice: ["otherModel", "addMemory"] };

export const GPT_OSS: FoundModel = {
  path: "/models/lmstudio/gpt-oss-20b-MXFP4.gguf",
  name: "gpt-oss-20b",
  bytes: 12_109_566_560,
  source: "lmStudio",
  architecture: "gpt-oss",
  quantization: "MXFP4",
  contextSize: 131_072,
  isGptOss: true,
  dialect: "harmony",
  chats: true,
  plan: ON_GPU,
  catalogId: "gpt-oss-20b",
};
export const QWEN: FoundModel = {
  path: "/models/qwen.gguf",
  name: "Qwen2.5-Coder 1.5B",
  bytes: 1_646_573_056,
  source: "chosen",
  architecture: "qwen2",
  quantization: "Q8_0",
  isGptOss: false,
  dialect: "infill",
  chats: false,
  plan: ON_CPU,
};
export const BROKEN: FoundModel = {
  path: "/models/broken.gguf",
  name: "broken",
  bytes: 1000,
  source: "huggingFace",
  problem: { reason: "broken.gguf is incomplete.", advice: "Download it again." },
};

export const OFFER: CatalogModel = {
  id: "gpt-oss-20b",
  name: "gpt-oss-20b",
  use: "all",
  bytes: 12_109_566_560,
  license: "Apache-2.0",
  licenseIsOpen: true,
  page: "https://huggingface.co/ggml-org/gpt-oss-20b-GGUF",
  isOffered: true,
  plan: ON_GPU,
};
export const WITHHELD: CatalogModel = {
  ...OFFER,
  id: "gpt-oss-120b",
  name: "gpt-oss-120b",
  bytes: 63_387_346_464,
  isOffered: false,
  plan: TOO_LARGE,
};

export const DOWNLOAD: Download = {
  id: "gpt-oss-20b",
  name: "gpt-oss-20b",
  state: "running",
  bytes: 5_210_000_000,
  totalBytes: 12_109_566_560,
  bytesPerSecond: 19_200_000,
  secondsLeft: 360,
};

export function overview(changes: Partial<ModelsOverview> = {}): ModelsOverview {
  return {
    machine: {
      backend: "CUDA",
      devices: ["NVIDIA RTX 4090"],
      vramTotal: 24e9,
      vramFree: 21.3e9,
      ramTotal: 64e9,
      ramFree: 45e9,
      modelsFolder: "/home/ada/.local/share/ossicle/models",
      diskFree: 512e9,
    },
    found: [],
    catalog: [],
    downloads: [],
    ...changes,
  };
}
