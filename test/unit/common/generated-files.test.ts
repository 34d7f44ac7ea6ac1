import assert from "node:assert/strict";
import { isGenerated, isLockFileOrMinified } from "../../../common/generated-files.ts";

describe("generated files", () => {
  const LOCKS =
    "package-lock.json web/package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb " +
    "Cargo.lock Gemfile.lock composer.lock poetry.lock uv.lock Pipfile.lock Podfile.lock flake.lock go.sum " +
    "go.work.sum packages.lock.json Package.resolved mix.lock .terraform.lock.hcl gradle.lockfile app.min.js a.min.css";
  for (const path of LOCKS.split(" "))
    it(`are lock files and minified ones: ${path}`, () =>
      assert(isLockFileOrMinified(path) && isGenerated(path)));

  const OUTPUT =
    "dist/a.js a.js.map vendor/x.go node_modules/x/index.js api.pb.go api_pb2.py api_pb2_grpc.py a.g.dart " +
    "Form.Designer.cs a.generated.ts src/__snapshots__/a.snap";
  for (const path of OUTPUT.split(" "))
    it(`are what tools write: ${path}`, () => assert(isGenerated(path) && !isLockFileOrMinified(path)));

  const WRITTEN =
    "lock.ts src/file-lock.ts package.json go.mod a.js minimal.js distance/a.ts vendor.ts map.ts README.md";
  for (const path of WRITTEN.split(" "))
    it(`are not those that are written by hand: ${path}`, () => assert(!isGenerated(path)));
});
