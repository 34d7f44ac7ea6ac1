import assert from "node:assert/strict";
import { recommend } from "../../../../../language-server/features/models/recommend.ts";
import type {
  CatalogModel,
  Fit,
  FitPlan,
  FoundModel,
} from "../../../../../language-server/protocol/models.ts";

const plan = (fit: Fit): FitPlan => ({
  fit,
  gpuLayers: 0,
  layers: 1,
  contexts: [],
  vramNeeded: 0,
  ramNeeded: 0,
  ramFree: 0,
  vramReserve: 0,
  advice: [],
});

const found = (path: string, fit: Fit | undefined, more: Partial<FoundModel> = {}): FoundModel => ({
  path,
  name: path,
  bytes: 12e9,
  source: "lmStudio",
  isGptOss: true,
  chats: true,
  plan: fit && plan(fit),
  ...more,
});

const offered = (id: string, fit: Fit | undefined, more: Partial<CatalogModel> = {}): CatalogModel => ({
  id,
  name: id,
  use: "all",
  bytes: 12e9,
  license: "Apache-2.0",
  licenseIsOpen: true,
  page: "",
  isOffered: true,
  plan: fit && plan(fit),
  ...more,
});

describe("the recommended model", () => {
  const other = { isGptOss: false, bytes: 4e9 };
  const completion = { use: "completion" } as const;
  const cases: {
    what: string;
    found?: FoundModel[];
    catalog?: CatalogModel[];
    is: ReturnType<typeof recommend>;
  }[] = [
    { what: "none where there is none", is: undefined },
    {
      what: "gpt-oss that is there",
      found: [found("a", "cpu")],
      catalog: [offered("x", "gpu")],
      is: { path: "a" },
    },
    {
      what: "the one that fits the GPU",
      found: [found("part", "partGpu"), found("gpu", "gpu"), found("cpu", "cpu")],
      is: { path: "gpu" },
    },
    {
      what: "the larger one where both fit the GPU",
      found: [found("20b", "gpu"), found("120b", "gpu", { bytes: 63e9 })],
      is: { path: "120b" },
    },
    {
      what: "the smaller one where neither does",
      found: [found("120b", "cpu", { bytes: 63e9 }), found("20b", "cpu")],
      is: { path: "20b" },
    },
    { what: "never a file of tests", found: [found("tiny", "gpu", { bytes: 3e6 })], is: undefined },
    { what: "not one that is too large", found: [found("a", "tooLarge")], is: undefined },
    { what: "not one whose plan isn't known yet", found: [found("a", undefined)], is: undefined },
    {
      what: "not one that can't be used",
      found: [found("a", "gpu", { problem: { reason: "", advice: "" } })],
      is: undefined,
    },
    {
      what: "gpt-oss to download before another model that is there",
      found: [found("qwen", "gpu", other)],
      catalog: [offered("20b", "partGpu")],
      is: { catalogId: "20b" },
    },
    {
      what: "another model that is there where gpt-oss doesn't fit",
      found: [found("qwen", "gpu", other)],
      catalog: [offered("20b", "tooLarge"), offered("coder", "gpu", completion)],
      is: { path: "qwen" },
    },
    {
      what: "a small one for completions where nothing else fits",
      found: [found("embedding", "gpu", { ...other, chats: false })],
      catalog: [
        offered("20b", "tooLarge"),
        offered("restricted", "gpu", { ...completion, licenseIsOpen: false }),
        offered("coder", "cpu", completion),
      ],
      is: { catalogId: "coder" },
    },
    {
      what: "the smaller one to download, where the GPU holds both",
      catalog: [offered("120b", "gpu", { bytes: 63e9 }), offered("20b", "gpu")],
      is: { catalogId: "20b" },
    },
    {
      what: "the one to download that fits better",
      catalog: [offered("120b", "partGpu", { bytes: 63e9 }), offered("20b", "gpu")],
      is: { catalogId: "20b" },
    },
    {
      what: "nothing that isn't offered",
      catalog: [offered("120b", "gpu", { isOffered: false })],
      is: undefined,
    },
  ];
  for (const { what, found: models = [], catalog = [], is } of cases)
    it(`is ${what}`, () => assert.deepEqual(recommend(models, catalog), is));
});
