/** Microsoft's compiler, as Visual Studio or its build tools install it. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { COMMON_DEFINITIONS, type Compiler, definitionFlags, type Linking } from "./compiler.ts";
import { vulkanHeaders } from "./vulkan.ts";

const run = promisify(execFile);
const PRINTED_BYTES = 256 << 20;

/** The compiler for this machine's processor; undefined where none is installed. */
export async function msvc(): Promise<Compiler | undefined> {
  const environment = await developerEnvironment();
  if (!environment) return undefined;
  // Without arguments it says on stderr which version it is and which processor it compiles for.
  const { stderr: identity } = await run("cl", { env: environment });
  return { identity, environment, objectEnding: ".obj", compile, link: (what) => link(what, environment) };
}

/** What a developer's command prompt has in its environment: where the compiler, its headers and libraries are. */
async function developerEnvironment(): Promise<NodeJS.ProcessEnv | undefined> {
  const finder = join(
    process.env["ProgramFiles(x86)"] ?? "C:\\Program Files (x86)",
    "Microsoft Visual Studio\\Installer\\vswhere.exe",
  );
  const tools = `Microsoft.VisualStudio.Component.VC.Tools.${process.arch === "arm64" ? "ARM64" : "x86.x64"}`;
  const query = ["-latest", "-products", "*", "-requires", tools, "-property", "installationPath"];
  const installation = await run(finder, query).then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
  if (installation === "") return undefined;
  const prompt = join(installation, "VC\\Auxiliary\\Build\\vcvarsall.bat");
  // Quoted as a whole once more: cmd takes the outer quotes away.
  const { stdout } = await run("cmd", ["/d", "/s", "/c", `"call "${prompt}" ${process.arch} >nul && set"`], {
    windowsVerbatimArguments: true,
    maxBuffer: PRINTED_BYTES,
  });
  return variables(stdout);
}

/** What `set` prints, as an environment. */
export const variables = (printed: string): NodeJS.ProcessEnv =>
  Object.fromEntries(
    [...printed.matchAll(/^([^=\r\n]+)=([^\r\n]*)/gm)].map(([, name = "", value = ""]) => [name, value]),
  );

const compile: Compiler["compile"] = ({ source, object, includes, definitions }) => [
  "cl",
  ...["/nologo", "/std:c++17", "/O2", "/EHsc", "/MD", "/bigobj", "/utf-8", "/w"],
  ...definitionFlags("/D", { ...COMMON_DEFINITIONS, ...definitions }),
  ...includes.map((folder) => `/I${folder}`),
  ...["/c", source, `/Fo${object}`],
];

/**
 * The packages have DLLs but nothing to link with them: an import library is made of the names that each exports. Of
 * Vulkan's functions it is made of those in its headers, and of Node's of Node-API's own list; the latter are found in
 * whatever program loads the addon, which isn't always called node.exe.
 */
async function link(
  { objects, libraries, addon, workshop, variant }: Linking,
  environment: NodeJS.ProcessEnv,
): Promise<string[][]> {
  const exports = new Map<string, readonly string[]>();
  for (const name of libraries.names) {
    const printed = await run("dumpbin", ["/nologo", "/exports", join(libraries.folder, name)], {
      env: environment,
      maxBuffer: PRINTED_BYTES,
    });
    exports.set(name, exportedNames(printed.stdout));
  }
  if (variant.vulkan) exports.set("vulkan-1.dll", await vulkanFunctions());
  exports.set("node.exe", await nodeFunctions());
  const commands: string[][] = [];
  const imports: string[] = [];
  for (const [name, names] of exports) {
    const list = join(workshop, `${parse(name).name}.def`);
    const library = join(workshop, `${parse(name).name}.lib`);
    await writeFile(list, moduleDefinition(name, names));
    commands.push(["lib", "/nologo", `/def:${list}`, `/out:${library}`, `/machine:${variant.cpu}`]);
    imports.push(library);
  }
  const hook = join(workshop, "delay-load-hook.obj");
  commands.push(["cl", "/nologo", "/O2", "/MD", "/c", HOOK, `/Fo${hook}`]);
  commands.push([
    ...["link", "/nologo", "/dll", `/machine:${variant.cpu}`, `/out:${addon}`, "/noimplib"],
    ...[hook, ...objects, ...imports, "delayimp.lib", "/delayload:node.exe"],
  ]);
  return commands;
}

const HOOK = fileURLToPath(new URL("delay-load-hook.cpp", import.meta.url));

async function vulkanFunctions(): Promise<string[]> {
  const header = await readFile(join(vulkanHeaders() ?? "", "vulkan", "vulkan_core.h"), "utf8");
  return declaredVulkanFunctions(header);
}

/** The functions that a header of Vulkan declares. */
export const declaredVulkanFunctions = (header: string): string[] => [
  ...new Set([...header.matchAll(/VKAPI_CALL (vk\w+)\(/g)].map(([, name = ""]) => name)),
];

async function nodeFunctions(): Promise<string[]> {
  const require = createRequire(import.meta.resolve("node-llama-cpp"));
  const lists = join(dirname(require.resolve("node-api-headers/package.json")), "def");
  const texts = await Promise.all(
    ["js_native_api.def", "node_api.def"].map((name) => readFile(join(lists, name), "utf8")),
  );
  return [...new Set(texts.flatMap((text) => text.match(/^(?:napi|node_api)_\w+/gm) ?? []))];
}

/** The names in what `dumpbin /exports` prints: lines of ordinal, hint, address and name. */
export const exportedNames = (printed: string): string[] =>
  [...printed.matchAll(/^ +\d+ +[\dA-F]+ +[\dA-F]{8} +(\S+)/gm)].map(([, name = ""]) => name);

/** What `lib` makes an import library of. */
export const moduleDefinition = (program: string, names: readonly string[]): string =>
  [`LIBRARY "${program}"`, "EXPORTS", ...names.map((name) => `  ${name}`), ""].join("\r\n");
