import assert from "node:assert/strict";
import { SecretFiles } from "../../../../language-server/context/secret-files.ts";

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
      realUri: async () => undefined,
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

  it("of git don't keep out definitions in installed packages, Ossicle's own do", async () => {
    const { secrets } = secretsWith({
      "file:///w/.gitignore": "node_modules/\ndist/\n",
      "file:///w/.ossicleignore": "node_modules/closed/\n",
    });
    const why = (path: string) => secrets.whyDefinitionExcluded(`file:///w/${path}`);
    assert.equal(await why("node_modules/open/index.d.ts"), null);
    assert.equal(await why("node_modules/closed/index.d.ts"), "index.d.ts is excluded by .ossicleignore.");
    assert.equal(await why("node_modules/open/.env"), ".env may contain secrets, judging by its name.");
    assert.equal(await why("dist/index.d.ts"), "index.d.ts is excluded by .gitignore.");
    assert.equal(await why("src/a.ts"), null);
  });

  it("don't matter outside of the workspace, nor for an unsaved file", async () => {
    const { secrets, reads } = secretsWith({ "file:///w/.gitignore": "*\n" });
    assert.equal(await secrets.whyExcluded("file:///elsewhere/a.ts"), null);
    assert.equal(await secrets.whyExcluded("file:///world/a.ts"), null);
    assert.equal(await secrets.whyExcluded("untitled:Untitled-1"), null);
    assert.deepEqual(reads, []);
  });

  it("count for the cells of a notebook", async () => {
    const cell = "vscode-notebook-cell:/w/private.ipynb#W1";
    const secrets = new SecretFiles({
      files: { readText: async () => "private.*\n", realUri: async () => undefined },
      workspaceFolders: () => [ROOT],
      fileOf: (uri) => (uri === cell ? "file:///w/private.ipynb" : uri),
      now: () => now,
    });
    assert.match((await secrets.whyOpenExcluded(cell)) ?? "", /^private\.ipynb is excluded by/);
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
      realUri: async () => undefined,
    };
    const secrets = new SecretFiles({ files, workspaceFolders: () => [ROOT], now: () => now });
    assert.match((await secrets.whyExcluded("file:///w/a.ts")) ?? "", /couldn't be read: no connection/);
    broken = false;
    assert.equal(await secrets.whyExcluded("file:///w/a.ts"), null);
  });
});

describe("links", () => {
  const LINKS: Record<string, string> = {
    "file:///w/notes.txt": "file:///home/me/.ssh/id_rsa",
    "file:///w/out.ts": "file:///elsewhere/out.ts",
    "file:///w/config.ts": "file:///w/gen/config.ts",
    "file:///w/plain.ts": "file:///w/src/plain.ts",
    "file:///home/me/x.txt": "file:///home/me/.env",
  };

  /** The workspace itself may be opened through a link. */
  function secretsWith(realRoot = "file:///w") {
    const files = {
      readText: async (uri: string) => (uri.endsWith("/w/.gitignore") ? "gen/\n" : null),
      realUri: async (uri: string) => LINKS[uri] ?? uri.replace(/^file:\/\/\/w/, realRoot),
    };
    return new SecretFiles({ files, workspaceFolders: () => ["file:///w"], now: () => 0 });
  }

  it("count by what they lead to", async () => {
    const secrets = secretsWith();
    assert.equal(
      await secrets.whyExcluded("file:///w/notes.txt"),
      "id_rsa may contain secrets, judging by its name.",
    );
    assert.equal(await secrets.whyExcluded("file:///w/config.ts"), "config.ts is excluded by .gitignore.");
    assert.equal(await secrets.whyExcluded("file:///w/plain.ts"), null);
    assert.notEqual(await secrets.whyExcluded("file:///home/me/x.txt"), null);
  });

  it("out of the workspace aren't followed unless the user has opened what is there", async () => {
    const secrets = secretsWith();
    assert.equal(
      await secrets.whyExcluded("file:///w/out.ts"),
      "out.ts is a link to a file outside of the workspace.",
    );
    assert.equal(await secrets.whyOpenExcluded("file:///w/out.ts"), null);
    assert.notEqual(await secrets.whyOpenExcluded("file:///w/notes.txt"), null);
  });

  it("to the workspace as a whole don't matter", async () => {
    assert.equal(await secretsWith("file:///private/w").whyExcluded("file:///w/src/a.ts"), null);
  });
});
