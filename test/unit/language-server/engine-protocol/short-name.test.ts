import assert from "node:assert/strict";
import { shortName } from "../../../../language-server/engine-protocol/short-name.ts";

describe("model's name", () => {
  const names = [
    ["/models/gpt-oss-20b-mxfp4.gguf", "gpt-oss-20b"],
    ["/models/gpt-oss-120b-mxfp4-00001-of-00003.gguf", "gpt-oss-120b"],
    ["C:\\models\\gpt-oss-20b.Q4_K_M.gguf", "gpt-oss-20b"],
    ["ossicle-small.gguf", "ossicle-small"],
    ["q4.gguf", "q4"],
  ] as const;
  for (const [path, name] of names) it(`${path} is ${name}`, () => assert.equal(shortName(path), name));
});
