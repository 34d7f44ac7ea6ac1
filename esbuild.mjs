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

/** The client library is half a megabyte: a file of its own, which the extension requires after its activation. */
const clientApart = {
  name: "client-apart",
  setup(build) {
    build.onResolve({ filter: /^\.\/client\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./client.js", external: true } : undefined,
    );
  },
};

const bundles = [
  {
    ...shared,
    entryPoints: ["src/extension.ts", "src/client.ts"],
    outdir: "dist",
    format: "cjs",
    target: "node20",
    // `vscode` is there for what is required, not for what is imported.
    supported: { "dynamic-import": false },
    external: ["vscode"],
    plugins: [clientApart],
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
