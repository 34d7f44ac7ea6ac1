import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { findModelFiles, modelFileAt } from "../../../../../language-server/features/models/find-files.ts";
import { findOllamaModels } from "../../../../../language-server/features/models/ollama.ts";

const { signal } = new AbortController();

describe("the search for model files", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ossicle-find-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function file(name: string, bytes = 10): Promise<string> {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "");
    await truncate(path, bytes);
    return path;
  }

  const names = async () =>
    (await findModelFiles(folder, signal))
      .map(({ path, bytes }) => `${path.slice(folder.length + 1).replaceAll(sep, "/")} ${bytes}`)
      .toSorted();

  it("finds models by their ending, at any depth, and nothing else", async () => {
    await file("one.gguf");
    await file("a/b/two.GGUF");
    await file("a/half.gguf.part");
    await file("a/readme.md");
    await mkdir(join(folder, "folder.gguf"));
    assert.deepEqual(await names(), ["a/b/two.GGUF 10", "one.gguf 10"]);
  });

  it("takes the parts of a model for one", async () => {
    await file("big-00001-of-00003.gguf", 1);
    await file("big-00002-of-00003.gguf", 20);
    await file("big-00003-of-00003.gguf", 300);
    await file("lost-00002-of-00002.gguf", 5);
    await file("huge-00001-of-99999.gguf", 7);
    assert.deepEqual(await names(), ["big-00001-of-00003.gguf 321", "huge-00001-of-99999.gguf 7"]);
  });

  it("leaves out the parts of vision models", async () => {
    await file("mmproj-model-f16.gguf");
    assert.deepEqual(await names(), []);
  });

  it("follows links, but not in circles", async () => {
    await file("blobs/0123");
    await file("real/model.gguf");
    await mkdir(join(folder, "snapshots"));
    await symlink(join(folder, "blobs/0123"), join(folder, "snapshots/linked.gguf"));
    await symlink(folder, join(folder, "snapshots/circle"));
    await symlink(join(folder, "real"), join(folder, "snapshots/again"));
    await symlink(join(folder, "nowhere"), join(folder, "snapshots/dangling.gguf"));
    assert.deepEqual(await names(), ["real/model.gguf 10", "snapshots/linked.gguf 10"]);
  });

  it("goes no deeper than models lie", async () => {
    await file(`${"d/".repeat(30)}deep.gguf`);
    assert.deepEqual(await names(), []);
  });

  it("finds nothing where nothing is, or may be read", async () => {
    assert.deepEqual(await findModelFiles(join(folder, "nowhere"), signal), []);
    assert.deepEqual(await findModelFiles(await file("a-file"), signal), []);
    if (process.getuid?.() === 0 || process.platform === "win32") return;
    await file("closed/model.gguf");
    await chmod(join(folder, "closed"), 0);
    assert.deepEqual(await names(), []);
    await chmod(join(folder, "closed"), 0o700);
  });

  it("ends when it is told to", async () => {
    await file("one.gguf");
    await assert.rejects(findModelFiles(folder, AbortSignal.abort()), { name: "AbortError" });
  });

  it("knows the file itself, and that there is none", async () => {
    assert.equal((await modelFileAt(await file("x.bin", 12)))?.bytes, 12);
    assert.equal(await modelFileAt(folder), undefined);
    assert.equal(await modelFileAt(join(folder, "nowhere.gguf")), undefined);
  });

  describe("of Ollama", () => {
    const digest = (digit: string) => digit.repeat(64);
    const manifest = async (name: string, content: unknown) => {
      const path = await file(`manifests/${name}`);
      await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    };
    const model = (digit: string) => ({
      schemaVersion: 2,
      config: { digest: `sha256:${digest("f")}` },
      layers: [
        { mediaType: "application/vnd.ollama.image.license", digest: `sha256:${digest("e")}`, size: 1 },
        { mediaType: "application/vnd.ollama.image.model", digest: `sha256:${digest(digit)}`, size: 30 },
      ],
    });

    it("finds blobs by their manifests, and names them as Ollama does", async () => {
      for (const digit of ["a", "b", "c"]) await file(`blobs/sha256-${digest(digit)}`, 30);
      await manifest("registry.ollama.ai/library/gpt-oss/20b", model("a"));
      await manifest("registry.ollama.ai/library/gpt-oss/latest", model("a"));
      await manifest("registry.ollama.ai/ann/coder/7b", model("b"));
      await manifest("hf.co/ggml-org/x/Q8_0", model("c"));
      const found = await findOllamaModels(folder, signal);
      assert.deepEqual(found.map(({ name }) => name?.replace("latest", "20b")).toSorted(), [
        "ann/coder:7b",
        "gpt-oss:20b",
        "hf.co/ggml-org/x:Q8_0",
      ]);
      assert.ok(found.every(({ path, bytes }) => path.startsWith(join(folder, "blobs")) && bytes === 30));
    });

    it("passes over what is damaged, leads elsewhere or has no blob", async () => {
      await file(`blobs/sha256-${digest("a")}`);
      await manifest("registry.ollama.ai/library/damaged/1", "{");
      await manifest("registry.ollama.ai/library/other/1", { layers: "none" });
      await manifest("registry.ollama.ai/library/gone/1", model("d"));
      const elsewhere = {
        layers: [{ mediaType: "application/vnd.ollama.image.model", digest: "sha256:../../x" }],
      };
      await manifest("registry.ollama.ai/library/elsewhere/1", elsewhere);
      await manifest("registry.ollama.ai/library/large/1", " ".repeat(2e6));
      assert.deepEqual(await findOllamaModels(folder, signal), []);
      assert.deepEqual(await findOllamaModels(join(folder, "nowhere"), signal), []);
    });
  });
});
