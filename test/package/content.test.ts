import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { extname } from "node:path";
import { gunzipSync } from "node:zlib";
import grammars from "../../common/declarations/grammars.json" with { type: "json" };
import { nativePackageNames, type TargetName } from "../../tools/package/targets.ts";
import { EXTENSION } from "../workbench/place.ts";
import { THIS_TARGET, vsixFor, vsixForThisMachine } from "./built-vsix.ts";
import type { Vsix, VsixFile } from "./read-vsix.ts";

const MAX_BYTES = 60_000_000;
const MAX_GRAMMAR_BYTES = 12_000_000;
/** Windows refuses paths over 260 characters; the folder of extensions takes its part of them. */
const MAX_PATH = 150;

/** Everything that may be in a VSIX, by what it is there for. */
const KINDS: Record<string, RegExp> = {
  manifest: /^package(?:\.nls(?:\.[\w-]+)?)?\.json$/,
  translations: /^l10n\/bundle\.l10n(?:\.[\w-]+)?\.json$/,
  documents: /^(?:readme\.md|changelog\.md|LICENSE\.txt|THIRD_PARTY_NOTICES\.md)$/,
  media: /^media\/(?:\w+\/)?[\w.-]+\.(?:png|svg|woff|md)$/,
  "entry points": /^dist\/[a-zA-Z0-9-]+\.m?js$/,
  "code that is compiled when it is needed": /^dist\/[a-z0-9-]+\.wasm$/,
  grammars: /^dist\/grammars\/[a-z-]+\.wasm\.gz$/,
  views: /^dist\/media\/[a-z0-9-]+\.(?:js|css|ttf)$/,
  "license comments": /^dist\/(?:media\/)?[a-z0-9-]+\.(?:m?js|css)\.LEGAL\.txt$/,
  "what node-llama-cpp looks for":
    /^dist\/node_modules\/node-llama-cpp\/(?:(?:llama\/)?package|llama\/binariesGithubRelease|llama\/llama\.cpp\.info)\.json$|\/isRunningUnderRosetta\.js$/,
  "native packages":
    /^dist\/node_modules\/@node-llama-cpp\/[\w-]+\/(?:package\.json|dist\/index\.js|bins\/([\w-]+)\/(?:fallback\/)?[\w.+-]+\.(?:node|so|dylib|dll|metal|json))$/,
};
const ENTRY_POINTS = [
  ...["extension.js", "server.mjs", "index-worker.mjs", "syntax-worker.mjs", "engine.mjs"],
  ...["template-process.mjs", "thread-watch-worker.mjs", "testBindingBinary.mjs"],
  ...["chat", "diagnose", "edits", "grammars", "models", "server"].map((folder) => `extension-${folder}.js`),
];
/** What once was in, or could get in by a careless pattern. */
const NEVER = [
  /\.(?:map|tsx?|bundle|lib|exp|pdb|cmake|cpp|h|vsix|gguf|tgz)$/,
  /^(?:test|src|tools|bench|eval|language-server|out|node_modules|\.\w+)\//,
  /\/node_modules\/(?:cmake-js|yargs|node-addon-api|node-api-headers|@reflink|simple-git)\/|\/(?:localBuilds|xpack|cli\/commands)\//,
];

const LIBRARY = /\.(?:node|so|dylib|dll)$/;
const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");

describe("vsix", function () {
  this.timeout(180_000);
  let vsix: Vsix;
  let files: Map<string, VsixFile>;
  const text = (path: string) => files.get(path)?.content.toString() ?? assert.fail(`${path} is missing`);

  before(async function () {
    vsix = await vsixForThisMachine(this);
    files = vsix.files.extension;
  });

  it("holds files of known kinds alone, and some of each that must be there", () => {
    const kindOf = (path: string) => Object.keys(KINDS).find((kind) => KINDS[kind]?.test(path));
    const paths = [...files.keys()];
    assert.deepEqual(
      paths.filter((path) => kindOf(path) === undefined),
      [],
    );
    const present = new Set(paths.map(kindOf));
    const optional = new Set(["code that is compiled when it is needed", "license comments"]);
    for (const kind of Object.keys(KINDS)) assert.ok(present.has(kind) || optional.has(kind), kind);
    for (const name of ENTRY_POINTS) assert.ok(files.has(`dist/${name}`), name);
    for (const path of KINDS.documents?.source.match(/[\w.\\]+(?=\||\))/g) ?? [])
      assert.ok(files.has(path.replaceAll("\\", "")), path);
  });

  it("holds nothing of the workshop", () => {
    assert.deepEqual(
      [...files.keys()].filter((path) => NEVER.some((pattern) => pattern.test(path))),
      [],
    );
  });

  it("holds the native parts of this platform, whole, and no other's", () =>
    assertNatives(files, THIS_TARGET));

  it("holds each native library once, where our addon finds the CPU's", function () {
    const recorded = [...files].filter(([path]) => path.endsWith("/addon.json"));
    if (recorded.length === 0) {
      console.warn(
        "Skipped, as our addon can't be built here: the packages are as node-llama-cpp ships them.",
      );
      this.skip();
    }
    for (const [path, { content }] of recorded) {
      const addon = files.get(path.replace("addon.json", "llama-addon.node")) ?? assert.fail(path);
      assert.equal(JSON.parse(`${content}`).sha256, sha256(addon.content), path);
    }
    const libraries = [...files].filter(([path]) => LIBRARY.test(path));
    const sums = libraries.map(([, { content }]) => sha256(content));
    const repeated = libraries.filter((_, at) => sums.indexOf(sums[at] ?? "") < at);
    assert.deepEqual(
      repeated.map(([path]) => path),
      [],
    );
  });

  it("is small enough to be downloaded by the way", () => {
    assert.ok(vsix.bytes <= MAX_BYTES, `${vsix.bytes} bytes`);
    assert.match(vsix.path, new RegExp(`ossicle-${THIS_TARGET}-\\d+\\.\\d+\\.\\d+\\.vsix$`));
  });

  it("holds tree-sitter and every grammar, packed", () => {
    const packed = [...files].filter(([path]) => path.startsWith("dist/grammars/"));
    assert.deepEqual(
      packed.map(([path]) => path).toSorted(),
      Object.keys(grammars)
        .map((name) => `dist/grammars/${name}.wasm.gz`)
        .toSorted(),
    );
    const bytes = packed.reduce((sum, [, { content }]) => sum + content.length, 0);
    assert.ok(bytes <= MAX_GRAMMAR_BYTES, `${bytes} bytes`);
    for (const [path, { content }] of packed)
      assert.equal(gunzipSync(content).subarray(0, 4).toString(), "\0asm", path);
  });

  it("can be read by every user, and unpacked on Windows", () => {
    for (const [path, { rights }] of files) {
      assert.equal(rights & 0o444, 0o444, path);
      // Native libraries are loaded, not run: nothing in here is a program.
      assert.equal(rights & 0o111, 0, path);
      assert.ok(path.length <= MAX_PATH, path);
    }
  });

  it("holds everything that package.json and the code refer to", () => {
    const manifest = text("package.json");
    const code = ENTRY_POINTS.filter((name) => name.endsWith(".js")).map((name) => text(`dist/${name}`));
    const referred = [manifest, ...code].flatMap((source) =>
      [...source.matchAll(/["'`](?:\.\/)?((?:dist|media)\/[\w./-]+\.\w+)["'`]/g)].map(
        ([, path = ""]) => path,
      ),
    );
    assert.ok(referred.includes("dist/extension.js"));
    const missing = referred.filter((path) => !files.has(path));
    assert.deepEqual(missing, []);
  });

  it("has a package.json for editors, not for npm", async () => {
    const shipped = JSON.parse(text("package.json"));
    const own = JSON.parse(await readFile(`${EXTENSION}/package.json`, "utf8"));
    const dropped = ["scripts", "devDependencies", "dependencies", "allowScripts", "private"];
    for (const field of dropped) assert.ok(!(field in shipped), field);
    const kept = Object.entries(own).filter(([field]) => !dropped.includes(field));
    assert.deepEqual(shipped, Object.fromEntries(kept));
  });

  it("tells the Marketplace and the installer its platform, icon, license and changes", () => {
    const { manifest } = vsix.files;
    assert.match(manifest, new RegExp(`TargetPlatform="${THIS_TARGET}"`));
    assert.match(manifest, /<Icon>extension\/media\/icon\.png<\/Icon>/);
    assert.match(manifest, /<License>extension\/LICENSE\.txt<\/License>/);
    assert.match(manifest, /Content\.Changelog" Path="extension\/changelog\.md"/);
    assert.match(manifest, /Content\.Details" Path="extension\/readme\.md"/);
    assert.match(text("LICENSE.txt"), /Apache License/);
  });

  it("tells what is in it of others, with the licenses", () => {
    const notices = text("THIRD_PARTY_NOTICES.md");
    const shipped = [...files].flatMap(([path, { content }]) =>
      path.startsWith("dist/node_modules/") && path.endsWith("/package.json")
        ? [JSON.parse(`${content}`)]
        : [],
    );
    for (const { name, version } of shipped.filter((manifest) => manifest.name))
      assert.ok(notices.includes(`| ${name} | ${version} |`), `${name} ${version}`);
    for (const name of [
      "vscode-languageclient",
      "markdown-it",
      "valibot",
      "@vscode/codicons",
      "llama.cpp and ggml",
      "node-addon-api",
      "web-tree-sitter",
      "@vscode/tree-sitter-wasm",
      "tree-sitter-c",
      "@tree-sitter-grammars/tree-sitter-yaml",
      "tree-sitter grammars (in @vscode/tree-sitter-wasm)",
    ])
      assert.ok(notices.includes(`| ${name} | `), name);
    assert.match(notices, /Copyright \(c\) 2023-2026 The ggml authors/);
    assert.match(notices, /Attribution 4\.0 International/);
  });

  it("knows nothing of the machine that it was built on", () => {
    const texts = new Set([".js", ".mjs", ".cjs", ".css", ".json", ".md", ".txt", ".svg", ".html"]);
    for (const [path, { content }] of files) {
      if (!texts.has(extname(path))) continue;
      for (const folder of [EXTENSION, `${homedir()}/`])
        assert.ok(!content.includes(folder), `${path} names ${folder}`);
    }
  });

  it("comes with release notes: the changes of this version, and of no other", async () => {
    const notes = await readFile(vsix.notes, "utf8");
    assert.ok(text("changelog.md").includes(notes.trim()));
    assert.doesNotMatch(notes, /^## /m);
  });
});

describe("vsix of another platform", function () {
  this.timeout(180_000);
  const other = THIS_TARGET === "linux-arm64" ? "linux-x64" : "linux-arm64";

  it("differs in its native parts alone", async function () {
    const own = await vsixForThisMachine(this);
    const vsix = await vsixFor(other);
    assertNatives(vsix.files.extension, other);
    const scripts = ({ files }: Vsix) =>
      [...files.extension].filter(([path]) => path.endsWith("js") && !path.includes("@node-llama-cpp/"));
    assert.deepEqual(
      scripts(vsix).map(([path]) => path),
      scripts(own).map(([path]) => path),
    );
  });
});

function assertNatives(files: Map<string, VsixFile>, target: TargetName | undefined): void {
  assert.ok(target);
  const natives = [...files.keys()].filter((path) => path.startsWith("dist/node_modules/@node-llama-cpp/"));
  const inPackage = natives.map((path) => path.replace("dist/node_modules/", "").split("/"));
  const names = new Set(inPackage.map(([scope, name]) => `${scope}/${name}`));
  assert.deepEqual([...names].toSorted(), nativePackageNames(target, false).toSorted());
  for (const name of names) {
    const own = natives.filter((path) => path.startsWith(`dist/node_modules/${name}/`)).join("\n");
    assert.match(own, /\/package\.json$/m);
    assert.match(own, /\/dist\/index\.js$/m);
    for (const part of ["llama-addon.node", "_nlcBuildMetadata.json"])
      assert.ok(own.includes(`/bins/${name.split("/")[1]}/${part}`), `${name}: ${part}`);
    assert.match(own, /\/(?:lib)?llama\./, name);
  }
  // A GPU's package has those of the CPU's beside it.
  for (const part of [/\/(?:lib)?ggml-base\./, /\/(?:lib)?ggml-cpu/]) assert.match(natives.join("\n"), part);
  const binaries = [...files.keys()].filter((path) => LIBRARY.test(path));
  assert.ok(
    binaries.every((path) => natives.includes(path)),
    "native files elsewhere",
  );
}
