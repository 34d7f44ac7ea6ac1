/**
 * Lets esbuild bundle node-llama-cpp: as 500 files of its own it takes a third of a second of every process that loads
 * it, as a part of the engine's bundle a tenth.
 *
 * It finds its manifest and the facts about its binaries by paths relative to its modules, so each module is told where
 * it lies in the package (../package/runtime-files.ts lists what is read there and so is shipped). The exception is the
 * one that starts itself as a process, to try a native binary before it is loaded: that one is a bundle of its own,
 * which lies beside the engine's under the name that it insists on.
 *
 * Where the package has changed so that a module to be replaced isn't there any more, the build fails.
 */
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";

const PACKAGE = "node-llama-cpp";
const MODULES = /[\\/]node_modules[\\/]node-llama-cpp[\\/]dist[\\/].*\.js$/;
/** What `LlamaModel` has in place of the reader of headers. */
const HEADER_READER = join(import.meta.dirname, "../../language-server/engine/backend/known-header.ts");
const BINARY_TEST = "bindings/utils/testBindingBinary";

/** The entry point of the process that tries a binary, by the name that its bundle has to have. */
export const binaryTest = { testBindingBinary: `node_modules/${PACKAGE}/dist/${BINARY_TEST}.js` };

/** Never loaded here: native packages are looked up at run time, Electron is there or not, and reflink clones files. */
export const leftOut = ["@node-llama-cpp/*", "electron", "@reflink/*"];

/** @type {import("esbuild").Plugin} */
export const nodeLlamaCpp = {
  name: PACKAGE,
  setup(build) {
    const isEngine = !Object.hasOwn(build.initialOptions.entryPoints, "testBindingBinary");
    const found = new Set();
    build.onResolve({ filter: /^\..*\/testBindingBinary\.js$/ }, ({ kind }) => {
      if (kind === "entry-point") return undefined;
      found.add("the test of a binary");
      return { path: "./testBindingBinary.mjs", external: true };
    });
    build.onResolve({ filter: /^\..*\/readGgufFileInfo\.js$/ }, ({ importer }) => {
      if (!importer.endsWith("LlamaModel.js")) return undefined;
      found.add("the header of a model");
      return { path: HEADER_READER };
    });
    // Its modules have no effects but what they export. esbuild can't know, and would take all of them.
    build.onResolve({ filter: /^\./ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === PACKAGE || !MODULES.test(from.importer)) return undefined;
      return { ...(await build.resolve(path, { ...from, pluginData: PACKAGE })), sideEffects: false };
    });
    build.onLoad({ filter: MODULES }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const inPackage = relative(`node_modules/${PACKAGE}/dist`, path).replaceAll("\\", "/");
      if (inPackage === `${BINARY_TEST}.js` || !text.includes("import.meta.url")) return undefined;
      const url = `new URL(${JSON.stringify(inPackage)}, import.meta.resolve("${PACKAGE}")).href`;
      return { contents: text.replaceAll("import.meta.url", url) };
    });
    build.onEnd(({ errors }) => {
      if (errors.length > 0 || !isEngine || found.size === 2) return undefined;
      return {
        errors: [{ text: `${PACKAGE} has changed: of what is replaced, there is only ${[...found]}.` }],
      };
    });
  },
};
