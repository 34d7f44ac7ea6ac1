import assert from "node:assert/strict";
import { releaseNotes } from "../../../../tools/package/release-notes.ts";
import { packageFolders } from "../../../../tools/package/runtime-files.ts";
import { shippedManifest } from "../../../../tools/package/shipped-manifest.ts";

const CHANGELOG = `# Changelog

## [0.2.0] - 2026-01-02

Faster.

### Fixed

- A crash.

## 0.1.0 (unreleased)

- The first.
`;

describe("release notes", () => {
  it("are the version's section with its own headings, however the version is written", () => {
    assert.equal(releaseNotes(CHANGELOG, "0.2.0"), "Faster.\n\n### Fixed\n\n- A crash.\n");
    assert.equal(releaseNotes(CHANGELOG, "0.1.0"), "- The first.\n");
  });

  it("are an error for a version that the changelog doesn't tell of", () => {
    for (const version of ["0.3.0", "0.1", "1.0"])
      assert.throws(() => releaseNotes(CHANGELOG, version), /no section for/, version);
    assert.throws(
      () => releaseNotes("# Changelog\n\n## 1.0.0\n\n## 0.9.0\n\n- Old.\n", "1.0.0"),
      /no section/,
    );
  });
});

describe("the shipped package.json", () => {
  it("keeps what an editor reads and leaves out what npm reads", () => {
    const manifest = {
      name: "ossicle",
      main: "./dist/extension.js",
      contributes: { commands: [] },
      scripts: { start: "node" },
      private: true,
      dependencies: { a: "1" },
      devDependencies: {},
      allowScripts: {},
    };
    assert.deepEqual(shippedManifest(manifest), {
      name: "ossicle",
      main: "./dist/extension.js",
      contributes: { commands: [] },
    });
  });
});

describe("packages of files", () => {
  it("are the innermost ones, scoped or not", () =>
    assert.deepEqual(
      packageFolders([
        "node_modules/a/index.js",
        "node_modules/a/lib/b.js",
        "node_modules/a/node_modules/@s/b/dist/index.js",
        "src/extension.ts",
      ]),
      ["node_modules/a", "node_modules/a/node_modules/@s/b"],
    ));
});
