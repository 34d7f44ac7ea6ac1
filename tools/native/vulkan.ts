/** Vulkan's headers: those of the system, or in the folder that `VULKAN_SDK` names. */
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The folder that is to be included; undefined where there is none. */
export function vulkanHeaders(): string | undefined {
  const { VULKAN_SDK } = process.env;
  const folders = [...(VULKAN_SDK ? [join(VULKAN_SDK, "include")] : []), "/usr/include"];
  return folders.find((folder) => existsSync(join(folder, "vulkan", "vulkan.hpp")));
}
