// Bundles the extension, the server and the engine into dist/. Flags: --watch, --production (minified, with a size report).
import { rmSync } from "node:fs";
import { build, context } from "esbuild";

const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production");

const shared = {
  bundle: true,
  platform: "node",
  sourcemap: !production,
  minify: production,
  legalComments: "linked",
  logLevel: "info",
  metafile: production,
};

/** CommonJS libraries inside an ES module bundle still call `require`. */
const esm = {
  format: "esm",
  target: "node20",
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
};

const bundles = [
  {
    ...shared,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
  },
  { ...shared, ...esm, entryPoints: ["language-server/lsp/main.ts"], outfile: "dist/server.mjs" },
  {
    ...shared,
    ...esm,
    entryPoints: ["language-server/engine/main.ts"],
    outfile: "dist/engine.mjs",
    external: ["node-llama-cpp"],
  },
];

rmSync("dist", { recursive: true, force: true });
if (watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  for (const result of await Promise.all(bundles.map((options) => build(options)))) {
    for (const [file, { bytes }] of Object.entries(result.metafile?.outputs ?? {}))
      console.log(`${file.padEnd(28)} ${(bytes / 1024).toFixed(1).padStart(9)} KB`);
  }
}
