import assert from "node:assert/strict";
import { SecretFiles } from "../../../../language-server/context/secret-files.ts";
import { mayHoldSecrets } from "../../../../language-server/context/secret-names.ts";

describe("a file's name", () => {
  const secret = [
    ".env",
    ".env.local",
    "prod.env",
    ".envrc",
    "server.pem",
    "tls.key",
    "cert.p12",
    "cert.pfx",
    "release.jks",
    "app.keystore",
    "id_rsa",
    "id_ed25519",
    "id_ed25519_work",
    "credentials",
    "credentials.json",
    ".npmrc",
    ".netrc",
    ".pypirc",
    ".git-credentials",
    "prod.tfvars",
    "prod.auto.tfvars.json",
    "terraform.tfstate",
    "secrets.yaml",
    "secrets.prod.yml",
    "app.secret",
    "kubeconfig",
    "service-account.json",
    "service_account_prod.json",
    "serviceAccountKey.json",
    "client_secret_123.json",
    "SECRETS.YAML",
  ];
  const harmless = [
    "environment.ts",
    ".env.example",
    ".env.sample",
    "id_rsa.pub",
    "secrets.ts",
    "credentials.py",
    "keyboard.json",
    "config",
    "monkey.txt",
    "package.json",
    "README.md",
    "service.json",
  ];
  for (const name of secret) {
    it(`${name} may contain secrets`, () => assert.equal(mayHoldSecrets(`/w/conf/${name}`), true));
  }
  for (const name of harmless) {
    it(`${name} is harmless`, () => assert.equal(mayHoldSecrets(`/w/conf/${name}`), false));
  }
  it("counts with its folder where that holds credentials", () => {
    assert.equal(mayHoldSecrets("/home/me/.ssh/config"), true);
    assert.equal(mayHoldSecrets("/home/me/.aws/config"), true);
    assert.equal(mayHoldSecrets("/home/me/.kube/config"), true);
    assert.equal(mayHoldSecrets("/w/.vscode/config"), false);
  });
});

describe("ignore files", () => {
  const ROOT = "file:///w";
  let now = 0;

  function secretsWith(contents: Record<string, string>, folders = [ROOT]) {
    const reads: string[] = [];
    const files = {
      readText: async (uri: string) => {
        reads.push(uri);
        return contents[uri] ?? null;
      },
    };
    return { secrets: new SecretFiles({ files, workspaceFolders: () => folders, now: () => now }), reads };
  }

  it("leave out what the root's names, and say which file does", async () => {
    const { secrets } = secretsWith({ "file:///w/.gitignore": "dist/\n*.log\n" });
    assert.equal(await secrets.whyExcluded("file:///w/dist/a.js"), "a.js is excluded by .gitignore.");
    assert.equal(await secrets.whyExcluded("file:///w/deep/x.log"), "x.log is excluded by .gitignore.");
    assert.equal(await secrets.whyExcluded("file:///w/src/a.js"), null);
  });

  it("count from their own folder, and a deeper one takes back what an upper one says of a file", async () => {
    const { secrets } = secretsWith({
      "file:///w/.gitignore": "*.log\nbuild/\n",
      "file:///w/pkg/.gitignore": "/gen\n!keep.log\n",
      "file:///w/build/.gitignore": "!a.js\n",
    });
    assert.equal(await secrets.whyExcluded("file:///w/pkg/gen/a.ts"), "a.ts is excluded by pkg/.gitignore.");
    assert.equal(await secrets.whyExcluded("file:///w/gen/a.ts"), null);
    assert.equal(await secrets.whyExcluded("file:///w/pkg/keep.log"), null);
    assert.notEqual(await secrets.whyExcluded("file:///w/build/a.js"), null);
  });

  it("tell of a folder whether anything in it can be wanted", async () => {
    const { secrets } = secretsWith({
      "file:///w/.gitignore": "build/\n/out\n*\n!src\n!src/**\n",
      "file:///w/src/.gitignore": "gen/\n",
      "file:///w/src/gen/.gitignore": "!a.ts\n",
    });
    for (const folder of ["build", "out", "docs", "src/gen"])
      assert.equal(await secrets.isIgnoredFolder(`file:///w/${folder}`), true, folder);
    for (const folder of ["src", "src/a"])
      assert.equal(await secrets.isIgnoredFolder(`file:///w/${folder}`), false, folder);
    assert.equal(await secrets.isIgnoredFolder(ROOT), false);
  });

  it("of Ossicle's own count beside git's", async () => {
    const { secrets } = secretsWith({
      "file:///w/.gitignore": "!private.ts\n",
      "file:///w/.ossicleignore": "private.ts\n",
    });
    assert.equal(
      await secrets.whyExcluded("file:///w/private.ts"),
      "private.ts is excluded by .ossicleignore.",
    );
  });

  it("are found for folders and files whose names are encoded", async () => {
    const { secrets } = secretsWith({ "file:///w/my%20code/.gitignore": "a b.ts\n" });
    assert.notEqual(await secrets.whyExcluded("file:///w/my%20code/a%20b.ts"), null);
  });

  it("don't matter outside of the workspace, nor for an unsaved file", async () => {
    const { secrets, reads } = secretsWith({ "file:///w/.gitignore": "*\n" });
    assert.equal(await secrets.whyExcluded("file:///elsewhere/a.ts"), null);
    assert.equal(await secrets.whyExcluded("file:///world/a.ts"), null);
    assert.equal(await secrets.whyExcluded("untitled:Untitled-1"), null);
    assert.deepEqual(reads, []);
  });

  it("are read once, and again after a change or some time", async () => {
    const contents: Record<string, string> = {};
    const { secrets, reads } = secretsWith(contents);
    await secrets.whyExcluded("file:///w/a.ts");
    const first = reads.length;
    await secrets.whyExcluded("file:///w/a.ts");
    assert.equal(reads.length, first);
    contents["file:///w/.gitignore"] = "a.ts";
    secrets.invalidate();
    assert.notEqual(await secrets.whyExcluded("file:///w/a.ts"), null);
    contents["file:///w/.gitignore"] = "";
    now += 60_000;
    assert.equal(await secrets.whyExcluded("file:///w/a.ts"), null);
  });

  it("that can't be read leave the file out until they can", async () => {
    let broken = true;
    const files = {
      readText: async () => {
        if (broken) throw new Error("no connection");
        return null;
      },
    };
    const secrets = new SecretFiles({ files, workspaceFolders: () => [ROOT], now: () => now });
    assert.match((await secrets.whyExcluded("file:///w/a.ts")) ?? "", /couldn't be read: no connection/);
    broken = false;
    assert.equal(await secrets.whyExcluded("file:///w/a.ts"), null);
  });
});
