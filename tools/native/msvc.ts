/** Microsoft's compiler, from a developer's command prompt. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { COMMON_DEFINITIONS, type Compiler, definitionFlags, type Linking } from "./compiler.ts";
import { vulkanImportLibrary } from "./vulkan.ts";

const run = promisify(execFile);

/** Undefined where `cl` isn't on the PATH, as outside of a developer's command prompt. */
export async function msvc(): Promise<Compiler | undefined> {
  // Without arguments it says on stderr which version it is and which processor it compiles for.
  const identity = await run("cl").then(
    ({ stderr }) => stderr,
    () => undefined,
  );
  return identity === undefined ? undefined : { identity, objectEnding: ".obj", compile, link };
}

const compile: Compiler["compile"] = ({ source, object, includes, definitions }) => [
  "cl",
  ...["/nologo", "/std:c++17", "/O2", "/EHsc", "/MD", "/bigobj", "/utf-8", "/w"],
  ...definitionFlags("/D", { ...COMMON_DEFINITIONS, ...definitions }),
  ...includes.map((folder) => `/I${folder}`),
  ...["/c", source, `/Fo${object}`],
];

/**
 * The packages have DLLs but nothing to link with them: an import library is made of the names that each exports. Of
 * Node's functions it is made of Node-API's own list; they are found in whatever program loads the addon, which isn't
 * always called node.exe.
 */
async function link({ objects, libraries, addon, workshop, variant }: Linking): Promise<string[][]> {
  const machine = `/machine:${variant.cpu}`;
  const lists = new Map<string, string>();
  for (const name of libraries.names) {
    const { stdout } = await run("dumpbin", ["/nologo", "/exports", join(libraries.folder, name)], {
      maxBuffer: 256 << 20,
    });
    const list = join(workshop, `${parse(name).name}.def`);
    await writeFile(list, moduleDefinition(name, exportedNames(stdout)));
    lists.set(list, join(workshop, `${parse(name).name}.lib`));
  }
  lists.set(nodeApiList(), join(workshop, "node.lib"));
  const hook = join(workshop, "delay-load-hook.obj");
  const vulkan = variant.vulkan ? [vulkanImportLibrary()] : [];
  return [
    ...[...lists].map(([list, library]) => ["lib", "/nologo", `/def:${list}`, `/out:${library}`, machine]),
    ["cl", "/nologo", "/O2", "/MD", "/c", HOOK, `/Fo${hook}`],
    [
      "link",
      ...["/nologo", "/dll", machine, `/out:${addon}`, "/noimplib", hook, ...objects, ...lists.values()],
      ...[...vulkan, "delayimp.lib", "/delayload:node.exe"],
    ],
  ];
}

const HOOK = fileURLToPath(new URL("delay-load-hook.cpp", import.meta.url));

const nodeApiList = () => {
  const require = createRequire(import.meta.resolve("node-llama-cpp"));
  return join(dirname(require.resolve("node-api-headers/package.json")), "def", "node_api.def");
};

/** The names in what `dumpbin /exports` prints: lines of ordinal, hint, address and name. */
export function exportedNames(printed: string): string[] {
  return printed
    .split(/\r?\n/)
    .map((line) => /^\s+\d+\s+[\dA-F]+\s+[\dA-F]{8}\s+(\S+)/.exec(line)?.[1])
    .filter((name) => name !== undefined);
}

/** What `lib` makes an import library of. */
export const moduleDefinition = (dll: string, names: readonly string[]): string =>
  [`LIBRARY "${dll}"`, "EXPORTS", ...names.map((name) => `  ${name}`), ""].join("\r\n");
