/** What the workflows of GitHub may do, and what a release is made and published with. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { VARIANT_NAMES } from "../../../tools/native/variants.ts";

const ROOT = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
const WORKFLOWS = readdirSync(new URL(".github/workflows/", ROOT)).map((name) => `.github/workflows/${name}`);
const RELEASE = ".github/workflows/release.yml";
const LOCK_FILES = [
  "package-lock.json",
  "tools/editor-host/package-lock.json",
  "tools/publish/package-lock.json",
];

/** The jobs of a workflow by their names, as text. */
function jobsOf(workflow: string): Map<string, string> {
  const [, ...parts] = read(workflow)
    .split(/^jobs:$/m)[1]
    ?.split(/^ {2}([\w-]+):$/m) ?? [""];
  const jobs = new Map<string, string>();
  for (let at = 0; at < parts.length; at += 2) jobs.set(parts[at] ?? "", parts[at + 1] ?? "");
  return jobs;
}

const stepsOf = (job: string) => job.split(/^ {6}- /m).slice(1);

describe("workflows", () => {
  for (const workflow of WORKFLOWS) {
    it(`use actions by their commits in ${workflow}`, () => {
      for (const [, action = ""] of read(workflow).matchAll(/^\s*(?:- )?uses: (.+)$/gm))
        assert.match(action, /^(?:\.\/.+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
    });

    it(`leave no token behind in ${workflow}`, () => {
      for (const job of jobsOf(workflow).values())
        for (const step of stepsOf(job))
          if (step.includes("actions/checkout@")) assert.match(step, /persist-credentials: false/);
    });

    it(`grant nothing but to jobs, and to each what it needs, in ${workflow}`, () => {
      assert.match(read(workflow), /^permissions: \{\}$/m);
      for (const [name, job] of jobsOf(workflow)) assert.match(job, /^ {4}permissions:$/m, name);
    });
  }

  it("write in two jobs of a release alone", () => {
    const writing = [...jobsOf(RELEASE)].flatMap(([name, job]) =>
      [...job.matchAll(/^ {6}([\w-]+): write/gm)].map(([, what]) => `${name}: ${what}`),
    );
    assert.deepEqual(writing, ["attest: id-token", "attest: attestations", "github: contents"]);
    for (const workflow of WORKFLOWS)
      if (workflow !== RELEASE) assert.doesNotMatch(read(workflow), /: write\b|secrets\./);
  });

  it("have each token in the environment of the one step that uses it", () => {
    const using: string[] = [];
    for (const [name, job] of jobsOf(RELEASE)) {
      const [head = ""] = job.split(/^ {6}- /m);
      assert.doesNotMatch(head, /secrets\.|github\.token/, name);
      for (const step of stepsOf(job)) {
        const tokens = [...step.matchAll(/^ {10}\w+: \$\{\{ (secrets\.\w+|github\.token) \}\}$/gm)];
        assert.equal([...step.matchAll(/secrets\.|github\.token/g)].length, tokens.length, name);
        using.push(...tokens.map(([, token]) => `${name}: ${token}`));
      }
    }
    assert.deepEqual(using, [
      "github: github.token",
      "marketplaces: secrets.VSCE_PAT",
      "marketplaces: secrets.OVSX_PAT",
    ]);
  });

  it("run no script of a package in a release, and install only what publishes where tokens are", () => {
    for (const [, command = ""] of read(RELEASE).matchAll(/\b((?:npm (?:ci|install|i|exec)|npx)\b.*)$/gm))
      assert.match(command, /^npm (?:ci --ignore-scripts|exec --offline -- (?:vsce|ovsx) )/);
    for (const step of stepsOf(jobsOf(RELEASE).get("marketplaces") ?? ""))
      if (/\bnpm\b/.test(step.replace("package-manager-cache", "")))
        assert.match(step, /working-directory: tools\/publish/);
  });

  it("build our addon for every package that is shipped with it, and pack it", () => {
    const job = jobsOf(".github/workflows/native.yml").get("addon") ?? "";
    assert.deepEqual(
      [...job.matchAll(/\{ variant: ([\w-]+),/g)].map(([, name]) => name).toSorted(),
      VARIANT_NAMES.toSorted(),
    );
    const packing = jobsOf(RELEASE).get("package") ?? "";
    assert.match(packing, /needs: native/);
    assert.match(packing, /npm run package .*--addons addons/);
  });

  it("attest what is published, after it was checked against the lock file", () => {
    const jobs = jobsOf(RELEASE);
    assert.match(jobs.get("package") ?? "", /npm run integrity -- --check[\s\S]*npm run package/);
    assert.match(jobs.get("attest") ?? "", /subject-path: \|\s+vsix\/\*\.vsix\s+vsix\/SHA256SUMS/);
    for (const name of ["github", "marketplaces"]) {
      assert.match(jobs.get(name) ?? "", /needs: .*attest/);
      assert.match(jobs.get(name) ?? "", /sha256sum --check --strict SHA256SUMS/);
    }
  });
});

describe("lock files", () => {
  const manifest = v.object({ dependencies: v.record(v.string(), v.string()) });
  const lock = v.object({
    packages: v.record(v.string(), v.looseObject({ integrity: v.optional(v.string()) })),
  });

  for (const file of LOCK_FILES)
    it(`name no registry: ${file}`, () =>
      assert.doesNotMatch(read(file), /"resolved"|https?:\/\/registry\./));

  it("have what a release is published with, in exact versions and with its integrity", () => {
    for (const version of Object.values(
      v.parse(manifest, JSON.parse(read("tools/publish/package.json"))).dependencies,
    ))
      assert.match(version, /^\d+\.\d+\.\d+$/);
    const { packages } = v.parse(lock, JSON.parse(read("tools/publish/package-lock.json")));
    for (const [path, { integrity }] of Object.entries(packages))
      if (path !== "") assert.match(integrity ?? "", /^sha512-/, path);
  });
});
