import assert from "node:assert/strict";
import {
  declaredVulkanFunctions,
  exportedNames,
  moduleDefinition,
  variables,
} from "../../../../tools/native/msvc.ts";

const EXPORTS = `
Dump of file llama.dll

  Section contains the following exports for llama.dll

    00000000 characteristics
        1021 number of functions
        1021 number of names

    ordinal hint RVA      name

          1    0 000B2F30 ??0llama_context@@QEAA@AEBUllama_model@@Ullama_context_params@@@Z
          2    1 0001A2C0 llama_decode
        113   70 0011E140 llama_model_default_params = llama_model_default_params

  Summary

       1A000 .data
`;

describe("Microsoft's compiler", () => {
  it("is told the names that a DLL exports, mangled as they are", () => {
    const names = exportedNames(EXPORTS.replaceAll("\n", "\r\n"));
    assert.deepEqual(names, [
      "??0llama_context@@QEAA@AEBUllama_model@@Ullama_context_params@@@Z",
      "llama_decode",
      "llama_model_default_params",
    ]);
    assert.equal(
      moduleDefinition("llama.dll", names.slice(1)),
      'LIBRARY "llama.dll"\r\nEXPORTS\r\n  llama_decode\r\n  llama_model_default_params\r\n',
    );
  });

  it("is told Vulkan's functions from a header", () =>
    assert.deepEqual(
      declaredVulkanFunctions(
        "VKAPI_ATTR VkResult VKAPI_CALL vkCreateInstance(\n typedef void (VKAPI_PTR *PFN_vkVoid)(void);\n" +
          "VKAPI_ATTR void VKAPI_CALL vkDestroyInstance(",
      ),
      ["vkCreateInstance", "vkDestroyInstance"],
    ));

  it("gets the environment of a developer's command prompt", () =>
    assert.deepEqual(variables("INCLUDE=C:\\a;C:\\b\r\nPath=C:\\c=d\r\n\r\n"), {
      INCLUDE: "C:\\a;C:\\b",
      Path: "C:\\c=d",
    }));
});
