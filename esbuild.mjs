// Bundles the extension, the server and the engine into dist/. Flags: --watch, --production (minified, with a size report),
// --outdir FOLDER instead of dist, --metafile FILE for esbuild's account of what went into which bundle.
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { parseArgs, promisify } from "node:util";
import { gzip } from "node:zlib";
import { build, context } from "esbuild";
import { binaryTest, leftOut, nodeLlamaCpp } from "./tools/bundle/node-llama-cpp.mjs";

const { watch, production, outdir, metafile } = parseArgs({
  options: {
    watch: { type: "boolean", default: false },
    production: { type: "boolean", default: false },
    outdir: { type: "string", default: "dist" },
    metafile: { type: "string" },
  },
}).values;

const shared = {
  bundle: true,
  platform: "node",
  sourcemap: !production,
  minify: production,
  legalComments: "linked",
  logLevel: "info",
  metafile: production || metafile !== undefined,
};

/** CommonJS libraries inside an ES module bundle still call `require`. */
const esm = {
  format: "esm",
  target: "node20",
  banner: {
    // By a name that no module has for it.
    js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
  },
};

/**
 * A folder of src/ with a `main.ts` is loaded when it is first used: each is a bundle of its own, `extension-FOLDER.js`,
 * so that the activation doesn't read half a megabyte of client library, chat and edits.
 */
const LAZY_ENTRY = /^src\/([^/]+)\/main\.ts$/;
const lazyEntries = Object.fromEntries(
  globSync("src/*/main.ts").map((path) => [lazyBundle(path), path.replaceAll("\\", "/")]),
);

/** The name of the bundle of a lazy entry, without its extension; undefined for any other file. */
function lazyBundle(path) {
  const folder = LAZY_ENTRY.exec(path.replaceAll("\\", "/"))?.[1];
  return folder && `extension-${folder}`;
}

const loadedLater = {
  name: "loaded-later",
  setup(build) {
    build.onResolve({ filter: /^\..*\/main\.ts$/ }, ({ kind, path, resolveDir }) => {
      const bundle = lazyBundle(relative(import.meta.dirname, join(resolveDir, path)));
      if (kind === "dynamic-import" && bundle) return { path: `./${bundle}.js`, external: true };
    });
  },
};

const bundles = [
  {
    ...shared,
    entryPoints: {
      extension: "src/extension.ts",
      ...lazyEntries,
    },
    outdir,
    format: "cjs",
    target: "node20",
    // `vscode` is there for what is required, not for what is imported.
    supported: { "dynamic-import": false },
    external: ["vscode"],
    plugins: [loadedLater],
    // An ES module that asks for `import.meta`; a main file whose parts a bundler can't see.
    alias: {
      "web-tree-sitter": "./node_modules/web-tree-sitter/web-tree-sitter.cjs",
      "jsonc-parser": "./node_modules/jsonc-parser/lib/esm/main.js",
    },
  },
  { ...shared, ...esm, entryPoints: ["language-server/lsp/main.ts"], outfile: `${outdir}/server.mjs` },
  {
    ...shared,
    ...esm,
    entryPoints: {
      "index-worker": "language-server/lsp/index-worker.ts",
      "syntax-worker": "language-server/lsp/syntax-worker.ts",
    },
    outdir,
    outExtension: { ".js": ".mjs" },
  },
  {
    ...shared,
    ...esm,
    entryPoints: ["language-server/engine/main.ts"],
    outfile: `${outdir}/engine.mjs`,
    external: leftOut,
    plugins: [nodeLlamaCpp],
  },
  {
    ...shared,
    ...esm,
    entryPoints: binaryTest,
    outdir,
    outExtension: { ".js": ".mjs" },
    external: leftOut,
    plugins: [nodeLlamaCpp],
  },
  {
    ...shared,
    ...esm,
    entryPoints: {
      "template-process": "language-server/engine/tokens/template-process.ts",
      "thread-watch-worker": "language-server/engine/process/thread-watch-worker.ts",
    },
    outdir,
    outExtension: { ".js": ".mjs" },
  },
  {
    ...shared,
    platform: "browser",
    entryPoints: ["media/chat/main.tsx", "media/chat/chat.css"],
    entryNames: "chat",
    outdir: `${outdir}/media`,
    format: "iife",
    target: "chrome120",
    jsx: "automatic",
    jsxImportSource: "preact",
  },
  {
    ...shared,
    platform: "browser",
    entryPoints: ["media/maths/main.ts"],
    outfile: `${outdir}/media/maths.js`,
    format: "iife",
    globalName: "ossicleMaths",
    target: "chrome120",
  },
];

/** The icons of the webviews. */
function copyCodicons() {
  mkdirSync(`${outdir}/media`, { recursive: true });
  for (const file of ["codicon.css", "codicon.ttf"])
    copyFileSync(`node_modules/@vscode/codicons/dist/${file}`, `${outdir}/media/${file}`);
}

/** Of the trees in which declarations are found. Packed: together they are 20 MB, and 2 MB packed. */
async function packGrammars() {
  mkdirSync(`${outdir}/grammars`, { recursive: true });
  const grammars = JSON.parse(readFileSync("common/declarations/grammars.json", "utf8"));
  const pack = async ([name, path]) =>
    writeFileSync(
      `${outdir}/grammars/${name}.wasm.gz`,
      await promisify(gzip)(readFileSync(`node_modules/${path}`)),
    );
  await Promise.all(Object.entries(grammars).map(pack));
}

/** All but native/, which `npm run native` lays, and what is on its way there. */
function removeBuilt() {
  for (const name of existsSync(outdir) ? readdirSync(outdir) : [])
    if (name !== "native" && !name.startsWith("building-")) rmSync(join(outdir, name), { recursive: true });
}

removeBuilt();
copyCodicons();
await packGrammars();
if (watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  const results = await Promise.all(bundles.map((options) => build(options)));
  const inputs = Object.assign({}, ...results.map((result) => result.metafile?.inputs));
  const outputs = Object.assign({}, ...results.map((result) => result.metafile?.outputs));
  if (metafile !== undefined) writeFileSync(metafile, JSON.stringify({ inputs, outputs }));
  if (production) {
    for (const [file, { bytes }] of Object.entries(outputs))
      console.log(`${file.padEnd(28)} ${(bytes / 1024).toFixed(1).padStart(9)} KB`);
  }
}
