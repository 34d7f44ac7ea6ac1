/** Vulkan's headers and library: those of the system, or of the SDK that `VULKAN_SDK` names. */
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The folder that is to be included; undefined where there is none. */
export function vulkanHeaders(): string | undefined {
  const { VULKAN_SDK } = process.env;
  const folders = [
    ...(VULKAN_SDK ? ["include", "Include"].map((name) => join(VULKAN_SDK, name)) : []),
    "/usr/include",
  ];
  return folders.find((folder) => existsSync(join(folder, "vulkan", "vulkan.hpp")));
}

/** What links with Vulkan on Windows. */
export const vulkanImportLibrary = (): string => join(process.env.VULKAN_SDK ?? "", "Lib", "vulkan-1.lib");
