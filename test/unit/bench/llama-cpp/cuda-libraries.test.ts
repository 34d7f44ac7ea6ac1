import assert from "node:assert/strict";
import { chooseLibraries } from "../../../../bench/llama-cpp/cuda-libraries.ts";

const DRIVER = ["/driver/libcuda.so.1", "/driver/libnvidia-ml.so.1"];
const runtime = (folder: string, major: number) =>
  ["cudart", "cublas", "cublasLt"].map((name) => `${folder}/lib${name}.so.${major}`);

function choose(folders: string[], files: string[]) {
  return chooseLibraries(folders, (path) => files.includes(path));
}

describe("CUDA's libraries", () => {
  it("are taken from the first folder that has them, each folder once", () => {
    const files = [...DRIVER, ...runtime("/cuda", 13), ...runtime("/python", 13)];
    assert.deepEqual(choose(["/nothing", "/python", "/driver", "/cuda"], files), {
      folders: ["/driver", "/python"],
      missing: [],
      major: 13,
    });
  });

  it("may be scattered over folders", () => {
    const files = [...DRIVER, "/a/libcudart.so.13", "/b/libcublas.so.13", "/b/libcublasLt.so.13"];
    assert.deepEqual(choose(["/a", "/b", "/driver"], files).folders, ["/driver", "/a", "/b"]);
  });

  it("are CUDA 12's where 13's are not complete", () => {
    const files = [...DRIVER, "/new/libcudart.so.13", ...runtime("/old", 12)];
    const { major, folders, missing } = choose(["/new", "/old", "/driver"], files);
    assert.deepEqual({ major, folders, missing }, { major: 12, folders: ["/driver", "/old"], missing: [] });
  });

  it("are named when they are nowhere", () => {
    const { major, missing } = choose(["/driver"], ["/driver/libcuda.so.1"]);
    assert.equal(major, undefined);
    assert.deepEqual(missing, [
      "libnvidia-ml.so.1",
      "libcudart.so.13",
      "libcublas.so.13",
      "libcublasLt.so.13",
    ]);
  });
});
