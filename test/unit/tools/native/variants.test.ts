import assert from "node:assert/strict";
import { isVariantName, VARIANT_NAMES, VARIANTS, type Variant } from "../../../../tools/native/variants.ts";
import { nativePackageNames, TARGET_NAMES, TARGETS } from "../../../../tools/package/targets.ts";

describe("variants of the addon", () => {
  it("are there for every native package that is shipped and has an addon", () => {
    const shipped = TARGET_NAMES.flatMap((name) => nativePackageNames(name, "cuda" in TARGETS[name]));
    const names = [...new Set(shipped.map((name) => name.replace("@node-llama-cpp/", "")))];
    assert.deepEqual(names.filter((name) => !name.endsWith("-ext")).toSorted(), VARIANT_NAMES.toSorted());
  });

  it("take the CPU's libraries from a package of the same system and processor", () => {
    for (const name of VARIANT_NAMES) {
      const { cpuPackage, os, cpu }: Variant = VARIANTS[name];
      if (cpuPackage === undefined) continue;
      assert.ok(isVariantName(cpuPackage));
      assert.deepEqual({ os, cpu }, { os: VARIANTS[cpuPackage].os, cpu: VARIANTS[cpuPackage].cpu });
    }
  });
});
