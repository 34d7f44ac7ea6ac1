import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { downloadSpecSchema } from "../../../../../language-server/engine-protocol/download-spec.ts";
import { modelFiles } from "../../../../../language-server/engine-protocol/split-names.ts";
import {
  downloadOf,
  entryOfFile,
  isOffered,
  readCatalog,
  settingsProblem,
  shownModel,
  totalBytes,
} from "../../../../../language-server/features/models/catalog.ts";
import { type GptOssShape, gptOssTensors } from "../../../../../tools/fixtures/gpt-oss.ts";
import { tensorBytes } from "../../../../../tools/fixtures/tensor-types.ts";
import { TRUE_SHAPES } from "../../../../../tools/fixtures/true-shapes.ts";

const SETTINGS = { folder: "/models", mirror: "", proxy: "" };
const VOCABULARY = 201_088;

describe("the catalog", () => {
  const catalog = readCatalog();

  it("names each model and each file once", () => {
    for (const names of [
      catalog.map(({ id }) => id),
      catalog.flatMap(({ files }) => files.map(({ name }) => name)),
    ])
      assert.equal(new Set(names).size, names.length);
  });

  for (const entry of catalog)
    describe(entry.id, () => {
      it("has a plausible size", () => {
        const { weightBytes, embeddingBytes } = entry.facts;
        // A header with its vocabulary has some megabytes.
        const header = totalBytes(entry) - weightBytes;
        assert.ok(header > 1e6 && header < 30e6, `${header} bytes of header`);
        assert.ok(embeddingBytes < 0.1 * weightBytes);
      });

      it("is offered only when all is known that a download is checked against", () => {
        const spec = downloadOf(entry, SETTINGS);
        assert.equal(spec !== undefined, isOffered(entry));
        if (!spec) return;
        assert.ok(v.is(downloadSpecSchema, spec), "the engine takes it");
        assert.equal(
          spec.files.reduce((sum, { bytes }) => sum + bytes, 0),
          totalBytes(entry),
        );
        for (const { url } of spec.files)
          assert.match(url, /^https:\/\/huggingface\.co\/.*\/resolve\/[0-9a-f]{40}\/.*\.gguf$/);
      });

      it("says its license, and whether everybody may use it", () => {
        assert.equal(entry.licenseIsOpen, /^(Apache-2\.0|MIT)$/.test(entry.license));
      });
    });

  for (const name of ["20b", "120b"] as const)
    it(`has the facts of gpt-oss-${name} as its shape gives them`, () => {
      const shape: GptOssShape = TRUE_SHAPES[name];
      const tensors = gptOssTensors(shape, VOCABULARY);
      const sizes = tensors.map((tensor) => tensorBytes(tensor.type, tensor.shape));
      const facts = catalog.find(({ id }) => id === `gpt-oss-${name}`)?.facts;
      assert.equal(facts?.layers, shape.layers + 1);
      assert.equal(
        facts?.weightBytes,
        sizes.reduce((sum, size) => sum + size, 0),
      );
      assert.equal(
        facts?.embeddingBytes,
        sizes[tensors.findIndex((tensor) => tensor.name === "token_embd.weight")],
      );
      // Keys and values of 8 heads with 64 numbers of two bytes.
      const cell = 2 * shape.layers * shape.kvHeads * 64 * 2;
      assert.ok(Math.abs((facts?.contexts.full.perToken ?? 0) / cell - 1) < 0.03);
      assert.ok(Math.abs((facts?.contexts.window.perToken ?? 0) / (cell / 2) - 1) < 0.03);
    });

  for (const [size, bytes] of [
    ["20b", 12_109_566_560],
    ["120b", 63_387_346_464],
  ])
    it(`offers gpt-oss-${size} as one model, whatever it is made of`, () => {
      const entry = catalog.find(({ id }) => id === `gpt-oss-${size}`);
      assert.ok(entry);
      const { isOffered: isShown, bytes: shown, page } = shownModel(entry);
      assert.deepEqual([isShown, shown], [true, bytes]);
      assert.equal(page, `https://huggingface.co/ggml-org/gpt-oss-${size}-GGUF`);
    });

  it("has the parts of gpt-oss-120b as one download, in order, named as llama.cpp wants them", () => {
    const entry = catalog.find(({ id }) => id === "gpt-oss-120b");
    const spec = entry && downloadOf(entry, SETTINGS);
    const names = spec?.files.map(({ name }) => name) ?? [];
    assert.deepEqual(names, modelFiles("gpt-oss-120b-mxfp4-00001-of-00003.gguf"));
    assert.equal(new Set(spec?.files.map(({ sha256 }) => sha256)).size, 3);
  });

  it("knows a file by its name and size", () => {
    const name = "gpt-oss-20b-mxfp4.gguf";
    assert.equal(entryOfFile(catalog, name, 12_109_566_560)?.id, "gpt-oss-20b");
    assert.equal(entryOfFile(catalog, name, 12_109_566_561), undefined);
    assert.equal(entryOfFile(catalog, "other.gguf", 12_109_566_560), undefined);
    assert.equal(
      entryOfFile(catalog, "gpt-oss-120b-mxfp4-00001-of-00003.gguf", 63_387_346_464)?.id,
      "gpt-oss-120b",
    );
  });

  it("puts a mirror's address in the place of the host's, and keeps the path", () => {
    const [entry] = catalog;
    assert.ok(entry);
    const url = (mirror: string) => downloadOf(entry, { ...SETTINGS, mirror })?.files[0]?.url;
    const path = url("")?.replace("https://huggingface.co", "");
    assert.equal(url("https://mirror.example"), `https://mirror.example${path}`);
    assert.equal(url("http://mirror.example:8080/models/"), `http://mirror.example:8080/models${path}`);
  });

  const problems: [settings: Partial<typeof SETTINGS>, problem: RegExp | undefined][] = [
    [{}, undefined],
    [{ mirror: "https://mirror.example/x", proxy: "http://ann:secret@proxy:3128" }, undefined],
    [{ mirror: "mirror.example" }, /download\.mirror must start with/],
    [{ mirror: "file:///etc" }, /download\.mirror must start with/],
    [{ proxy: "proxy:3128" }, /download\.proxy must be an address/],
    [{ folder: "models" }, /download\.folder must be an absolute path/],
  ];
  for (const [settings, problem] of problems)
    it(`finds ${problem ? `a problem in ${JSON.stringify(settings)}` : `none in ${JSON.stringify(settings)}`}`, () => {
      const said = settingsProblem({ ...SETTINGS, ...settings });
      if (problem) assert.match(said ?? "", problem);
      else assert.equal(said, undefined);
    });

  it("refuses a file that is no catalog", () => {
    const folder = mkdtempSync(join(tmpdir(), "ossicle-catalog-"));
    try {
      const path = join(folder, "catalog.json");
      writeFileSync(path, JSON.stringify({ models: [{ id: "../x" }] }));
      assert.throws(() => readCatalog(path));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
