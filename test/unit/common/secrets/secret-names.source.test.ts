/** That no source and no documentation of large public packages is taken for a secret. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mayHoldSecrets } from "../../../../common/secrets/secret-names.ts";

const SOURCE_OR_DOCUMENT =
  /\.(?:adoc|bat|c|cc|cmd|cpp|cs|css|erb|f90|feature|go|gradle|groovy|h|hpp|html|in|ipynb|java|jinja|j2|js|jsx|kts?|less|md|mjs|php|phpt|pl|po|ps1|psm1|py|pyi|pyx|rake|rb|rs|rst|s|sass|scss|sh|sql|svg|swift|tex|ts|tsx|tt|twig|vue|xlf|xsd|xsl)$|(?:^|\/)(?:docs?|changelogs?)\/.*\.(?:txt|ya?ml)$|(?:^|\/)(?:tasks|\.github)\/.*\.ya?ml$/i;

/** Symfony writes the variables of `.env` into it. */
const ENVIRONMENT_IN_PHP = /(?:^|\/)\.env\.[^/]*php$/;

interface Package {
  name: string;
  files: number;
  paths: string[];
}

const packages: Package[] = [];
for (const line of readFileSync(new URL("data/source-names.txt", import.meta.url), "utf8").split("\n")) {
  const head = /^= (\S+) \S+: (\d+) files$/.exec(line);
  if (head) packages.push({ name: head[1] ?? "", files: Number(head[2]), paths: [] });
  else if (line !== "" && !line.startsWith("#")) packages.at(-1)?.paths.push(line);
}

describe("source and documentation of large packages", () => {
  it("are of ten packages with tens of thousands of files", () => {
    assert.equal(packages.length, 10);
    assert.ok(packages.reduce((sum, { files }) => sum + files, 0) > 50_000);
  });

  for (const { name, paths } of packages)
    it(`of ${name} are not taken for secrets`, () => {
      const sources = paths.filter((path) => SOURCE_OR_DOCUMENT.test(path) && !ENVIRONMENT_IN_PHP.test(path));
      assert.deepEqual(
        sources.filter((path) => mayHoldSecrets(`/home/me/${path}`, path)),
        [],
      );
    });
});
